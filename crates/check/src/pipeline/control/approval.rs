//! `approval`: somebody consents before what reads or writes the data goes on.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Approval;
use pipewright_plan::Silence;
use pipewright_source::Span;
use pipewright_syntax::tree::{ClauseKind, Expression, ExpressionKind, Field, Record};

use super::super::frames::{Flat, Unrolled};
use super::super::shapes::Shapes;
use super::gates::{Gate, GateKind};
use super::ways::guards;
use crate::context::Context;
use crate::fields::Fields;
use crate::rules;
use crate::values::Value;

const FIELDS: [(&str, bool); 4] = [
    ("by", false),
    ("within", true),
    ("on_timeout", false),
    ("message", false),
];

/// The words for what silence means.
const SILENCE: [(&str, Silence); 2] = [("reject", Silence::Reject), ("fail", Silence::Fail)];

impl<'a> Context<'_, 'a> {
    /// Every approval, in source order.
    pub fn approvals(
        &mut self,
        unrolled: &Unrolled<'a>,
        shapes: &Shapes,
        gates: &mut Vec<Gate>,
    ) -> Vec<Approval> {
        let mut approvals = Vec::new();
        for flat in &unrolled.rest {
            let ClauseKind::Approval { subject, fields } = &flat.clause.kind else {
                continue;
            };
            let view = flat.view(unrolled, shapes);
            let before = self.report.found.len();
            let mut context = self.seeing(flat, view);
            let plan = context.asked(fields, flat);
            for data in context.data(view, subject) {
                context.readable(view, data.place, data.span);
                gates.push(Gate {
                    kind: GateKind::Approval,
                    place: data.place,
                    name: context.called(view, data.place),
                    setting: flat.setting.clone(),
                    span: flat.clause.span,
                });
                approvals.extend(plan.clone().map(|plan| Approval {
                    subject: context.reference(view, data.place),
                    plan,
                    when: guards(unrolled, &flat.setting.ways),
                    origin: context.origin(flat.clause.span),
                }));
            }
            self.because_used(before, &flat.setting);
        }
        approvals
    }

    fn asked(&mut self, record: &Record, flat: &Flat<'a>) -> Option<pipewright_plan::Approval> {
        let fields = Fields::read(self, record, "an approval", &FIELDS);
        let by = match fields.get("by") {
            Some(field) => self.people(&field.value),
            None => Some(Vec::new()),
        };
        let within = fields.get("within").and_then(|field| {
            let value = self.located(&field.value);
            self.seconds(&value)
        });
        let message = fields.get("message").map(|field| {
            let value = self.located(&field.value);
            self.some_text(&value, "question")
        });
        let silence = match fields.get("on_timeout") {
            Some(field) => self.silence(field),
            None => {
                self.no_silence(record, flat.clause.span);
                None
            }
        };
        let message = match message {
            Some(text) => Some(text?),
            None => None,
        };
        Some(pipewright_plan::Approval {
            subject: String::new(),
            by: by?,
            within_seconds: within?,
            on_timeout: silence?,
            message,
        })
    }

    fn people(&mut self, expression: &Expression) -> Option<Vec<String>> {
        let value = self.located(expression);
        let Value::List(items) = &value.value else {
            self.mismatch(value.span, "a list of people and groups", &value.value);
            return None;
        };
        let items = std::sync::Arc::clone(items);
        if items.items.is_empty() {
            self.out_of_range(
                value.span,
                "nobody could consent".to_owned(),
                "name who may; without `by` everybody who operates the engine may",
            );
            return None;
        }
        let named: Vec<Option<String>> = items
            .items
            .iter()
            .map(|item| self.some_text(item, "name of a person or a group"))
            .collect();
        named.into_iter().collect()
    }

    fn silence(&mut self, field: &Field) -> Option<Silence> {
        let word = match &field.value.kind {
            ExpressionKind::Path(path) if path.parts.len() == 1 => path.parts.first(),
            ExpressionKind::Error => {
                self.report.poisoned = true;
                return None;
            }
            _ => None,
        };
        let known = word.and_then(|word| SILENCE.iter().find(|(name, _)| *name == word.value));
        if let Some((_, silence)) = known {
            return Some(*silence);
        }
        let shown = self.slice(field.value.span);
        self.unknown_word(
            field.value.span,
            shown,
            "what silence means",
            &["reject", "fail"],
        );
        None
    }

    fn no_silence(&mut self, record: &Record, span: Span) {
        let mut found = Diagnostic::new(
            &rules::SILENT_APPROVAL,
            "this approval does not say what silence means",
            span,
            "if nobody answers, what then?",
        )
        .because("because there is no answer that is right for every approval");
        let place = record.fields.last().map(|field| field.span.after());
        if let Some(place) = place {
            for (word, what) in [
                ("reject", "it counts as no, and what waits is skipped"),
                ("fail", "the run fails"),
            ] {
                found = found.fix(
                    format!("add `on_timeout = {word}`: {what}"),
                    place,
                    format!(", on_timeout = {word}"),
                );
            }
        }
        self.report.push(found);
    }
}
