//! Marks that are most likely meant otherwise: misspelt ones, and words of SQL.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Column, Name};

use crate::context::Context;
use crate::names::nearest;
use crate::rules;

/// Classes that everybody knows: a name that is one of them is right, one that is near is not.
const CLASSES: [&str; 14] = [
    "pii",
    "phi",
    "pci",
    "spi",
    "gdpr",
    "hipaa",
    "sensitive",
    "confidential",
    "personal",
    "internal",
    "financial",
    "health",
    "public",
    "secret",
];

impl Context<'_, '_> {
    /// Warns of marks that are hardly classes of data; gives back those that say nothing, by place.
    pub fn doubtful_marks(&mut self, column: &Column) -> BTreeSet<Span> {
        let mut words: Vec<&Name> = Vec::new();
        for mark in &column.marks {
            if super::sql::is_word(mark) {
                words.push(mark);
            } else if mark.value != "key" && !CLASSES.contains(&mark.value.as_str()) {
                self.misspelt_mark(mark);
            }
        }
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            let said: Vec<String> = words
                .iter()
                .map(|word| word.value.to_ascii_lowercase())
                .collect();
            self.foreign_words(column, first.span.to(last.span), &said);
        }
        words.into_iter().map(|word| word.span).collect()
    }

    fn misspelt_mark(&mut self, mark: &Name) {
        let usual = nearest(&mark.value, ["key", "pii"].into_iter());
        let Some(near) = usual.or_else(|| nearest(&mark.value, CLASSES.into_iter())) else {
            return;
        };
        self.report.push(
            Diagnostic::new(
                &rules::DOUBTFUL_MARK,
                format!("`{}` is a class of data of its own here", mark.value),
                mark.span,
                format!("did you mean `{near}`?"),
            )
            .fix(format!("replace with `{near}`"), mark.span, near)
            .help("any other word is a class of data: one that is meant has a name less near"),
        );
    }

    /// One finding for all words of a column: `primary key`, `not null unique`.
    fn foreign_words(&mut self, column: &Column, span: Span, said: &[String]) {
        let name = &column.name.value;
        let says = |word: &str| said.iter().any(|said| said == word);
        let written = self.one_line(span);
        let space = |span: Span| Span {
            start: span.start.saturating_sub(1),
            ..span
        };
        let mut found = Diagnostic::new(
            &rules::DOUBTFUL_MARK,
            format!("`{written}` says nothing of `{name}` here"),
            span,
            "any word but `key` is a class of data",
        );
        if (says("primary") || says("pk")) && !column.kind.optional {
            let whole = with_key(column, span);
            found = found.fix("write `key` alone", whole, "key");
        } else if says("nullable") || says("optional") || (says("null") && !says("not")) {
            if column.kind.optional {
                found = found.fix("remove it", space(span), "");
            } else if column.marks.first().map(|mark| mark.span.start) == Some(span.start) {
                let after = Span {
                    start: column.kind.span.end,
                    ..span
                };
                found = found.fix("write `?` after the type", after, "?");
            } else {
                found = found.help("a column that may be missing has a `?` after its type");
            }
        } else if says("not") && says("null") || says("required") || says("mandatory") {
            found = found
                .fix("remove it", space(span), "")
                .help("a column is never missing unless its type ends in `?`");
        } else if says("unique") {
            found = found
                .fix("remove it", space(span), "")
                .help(format!("rows are told apart by `key`; `check STEP {{ unique {name} }}` looks whether they are"));
        } else {
            found = found.fix("remove it", space(span), "");
        }
        self.report.push(found);
    }
}

/// The words and the mark `key` beside them.
fn with_key(column: &Column, span: Span) -> Span {
    let key = column
        .marks
        .iter()
        .find(|mark| mark.value.eq_ignore_ascii_case("key"));
    key.map_or(span, |key| Span {
        start: span.start.min(key.span.start),
        end: span.end.max(key.span.end),
        ..span
    })
}
