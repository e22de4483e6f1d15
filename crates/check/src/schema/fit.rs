//! Whether rows fit a sink: columns, types, missing values, and order where order is meaning.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{ColumnMatch, ColumnPlan, ColumnType, Schema};
use pipewright_source::Span;

use crate::names::{list, nearest};
use crate::report::Report;
use crate::rules;

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
    /// Where the names of the subject's columns are written, if that is known.
    pub names: Vec<Span>,
}

impl Fit<'_> {
    /// Reports everything that does not fit.
    pub fn check(&self, report: &mut Report) {
        match self.columns {
            ColumnMatch::Name => self.by_name(report),
            ColumnMatch::Position => self.by_position(report),
        }
    }

    fn found(
        &self,
        rule: &'static pipewright_diagnostics::Rule,
        message: String,
        label: impl Into<String>,
    ) -> Diagnostic {
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

    fn by_name(&self, report: &mut Report) {
        let rows = index(self.rows);
        let wanted = index(self.wanted);
        let missing: Vec<&ColumnPlan> = self
            .wanted
            .columns
            .iter()
            .filter(|column| !column.optional && !rows.contains_key(column.name.as_str()))
            .collect();
        let extra: Vec<&ColumnPlan> = self
            .rows
            .columns
            .iter()
            .filter(|column| !wanted.contains_key(column.name.as_str()))
            .collect();
        // A column of another name on each side is one mistake.
        let renamed = match (missing.as_slice(), extra.as_slice()) {
            ([to], [from]) => Some((*from, *to)),
            _ => None,
        };
        if let Some((from, to)) = renamed {
            let label = if nearest(&from.name, std::iter::once(to.name.as_str())).is_some() {
                format!("is `{}` meant to be `{}`?", from.name, to.name)
            } else {
                format!("`{}` is needed", to.name)
            };
            let message = format!(
                "`{}` has the column `{}`, but `{}` needs `{}`",
                self.subject, from.name, self.sink, to.name
            );
            report.push(
                self.found(&rules::MISSING_COLUMN, message, label)
                    .help("name the column alike on both sides"),
            );
        } else {
            if !missing.is_empty() {
                let names: Vec<&str> = missing
                    .iter()
                    .map(|column| column.name.as_str())
                    .take(12)
                    .collect();
                let message = format!(
                    "`{}` lacks the column{} {} that `{}` needs",
                    self.subject,
                    plural(names.len()),
                    list(&names),
                    self.sink
                );
                report.push(self.found(
                    &rules::MISSING_COLUMN,
                    message,
                    "not all columns are there",
                ));
            }
            if !extra.is_empty() {
                let names: Vec<&str> = extra
                    .iter()
                    .map(|column| column.name.as_str())
                    .take(12)
                    .collect();
                let message = format!(
                    "`{}` has the column{} {} that `{}` does not take",
                    self.subject,
                    plural(names.len()),
                    list(&names),
                    self.sink
                );
                report.push(
                    self.found(
                        &rules::EXTRA_COLUMN,
                        message,
                        "nothing is dropped in silence",
                    )
                    .help(format!(
                        "leave them out of `{}`, or add them to the type of `{}`",
                        self.subject, self.sink
                    )),
                );
            }
        }
        for column in &self.rows.columns {
            let target = wanted.get(column.name.as_str());
            if let Some(target) = target.and_then(|at| self.wanted.columns.get(*at)) {
                self.one(column, target, report);
            }
        }
    }

    fn by_position(&self, report: &mut Report) {
        let rows = &self.rows.columns;
        let wanted = &self.wanted.columns;
        let why = format!("`{}` matches columns by position", self.sink);
        if rows.len() != wanted.len() {
            let message = format!(
                "`{}` has {} columns, but `{}` has {}",
                self.subject,
                rows.len(),
                self.sink,
                wanted.len()
            );
            report.push(
                self.found(
                    &rules::COLUMN_ORDER,
                    message,
                    "each position needs its column",
                )
                .because(why),
            );
            return;
        }
        let positions = index(self.wanted);
        let moved: Vec<&ColumnPlan> = rows
            .iter()
            .enumerate()
            .filter(|(at, column)| {
                positions
                    .get(column.name.as_str())
                    .is_some_and(|place| place != at)
            })
            .map(|(_, column)| column)
            .collect();
        if let Some(first) = moved.first() {
            let place = |schema: &Schema| {
                schema
                    .columns
                    .iter()
                    .position(|column| column.name == first.name)
                    .map_or(0, |at| at + 1)
            };
            let names: Vec<&str> = wanted
                .iter()
                .map(|column| column.name.as_str())
                .take(20)
                .collect();
            let message = format!(
                "the columns of `{}` are in another order than those of `{}`",
                self.subject, self.sink
            );
            let label = format!(
                "`{}` is at position {}, and at position {} there",
                first.name,
                place(self.rows),
                place(self.wanted)
            );
            report.push(
                self.found(&rules::COLUMN_ORDER, message, label)
                    .because(why)
                    .help(format!("order them so: {}", names.join(", "))),
            );
            return;
        }
        for (at, (column, target)) in rows.iter().zip(wanted).enumerate() {
            if column.name != target.name {
                self.renamed(column, target, self.names.get(at).copied(), report);
            }
            self.one(column, target, report);
        }
    }

    fn renamed(
        &self,
        column: &ColumnPlan,
        target: &ColumnPlan,
        name: Option<Span>,
        report: &mut Report,
    ) {
        let message = format!(
            "`{}` of `{}` lands in the column `{}` of `{}`",
            column.name, self.subject, target.name, self.sink
        );
        let mut found = self
            .found(&rules::COLUMN_RENAMED, message, "the names differ")
            .because(format!("`{}` matches columns by position", self.sink))
            .help(format!(
                "if that is meant, name the column `{}` here too",
                target.name
            ));
        if let Some(name) = name {
            found = found.with_related(name, "the column");
            found = found.fix(
                format!("rename it to `{}`", target.name),
                name,
                &target.name,
            );
        }
        report.push(found);
    }

    fn one(&self, column: &ColumnPlan, target: &ColumnPlan, report: &mut Report) {
        if !fits(&column.kind, &target.kind) {
            let message = format!(
                "`{}` is {} in `{}`, but {} in `{}`",
                column.name, column.kind, self.subject, target.kind, self.sink
            );
            let mut found = self.found(&rules::COLUMN_TYPE, message, "nothing is converted");
            if matches!(
                (&column.kind, &target.kind),
                (ColumnType::Decimal { .. }, ColumnType::Decimal { .. })
            ) {
                found = found.because("digits would be lost");
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

fn index(schema: &Schema) -> std::collections::BTreeMap<&str, usize> {
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
    }
}
