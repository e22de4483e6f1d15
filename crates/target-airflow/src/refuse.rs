//! What Airflow cannot keep of a plan: refused with the reason and the nearest rewrite.

mod datasets;
mod names;

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Origin, Overlap, Plan};

use crate::rules;
use crate::target::NAME;

/// The longest wait Airflow makes between two attempts, in seconds.
const LONGEST_WAIT: u64 = 86_400;

/// The longest time limit Kubernetes takes, in seconds.
const LONGEST_TIME: u64 = i32::MAX as u64;

/// Refusals of one plan.
#[must_use]
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(overlap(plan));
    found.extend(times(plan));
    found.extend(staging(plan));
    found.extend(names::ids(plan));
    found.extend(names::operator_labels(plan));
    found.extend(datasets::addresses(plan));
    found.extend(datasets::one_asset_each(&[plan]));
    found.extend(pipewright_pod::refuse(plan, NAME));
    found
}

/// Refusals of all plans of one environment together.
#[must_use]
pub fn refuse_together(plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut found = pipewright_pod::refuse_together(plans);
    found.extend(datasets::one_asset_each(plans));
    found
}

fn overlap(plan: &Plan) -> Option<Diagnostic> {
    let pipeline = &plan.pipeline;
    (pipeline.overlap == Overlap::Replace).then(|| {
        Diagnostic::new(
            &rules::OVERLAP_REPLACE,
            format!(
                "target `{NAME}` cannot keep `overlap replace` of `{}`",
                pipeline.name
            ),
            pipeline.overlap_origin.span,
            "no run is ended because another is due",
        )
        .because("Airflow limits how many runs go on (`max_active_runs`), and ends none of them")
        .because("target `kubernetes` keeps it: `concurrencyPolicy: Replace`")
        .help("write `overlap forbid`, or give this pipeline `targets kubernetes`")
    })
}

fn times(plan: &Plan) -> Vec<Diagnostic> {
    let pipeline = &plan.pipeline;
    let mut found = Vec::new();
    let mut limit = |what: String, seconds: u64, longest: u64, origin: &Origin| {
        if seconds == 0 || seconds > longest {
            let message = format!("{what} of {seconds} s is beyond what Airflow keeps");
            found.push(
                Diagnostic::new(&rules::TIME_RANGE, message, origin.span, "written here")
                    .because(format!("it keeps 1 to {longest} s"))
                    .help("choose a time within these bounds"),
            );
        }
    };
    if let Some(deadline) = &pipeline.deadline {
        limit(
            "a deadline".to_owned(),
            deadline.seconds,
            LONGEST_TIME,
            &deadline.origin,
        );
    }
    for task in &pipeline.tasks {
        let what = format!("the timeout of `{}`", task.name);
        limit(
            what,
            task.timeout_seconds,
            LONGEST_TIME,
            &task.timeout_origin,
        );
    }
    if let Some(retry) = pipeline.retry.as_ref().filter(|retry| retry.times > 0)
        && let Some(backoff) = retry.backoff
    {
        for seconds in [backoff.first_seconds, backoff.longest_seconds] {
            limit(
                "a back-off".to_owned(),
                seconds,
                LONGEST_WAIT,
                &retry.origin,
            );
        }
    }
    found
}

/// Every task is a pod of its own; what one leaves for another needs a place both reach.
fn staging(plan: &Plan) -> Option<Diagnostic> {
    if plan.environment.staging.is_some() {
        return None;
    }
    let yielding: BTreeSet<&str> = plan
        .pipeline
        .tasks
        .iter()
        .filter(|task| !task.outputs.is_empty())
        .map(|task| task.name.as_str())
        .collect();
    let handed = plan.pipeline.tasks.iter().find_map(|task| {
        let from = task
            .needs
            .iter()
            .find(|need| yielding.contains(need.as_str()))?;
        Some((task, from))
    });
    let (task, from) = handed?;
    let name = &plan.environment.name;
    let place = plan
        .environment
        .clusters
        .iter()
        .flat_map(|cluster| cluster.region.places.iter())
        .next()
        .map_or("eu-central-1", |place| place.name.as_str());
    Some(
        Diagnostic::new(
            &rules::NO_STAGING,
            format!(
                "target `{NAME}` cannot hand rows from `{from}` to `{}`",
                task.name
            ),
            task.origin.span,
            format!("`{}` needs what `{from}` yields", task.name),
        )
        .with_related(
            plan.environment.origin.span,
            format!("`{name}` has no staging"),
        )
        .because("in Airflow every task is a pod of its own, and pods share no disk")
        .because("target `kubernetes` runs all tasks in one pod and needs no staging")
        .help(format!(
            "add to environment `{name}`: `staging = s3.location {{ bucket = \"acme-staging\", \
             region = {place} }}`"
        )),
    )
}
