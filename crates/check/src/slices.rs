//! How the rows of a dataset are cut into parts and ordered in time: `partition`, `cursor`.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{ColumnPlan, ColumnType, Partition, PartitionUnit, Schema};
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind, Name};

use crate::context::Context;
use crate::fields::Fields;
use crate::names::nearest;
use crate::rules;

const UNITS: [(&str, PartitionUnit); 4] = [
    ("hour", PartitionUnit::Hour),
    ("day", PartitionUnit::Day),
    ("month", PartitionUnit::Month),
    ("key", PartitionUnit::Key),
];

/// The unit as it is written.
pub const fn unit_word(unit: PartitionUnit) -> &'static str {
    match unit {
        PartitionUnit::Hour => "hour",
        PartitionUnit::Day => "day",
        PartitionUnit::Month => "month",
        PartitionUnit::Key => "key",
    }
}

impl Context<'_, '_> {
    /// `partition = day(placed)`.
    pub fn partition(
        &mut self,
        fields: &Fields<'_>,
        schema: &Schema,
        dataset: &str,
    ) -> Option<Partition> {
        let value = &fields.get("partition")?.value;
        let (unit, column) = match &value.kind {
            ExpressionKind::Call { callee, arguments } => {
                match (callee.parts.as_slice(), arguments.as_slice()) {
                    ([unit], [column]) if column.name.is_none() => {
                        (unit, single_name(&column.value))
                    }
                    _ => (callee.parts.first()?, None),
                }
            }
            ExpressionKind::Error => {
                self.report.poisoned = true;
                return None;
            }
            _ => {
                self.no_partition(value, schema);
                return None;
            }
        };
        let known = UNITS.iter().find(|(word, _)| *word == unit.value);
        let Some((_, by)) = known else {
            let words: Vec<&str> = UNITS.iter().map(|(word, _)| *word).collect();
            self.unknown_word(unit.span, &unit.value, "a unit of partitions", &words);
            return None;
        };
        let Some(column) = column else {
            self.no_partition(value, schema);
            return None;
        };
        let plan = self.column_of(column, schema, dataset)?;
        self.cut_by(*by, &plan, column.span)?;
        Some(Partition {
            by: *by,
            column: plan.name,
        })
    }

    /// `cursor = updated_at`.
    pub fn cursor(
        &mut self,
        fields: &Fields<'_>,
        schema: &Schema,
        dataset: &str,
    ) -> Option<String> {
        let value = &fields.get("cursor")?.value;
        let Some(column) = single_name(value) else {
            if matches!(value.kind, ExpressionKind::Error) {
                self.report.poisoned = true;
            } else {
                self.misplaced(
                    value.span,
                    "a cursor is a column",
                    "name it, such as `cursor = updated_at`",
                );
            }
            return None;
        };
        let plan = self.column_of(column, schema, dataset)?;
        if !is_time(&plan.kind) {
            let message = format!(
                "`{}` is {}, and time has no order in it",
                plan.name, plan.kind
            );
            self.bad_slice(column.span, message, "a timestamp or a date is needed");
            return None;
        }
        self.never_missing(&plan, column.span, "it would lie in no interval")?;
        Some(plan.name)
    }

    fn cut_by(&mut self, unit: PartitionUnit, column: &ColumnPlan, span: Span) -> Option<()> {
        let word = unit_word(unit);
        let (fits, wanted) = match unit {
            PartitionUnit::Hour => (
                column.kind == ColumnType::Timestamp,
                "hours are cut from a timestamp",
            ),
            PartitionUnit::Day | PartitionUnit::Month => {
                (is_time(&column.kind), "a timestamp or a date is cut so")
            }
            PartitionUnit::Key => (
                matches!(
                    column.kind,
                    ColumnType::String
                        | ColumnType::Bounded(_)
                        | ColumnType::Int
                        | ColumnType::Bool
                        | ColumnType::Date
                ),
                "text, whole numbers, truth and dates name a part",
            ),
        };
        if !fits {
            let message = format!(
                "`{}` is {}, which `{word}` does not cut",
                column.name, column.kind
            );
            self.bad_slice(span, message, wanted);
            return None;
        }
        self.never_missing(column, span, "it would lie in no part")
    }

    fn never_missing(&mut self, column: &ColumnPlan, span: Span, label: &str) -> Option<()> {
        if !column.optional {
            return Some(());
        }
        let message = format!("a row may have no `{}`", column.name);
        self.bad_slice(span, message, label);
        None
    }

    fn bad_slice(&mut self, span: Span, message: String, label: &str) {
        self.report
            .push(Diagnostic::new(&rules::BAD_SLICE, message, span, label));
    }

    /// Something else than `day(column)`; a column alone is offered each unit it has.
    fn no_partition(&mut self, value: &Expression, schema: &Schema) {
        let mut found = Diagnostic::new(
            &rules::TYPE_MISMATCH,
            "a partition is a unit of a column",
            value.span,
            "write `day(column)`, `hour(column)`, `month(column)` or `key(column)`",
        );
        if let Some(name) = single_name(value) {
            let columns = || schema.columns.iter().map(|column| column.name.as_str());
            let meant = nearest(&name.value, columns())
                .or_else(|| columns().find(|column| *column == name.value));
            let column = schema
                .columns
                .iter()
                .find(|column| Some(column.name.as_str()) == meant);
            if let Some(column) = column {
                let unit = if is_time(&column.kind) { "day" } else { "key" };
                let text = format!("{unit}({})", column.name);
                found = found.fix(format!("write `{text}`"), value.span, text);
            }
        }
        self.report.push(found);
    }
}

/// Whether values of a type lie in time.
pub const fn is_time(kind: &ColumnType) -> bool {
    matches!(kind, ColumnType::Timestamp | ColumnType::Date)
}

fn single_name(value: &Expression) -> Option<&Name> {
    match &value.kind {
        ExpressionKind::Path(path) => match path.parts.as_slice() {
            [name] => Some(name),
            _ => None,
        },
        _ => None,
    }
}
