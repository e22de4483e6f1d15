//! `late after`: somebody is told while the run still goes on, or never.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Plan, Reaction, ReactionEvent};
use pipewright_schedule::duration;

use super::Run;
use crate::findings::Findings;
use crate::{rules, show};

/// Finds messages that no run can last long enough to send.
pub(super) fn check(plan: &Plan, runs: &[Run], findings: &mut Findings) {
    for reaction in &plan.pipeline.reactions {
        let ReactionEvent::Late { after_seconds } = reaction.event else {
            continue;
        };
        let deadline = plan.pipeline.deadline.as_ref();
        match (deadline, &reaction.task) {
            (Some(deadline), _) if deadline.seconds <= after_seconds => {
                let length = duration::show(deadline.seconds);
                let found = never(
                    plan,
                    reaction,
                    format!("the deadline ends a run after {length}"),
                );
                findings.report(
                    found
                        .with_related(deadline.origin.span, format!("runs end after {length}"))
                        .help(format!(
                            "tell earlier: `late after {}`",
                            show::literal(deadline.seconds / 2)
                        )),
                );
            }
            (None, None) => {
                let longest = runs.iter().map(|run| run.worst.total).max();
                if let Some(longest) = longest.filter(|longest| *longest <= after_seconds) {
                    let length = duration::show(longest);
                    let why =
                        format!("a run takes {length} at worst, by the timeouts of its tasks");
                    findings.report(never(plan, reaction, why).help("tell earlier"));
                }
            }
            _ => {}
        }
    }
}

fn never(plan: &Plan, reaction: &Reaction, why: String) -> Diagnostic {
    Diagnostic::new(
        &rules::LATE_NEVER_TOLD,
        format!(
            "nobody is told that a run of `{}` is late",
            plan.pipeline.name
        ),
        reaction.origin.span,
        "no run lasts so long",
    )
    .because(why)
}
