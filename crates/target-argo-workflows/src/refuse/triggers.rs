//! What starts runs, and what happens where two meet.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{EngineValue, Overlap, Plan, Role, Schedule};

use crate::capabilities::{DATASET_SCHEDULE, EVENT};
use crate::inputs::{period, taken};
use crate::messages::{other_can, reason, this_target};
use crate::rules::{DATASETS, EVENTS, INTERVAL, OVERLAP};

/// Everything of this kind in one plan.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(datasets(plan));
    found.extend(events(plan));
    found.extend(overlap(plan));
    found.extend(interval(plan));
    found
}

/// The first trigger by datasets: one finding a pipeline.
fn datasets(plan: &Plan) -> Option<Diagnostic> {
    let name = &plan.pipeline.name;
    plan.pipeline.triggers.iter().find_map(|trigger| {
        let Schedule::Datasets { names } = &trigger.when else {
            return None;
        };
        let message = format!(
            "{} cannot start `{name}` when `{}` is written",
            this_target(plan),
            names.join("`, `")
        );
        Some(
            Diagnostic::new(&DATASETS, message, trigger.origin.span, "starts it so")
                .because(reason(&DATASET_SCHEDULE))
                .help(format!(
                    "{}; or write `schedule every …`, a little after its writers",
                    other_can(plan, "airflow")
                )),
        )
    })
}

fn events(plan: &Plan) -> Option<Diagnostic> {
    let name = &plan.pipeline.name;
    plan.pipeline.triggers.iter().find_map(|trigger| {
        let Schedule::Event { dataset } = &trigger.when else {
            return None;
        };
        let message = format!(
            "{} cannot start `{name}` when something arrives in `{dataset}`",
            this_target(plan)
        );
        Some(
            Diagnostic::new(&EVENTS, message, trigger.origin.span, "starts it so")
                .because(reason(&EVENT))
                .help("write `schedule every …`, as often as something may arrive"),
        )
    })
}

fn overlap(plan: &Plan) -> Option<Diagnostic> {
    let pipeline = &plan.pipeline;
    if pipeline.overlap != Overlap::Replace {
        return None;
    }
    let clocks = pipeline
        .schedules()
        .filter(|schedule| matches!(schedule, Schedule::Cron { .. }))
        .count();
    let ends = pipeline.tasks.iter().find_map(|task| match &task.role {
        Role::Release { resource, .. } => Some(format!("resource `{resource}`")),
        Role::Finally => Some("`finally`".to_owned()),
        Role::Work | Role::Acquire { .. } => None,
    });
    let why = match (clocks, ends) {
        (1, None) => return None,
        (1, Some(what)) => format!(
            "the run that is replaced is ended at once, without its exit handler: {what} would be left out"
        ),
        _ => "a CronWorkflow replaces runs of its own only, and there is not just one".to_owned(),
    };
    let message = format!(
        "{} cannot keep `overlap replace` of `{}`",
        this_target(plan),
        pipeline.name
    );
    Some(
        Diagnostic::new(
            &OVERLAP,
            message,
            pipeline.overlap_origin.span,
            "demands that a run is ended",
        )
        .because(why)
        .help("write `overlap forbid`: the new run waits, or is left out"),
    )
}

/// Whoever asks for the begin of an interval needs to know how long it is.
fn interval(plan: &Plan) -> Option<Diagnostic> {
    if period(plan).is_some() {
        return None;
    }
    let task = plan
        .pipeline
        .tasks
        .iter()
        .find(|task| taken(task).contains(&EngineValue::IntervalStart))?;
    let message = format!(
        "{} cannot tell `{}` where its data interval begins",
        this_target(plan),
        task.name
    );
    Some(
        Diagnostic::new(&INTERVAL, message, task.origin.span, "asks for it")
            .with_related(
                plan.pipeline.schedule_origin.span,
                "runs are not equally far apart",
            )
            .because("it reckons the begin from the end, by one length for every run")
            .help(format!(
                "write a schedule with even steps in UTC, such as `every 6h`; or {}",
                other_can(plan, "airflow")
            )),
    )
}
