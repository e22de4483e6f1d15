//! A column that several who use the same rows miss is one mistake: of who yields the rows.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::{Diagnostic, Label};
use pipewright_source::Span;

use super::Report;
use crate::rules;

/// What misses columns in one pipeline.
#[derive(Debug, Default)]
pub(super) struct Missed {
    /// By where a condition names it: the rows and the column.
    named: BTreeMap<Span, (String, String)>,
    /// By where rows are written: the rows, where they are declared, and their missing columns.
    written: BTreeMap<Span, (String, Span, Vec<String>)>,
}

/// At most this many places that miss a column are shown.
const SHOWN: usize = 4;

impl Report {
    /// Remembers that a condition names a column that `subject` lacks.
    pub fn missed_by_name(&mut self, span: Span, subject: &str, column: &str) {
        let missed = (subject.to_owned(), column.to_owned());
        self.missed.named.insert(span, missed);
    }

    /// Remembers that a sink needs columns that `subject` lacks, which is declared at `declared`.
    pub fn missed_by_sink(&mut self, span: Span, subject: &str, declared: Span, columns: &[&str]) {
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        let missed = (subject.to_owned(), declared, columns);
        self.missed.written.insert(span, missed);
    }

    /// Where a condition and a sink miss one column of the same rows, the rows are wrong: one
    /// finding, at their declaration. Called once for each pipeline, whose names are its own.
    pub fn join_missed(&mut self) {
        let Missed { named, written } = std::mem::take(&mut self.missed);
        let mut by_column: BTreeMap<(String, String), Vec<Span>> = BTreeMap::new();
        for (span, missed) in named {
            by_column.entry(missed).or_default().push(span);
        }
        let mut told = BTreeSet::new();
        let mut causes: BTreeMap<Span, Cause> = BTreeMap::new();
        for (write, (subject, declared, columns)) in written {
            let missed = columns.iter().filter_map(|column| {
                let key = (subject.clone(), column.clone());
                by_column.get(&key)
            });
            let places: Vec<Span> = missed.flatten().copied().collect();
            if places.is_empty() || declared == write {
                continue;
            }
            told.extend(places.iter().copied());
            let cause = Cause {
                declared,
                places,
                columns,
            };
            causes.insert(write, cause);
        }
        if causes.is_empty() {
            return;
        }
        self.found.retain_mut(|found| {
            let place = found.primary.span;
            if found.rule.code == rules::MISSING_COLUMN.code
                && let Some(cause) = causes.get(&place)
            {
                cause.move_to(found);
            }
            found.rule.code != rules::UNKNOWN_COLUMN.code || !told.contains(&place)
        });
    }
}

/// The rows that lack columns, and who names them.
struct Cause {
    declared: Span,
    places: Vec<Span>,
    columns: Vec<String>,
}

impl Cause {
    /// Lets a finding of a sink begin where the rows are declared.
    fn move_to(&self, found: &mut Diagnostic) {
        let text = match &self.columns[..] {
            [column] => format!("`{column}` is missing here"),
            _ => "they are missing here".to_owned(),
        };
        let span = self.declared;
        let write = std::mem::replace(&mut found.primary, Label { span, text });
        found.related.retain(|related| related.span != span);
        for span in self.places.iter().copied().take(SHOWN) {
            let text = "a condition names it, too".to_owned();
            found.related.push(Label { span, text });
        }
        found.related.push(write);
    }
}
