//! How a step meets its own failure: `retry`, `allow_failure`.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{AllowedFailure, Backoff, Interruptible, Retry};
use pipewright_source::Span;

use crate::context::Context;
use crate::fields::Fields;
use crate::rules;
use crate::values::{Located, Value};

const PARTS: [(&str, bool); 3] = [("times", true), ("first", false), ("longest", false)];

impl Context<'_, '_> {
    /// `interruptible = true`.
    pub(super) fn step_interruptible(&mut self, fields: &Fields<'_>) -> Option<Interruptible> {
        let field = fields.get("interruptible")?;
        let value = self.located(&field.value);
        let origin = self.origin(field.span);
        let allowed = self.truth(&value)?;
        Some(Interruptible { allowed, origin })
    }

    /// `retry = { times = 3, first = 30s, longest = 5m }`; none at all where `times` is 0.
    pub(super) fn step_retry(&mut self, fields: &Fields<'_>) -> Option<Retry> {
        let field = fields.get("retry")?;
        let entries = match self.only_number(&field.value) {
            Some(number) => {
                self.number_of_retries(field.value.span, number);
                return None;
            }
            None => self.fixed_entries(&field.value, "`retry`", &PARTS)?,
        };
        let times = self.integer_in(entries.get("times")?, 0, 100, "a number of retries");
        let backoff = match (entries.get("first"), entries.get("longest")) {
            (None, None) => None,
            (Some(first), Some(longest)) => Some(self.backoff_of(first, longest)?),
            (Some(given), None) => {
                self.half_a_wait(given.span, "longest");
                return None;
            }
            (None, Some(given)) => {
                self.half_a_wait(given.span, "first");
                return None;
            }
        };
        Some(Retry {
            times: u32::try_from(times?).ok()?,
            backoff,
            origin: self.origin(field.span),
        })
    }

    /// `allow_failure = "the report is a courtesy"`.
    pub(super) fn allowed_failure(&mut self, fields: &Fields<'_>) -> Option<AllowedFailure> {
        let field = fields.get("allow_failure")?;
        let value = self.located(&field.value);
        if matches!(value.value, Value::Bool(_)) {
            self.report.push(
                Diagnostic::new(
                    &rules::TYPE_MISMATCH,
                    "a failure is allowed for a reason",
                    value.span,
                    "why may it fail?",
                )
                .help("write `allow_failure = \"…\"`: the ledger shows the reason"),
            );
            return None;
        }
        Some(AllowedFailure {
            because: self.some_text(&value, "reason")?,
            origin: self.origin(field.span),
        })
    }

    /// Waits that grow from the first to the longest.
    pub fn backoff_of(&mut self, first: &Located, longest: &Located) -> Option<Backoff> {
        let span = longest.span;
        let first = self.seconds(first);
        let longest = self.seconds(longest);
        let (first_seconds, longest_seconds) = (first?, longest?);
        if first_seconds > longest_seconds {
            self.out_of_range(
                span,
                "the longest wait is shorter than the first".to_owned(),
                "waits grow from the first to this",
            );
            return None;
        }
        Some(Backoff {
            first_seconds,
            longest_seconds,
        })
    }

    fn only_number(&mut self, value: &pipewright_syntax::tree::Expression) -> Option<i64> {
        use pipewright_syntax::tree::{ExpressionKind, Literal};
        match &value.kind {
            ExpressionKind::Literal(Literal::Integer(text)) => text.parse().ok(),
            _ => None,
        }
    }

    fn number_of_retries(&mut self, span: Span, number: i64) {
        let text = format!("{{ times = {number} }}");
        self.report.push(
            Diagnostic::new(
                &rules::TYPE_MISMATCH,
                "`retry` is a record: how often, and how long to wait in between",
                span,
                "this is a whole number",
            )
            .fix(format!("write `{text}`"), span, text),
        );
    }

    fn half_a_wait(&mut self, span: Span, missing: &str) {
        self.report.push(Diagnostic::new(
            &rules::MISSING_FIELD,
            format!("waits between attempts need `{missing}` too"),
            span,
            "waits double from the first to the longest",
        ));
    }
}
