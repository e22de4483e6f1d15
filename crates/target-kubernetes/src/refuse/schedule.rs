//! Schedules a CronJob has no word for.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Plan, Schedule};

use crate::capabilities::DATASET_SCHEDULE;
use crate::cron::{refused_expression, zone_fits};
use crate::messages::{airflow_can, reason, this_target};
use crate::rules::{CRON_NOT_TAKEN, DATASET_SCHEDULE_NOT_KEPT};

/// Schedules on datasets, and expressions or zones the API server does not take.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let schedules = plan.pipeline.schedules();
    schedules
        .flat_map(|schedule| refuse_one(plan, schedule))
        .collect()
}

fn refuse_one(plan: &Plan, schedule: &Schedule) -> Vec<Diagnostic> {
    let span = plan.pipeline.schedule_origin.span;
    match schedule {
        Schedule::Manual | Schedule::Event { .. } => Vec::new(),
        Schedule::Datasets { names } => {
            let written = names.join(", ");
            let message = format!(
                "{} cannot keep `schedule on {written}` of pipeline `{}`",
                this_target(plan),
                plan.pipeline.name
            );
            let help = format!(
                "{}; or run it by the clock, a little after its writers: `schedule every 6h`",
                airflow_can(plan)
            );
            vec![
                Diagnostic::new(&DATASET_SCHEDULE_NOT_KEPT, message, span, "waits for data")
                    .because(reason(&DATASET_SCHEDULE))
                    .help(help),
            ]
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
