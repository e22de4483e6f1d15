//! Bounds on what a value may grow to: constants that double each other must stay cheap.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;

use super::{Items, Located, Members, Value};
use crate::context::Context;
use crate::rules;

/// Values in one list or record, nested ones included.
const LARGEST_VALUE: u64 = 50_000;
/// Levels of lists and records in each other.
const DEEPEST_VALUE: u64 = 64;
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
        match self.measured(items.iter(), span, "this list") {
            Some((weight, depth)) => Value::List(Arc::new(Items {
                items,
                weight,
                depth,
            })),
            None => Value::Unknown,
        }
    }

    /// A record, unless it is too large.
    pub fn record_of(&mut self, fields: BTreeMap<String, Located>, span: Span) -> Value {
        match self.measured(fields.values(), span, "this record") {
            Some((weight, depth)) => Value::Record(Arc::new(Members {
                fields,
                weight,
                depth,
            })),
            None => Value::Unknown,
        }
    }

    fn measured<'v>(
        &mut self,
        values: impl Iterator<Item = &'v Located>,
        span: Span,
        what: &str,
    ) -> Option<(u64, u64)> {
        let (mut weight, mut depth) = (1_u64, 0_u64);
        for item in values {
            weight = weight.saturating_add(item.value.weight());
            depth = depth.max(item.value.depth());
        }
        if weight > LARGEST_VALUE {
            self.too_large(span, what, &format!("{LARGEST_VALUE} values"));
            return None;
        }
        if depth >= DEEPEST_VALUE {
            self.too_large(
                span,
                what,
                &format!("{DEEPEST_VALUE} levels of lists and records"),
            );
            return None;
        }
        Some((weight, depth + 1))
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
