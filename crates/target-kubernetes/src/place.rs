//! Where files lie in the target's folder, and where settings lie in the files.

use pipewright_plan::{Plan, Task};

/// The folder of the pipeline's manifests.
#[must_use]
pub fn folder(plan: &Plan) -> String {
    format!("base/{}", plan.pipeline.slug)
}

/// A manifest of the pipeline, from the environment's folder, as the ledger names it.
#[must_use]
pub fn ledger_file(plan: &Plan, file: &str) -> String {
    format!("{}/{}/{file}", crate::NAME, folder(plan))
}

/// The Job below the CronJob.
pub const JOB: &str = "spec.jobTemplate.spec";

/// The pod below the CronJob.
pub const POD: &str = "spec.jobTemplate.spec.template.spec";

/// The metadata of that pod.
pub const POD_METADATA: &str = "spec.jobTemplate.spec.template.metadata";

/// The path of a container of the plan in the CronJob.
#[must_use]
pub fn container_path(plan: &Plan, name: &str) -> String {
    let last = plan
        .pipeline
        .tasks
        .last()
        .and_then(|task| task.containers.last())
        .is_some_and(|container| container.name == name);
    if last {
        format!("{POD}.containers[0]")
    } else {
        format!("{POD}.initContainers[name={name}]")
    }
}

/// The path of a task's own container in the CronJob.
#[must_use]
pub fn task_path(plan: &Plan, task: &Task) -> String {
    task.containers.last().map_or_else(
        || POD.to_owned(),
        |container| container_path(plan, &container.name),
    )
}
