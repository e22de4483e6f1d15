//! Waits between attempts that are not Kubernetes' own.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;

use crate::capabilities::BACKOFF;
use crate::messages::{airflow_can, reason, this_target};
use crate::rules::BACKOFF_NOT_KEPT;
use crate::timing::for_people;

/// `retry … backoff`.
pub fn refuse(plan: &Plan) -> Option<Diagnostic> {
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
        airflow_can(plan)
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
