//! Reading one waiver: its rule, its reason, its last day.

use std::collections::BTreeSet;

use pipewright_diagnostics::{Diagnostic, Rule, Standing};
use pipewright_source::Span;
use pipewright_syntax::tree::{
    Allow, Expression, ExpressionKind, ItemKind, Literal, Name, TextPart, Waived,
};
use pipewright_syntax::{Module, nearest, quoted};

use super::{Waiver, Waivers, plain};
use crate::levels::{rule_of, shown, unknown};
use crate::{Day, rules};

/// The rule that speaks for every policy.
const POLICIES: &str = "PW1001";

/// Reads waivers one by one.
pub struct Reader<'a> {
    known: &'a [&'static Rule],
    /// What the policies say that there are.
    policies: BTreeSet<String>,
    /// Those that mean something.
    pub waivers: Waivers,
    /// What is wrong with the others.
    pub found: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// A reader that knows these rules, and the policies of these modules.
    pub fn new(known: &'a [&'static Rule], modules: &[Module]) -> Self {
        let items = modules.iter().flat_map(|module| &module.tree.items);
        let policies = items.filter_map(|item| match &item.kind {
            ItemKind::Policy(policy) => text(&policy.title),
            _ => None,
        });
        Self {
            known,
            policies: policies.collect(),
            waivers: Waivers::default(),
            found: Vec::new(),
        }
    }

    /// Reads one, of a file or of a pipeline.
    pub fn add(&mut self, allow: &Allow, span: Span, pipeline: Option<Span>) {
        let rule = match &allow.waived {
            Waived::Rule(code) => self.rule(code).map(|rule| (rule, None)),
            Waived::Policy(title) => self.policy(title),
        };
        let reason = self.reason(&allow.reason);
        let until = self.until(&allow.until);
        if let (Some((rule, part)), Some(reason), Some(until)) = (rule, reason, until) {
            self.waivers.add(Waiver {
                rule,
                part,
                reason,
                until,
                span,
                pipeline,
                called: false,
                until_span: allow.until.span,
            });
        }
    }

    /// One policy: the rule of all policies, and what this one says.
    fn policy(&mut self, title: &Expression) -> Option<(&'static Rule, Option<String>)> {
        let rule = self.known.iter().find(|rule| rule.code == POLICIES)?;
        let said = text(title)?;
        if self.policies.contains(&said) {
            return Some((rule, Some(said)));
        }
        let mut found = Diagnostic::new(
            &rules::WAIVER,
            "no policy says this",
            title.span,
            "not the text of a policy",
        );
        found = match nearest(&said, self.policies.iter().map(String::as_str)) {
            Some(near) => found.help(format!("did you mean `{near}`?")).fix(
                format!("replace with `{near}`"),
                title.span,
                quoted(near),
            ),
            None => found.help(
                "write what stands after `policy` where it is declared, which is what its findings say",
            ),
        };
        self.found.push(found);
        None
    }

    fn rule(&mut self, code: &Name) -> Option<&'static Rule> {
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
    let words = plain(&text);
    (!words.is_empty()).then_some(words)
}

fn text(expression: &Expression) -> Option<String> {
    match &expression.kind {
        ExpressionKind::Text(parts) => literal(parts),
        _ => None,
    }
}
