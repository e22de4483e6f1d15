//! What compares with what.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{CheckValue, ColumnPlan, ColumnType, Schema};
use pipewright_source::Span;
use pipewright_syntax::tree::{Comparison, Expression, ExpressionKind};

use crate::context::Context;
use crate::rules;
use crate::values::{Located, Value};

/// Types that compare with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    Number,
    Text,
    Time,
    Bool,
    Other,
}

const fn family(kind: &ColumnType) -> Family {
    match kind {
        ColumnType::Int | ColumnType::Decimal { .. } | ColumnType::Float => Family::Number,
        ColumnType::String | ColumnType::Bounded(_) => Family::Text,
        ColumnType::Date | ColumnType::Timestamp => Family::Time,
        ColumnType::Bool => Family::Bool,
        ColumnType::Json | ColumnType::Bytes | ColumnType::List(_) | ColumnType::Record(_) => {
            Family::Other
        }
    }
}

impl<'a> Context<'_, 'a> {
    /// The right side of a comparison: a column, or a value of the left one's family.
    pub fn other_side(
        &mut self,
        right: &Expression,
        left: &ColumnPlan,
        schema: &Schema,
        subject: &str,
        ordered: bool,
    ) -> Option<CheckValue> {
        if let ExpressionKind::Path(path) = &right.kind
            && let [name] = path.parts.as_slice()
            && !self.locals.contains_key(&name.value)
        {
            if let Some(column) = schema
                .columns
                .iter()
                .find(|column| column.name == name.value)
            {
                let alike = family(&left.kind) == family(&column.kind)
                    && family(&left.kind) != Family::Other;
                if !alike || ordered && family(&left.kind) == Family::Bool {
                    self.incomparable(
                        right.span,
                        format!(
                            "`{}` is {}, but `{}` is {}",
                            left.name, left.kind, column.name, column.kind
                        ),
                    );
                    return None;
                }
                return Some(CheckValue::Column(column.name.clone()));
            }
            if self.entry(&name.value).is_none() {
                self.column_of(name, schema, subject);
                return None;
            }
        }
        let value = self.located(right);
        self.comparable(&value, left, ordered)
    }

    /// The values of `in [...]`.
    pub fn one_of(&mut self, values: &Expression, column: &ColumnPlan) -> Option<Vec<CheckValue>> {
        let value = self.located(values);
        let Value::List(items) = &value.value else {
            self.mismatch(value.span, "a list of values", &value.value);
            return None;
        };
        if items.items.is_empty() {
            self.out_of_range(
                value.span,
                "no value is in an empty list".to_owned(),
                "name the values",
            );
            return None;
        }
        let items = std::sync::Arc::clone(items);
        let values: Vec<Option<CheckValue>> = items
            .items
            .iter()
            .map(|item| self.comparable(item, column, false))
            .collect();
        values.into_iter().collect()
    }

    fn comparable(
        &mut self,
        value: &Located,
        column: &ColumnPlan,
        ordered: bool,
    ) -> Option<CheckValue> {
        let (kind, result) = match &value.value {
            Value::Int(number) => (Family::Number, CheckValue::Int(*number)),
            Value::Decimal(text) => (Family::Number, CheckValue::Decimal(text.clone())),
            Value::Date(text) => (Family::Time, CheckValue::Date(text.clone())),
            Value::Bool(truth) => (Family::Bool, CheckValue::Bool(*truth)),
            Value::Text(_) => (Family::Text, CheckValue::Text(self.literal_text(value)?)),
            Value::Unknown => {
                self.report.poisoned = true;
                return None;
            }
            Value::Run(late) => {
                self.too_late(value.span, late);
                return None;
            }
            other => {
                let what = other.describe();
                self.incomparable(
                    value.span,
                    format!("`{}` is {}, and this is {what}", column.name, column.kind),
                );
                return None;
            }
        };
        if kind != family(&column.kind) {
            let what = value.value.describe();
            self.incomparable(
                value.span,
                format!("`{}` is {}, and this is {what}", column.name, column.kind),
            );
            return None;
        }
        if ordered && kind == Family::Bool {
            self.incomparable(value.span, "true and false have no order".to_owned());
            return None;
        }
        Some(result)
    }

    /// Says that two things do not compare.
    pub fn incomparable(&mut self, span: Span, message: String) {
        self.report.push(Diagnostic::new(
            &rules::INCOMPARABLE,
            message,
            span,
            "these cannot be compared",
        ));
    }

    /// Refuses a count that every number of rows meets, or none.
    pub fn never_or_always(&mut self, comparison: Comparison, value: i64, span: Span) {
        let message = match (comparison, value) {
            (Comparison::GreaterOrEqual, 0) => "there are always 0 rows or more",
            (Comparison::Less, 0) => "there are never less than 0 rows",
            _ => return,
        };
        self.report.push(Diagnostic::new(
            &rules::OUT_OF_RANGE,
            message,
            span,
            "this says nothing",
        ));
    }
}
