//! `late after`: somebody is told while the run still goes on, or never.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Plan, Reaction, ReactionEvent};
use pipewright_schedule::duration;

use super::Run;
use crate::findings::Findings;
use crate::rules;

/// Finds messages that no run lasts long enough to send, by the timeouts of all its tasks. What a
/// deadline or one step's timeout says is the checker's.
pub(super) fn check(plan: &Plan, runs: &[Run], findings: &mut Findings) {
    if plan.pipeline.deadline.is_some() {
        return;
    }
    let longest = runs.iter().map(|run| run.worst.total).max();
    for reaction in &plan.pipeline.reactions {
        let ReactionEvent::Late { after_seconds } = reaction.event else {
            continue;
        };
        if let (None, Some(longest)) = (&reaction.task, longest)
            && longest <= after_seconds
        {
            findings.report(never(plan, reaction, longest));
        }
    }
}

fn never(plan: &Plan, reaction: &Reaction, longest: u64) -> Diagnostic {
    Diagnostic::new(
        &rules::LATE_NEVER_TOLD,
        format!(
            "nobody is told that a run of `{}` is late",
            plan.pipeline.name
        ),
        reaction.origin.span,
        "no run lasts so long",
    )
    .because(format!(
        "a run takes {} at worst, by the timeouts of its tasks",
        duration::show(longest)
    ))
    .help("tell earlier, or write a deadline")
}
