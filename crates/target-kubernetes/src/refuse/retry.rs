//! Waits between attempts that are not Kubernetes' own.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;

use crate::capabilities::{BACKOFF, RETRY_OF_STEP};
use crate::messages::{others_can, reason, this_target};
use crate::rules::{BACKOFF_NOT_KEPT, CONSTRUCT_NOT_KEPT};
use crate::timing::for_people;

/// `retry … backoff`, and the retry of one step.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = backoff(plan).into_iter().collect();
    found.extend(of_one_step(plan));
    found
}

fn of_one_step(plan: &Plan) -> Option<Diagnostic> {
    // A task that takes the pipeline's retry has its place, too.
    let all = plan.pipeline.retry.as_ref().map(|retry| &retry.origin);
    let (task, retry) = plan.pipeline.tasks.iter().find_map(|task| {
        let own = task.retry.as_ref()?;
        (all != Some(&own.origin)).then_some((task, own))
    })?;
    Some(
        Diagnostic::new(
            &CONSTRUCT_NOT_KEPT,
            format!(
                "{} cannot keep the `retry` of `{}` alone",
                this_target(plan),
                task.name
            ),
            retry.origin.span,
            "demanded of one step",
        )
        .because(reason(&RETRY_OF_STEP))
        .help(format!(
            "write `retry {} times` for the pipeline; or {}",
            retry.times,
            others_can(plan)
        )),
    )
}

fn backoff(plan: &Plan) -> Option<Diagnostic> {
    let retry = plan.pipeline.retry.as_ref()?;
    let backoff = retry.backoff.as_ref()?;
    let message = format!(
        "{} cannot keep `backoff {} to {}` of pipeline `{}`",
        this_target(plan),
        for_people(backoff.first_seconds),
        for_people(backoff.longest_seconds),
        plan.pipeline.name
    );
    let plain = format!("retry {} times", retry.times);
    let help = format!(
        "{}; or write `{plain}` and accept Kubernetes' own waits",
        others_can(plan)
    );
    Some(
        Diagnostic::new(
            &BACKOFF_NOT_KEPT,
            message,
            retry.origin.span,
            "demands its own waits",
        )
        .because(reason(&BACKOFF))
        .help(help)
        .fix(
            format!("replace with `{plain}`"),
            retry.origin.span,
            plain.clone(),
        ),
    )
}
