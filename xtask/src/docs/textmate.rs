//! The editors' grammar: a template whose lists of keywords are the compiler's own.

use pipewright_syntax::{Keyword, KeywordGroup};

/// Items with a production of their own in the template.
const SPECIAL_ITEMS: &[Keyword] = &[
    Keyword::Import,
    Keyword::External,
    Keyword::Defaults,
    Keyword::Policy,
];

/// Words of a clause that also stand inside others: `on` after `schedule`, `max 3 concurrency 2`.
const INNER_CLAUSES: &[Keyword] = &[
    Keyword::Concurrency,
    Keyword::Event,
    Keyword::Late,
    Keyword::On,
    Keyword::When,
];

/// A name, hyphens allowed.
const NAME: &str = r"[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*";

/// The grammar.
pub fn grammar(template: &str) -> String {
    use KeywordGroup::{Clause, Condition, Connector, Item, Word, Write};
    let special = |keyword: Keyword| SPECIAL_ITEMS.contains(&keyword);
    let inner = |keyword: Keyword| INNER_CLAUSES.contains(&keyword);
    let items =
        list(|keyword, group| (group == Item && !special(keyword)) || keyword == Keyword::Region);
    let clauses = list(|keyword, group| {
        matches!(group, Clause | Connector)
            || matches!(
                keyword,
                Keyword::Warn | Keyword::Unique | Keyword::Complete | Keyword::Require
            )
    });
    let words = list(|keyword, group| matches!(group, Condition | Word | Write) || inner(keyword));
    template
        .replace("@name@", NAME)
        .replace("@items@", &items)
        .replace("@clauses@", &clauses)
        .replace("@words@", &words)
}

/// The keywords that are wanted, as alternatives of an expression.
fn list(wanted: impl Fn(Keyword, KeywordGroup) -> bool) -> String {
    let words = Keyword::ALL.iter().copied();
    let words: Vec<&str> = words
        .filter(|keyword| wanted(*keyword, keyword.group()))
        .map(Keyword::text)
        .collect();
    words.join("|")
}
