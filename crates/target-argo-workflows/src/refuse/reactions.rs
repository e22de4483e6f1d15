//! Messages that cannot be sent, and questions to people by name.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{NotificationKind, Plan, ReactionEvent, TaskKind};

use crate::capabilities::LATE;
use crate::messages::{for_people, other_can, reason, this_target};
use crate::rules::{APPROVERS, MESSAGES};

/// Everything of this kind in one plan.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = messages(plan);
    found.extend(approvers(plan));
    found
}

fn messages(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for reaction in &plan.pipeline.reactions {
        if let ReactionEvent::Late { after_seconds } = reaction.event {
            let message = format!(
                "{} cannot tell that a run of `{}` goes on after {}",
                this_target(plan),
                plan.pipeline.name,
                for_people(after_seconds)
            );
            found.push(
                Diagnostic::new(&MESSAGES, message, reaction.origin.span, "asks for it")
                    .because(reason(&LATE))
                    .help(format!(
                        "{}; or write `deadline` and `on failure notify`",
                        other_can(plan, "airflow")
                    )),
            );
            continue;
        }
        let mail = reaction
            .notify
            .iter()
            .find(|told| matches!(told.kind, NotificationKind::Email { .. }));
        if mail.is_some() {
            let message = format!(
                "{} cannot send mail about `{}`",
                this_target(plan),
                plan.pipeline.name
            );
            found.push(
                Diagnostic::new(&MESSAGES, message, reaction.origin.span, "asks for it")
                    .because("messages are posted to an address in a secret; a mail server takes an account, which the notification does not have")
                    .help(format!(
                        "{}; or tell `slack`, `pagerduty` or a `webhook`",
                        other_can(plan, "airflow")
                    )),
            );
        }
    }
    found
}

/// Not an error: nothing goes on without consent, but whose it is, Argo does not ask.
fn approvers(plan: &Plan) -> Vec<Diagnostic> {
    let tasks = plan.pipeline.tasks.iter();
    tasks
        .filter_map(|task| match &task.kind {
            TaskKind::Approval(approval) if !approval.by.is_empty() => {
                let message = format!(
                    "{} does not hold the answer for `{}` to `{}`",
                    this_target(plan),
                    approval.subject,
                    approval.by.join("`, `")
                );
                Some(
                    Diagnostic::new(&APPROVERS, message, task.origin.span, "asks them")
                        .because("whoever may change workflows in the namespace may answer")
                        .help(format!(
                            "let only them change workflows there; or {}",
                            other_can(plan, "airflow")
                        )),
                )
            }
            _ => None,
        })
        .collect()
}
