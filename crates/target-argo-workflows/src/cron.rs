//! The CronWorkflows of a pipeline: one for each schedule by the clock.

use pipewright_plan::{Overlap, Plan, Schedule, Trigger};
use pipewright_pod::names::{LONGEST_CRON_JOB, dns_label};

use crate::crd::{Arguments, CronSpec, CronWorkflow, Parameter, TemplateReference, WorkflowSource};
use crate::spec;

/// How many workflows that ended one way are kept.
const HISTORY: u32 = 3;

/// All of them, in the order written.
#[must_use]
pub fn cron_workflows(plan: &Plan) -> Vec<CronWorkflow> {
    let mut made = Vec::new();
    for trigger in &plan.pipeline.triggers {
        let Schedule::Cron {
            expression,
            zone,
            shortest_period_seconds,
            ..
        } = &trigger.when
        else {
            continue;
        };
        let name = name(plan, made.len());
        let spec = CronSpec {
            schedules: vec![expression.clone()],
            timezone: zone.clone(),
            concurrency_policy: concurrency_policy(plan.pipeline.overlap),
            starting_deadline_seconds: starting_deadline(*shortest_period_seconds),
            successful_jobs_history_limit: HISTORY,
            failed_jobs_history_limit: HISTORY,
            workflow_metadata: spec::workflow_metadata(plan),
            workflow_spec: WorkflowSource {
                workflow_template_ref: TemplateReference {
                    name: plan.pipeline.slug.clone(),
                },
                arguments: arguments(trigger),
            },
        };
        made.push(CronWorkflow::new(spec::metadata(plan, name), spec));
    }
    made
}

/// The first is called after the pipeline, further ones by their number.
#[must_use]
pub fn name(plan: &Plan, place: usize) -> String {
    let slug = &plan.pipeline.slug;
    if place == 0 {
        return dns_label(slug, LONGEST_CRON_JOB);
    }
    dns_label(&format!("{slug}-{}", place + 1), LONGEST_CRON_JOB)
}

/// What a trigger supplies.
#[must_use]
pub fn arguments(trigger: &Trigger) -> Arguments {
    let parameters = trigger.parameters.iter();
    Arguments {
        parameters: parameters
            .map(|(name, value)| Parameter::new(name, value.to_string()))
            .collect(),
    }
}

/// `concurrencyPolicy` for a word of the language.
#[must_use]
pub const fn concurrency_policy(overlap: Overlap) -> &'static str {
    match overlap {
        Overlap::Forbid => "Forbid",
        Overlap::Allow => "Allow",
        Overlap::Replace => "Replace",
    }
}

/// How late a run may start, in seconds: half the time between two runs, so that a late one never
/// meets the next; at least 30, at most an hour.
#[must_use]
pub fn starting_deadline(shortest_period: u64) -> i64 {
    i64::try_from((shortest_period / 2).clamp(30, 3600)).unwrap_or(3600)
}
