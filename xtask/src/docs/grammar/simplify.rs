//! From the parser's productions to a reader's: what only builds or recovers goes.

use super::read::{Grammar, Rule, Symbol};

/// Rules whose meaning the page tells in words, by how they are shown.
const TOLD: [(&str, &str); 5] = [
    ("Lines", "lines"),
    ("Entries", "entries"),
    ("Listed", "list"),
    ("Bracketed", "list"),
    ("Commas", "list"),
];

/// Rules that are one word to a reader.
const NAMES: [&str; 4] = ["Name", "Reference", "Subject", "Key"];

/// Rules a reader wants to see by name, however short.
const KEPT: [&str; 4] = ["File", "Type", "Expression", "Braceless"];

/// Makes the grammar a reader's.
pub fn all(grammar: &mut Grammar) {
    let words = |rule: &Rule| {
        rule.name.ends_with("Word")
            || NAMES.contains(&rule.name.as_str())
            || rule.name == "Here"
            || rule.name == "Separator"
            || TOLD.iter().any(|(name, _)| *name == rule.name)
    };
    grammar.rules.retain(|rule| !words(rule));
    for rule in &mut grammar.rules {
        for choice in &mut rule.choices {
            *choice = tidy(choice.clone());
        }
        // What was reported before the parser saw it.
        let unreadable = Symbol::Terminal("an unreadable value".to_owned());
        rule.choices.retain(|choice| *choice != unreadable);
        unroll(rule);
    }
    merge_kinds(grammar);
    while inline_one(grammar) {}
    rename(grammar, "NamePath", "Path");
    for rule in &mut grammar.rules {
        for choice in &mut rule.choices {
            *choice = flat(choice.clone());
        }
    }
}

/// Names are names, lists are told in words, and a sequence of one is that one.
fn tidy(symbol: Symbol) -> Symbol {
    match symbol {
        Symbol::Terminal(text) => Symbol::Terminal(text),
        Symbol::Rule(name, _) if NAMES.contains(&name.as_str()) => {
            Symbol::Terminal("a name".to_owned())
        }
        Symbol::Rule(name, Some(argument)) if name == "Here" => tidy(*argument),
        Symbol::Rule(name, argument) => {
            let argument = argument.map(|argument| Box::new(tidy(*argument)));
            match TOLD.iter().find(|(told, _)| *told == name) {
                Some((_, shown)) => {
                    let list = Symbol::Rule((*shown).to_owned(), argument);
                    if name == "Commas" {
                        Symbol::Repeat(Box::new(list), '?')
                    } else {
                        list
                    }
                }
                None => Symbol::Rule(name, argument),
            }
        }
        Symbol::Sequence(mut symbols) if symbols.len() == 1 => {
            tidy(symbols.pop().unwrap_or(Symbol::Sequence(Vec::new())))
        }
        Symbol::Sequence(symbols) => Symbol::Sequence(symbols.into_iter().map(tidy).collect()),
        Symbol::Choice(choices) => Symbol::Choice(choices.into_iter().map(tidy).collect()),
        Symbol::Repeat(inner, mark) => Symbol::Repeat(Box::new(tidy(*inner)), mark),
    }
}

/// Sequences in sequences are one.
fn flat(symbol: Symbol) -> Symbol {
    match symbol {
        Symbol::Sequence(symbols) => {
            let mut out = Vec::new();
            for symbol in symbols.into_iter().map(flat) {
                match symbol {
                    Symbol::Sequence(inner) => out.extend(inner),
                    other => out.push(other),
                }
            }
            Symbol::Sequence(out)
        }
        Symbol::Choice(choices) => Symbol::Choice(choices.into_iter().map(flat).collect()),
        Symbol::Repeat(inner, mark) => Symbol::Repeat(Box::new(flat(*inner)), mark),
        Symbol::Rule(name, argument) => {
            Symbol::Rule(name, argument.map(|argument| Box::new(flat(*argument))))
        }
        terminal @ Symbol::Terminal(_) => terminal,
    }
}

/// `A = B | A "or" B` is `A = B ("or" B)*`.
fn unroll(rule: &mut Rule) {
    let is_self = |symbol: &Symbol| matches!(symbol, Symbol::Rule(name, _) if *name == rule.name);
    let mut bases = Vec::new();
    let mut tails: Vec<Vec<Symbol>> = Vec::new();
    for choice in &rule.choices {
        match choice {
            Symbol::Sequence(symbols) if symbols.first().is_some_and(is_self) => {
                tails.push(symbols.iter().skip(1).cloned().collect());
            }
            other => bases.push(other.clone()),
        }
    }
    if tails.is_empty() {
        return;
    }
    let last = tails.first().and_then(|tail| tail.last()).cloned();
    let shared = last.filter(|_| {
        tails.iter().all(|tail| {
            tail.len() == 2 && tail.last() == tails.first().and_then(|first| first.last())
        })
    });
    let tail = match shared {
        Some(last) if tails.len() > 1 => {
            let heads = tails.iter().filter_map(|tail| tail.first().cloned());
            Symbol::Sequence(vec![Symbol::Choice(heads.collect()), last])
        }
        _ if tails.len() == 1 => Symbol::Sequence(tails.pop().unwrap_or_default()),
        _ => Symbol::Choice(tails.into_iter().map(Symbol::Sequence).collect()),
    };
    let base = match bases.len() {
        1 => bases.pop().unwrap_or(Symbol::Sequence(Vec::new())),
        _ => Symbol::Choice(bases),
    };
    rule.choices = vec![Symbol::Sequence(vec![
        base,
        Symbol::Repeat(Box::new(tail), '*'),
    ])];
}

