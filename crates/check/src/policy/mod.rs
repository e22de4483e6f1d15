//! Policies: the organisation's own rules, read once for all that is asked of them later.

mod applied;
mod condition;
mod operand;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Policy, PolicySubject, Requirement};
use pipewright_syntax::tree::{self, ItemKind};

use crate::context::{Context, World};
use crate::names::{ItemId, need_snake};
use crate::report::Report;
use crate::rules;

/// Reads every policy of the project. One with a mistake is left out, as everything is; so is one
/// with a name that nobody applies.
pub fn policies(world: &World<'_>, report: &mut Report) -> Vec<Policy> {
    let applied = applied::of(world, report);
    let mut found = Vec::new();
    for (module, tree) in world.modules.iter().enumerate() {
        for (item, node) in tree.tree.items.iter().enumerate() {
            let ItemKind::Policy(policy) = &node.kind else {
                continue;
            };
            let mut own = Report::default();
            let mut context = Context::new(world, &mut own, module);
            let read = context.policy(policy);
            let place = applied.get(&ItemId::new(module, item)).copied();
            let holds = policy.name.is_none() || place.is_some();
            if let Some(mut read) = read.filter(|_| holds) {
                read.applied = place.map(|span| context.origin(span));
                found.push(read);
            }
            if let Some(name) = policy.name.as_ref() {
                need_snake(&mut own, name, "a policy");
                if !holds && !tree.standard {
                    own.push(applied::idle(name));
                }
            }
            report.merge(own);
        }
    }
    found
}

/// What the conditions of a policy speak of.
struct Asked<'t> {
    subject: PolicySubject,
    /// What each of them is called inside.
    variable: &'t str,
}

impl Context<'_, '_> {
    fn policy(&mut self, policy: &tree::Policy) -> Option<Policy> {
        let title = self.located(&policy.title);
        let title = self.some_text(&title, "what the policy says");
        need_snake(self.report, &policy.variable, "the name of what is asked");
        self.no_shadow(&policy.variable, "name of what a policy asks");
        let subject = self.subject(&policy.subject)?;
        if policy.requirements.is_empty() {
            self.report.push(
                Diagnostic::new(
                    &rules::MISSING_CLAUSE,
                    "this policy requires nothing",
                    policy.title.span,
                    "its braces are empty",
                )
                .help(format!(
                    "such as `require {}.owner else \"add an owner\"`",
                    policy.variable.value
                )),
            );
        }
        let asked = Asked {
            subject,
            variable: &policy.variable.value,
        };
        let requirements: Vec<Option<Requirement>> = policy
            .requirements
            .iter()
            .map(|requirement| self.requirement(&asked, requirement))
            .collect();
        Some(Policy {
            title: title?,
            subject,
            requirements: requirements.into_iter().collect::<Option<_>>()?,
            origin: self.origin(policy.title.span),
            applied: None,
        })
    }

    fn subject(&mut self, written: &tree::Name) -> Option<PolicySubject> {
        let known = PolicySubject::ALL.iter();
        let found = known
            .clone()
            .find(|subject| subject.word() == written.value);
        if found.is_none() {
            let words: Vec<&str> = known.map(|subject| subject.word()).collect();
            let what = "what a policy is about";
            self.unknown_word(written.span, &written.value, what, &words);
        }
        found.copied()
    }

    fn requirement(
        &mut self,
        asked: &Asked<'_>,
        written: &tree::Requirement,
    ) -> Option<Requirement> {
        let before = self.report.found.len();
        let condition = self.policy_condition(asked, &written.condition);
        let message = self.located(&written.message);
        let message = self.some_text(&message, "what the policy says");
        let condition = condition?;
        if self.report.found.len() == before && !operand::asks(&condition) {
            self.report.push(
                Diagnostic::new(
                    &rules::FOREIGN_CONDITION,
                    "this requirement asks nothing",
                    written.condition.span,
                    format!("`{}` is not mentioned", asked.variable),
                )
                .help(format!(
                    "what can be asked of it: {}",
                    operand::names(asked.subject)
                )),
            );
            return None;
        }
        Some(Requirement {
            warns: written.warns,
            condition,
            message: message?,
            origin: self.origin(written.span),
        })
    }
}
