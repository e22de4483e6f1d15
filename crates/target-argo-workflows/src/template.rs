//! One task of the plan as a template: the pod it runs in.

use k8s_openapi::api::core::v1::Container;
use pipewright_plan::{Backoff, Role, Task, VALUES_FILE};
use pipewright_pod::{EngineVariables, FileBundle, PodParts, pod_parts, task_containers};

use crate::braces::shield;
use crate::crd::{self, Inputs, Metadata, Outputs, Parameter, Retry, Template, ValueFrom};
use crate::frame::Frame;
use crate::{inputs, places, values};

/// The name Argo gives the container of a template.
pub const MAIN: &str = "main";

/// Names Argo has containers of its own by.
const TAKEN: &[&str] = &["init", "main", "supervisor", "wait"];

/// The template of a task with containers. `common` is what all pods have.
#[must_use]
pub fn of_task(frame: &Frame<'_>, task: &Task, common: &PodParts, files: &FileBundle) -> Template {
    let plan = frame.plan;
    let parts = pod_parts(plan, &[task], files);
    let made = task_containers(task, &EngineVariables::from_annotations());
    Template {
        name: frame.names.task(&task.name).to_owned(),
        inputs: Inputs {
            parameters: inputs::of_task(task),
        },
        outputs: outputs(frame, task),
        metadata: Metadata {
            annotations: inputs::annotations(plan, task),
            ..Metadata::default()
        },
        active_deadline_seconds: Some(i64::try_from(task.timeout_seconds).unwrap_or(i64::MAX)),
        retry_strategy: retry(task),
        synchronization: places::locks(plan, &task.places),
        affinity: (parts.affinity != common.affinity)
            .then_some(parts.affinity)
            .flatten(),
        tolerations: parts.tolerations,
        init_containers: made.leading.into_iter().map(leading).collect(),
        container: made.main.map(main),
        volumes: parts.volumes,
        ..Template::default()
    }
}

/// A container before the task's own, or beside it.
fn leading(mut container: Container) -> Container {
    if TAKEN.contains(&container.name.as_str()) {
        container.name.push_str("-first");
    }
    shield(&mut container);
    container
}

/// The task's own container, which Argo calls `main`.
fn main(mut container: Container) -> Container {
    MAIN.clone_into(&mut container.name);
    shield(&mut container);
    container
}

/// The file a task writes its values to, as an output. A task that makes a resource has one even
/// without values: that it is there says that the resource may be.
fn outputs(frame: &Frame<'_>, task: &Task) -> Outputs {
    let makes = matches!(task.role, Role::Acquire { .. });
    if task.values.is_empty() && !makes {
        return Outputs::default();
    }
    let output = Parameter {
        value_from: Some(ValueFrom {
            path: Some(VALUES_FILE.to_owned()),
            default: makes.then(String::new),
            ..ValueFrom::default()
        }),
        global_name: frame
            .is_read_at_the_end(&task.name)
            .then(|| values::global_name(frame, &task.name)),
        ..Parameter::named(values::OUTPUT)
    };
    Outputs {
        parameters: vec![output],
    }
}

/// Attempts after the first: after a failure of the container and after one of the cluster's.
fn retry(task: &Task) -> Option<Retry> {
    let retry = task.retry.as_ref().filter(|retry| retry.times > 0)?;
    let backoff = retry.backoff.unwrap_or(Backoff::USUAL);
    Some(Retry {
        limit: retry.times,
        retry_policy: "Always",
        backoff: crd::Backoff {
            duration: format!("{}s", backoff.first_seconds),
            factor: 2,
            cap: format!("{}s", backoff.longest_seconds),
        },
    })
}
