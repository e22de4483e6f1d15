//! Policies: the organisation's own rules, read once for all that is asked of them later.

mod condition;
mod operand;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Policy, PolicySubject, Requirement};
use pipewright_syntax::tree::{self, ItemKind};

use crate::context::{Context, World};
use crate::names::need_snake;
use crate::report::Report;
use crate::rules;

/// Reads every policy of the project. One with a mistake is left out, as everything is.
pub fn policies(world: &World<'_>, report: &mut Report) -> Vec<Policy> {
    let mut found = Vec::new();
    for (module, tree) in world.modules.iter().enumerate() {
        for item in &tree.tree.items {
            let ItemKind::Policy(policy) = &item.kind else {
                continue;
            };
            let mut own = Report::default();
            found.extend(Context::new(world, &mut own, module).policy(policy));
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
            condition,
            message: message?,
            origin: self.origin(written.span),
        })
    }
}
