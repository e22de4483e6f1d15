//! `exclude` and `include` of a matrix.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind};

use super::matrix::{Axis, Combination};
use super::{Located, Value};
use crate::context::Context;
use crate::fields::Fields;
use crate::names::list;
use crate::rules;

/// Records of `exclude`, and as many of `include`.
const MOST_RECORDS: usize = 1_000;

impl Context<'_, '_> {
    /// Leaves out what matches a record on all of its fields.
    pub(super) fn exclude(
        &mut self,
        axes: &[Axis<'_>],
        written: &Expression,
        combinations: &mut Vec<Combination>,
    ) -> bool {
        let Some(records) = self.records(axes, written, "exclude", false) else {
            return false;
        };
        for (span, record) in &records {
            // Which elements of each list the record means, so that values are compared once.
            let meant: Vec<(usize, BTreeSet<usize>)> = record
                .iter()
                .filter_map(|(at, value)| Some((*at, places(axes.get(*at)?, value))))
                .collect();
            let before = combinations.len();
            combinations.retain(|combination| {
                !meant.iter().all(|(axis, places)| {
                    combination
                        .get(*axis)
                        .is_some_and(|element| places.contains(element))
                })
            });
            if before == combinations.len() {
                let found = Diagnostic::new(
                    &rules::IDLE_EXCLUDE,
                    "this excludes nothing",
                    *span,
                    "no combination left has all of these",
                );
                self.report.push(found.help(
                    "a record leaves out the combinations that have each of its values; look for a slip in one of them",
                ));
            }
        }
        true
    }

    /// Adds combinations that name every list.
    pub(super) fn include(
        &mut self,
        axes: &mut [Axis<'_>],
        written: &Expression,
        combinations: &mut Vec<Combination>,
    ) -> bool {
        let Some(records) = self.records(axes, written, "include", true) else {
            return false;
        };
        for (_, record) in records {
            let mut added = Combination::new();
            for (axis, value) in axes.iter_mut().zip(record.into_values()) {
                added.push(axis.elements.len());
                axis.elements.push(value);
            }
            if added.len() == axes.len() {
                combinations.push(added);
            }
        }
        true
    }

    /// The records of `exclude` or `include`: by axis, the value given.
    fn records(
        &mut self,
        axes: &[Axis<'_>],
        written: &Expression,
        word: &str,
        all: bool,
    ) -> Option<Vec<(Span, BTreeMap<usize, Located>)>> {
        let ExpressionKind::List(items) = &written.kind else {
            self.misplaced(
                written.span,
                &format!("`{word}` is a list of records"),
                &format!("write `{word} = [{{ … }}]`"),
            );
            return None;
        };
        if items.len() > MOST_RECORDS {
            let bound = format!("{MOST_RECORDS} records");
            self.too_large(written.span, &format!("`{word}`"), &bound);
            return None;
        }
        let known: Vec<(&str, bool)> = axes
            .iter()
            .map(|axis| (axis.field.name.value.as_str(), all))
            .collect();
        let mut records = Vec::new();
        let mut sound = true;
        for item in items {
            let ExpressionKind::Record(record) = &item.kind else {
                let value = self.located(item);
                self.mismatch(value.span, "a record", &value.value);
                sound = false;
                continue;
            };
            let before = self.report.found.len();
            let fields = Fields::read(self, record, "this matrix", &known);
            if record.fields.is_empty() && !all {
                let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
                self.misplaced(
                    record.span,
                    "a record without fields matches everything",
                    &format!("name some of {}", list(&names)),
                );
            }
            let mut values = BTreeMap::new();
            for (at, (name, _)) in known.iter().enumerate() {
                if let Some(field) = fields.get(name) {
                    let value = self.located(&field.value);
                    sound &= !matches!(value.value, Value::Unknown);
                    values.insert(at, value);
                }
            }
            sound &= self.report.found.len() == before;
            records.push((item.span, values));
        }
        sound.then_some(records)
    }
}

/// The elements of a list that a value means.
fn places(axis: &Axis<'_>, value: &Located) -> BTreeSet<usize> {
    let elements = axis.elements.iter().enumerate();
    let meant = elements.filter(|(_, element)| same(&element.value, &value.value));
    meant.map(|(at, _)| at).collect()
}

/// Whether two values known when compiling are the same.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Decimal(a), Value::Decimal(b)) | (Value::Date(a), Value::Date(b)) => a == b,
        (Value::Duration(a), Value::Duration(b)) | (Value::Size(a), Value::Size(b)) => a == b,
        (Value::Text(a), Value::Text(b)) => a == b,
        (Value::Region(a), Value::Region(b)) => a.places == b.places,
        (Value::Dataset(a), Value::Dataset(b)) => a == b,
        (Value::List(a), Value::List(b)) if Arc::ptr_eq(a, b) => true,
        (Value::Record(a), Value::Record(b)) if Arc::ptr_eq(a, b) => true,
        (Value::List(a), Value::List(b)) => {
            a.items.len() == b.items.len()
                && (a.items.iter().zip(&b.items)).all(|(a, b)| same(&a.value, &b.value))
        }
        (Value::Record(a), Value::Record(b)) => {
            a.fields.len() == b.fields.len()
                && a.fields
                    .iter()
                    .zip(&b.fields)
                    .all(|((name, a), (other, b))| name == other && same(&a.value, &b.value))
        }
        _ => false,
    }
}
