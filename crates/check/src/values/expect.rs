//! What a place expects of a value, and what is said when it gets another.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Template;
use pipewright_plan::RegionSet;
use pipewright_source::Span;

use super::usual::{usual_fix, usual_mistake};
use super::{Located, Value};
use crate::context::Context;
use crate::rules;

impl Context<'_, '_> {
    /// Says that a value is of another kind than its place needs.
    pub fn mismatch(&mut self, span: Span, expected: &str, value: &Value) {
        match value {
            Value::Unknown => {
                if expected == "text" {
                    self.name_for_text(span);
                }
                self.report.poisoned = true;
                return;
            }
            Value::Run(value) => return self.too_late(span, value),
            _ => {}
        }
        let found = value.describe();
        let mut diagnostic = Diagnostic::new(
            &rules::TYPE_MISMATCH,
            format!("expected {expected}, found {found}"),
            span,
            format!("this is {found}"),
        );
        if let Some(help) = usual_mistake(expected, value, self.slice(span)) {
            diagnostic = diagnostic.help(help);
        }
        if let Some((title, text)) = usual_fix(expected, value, self.slice(span)) {
            diagnostic = diagnostic.fix(title, span, text);
        }
        self.report.push(diagnostic);
    }

    /// Where a text is due, a name that leads nowhere is probably one without its quotes.
    pub fn name_for_text(&mut self, span: Span) {
        let text = format!("\"{}\"", self.slice(span));
        let Some(found) = self.report.found.last_mut() else {
            return;
        };
        let unknown = found.rule.code == rules::UNKNOWN_NAME.code && found.primary.span == span;
        if unknown && found.fixes.is_empty() && found.help.is_none() {
            "a text stands in quotes".clone_into(&mut found.primary.text);
            *found = found.clone().fix("put it in quotes", span, text);
        }
    }

    /// Text with whatever holes.
    pub fn template(&mut self, value: &Located) -> Option<Template> {
        match &value.value {
            Value::Text(text) => Some((**text).clone()),
            Value::Run(late) => {
                let late = std::sync::Arc::clone(late);
                self.text_of(&late, value.span)
            }
            other => {
                self.mismatch(value.span, "text", other);
                None
            }
        }
    }

    /// Text without holes of run time.
    pub fn literal_text(&mut self, value: &Located) -> Option<String> {
        if let Value::Run(late) = &value.value {
            self.too_late(value.span, late);
            return None;
        }
        let template = self.template(value)?;
        if let Some(text) = template.as_literal() {
            return Some(text.to_owned());
        }
        if self.too_late_in(value.span, &template) {
            return None;
        }
        self.bad_hole(
            value.span,
            "this text must be known at compile time",
            "it holds a secret, or what only a run knows",
        );
        None
    }

    /// Text that says something: not empty, no white space around it.
    pub fn some_text(&mut self, value: &Located, what: &str) -> Option<String> {
        let text = self.literal_text(value)?;
        if text.trim().is_empty() || text.trim() != text || text.contains(['\n', '\r']) {
            self.malformed(
                value.span,
                &format!("this is no {what}"),
                "one line, not empty, no space around it",
            );
            return None;
        }
        Some(text)
    }

    /// A list of texts without holes.
    pub fn texts(&mut self, value: &Located) -> Option<Vec<String>> {
        let Value::List(list) = &value.value else {
            self.mismatch(value.span, "a list of text", &value.value);
            return None;
        };
        let list = Arc::clone(list);
        list.items
            .iter()
            .map(|item| self.literal_text(item))
            .collect()
    }

    /// Seconds of a duration that is not zero.
    pub fn seconds(&mut self, value: &Located) -> Option<u64> {
        match value.value {
            Value::Duration(0) => {
                self.out_of_range(
                    value.span,
                    "a duration of nothing".to_owned(),
                    "longer than 0 is needed",
                );
                None
            }
            Value::Duration(millis) if millis.is_multiple_of(1_000) => Some(millis / 1_000),
            Value::Duration(_) => {
                self.out_of_range(
                    value.span,
                    "engines count whole seconds here".to_owned(),
                    "not whole seconds",
                );
                None
            }
            ref other => {
                self.mismatch(value.span, "a duration", other);
                None
            }
        }
    }

