//! Names of Python variables, none of which hides another.

use std::collections::{BTreeMap, BTreeSet};

use crate::{hooks, imports};

/// Python's keywords, the functions of its own that a DAG file uses, and names inside functions.
const TAKEN: &[&str] = &[
    "False",
    "None",
    "True",
    "all",
    "and",
    "any",
    "as",
    "assert",
    "async",
    "await",
    "bool",
    "break",
    "case",
    "class",
    "continue",
    "dag",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "getattr",
    "global",
    "hasattr",
    "if",
    "import",
    "in",
    "is",
    "isinstance",
    "lambda",
    "len",
    "match",
    "min",
    "next",
    "nonlocal",
    "not",
    "one",
    "or",
    "params",
    "pass",
    "raise",
    "return",
    "set",
    "setattr",
    "sorted",
    "ti",
    "try",
    "type",
    "while",
    "with",
    "yield",
];

/// The names given so far.
#[derive(Debug, Default)]
pub struct Names {
    given: BTreeSet<String>,
    /// The number to try next for a name that is taken.
    numbers: BTreeMap<String, usize>,
}

impl Names {
    /// `wanted` as a name of its own: with `ending` after it if it is taken or means something to
    /// Python, and a number if that is taken as well.
    pub fn claim(&mut self, wanted: &str, ending: &str) -> String {
        let base = identifier(wanted);
        if self.free(&base) {
            return base;
        }
        let ended = format!("{base}{ending}");
        if self.free(&ended) {
            return ended;
        }
        let mut number = self.numbers.get(&ended).copied().unwrap_or(2);
        let mut name = format!("{ended}_{number}");
        while !self.free(&name) {
            number += 1;
            name = format!("{ended}_{number}");
        }
        self.numbers.insert(ended, number + 1);
        name
    }

    fn free(&mut self, name: &str) -> bool {
        !TAKEN.contains(&name)
            && !imports::is_imported(name)
            && !hooks::ALL.iter().any(|hook| hook.name == name)
            && self.given.insert(name.to_owned())
    }
}

/// Letters, digits and underscores, not beginning with a digit.
fn identifier(text: &str) -> String {
    let mut name: String = text
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                '_'
            }
        })
        .collect();
    if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, '_');
    }
    // Two underscores at the start are Python's own names: `__doc__`.
    if name.starts_with("__") {
        name.insert(0, 'x');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn no_name_hides_another() {
        let mut names = Names::default();
        assert_eq!(names.claim("load", "_"), "load");
        assert_eq!(names.claim("load", "_asset"), "load_asset");
        assert_eq!(names.claim("class", "_"), "class_");
        assert_eq!(names.claim("dag", "_"), "dag_");
        assert_eq!(names.claim("tables.orders", "_"), "tables_orders");
        assert_eq!(names.claim("tables_orders", "_"), "tables_orders_");
        assert_eq!(names.claim("9 lives", "_"), "_9_lives");
        assert_eq!(names.claim("__doc__", "_"), "x__doc__");
    }
}
