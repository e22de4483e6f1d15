//! The pods of a plan as the `KubernetesPodOperator` takes them: what all have in common in one
//! constant, the rest as arguments of each task.

mod common;
mod variables;

use k8s_openapi::api::core::v1::{Container, VolumeMount};
use pipewright_plan::{Plan, Task};
use pipewright_pod::{EngineVariables, FileBundle, PodParts, container, pod_parts, task_disk};

use self::common::Common;
use crate::models::{field, json};
use crate::python::{Argument, Expression};

/// The annotation that holds the run id.
pub const RUN_ID: &str = "pipewright.dev/run-id";

/// The annotation that holds the moment a run stands for.
pub const LOGICAL_TIME: &str = "pipewright.dev/logical-time";

/// The container Airflow watches; those before it are init containers.
const BASE: &str = "base";

/// Airflow renders the annotations of a pod but not its init containers. So all it tells lies in
/// annotations, and every container takes it from there.
#[must_use]
pub fn engine_variables() -> EngineVariables {
    EngineVariables::from_annotations()
}

/// The pods of a plan.
#[derive(Debug)]
pub struct Pods {
    /// What all have in common, as `full_pod_spec`.
    pub common: Expression,
    /// Labels and annotations of all, which Airflow renders.
    pub parts: PodParts,
    /// The rest, task by task.
    pub tasks: Vec<Vec<Argument>>,
}

/// The pods of all tasks of a plan.
#[must_use]
pub fn pods(plan: &Plan) -> Pods {
    let engine = engine_variables();
    let tasks = &plan.pipeline.tasks;
    let containers: Vec<Vec<Container>> = tasks
        .iter()
        .map(|task| {
            task.containers
                .iter()
                .map(|planned| container(planned, &engine))
                .collect()
        })
        .collect();
    // Without the SQL files: naming their ConfigMap reads them all, which is done once only.
    let no_sql = FileBundle::default();
    let all_parts: Vec<PodParts> = tasks
        .iter()
        .map(|task| pod_parts(plan, &[task], &no_sql))
        .collect();
    let parts = common_parts(plan, tasks, &all_parts);
    let mounts = common_mounts(containers.iter().flatten());
    let base = common_base(&engine, &mounts, &containers);
    let common = Common::new(&base);
    let arguments = containers
        .iter()
        .zip(&all_parts)
        .map(|(list, own)| {
            let mut arguments = common.arguments(list);
            if own.tolerations != parts.tolerations {
                let tolerations = field("V1PodSpec", "tolerations", &json(&own.tolerations));
                arguments.push(Argument::new("tolerations", tolerations));
            }
            arguments
        })
        .collect();
    Pods {
        common: common.pod(&parts, base),
        tasks: arguments,
        parts,
    }
}

/// What surrounds the containers of every task. Volumes are the widest any task needs; a limit on a
/// volume reserves nothing.
fn common_parts(plan: &Plan, tasks: &[Task], all: &[PodParts]) -> PodParts {
    let uses_sql = |task: &&Task| task.containers.iter().any(|found| found.file.is_some());
    let widest: Vec<&Task> = tasks
        .iter()
        .max_by_key(|task| task_disk(task))
        .into_iter()
        .collect();
    let with_sql: Vec<&Task> = tasks.iter().find(uses_sql).into_iter().collect();
    let mut parts = pod_parts(plan, &widest, &FileBundle::default());
    for volume in pod_parts(plan, &with_sql, &FileBundle::of(plan)).volumes {
        if !parts.volumes.iter().any(|known| known.name == volume.name) {
            parts.volumes.push(volume);
        }
    }
    // A toleration lets a pod onto nodes kept for others: only the tasks that need it get it.
    if all.iter().any(|own| own.tolerations.is_empty()) {
        parts.tolerations.clear();
    }
    parts
}

/// The mounts that all containers begin with.
fn common_mounts<'a>(mut containers: impl Iterator<Item = &'a Container>) -> Vec<VolumeMount> {
    let mounts_of = |container: &Container| container.volume_mounts.clone().unwrap_or_default();
    let mut common = containers.next().map(mounts_of).unwrap_or_default();
    for container in containers {
        let same = common
            .iter()
            .zip(container.volume_mounts.iter().flatten())
            .take_while(|(one, other)| one == other)
            .count();
        common.truncate(same);
    }
    common
}

/// What the last containers of all tasks share.
fn common_base(
    engine: &EngineVariables,
    mounts: &[VolumeMount],
    containers: &[Vec<Container>],
) -> Container {
    let first = containers.first().and_then(|list| list.last());
    Container {
        name: BASE.to_owned(),
        env: Some(vec![engine.run_id.clone(), engine.logical_time.clone()]),
        image_pull_policy: first.and_then(|container| container.image_pull_policy.clone()),
        security_context: first.and_then(|container| container.security_context.clone()),
        volume_mounts: Some(mounts.to_vec()),
        ..Container::default()
    }
}
