//! Times that neither a pod nor Argo takes.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Origin, Plan, TaskKind};

use crate::NAME;
use crate::rules::TIMES;

/// The longest time Kubernetes takes, in seconds.
const LONGEST: u64 = i32::MAX as u64;

/// Deadlines, timeouts, pauses, waits between attempts.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut limit = |what: String, seconds: u64, least: u64, origin: &Origin| {
        if (least..=LONGEST).contains(&seconds) {
            return;
        }
        let message = format!("{what} of {seconds} s is beyond what target `{NAME}` keeps");
        found.push(
            Diagnostic::new(&TIMES, message, origin.span, "written here")
                .because(format!("it keeps {least} to {LONGEST} s"))
                .help("choose a time within these bounds"),
        );
    };
    if let Some(deadline) = &plan.pipeline.deadline {
        let what = "a deadline".to_owned();
        limit(what, deadline.seconds, 1, &deadline.origin);
    }
    for task in &plan.pipeline.tasks {
        let name = &task.name;
        match &task.kind {
            TaskKind::Approval(approval) => {
                let what = format!("the time for `{name}`");
                limit(what, approval.within_seconds, 1, &task.origin);
            }
            TaskKind::Wait(wait) => {
                limit(format!("the pause `{name}`"), wait.seconds, 0, &task.origin);
            }
            TaskKind::Join { .. } | TaskKind::Fail { .. } => {}
            _ => {
                let what = format!("the timeout of `{name}`");
                limit(what, task.timeout_seconds, 1, &task.timeout_origin);
            }
        }
        let retry = task.retry.as_ref().filter(|retry| retry.times > 0);
        if let Some(retry) = retry
            && let Some(backoff) = retry.backoff
        {
            for seconds in [backoff.first_seconds, backoff.longest_seconds] {
                limit(
                    format!("a wait between attempts of `{name}`"),
                    seconds,
                    1,
                    &retry.origin,
                );
            }
        }
    }
    found
}
