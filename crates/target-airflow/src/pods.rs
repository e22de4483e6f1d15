//! The pods of a plan as the `KubernetesPodOperator` takes them: what all have in common in one
//! constant, the rest as arguments of each task.

mod common;
mod variables;

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{Container, Volume, VolumeMount};
use pipewright_plan::{Plan, Task};
use pipewright_pod::{
    EngineVariables, FileBundle, PodParts, TaskContainers, pod_parts, task_containers, task_disk,
};
use serde_json::Value;

use self::common::Common;
use crate::clusters;
use crate::models::{field, json};
use crate::python::{Argument, Expression};

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
    let containers: Vec<TaskContainers> = tasks
        .iter()
        .map(|task| task_containers(task, &engine))
        .collect();
    // Without the files: naming their ConfigMap reads them all, which is done once only.
    let no_files = FileBundle::default();
    let all_parts: Vec<PodParts> = tasks
        .iter()
        .map(|task| pod_parts(plan, &[task], &no_files))
        .collect();
    let parts = common_parts(plan, tasks, &all_parts);
    let every = || {
        containers
            .iter()
            .flat_map(|found| found.leading.iter().chain(&found.main))
    };
    let mounts = common_mounts(every());
    let mains = containers.iter().find_map(|found| found.main.as_ref());
    let base = common_base(&engine, &mounts, mains);
    let common = Common::new(&base);
    let arguments = containers
        .iter()
        .zip(&all_parts)
        .map(|(found, own)| {
            let mut arguments = common.arguments(found);
            arguments.extend(surroundings(own, &parts));
            arguments
        })
        .collect();
    Pods {
        common: common.pod(&parts, base),
        tasks: arguments,
        parts,
    }
}

/// What surrounds the containers of one task, where it is not what all have.
fn surroundings(own: &PodParts, all: &PodParts) -> Vec<Argument> {
    let mut arguments = Vec::new();
    let mut add = |name: &str, key: &str, value: &Value| {
        arguments.push(Argument::new(name, field("V1PodSpec", key, value)));
    };
    let known: BTreeSet<&str> = all
        .volumes
        .iter()
        .map(|volume| volume.name.as_str())
        .collect();
    let volumes: Vec<&Volume> = own
        .volumes
        .iter()
        .filter(|volume| !known.contains(volume.name.as_str()))
        .collect();
    if !volumes.is_empty() {
        add("volumes", "volumes", &json(&volumes));
    }
    if own.affinity != all.affinity {
        add("affinity", "affinity", &json(&own.affinity));
    }
    if own.tolerations != all.tolerations {
        add("tolerations", "tolerations", &json(&own.tolerations));
    }
    arguments
}

/// What surrounds the containers of every task. Volumes are the widest any task needs; a limit on a
/// volume reserves nothing.
fn common_parts(plan: &Plan, tasks: &[Task], all: &[PodParts]) -> PodParts {
    let uses_files = |task: &&Task| task.every_container().any(|found| found.file.is_some());
    let widest: Vec<&Task> = tasks
        .iter()
        .max_by_key(|task| task_disk(task))
        .into_iter()
        .collect();
    let with_files: Vec<&Task> = tasks.iter().find(uses_files).into_iter().collect();
    let files = FileBundle::of(plan);
    let mut parts = pod_parts(plan, &[], &FileBundle::default());
    parts.affinity = clusters::affinity(plan);
    parts.volumes.clear();
    let volumes = [
        pod_parts(plan, &widest, &FileBundle::default()),
        pod_parts(plan, &with_files, &files),
    ];
    for volume in volumes.into_iter().flat_map(|found| found.volumes) {
        // A claim is mounted into the pods of the tasks that ask for it, and into no other.
        let is_claim = volume.persistent_volume_claim.is_some();
        if !is_claim && !parts.volumes.iter().any(|known| known.name == volume.name) {
            parts.volumes.push(volume);
        }
    }
    // A toleration lets a pod onto nodes kept for others: only the tasks that need it get it.
    let mut with_pods = tasks
        .iter()
        .zip(all)
        .filter(|(task, _)| !task.containers.is_empty());
    if let Some((_, first)) = with_pods.next()
        && with_pods.all(|(_, own)| own.tolerations == first.tolerations)
    {
        parts.tolerations.clone_from(&first.tolerations);
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
    first: Option<&Container>,
) -> Container {
    Container {
        name: BASE.to_owned(),
        env: Some(vec![engine.run_id.clone(), engine.logical_time.clone()]),
        image_pull_policy: first.and_then(|container| container.image_pull_policy.clone()),
        security_context: first.and_then(|container| container.security_context.clone()),
        volume_mounts: Some(mounts.to_vec()),
        ..Container::default()
    }
}
