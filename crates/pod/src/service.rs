//! The containers of a task in the order a pod starts them, services among them.

use k8s_openapi::api::core::v1::{
    Container as KubernetesContainer, EnvVar, Probe, TCPSocketAction,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use pipewright_plan::{Service, Task, VALUES_FILE, VALUES_VARIABLE};

use crate::container::container;
use crate::engine::EngineVariables;

/// How often a service is asked whether it answers, in seconds.
const ASKED_EVERY: i32 = 2;

/// How long it may take until it does, in seconds; then it is started anew. The task's timeout ends
/// a service that never answers.
const PATIENCE: i32 = 300;

/// The containers of one task.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskContainers {
    /// Init containers: those before the task's own, then its services, which go on beside it.
    pub leading: Vec<KubernetesContainer>,
    /// The task's own; `None` where it has no containers at all.
    pub main: Option<KubernetesContainer>,
}

/// The containers of a task, named as in the plan.
#[must_use]
pub fn task_containers(task: &Task, engine: &EngineVariables) -> TaskContainers {
    let Some((last, before)) = task.containers.split_last() else {
        return TaskContainers {
            leading: Vec::new(),
            main: None,
        };
    };
    let mut leading: Vec<KubernetesContainer> = before
        .iter()
        .map(|planned| container(planned, engine))
        .collect();
    leading.extend(task.services.iter().map(|found| service(found, engine)));
    let mut main = container(last, engine);
    if !task.values.is_empty() {
        tell_values_file(&mut main);
    }
    TaskContainers {
        leading,
        main: Some(main),
    }
}

/// A native sidecar: an init container that goes on, whose port must answer before the next
/// container starts, and which the kubelet ends when the pod's own container has ended. The kubelet
/// asks the pod's address, which no NetworkPolicy keeps from it; a service that listens on
/// `127.0.0.1` only never answers.
#[must_use]
pub fn service(service: &Service, engine: &EngineVariables) -> KubernetesContainer {
    KubernetesContainer {
        restart_policy: Some("Always".to_owned()),
        startup_probe: Some(Probe {
            tcp_socket: Some(TCPSocketAction {
                host: None,
                port: IntOrString::Int(i32::from(service.port)),
            }),
            period_seconds: Some(ASKED_EVERY),
            failure_threshold: Some(PATIENCE / ASKED_EVERY),
            ..Probe::default()
        }),
        ..container(&service.container, engine)
    }
}

/// Says where the container's values are read, unless the plan says so already.
fn tell_values_file(main: &mut KubernetesContainer) {
    let env = main.env.get_or_insert_default();
    if env.iter().any(|known| known.name == VALUES_VARIABLE) {
        return;
    }
    env.push(EnvVar {
        name: VALUES_VARIABLE.to_owned(),
        value: Some(VALUES_FILE.to_owned()),
        value_from: None,
    });
}