fn rename(grammar: &mut Grammar, from: &str, to: &str) {
    for rule in &mut grammar.rules {
        if rule.name == from {
            rule.name = to.to_owned();
        }
        for choice in &mut rule.choices {
            *choice = replaced(choice.clone(), from, &Symbol::Rule(to.to_owned(), None));
        }
    }
}

/// `Clause = ClauseKind` becomes what `ClauseKind` is.
fn merge_kinds(grammar: &mut Grammar) {
    let kinds: Vec<Rule> = grammar
        .rules
        .iter()
        .filter(|rule| rule.name.ends_with("Kind") || rule.name.ends_with("Mark"))
        .cloned()
        .collect();
    for kind in kinds {
        let outer = kind.name.trim_end_matches("Kind").trim_end_matches("Mark");
        let alone = |rule: &Rule| {
            rule.name == outer && rule.choices == [Symbol::Rule(kind.name.clone(), None)]
        };
        if grammar.rules.iter().any(alone) {
            grammar.rules.retain(|rule| !alone(rule));
            rename(grammar, &kind.name, outer);
        }
    }
}

/// Puts one rule in the place of its name: one that is a single symbol, that is used once and
/// short, or that says the same as one before it.
fn inline_one(grammar: &mut Grammar) -> bool {
    let found = grammar.rules.iter().enumerate().find_map(|(index, rule)| {
        if rule.parameter.is_some()
            || KEPT.contains(&rule.name.as_str())
            || uses(rule, &rule.name) > 0
        {
            return None;
        }
        let same = grammar
            .rules
            .iter()
            .take(index)
            .find(|before| before.choices == rule.choices && before.parameter.is_none());
        if let Some(same) = same {
            return Some((index, Symbol::Rule(same.name.clone(), None)));
        }
        let used: usize = grammar
            .rules
            .iter()
            .map(|other| uses(other, &rule.name))
            .sum();
        let [only] = rule.choices.as_slice() else {
            let words = rule.choices.iter().all(|choice| size(choice) <= 2);
            let short = used == 1 && words && rule.choices.len() <= 3;
            return short.then(|| (index, Symbol::Choice(rule.choices.clone())));
        };
        let short = size(only) <= 2 || (used == 1 && size(only) <= 6);
        short.then(|| (index, only.clone()))
    });
    let Some((index, body)) = found else {
        return false;
    };
    let name = grammar.rules.remove(index).name;
    for rule in &mut grammar.rules {
        for choice in &mut rule.choices {
            *choice = replaced(choice.clone(), &name, &body);
        }
    }
    true
}

fn uses(rule: &Rule, name: &str) -> usize {
    fn count(symbol: &Symbol, name: &str) -> usize {
        match symbol {
            Symbol::Terminal(_) => 0,
            Symbol::Rule(own, argument) => {
                usize::from(own == name)
                    + argument
                        .as_ref()
                        .map_or(0, |argument| count(argument, name))
            }
            Symbol::Sequence(all) | Symbol::Choice(all) => {
                all.iter().map(|symbol| count(symbol, name)).sum()
            }
            Symbol::Repeat(inner, _) => count(inner, name),
        }
    }
    rule.choices.iter().map(|choice| count(choice, name)).sum()
}

/// How many words and marks a symbol shows.
fn size(symbol: &Symbol) -> usize {
    match symbol {
        Symbol::Terminal(_) => 1,
        Symbol::Rule(_, argument) => 1 + argument.as_ref().map_or(0, |argument| size(argument)),
        Symbol::Sequence(all) | Symbol::Choice(all) => all.iter().map(size).sum(),
        Symbol::Repeat(inner, _) => size(inner),
    }
}

fn replaced(symbol: Symbol, name: &str, body: &Symbol) -> Symbol {
    let each = |all: Vec<Symbol>| -> Vec<Symbol> {
        all.into_iter()
            .map(|symbol| replaced(symbol, name, body))
            .collect()
    };
    match symbol {
        Symbol::Rule(own, None) if own == name => body.clone(),
        Symbol::Rule(own, argument) => Symbol::Rule(
            own,
            argument.map(|argument| Box::new(replaced(*argument, name, body))),
        ),
        Symbol::Sequence(all) => Symbol::Sequence(each(all)),
        Symbol::Choice(all) => Symbol::Choice(each(all)),
        Symbol::Repeat(inner, mark) => Symbol::Repeat(Box::new(replaced(*inner, name, body)), mark),
        terminal @ Symbol::Terminal(_) => terminal,
    }
}
