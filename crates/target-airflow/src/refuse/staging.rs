//! Rows that would have to go from pod to pod without a place both reach.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;

use crate::messages::this_target;
use crate::rules;

/// Every task is a pod of its own; what one leaves for another needs a place both reach.
pub fn refuse(plan: &Plan) -> Option<Diagnostic> {
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
                "{} cannot hand rows from `{from}` to `{}`",
                this_target(plan),
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
