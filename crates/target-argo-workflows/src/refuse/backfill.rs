//! Runs of the past that no list in one workflow can be.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Backfill, Plan, ReactionEvent};

use crate::capabilities::OPEN_BACKFILL;
use crate::frame::Frame;
use crate::messages::{other_can, reason, this_target};
use crate::rules::BACKFILL;

/// How many tasks a workflow may have together: its status has a line for each.
const MOST: usize = 4000;

/// `backfill`.
pub fn refuse(plan: &Plan) -> Option<Diagnostic> {
    let backfill = plan.pipeline.backfill.as_ref()?;
    if backfill.to.is_none() || backfill.runs.is_empty() {
        let why = if backfill.to.is_none() {
            reason(&OPEN_BACKFILL)
        } else {
            "no run falls into it"
        };
        let mut help = other_can(plan, "airflow");
        // Airflow keeps no end: naming one is no way out where both are asked for.
        let mut targets = plan.environment.targets.iter();
        if !targets.any(|target| target.name == "airflow") {
            help = format!("write `backfill from {} to …`; or {help}", backfill.from);
        }
        return Some(diagnostic(plan, backfill, why.to_owned(), help));
    }
    let (runs, tasks) = (backfill.runs.len(), plan.pipeline.tasks.len());
    if runs.saturating_mul(tasks + 4) > MOST {
        let why =
            format!("{runs} runs of {tasks} tasks are too many for the status of one workflow");
        return Some(diagnostic(
            plan,
            backfill,
            why,
            "make up a shorter time, one after another".to_owned(),
        ));
    }
    let frame = Frame::of(plan);
    let handed = frame
        .work()
        .find(|task| frame.is_read_at_the_end(&task.name))
        .map(|task| task.name.as_str());
    let told = plan
        .pipeline
        .reactions
        .iter()
        .filter(|reaction| reaction.event == ReactionEvent::Failure)
        .find_map(|reaction| reaction.task.as_deref());
    let what = handed.or(told)?;
    let why = format!(
        "the end of a run asks what became of `{what}`, and would be told of all runs of the workflow"
    );
    Some(diagnostic(plan, backfill, why, other_can(plan, "airflow")))
}

fn diagnostic(plan: &Plan, backfill: &Backfill, why: String, help: String) -> Diagnostic {
    let message = format!(
        "{} cannot make up the past runs of `{}`",
        this_target(plan),
        plan.pipeline.name
    );
    Diagnostic::new(&BACKFILL, message, backfill.origin.span, "asks for them")
        .because(why)
        .help(help)
}
