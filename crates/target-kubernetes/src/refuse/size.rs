//! CronJobs larger than the API server takes.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;

use crate::cronjob::cron_job;
use crate::messages::this_target;
use crate::rules::OBJECT_TOO_LARGE;

/// The largest object, in bytes of JSON: what etcd takes in one request.
const LARGEST_OBJECT: usize = 1_500_000;

/// One object holds all tasks.
pub fn refuse(plan: &Plan) -> Option<Diagnostic> {
    let size = serde_json::to_vec(&cron_job(plan)).map_or(0, |json| json.len());
    if size <= LARGEST_OBJECT {
        return None;
    }
    let message = format!(
        "{} does not take the CronJob of pipeline `{}`: it has {size} bytes, the most is {LARGEST_OBJECT}",
        this_target(plan),
        plan.pipeline.name
    );
    let containers: usize = plan
        .pipeline
        .tasks
        .iter()
        .map(|task| task.containers.len())
        .sum();
    Some(
        Diagnostic::new(
            &OBJECT_TOO_LARGE,
            message,
            plan.pipeline.origin.span,
            "this pipeline",
        )
        .because(format!(
            "its {} tasks have {containers} containers, all of one pod",
            plan.pipeline.tasks.len()
        ))
        .help("split the pipeline, or leave it to `airflow`, where each task has a pod of its own"),
    )
}
