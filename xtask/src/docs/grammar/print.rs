//! Productions as text.

use super::read::{Rule, Symbol};

/// The widest line of the page.
const WIDTH: usize = 100;

/// More alternatives than these each stand on a line.
const MANY: usize = 14;

/// One rule: on one line where it fits, each alternative on its own where not.
pub fn rule(rule: &Rule) -> String {
    let parameter = rule.parameter.as_ref().map(|_| "(x)").unwrap_or_default();
    let own = |name: &str| match &rule.parameter {
        Some(parameter) if parameter == name => "x".to_owned(),
        _ => shown(name),
    };
    let choices: Vec<String> = rule
        .choices
        .iter()
        .map(|choice| symbol(choice, &own, false))
        .collect();
    let head = format!("{}{parameter} =", shown(&rule.name));
    let line = format!("{head} {}", choices.join(" | "));
    if line.chars().count() <= WIDTH {
        return line + "\n";
    }
    let mut out = String::new();
    let margin = "    ";
    // Alternatives share lines as far as they fit; many have each its own.
    let many = choices.len() > MANY;
    let mut line = head;
    for (index, choice) in choices.iter().enumerate() {
        let piece = if index == 0 {
            format!(" {choice}")
        } else {
            format!(" | {choice}")
        };
        if (many && index > 0) || line.chars().count() + piece.chars().count() > WIDTH {
            out.push_str(&line);
            out.push('\n');
            line = format!("{margin}{}", piece.trim_start());
        } else {
            line.push_str(&piece);
        }
    }
    out.push_str(&line);
    out.push('\n');
    out
}

/// `ConnectorClause` as `connector_clause`.
fn shown(name: &str) -> String {
    let mut out = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(character.to_ascii_lowercase());
    }
    out
}

/// A symbol; `tight` where a mark follows it.
fn symbol(it: &Symbol, own: &dyn Fn(&str) -> String, tight: bool) -> String {
    let joined = |all: &[Symbol], with: &str, inner: bool| {
        let texts: Vec<String> = all.iter().map(|it| symbol(it, own, inner)).collect();
        texts.join(with)
    };
    let grouped = |text: String, many: bool| if many { format!("({text})") } else { text };
    match it {
        Symbol::Terminal(text) => match text.strip_prefix("a ").or(text.strip_prefix("an ")) {
            Some("name") => "NAME".to_owned(),
            Some("text") => "TEXT".to_owned(),
            Some(other) => other.to_uppercase().replace(' ', "_"),
            None => format!("\"{text}\""),
        },
        Symbol::Rule(name, None) => own(name),
        Symbol::Rule(name, Some(argument)) => {
            format!("{}({})", own(name), symbol(argument, own, false))
        }
        Symbol::Sequence(all) => grouped(joined(all, " ", false), tight && all.len() > 1),
        Symbol::Choice(all) => format!("({})", joined(all, " | ", false)),
        Symbol::Repeat(inner, mark) => format!("{}{mark}", symbol(inner, own, true)),
    }
}
