//! Bounds on what a value may grow to: constants that double each other must stay cheap.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;

use super::{Items, Located, Members, Value};
use crate::context::Context;
use crate::rules;

/// Values in one list or record, nested ones included.
pub const LARGEST_VALUE: u64 = 50_000;
/// Bytes of one text.
pub const LONGEST_TEXT: usize = 64 * 1024;

impl Context<'_, '_> {
    /// A list, unless it is too large.
    pub fn list_of(&mut self, items: Vec<Located>, span: Span) -> Value {
        if items
            .iter()
            .any(|item| matches!(item.value, Value::Unknown))
        {
            return self.poison();
        }
        let weight = items
            .iter()
            .fold(1_u64, |sum, item| sum.saturating_add(item.value.weight()));
        if weight > LARGEST_VALUE {
            return self.too_large(span, "this list", &format!("{LARGEST_VALUE} values"));
        }
        Value::List(std::sync::Arc::new(Items { items, weight }))
    }

    /// A record, unless it is too large.
    pub fn record_of(
        &mut self,
        fields: std::collections::BTreeMap<String, Located>,
        span: Span,
    ) -> Value {
        let weight = fields
            .values()
            .fold(1_u64, |sum, item| sum.saturating_add(item.value.weight()));
        if weight > LARGEST_VALUE {
            return self.too_large(span, "this record", &format!("{LARGEST_VALUE} values"));
        }
        Value::Record(std::sync::Arc::new(Members { fields, weight }))
    }

    /// Reports that something outgrows its bound.
    pub fn too_large(&mut self, span: Span, what: &str, bound: &str) -> Value {
        self.report.push(Diagnostic::new(
            &rules::TOO_LARGE,
            format!("{what} holds more than {bound}"),
            span,
            format!("at most {bound}"),
        ));
        Value::Unknown
    }
}