    /// Milliseconds of a duration of whole seconds, which may be none.
    pub fn whole_seconds(&mut self, value: &Located) -> Option<u64> {
        match value.value {
            Value::Duration(millis) if !millis.is_multiple_of(1_000) => {
                self.out_of_range(
                    value.span,
                    "engines count whole seconds here".to_owned(),
                    "not whole seconds",
                );
                None
            }
            Value::Duration(millis) => Some(millis),
            ref other => {
                self.mismatch(value.span, "a duration", other);
                None
            }
        }
    }

    /// Bytes of a size of at least a mebibyte.
    pub fn bytes(&mut self, value: &Located) -> Option<u64> {
        match value.value {
            Value::Size(bytes) if bytes >= 1 << 20 => Some(bytes),
            Value::Size(_) => {
                self.out_of_range(
                    value.span,
                    "no container lives in less than 1MiB".to_owned(),
                    "too small",
                );
                None
            }
            ref other => {
                self.mismatch(value.span, "a size", other);
                None
            }
        }
    }

    /// Thousandths of a core.
    pub fn cores(&mut self, value: &Located) -> Option<u64> {
        let millis = match &value.value {
            Value::Int(number) => u64::try_from(*number)
                .ok()
                .and_then(|number| number.checked_mul(1_000)),
            Value::Decimal(text) => thousandths(text),
            other => {
                self.mismatch(value.span, "a number of cores", other);
                return None;
            }
        };
        match millis {
            Some(millis @ 1..=1_024_000) => Some(millis),
            _ => {
                self.out_of_range(
                    value.span,
                    "a number of cores is from 0.001 to 1024, in thousandths".to_owned(),
                    "not such a number",
                );
                None
            }
        }
    }

    /// Thousandths of cores of many nodes together.
    pub fn thousands_of_cores(&mut self, value: &Located) -> Option<u64> {
        match &value.value {
            Value::Int(number @ 0..=10_000_000) => number.unsigned_abs().checked_mul(1_000),
            Value::Int(_) => {
                self.out_of_range(
                    value.span,
                    "a quota is from 0 to 10000000 cores".to_owned(),
                    "not such a number",
                );
                None
            }
            _ => self.cores(value),
        }
    }

    /// A whole number in a range.
    pub fn integer_in(
        &mut self,
        value: &Located,
        least: i64,
        most: i64,
        what: &str,
    ) -> Option<i64> {
        match value.value {
            Value::Int(number) if (least..=most).contains(&number) => Some(number),
            Value::Int(_) => {
                self.out_of_range(
                    value.span,
                    format!("{what} is from {least} to {most}"),
                    "outside of that",
                );
                None
            }
            ref other => {
                self.mismatch(value.span, "a whole number", other);
                None
            }
        }
    }

    /// True or false.
    pub fn truth(&mut self, value: &Located) -> Option<bool> {
        if let Value::Bool(truth) = value.value {
            return Some(truth);
        }
        self.mismatch(value.span, "true or false", &value.value);
        None
    }

    /// A region.
    pub fn region(&mut self, value: &Located) -> Option<Arc<RegionSet>> {
        match &value.value {
            Value::Region(region) => Some(Arc::clone(region)),
            other => {
                self.mismatch(value.span, "a region", other);
                None
            }
        }
    }
}

/// Thousandths in `0.25`; at most three digits after the point.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.')?;
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 3 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fraction: u64 = format!("{fraction:0<3}").parse().ok()?;
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(1_000)?
        .checked_add(fraction)
}

#[cfg(test)]
mod tests {
    use super::thousandths;

    #[test]
    fn cores_are_thousandths() {
        assert_eq!(thousandths("0.5"), Some(500));
        assert_eq!(thousandths("1.250"), Some(1_250));
        assert_eq!(thousandths("0.0001"), None);
        assert_eq!(thousandths("-1.0"), None);
    }
}
