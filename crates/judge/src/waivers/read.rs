//! Reading one waiver: its rule, its reason, its last day.

use pipewright_diagnostics::{Diagnostic, Rule, Standing};
use pipewright_source::Span;
use pipewright_syntax::tree::{Allow, Expression, ExpressionKind, Literal, TextPart};

use super::{Waiver, Waivers};
use crate::levels::{rule_of, shown, unknown};
use crate::{Day, rules};

/// Reads waivers one by one.
pub struct Reader<'a> {
    known: &'a [&'static Rule],
    /// Those that mean something.
    pub waivers: Waivers,
    /// What is wrong with the others.
    pub found: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// A reader that knows these rules.
    pub fn new(known: &'a [&'static Rule]) -> Self {
        Self {
            known,
            waivers: Waivers::default(),
            found: Vec::new(),
        }
    }

    /// Reads one, of a file or of a pipeline.
    pub fn add(&mut self, allow: &Allow, span: Span, pipeline: Option<Span>) {
        let rule = self.rule(allow);
        let reason = self.reason(&allow.reason);
        let until = self.until(&allow.until);
        if let (Some(rule), Some(reason), Some(until)) = (rule, reason, until) {
            self.waivers.add(Waiver {
                rule,
                reason,
                until,
                span,
                pipeline,
                called: false,
                until_span: allow.until.span,
            });
        }
    }

    fn rule(&mut self, allow: &Allow) -> Option<&'static Rule> {
        let code = &allow.code;
        let rule = match rule_of(&code.value, self.known) {
            Ok(rule) => rule,
            Err(near) => {
                let found = unknown(&rules::WAIVER, &code.value, code.span, near);
                self.found.push(found);
                return None;
            }
        };
        if rule.standing() == Standing::Fixed {
            self.found.push(
                Diagnostic::new(
                    &rules::WAIVER,
                    format!("{} cannot be waived", shown(rule)),
                    code.span,
                    "always an error",
                )
                .because("a program that breaks it means nothing, or nothing that could be kept")
                .help(format!(
                    "mend what breaks it; `pipewright explain {}` says how",
                    rule.code
                )),
            );
            return None;
        }
        Some(rule)
    }

    fn reason(&mut self, reason: &Expression) -> Option<String> {
        let words = match &reason.kind {
            ExpressionKind::Error => return None,
            ExpressionKind::Text(parts) => literal(parts),
            _ => None,
        };
        if words.is_none() {
            self.found.push(Diagnostic::new(
                &rules::WAIVER,
                "a waiver says why, in a text without holes",
                reason.span,
                "no reason",
            ));
        }
        words
    }

    fn until(&mut self, until: &Expression) -> Option<Day> {
        let day = match &until.kind {
            ExpressionKind::Error => return None,
            ExpressionKind::Literal(Literal::Date(text)) => text.parse().ok(),
            _ => None,
        };
        if day.is_none() {
            self.found.push(
                Diagnostic::new(
                    &rules::WAIVER,
                    "a waiver ends on a day of the calendar",
                    until.span,
                    "no such day",
                )
                .help("write the last day it holds, such as `until 2027-03-31`"),
            );
        }
        day
    }
}

/// A text without holes, its white space made plain; nothing for one that says nothing.
fn literal(parts: &[TextPart]) -> Option<String> {
    let mut text = String::new();
    for part in parts {
        match part {
            TextPart::Literal(literal) => text.push_str(literal),
            TextPart::Hole(_) => return None,
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}
