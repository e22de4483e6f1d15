//! Whether rows fit a sink: columns, types, missing values, and order where order is meaning.

mod likeness;
mod names;
mod order;

use std::collections::BTreeMap;

use pipewright_diagnostics::{Diagnostic, Edit, Fix, Rule};
use pipewright_plan::{ColumnMatch, ColumnPlan, ColumnType, Schema};
use pipewright_source::Span;

use crate::report::Report;
use crate::rules;

/// At most this many columns are named.
const MOST_NAMED: usize = 12;

/// Rows on their way into a dataset.
pub struct Fit<'s> {
    /// What is written, as written: `by_country`.
    pub subject: &'s str,
    /// Its rows.
    pub rows: &'s Schema,
    /// The dataset.
    pub sink: &'s str,
    /// Its rows.
    pub wanted: &'s Schema,
    /// How it finds its columns.
    pub columns: ColumnMatch,
    /// The write.
    pub span: Span,
    /// Where the subject's rows are declared.
    pub declared: Span,
    /// Where the sink is declared.
    pub sink_span: Span,
    /// The subject's columns as they are written, if that is known.
    pub written: Vec<WrittenColumn<'s>>,
}

/// A column of a type, as written.
#[derive(Clone, Copy)]
pub struct WrittenColumn<'s> {
    /// Its name.
    pub name: Span,
    /// All of it.
    pub whole: Span,
    /// The text of all of it.
    pub text: &'s str,
}

impl Fit<'_> {
    /// Reports everything that does not fit.
    pub fn check(&self, report: &mut Report) {
        match self.columns {
            ColumnMatch::Name => self.by_name(report),
            ColumnMatch::Position => self.by_position(report),
        }
    }

    fn found(&self, rule: &'static Rule, message: String, label: impl Into<String>) -> Diagnostic {
        let found = Diagnostic::new(rule, message, self.span, label);
        let found = if self.declared == self.span {
            found
        } else {
            found.with_related(
                self.declared,
                format!("`{}` is declared here", self.subject),
            )
        };
        found.with_related(self.sink_span, format!("`{}` is declared here", self.sink))
    }

    fn by_position_because(&self) -> String {
        format!("`{}` matches columns by position", self.sink)
    }

    /// The edits that give columns other names, where their names are known.
    fn renaming(&self, pairs: &[(&ColumnPlan, &ColumnPlan)]) -> Option<Fix> {
        let edits: Option<Vec<Edit>> = pairs
            .iter()
            .map(|(from, to)| {
                let at = self
                    .rows
                    .columns
                    .iter()
                    .position(|one| one.name == from.name)?;
                let name = self.written.get(at)?.name;
                Some(Edit {
                    span: name,
                    text: to.name.clone(),
                })
            })
            .collect();
        let title = match pairs {
            [] => return None,
            [(_, to)] => format!("rename it to `{}`", to.name),
            several => {
                let names: Vec<String> = several
                    .iter()
                    .take(MOST_NAMED)
                    .map(|(_, to)| format!("`{}`", to.name))
                    .collect();
                format!("rename them to {}", names.join(", "))
            }
        };
        Some(Fix {
            title,
            edits: edits?,
            safe: false,
        })
    }

    /// One column into its place: the type, and whether it may be missing.
    fn one(&self, column: &ColumnPlan, target: &ColumnPlan, report: &mut Report) {
        if !fits(&column.kind, &target.kind) {
            let message = format!(
                "`{}` is {} in `{}`, but {} in `{}`",
                column.name, column.kind, self.subject, target.kind, self.sink
            );
            let mut found = self.found(&rules::COLUMN_TYPE, message, "nothing is converted");
            if let Some(why) = lost(&column.kind, &target.kind) {
                found = found.because(why);
            }
            report.push(found);
        } else if column.optional && !target.optional {
            let message = format!(
                "`{}` may be missing in `{}`, but never in `{}`",
                column.name, self.subject, self.sink
            );
            report.push(
                self.found(
                    &rules::NULL_INTO_REQUIRED,
                    message,
                    "a missing value has no place there",
                )
                .help(format!(
                    "declare `{}?` in the sink, or fill it before",
                    target.name
                )),
            );
        }
    }
}

fn index(schema: &Schema) -> BTreeMap<&str, usize> {
    schema
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| (column.name.as_str(), at))
        .collect()
}

const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// What of a value has no room in another type of its kind.
fn lost(from: &ColumnType, into: &ColumnType) -> Option<String> {
    match (from, into) {
        (
            ColumnType::Decimal {
                precision: p,
                scale: s,
            },
            ColumnType::Decimal { precision, scale },
        ) => Some(if s > scale {
            format!("{s} digits after the point do not fit into {scale}")
        } else {
            format!(
                "{} digits before the point do not fit into {}",
                p.saturating_sub(*s),
                precision.saturating_sub(*scale)
            )
        }),
        (ColumnType::Int, ColumnType::Decimal { precision, scale }) => Some(format!(
            "a whole number has up to 19 digits, which do not fit into {}",
            precision.saturating_sub(*scale)
        )),
        (ColumnType::Bounded(from), ColumnType::Bounded(into)) => {
            Some(format!("{from} characters do not fit into {into}"))
        }
        (ColumnType::String, ColumnType::Bounded(into)) => Some(format!(
            "a text without a width does not fit into {into} characters"
        )),
        _ => None,
    }
}

/// Whether every value of one type is one of another, unchanged.
pub fn fits(from: &ColumnType, into: &ColumnType) -> bool {
    match (from, into) {
        (
            ColumnType::Decimal {
                precision: p,
                scale: s,
            },
            ColumnType::Decimal { precision, scale },
        ) => scale >= s && precision - scale >= p - s,
        (ColumnType::Int, ColumnType::Decimal { precision, scale }) => precision - scale >= 19,
        (ColumnType::Bounded(_), ColumnType::String) => true,
        (ColumnType::Bounded(from), ColumnType::Bounded(into)) => from <= into,
        (ColumnType::List(from), ColumnType::List(into)) => fits(from, into),
        (ColumnType::Record(from), ColumnType::Record(into)) => {
            from.len() == into.len()
                && from.iter().zip(into).all(|(a, b)| {
                    a.name == b.name && fits(&a.kind, &b.kind) && (b.optional || !a.optional)
                })
        }
        (from, into) => from == into,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_loses_nothing_fits() {
        let decimal = |precision, scale| ColumnType::Decimal { precision, scale };
        assert!(fits(&decimal(10, 2), &decimal(12, 2)));
        assert!(!fits(&decimal(10, 2), &decimal(10, 3)));
        assert!(!fits(&decimal(10, 2), &decimal(10, 1)));
        assert!(fits(&ColumnType::Int, &decimal(21, 2)));
        assert!(!fits(&ColumnType::Int, &decimal(18, 2)));
        assert!(!fits(&ColumnType::Int, &ColumnType::Float));
        assert!(!fits(&ColumnType::String, &ColumnType::Json));
        assert!(fits(&ColumnType::Bounded(2), &ColumnType::Bounded(2)));
        assert!(fits(&ColumnType::Bounded(2), &ColumnType::String));
        assert!(!fits(&ColumnType::Bounded(3), &ColumnType::Bounded(2)));
        assert!(!fits(&ColumnType::String, &ColumnType::Bounded(2)));
    }
}
