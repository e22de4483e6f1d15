//! Schedules a CronJob has no word for.

use pipewright_backend::Capability;
use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Plan, Schedule};

use crate::capabilities::{DATASET_SCHEDULE, EVENT_SCHEDULE, SEVERAL_TRIGGERS};
use crate::cron::{refused_expression, zone_fits};
use crate::messages::{others_can, reason, this_target};
use crate::rules::{CRON_NOT_TAKEN, DATASET_SCHEDULE_NOT_KEPT};

/// Schedules on datasets and events, several at once, and expressions or zones the API server
/// does not take.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let pipeline = &plan.pipeline;
    // `or manual` adds nothing: every CronJob can be run by hand.
    let schedules: Vec<&Schedule> = match pipeline.triggers.as_slice() {
        [_] => pipeline.schedules().collect(),
        _ => pipeline
            .schedules()
            .filter(|schedule| !matches!(schedule, Schedule::Manual))
            .collect(),
    };
    match schedules.as_slice() {
        [only] => refuse_one(plan, only),
        [] => Vec::new(),
        several => {
            let data = several.iter().any(|schedule| {
                matches!(schedule, Schedule::Datasets { .. } | Schedule::Event { .. })
            });
            let capability = if data {
                &DATASET_SCHEDULE
            } else {
                &SEVERAL_TRIGGERS
            };
            let written: Vec<String> = several.iter().map(|schedule| words(schedule)).collect();
            vec![not_kept(
                plan,
                &written.join(" or "),
                "several triggers",
                capability,
            )]
        }
    }
}

fn words(schedule: &Schedule) -> String {
    match schedule {
        Schedule::Cron { written, .. } => written.clone(),
        Schedule::Datasets { names } => format!("on {}", names.join(", ")),
        Schedule::Event { dataset } => format!("event {dataset}"),
        Schedule::Manual => "manual".to_owned(),
    }
}

fn not_kept(plan: &Plan, written: &str, label: &str, capability: &Capability) -> Diagnostic {
    let message = format!(
        "{} cannot keep `schedule {written}` of pipeline `{}`",
        this_target(plan),
        plan.pipeline.name
    );
    let help = format!(
        "{}; or run it by the clock, a little after its writers: `schedule every 6h`",
        others_can(plan)
    );
    Diagnostic::new(
        &DATASET_SCHEDULE_NOT_KEPT,
        message,
        plan.pipeline.schedule_origin.span,
        label,
    )
    .because(reason(capability))
    .help(help)
}

fn refuse_one(plan: &Plan, schedule: &Schedule) -> Vec<Diagnostic> {
    let span = plan.pipeline.schedule_origin.span;
    match schedule {
        Schedule::Manual => Vec::new(),
        Schedule::Event { .. } => {
            vec![not_kept(
                plan,
                &words(schedule),
                "waits for an event",
                &EVENT_SCHEDULE,
            )]
        }
        Schedule::Datasets { .. } => {
            vec![not_kept(
                plan,
                &words(schedule),
                "waits for data",
                &DATASET_SCHEDULE,
            )]
        }
        Schedule::Cron {
            expression,
            zone,
            written,
            ..
        } => {
            let mut found = Vec::new();
            if let Some(why) = refused_expression(expression) {
                let message = format!(
                    "{} does not take `{expression}` as the schedule of pipeline `{}`",
                    this_target(plan),
                    plan.pipeline.name
                );
                found.push(
                    Diagnostic::new(&CRON_NOT_TAKEN, message, span, format!("from `{written}`"))
                        .because(why)
                        .help("write five plain fields; Sunday is 0"),
                );
            }
            if !zone_fits(zone) {
                let message = format!(
                    "{} does not take `{zone}` as a time zone",
                    this_target(plan)
                );
                found.push(
                    Diagnostic::new(&CRON_NOT_TAKEN, message, span, "in this zone")
                        .because("each part of a zone's name has at most 14 letters, digits, `-`, `_`, `+`, `.`")
                        .help("use the zone's name in the IANA database: `in \"Europe/Berlin\"`"),
                );
            }
            found
        }
    }
}
