//! What all pods share, and what of a task's pod is left when that is taken away.

use k8s_openapi::api::core::v1::{Container, Pod, PodSpec};
use pipewright_pod::{PodParts, TaskContainers};
use serde_json::Value;

use super::BASE;
use super::variables::own_variables;
use crate::jinja;
use crate::models::{construct, field, image_reference, json};
use crate::python::{Argument, Call, Expression, Kind};

/// What all pods share, as it is written.
pub struct Common {
    env: Vec<Expression>,
    mounts: Vec<Expression>,
    base: Value,
}

impl Common {
    /// Of pods whose last containers share this one.
    pub fn new(base: &Container) -> Self {
        let base = json(base);
        Self {
            env: list_of(&base, "env", "V1EnvVar"),
            mounts: list_of(&base, "volumeMounts", "V1VolumeMount"),
            base,
        }
    }

    /// `k8s.V1Pod(…)` with what all pods have in common.
    pub fn pod(&self, parts: &PodParts, base: Container) -> Expression {
        let pod = Pod {
            spec: Some(PodSpec {
                service_account_name: Some(parts.service_account_name.clone()),
                automount_service_account_token: Some(false),
                enable_service_links: Some(false),
                termination_grace_period_seconds: Some(parts.termination_grace_period_seconds),
                security_context: Some(parts.security_context.clone()),
                affinity: parts.affinity.clone(),
                tolerations: (!parts.tolerations.is_empty()).then(|| parts.tolerations.clone()),
                volumes: Some(parts.volumes.clone()),
                containers: vec![base],
                ..PodSpec::default()
            }),
            ..Pod::default()
        };
        let spec = json(&pod).get("spec").cloned().unwrap_or_default();
        let mut spec = construct("V1PodSpec", &spec);
        if let Expression::Call(call) = &mut spec {
            for argument in &mut call.named {
                if let ("containers", Expression::List(list)) =
                    (argument.name.as_str(), &mut argument.value)
                {
                    list.iter_mut()
                        .for_each(|container| self.name_common(container));
                }
            }
        }
        Expression::Call(Call::new("k8s.V1Pod", vec![Argument::new("spec", spec)]).opened())
    }

    /// The arguments that make the pod of one task.
    pub fn arguments(&self, containers: &TaskContainers) -> Vec<Argument> {
        let Some(base) = &containers.main else {
            return Vec::new();
        };
        let mut arguments = Vec::new();
        if !containers.leading.is_empty() {
            let list = containers
                .leading
                .iter()
                .map(|container| self.leading(container))
                .collect();
            arguments.push(Argument::new("init_containers", Expression::List(list)));
            // No `init_container_logs`: where the API reports no status of a leading container,
            // or an earlier one fails, Airflow follows its log until the task's timeout.
        }
        arguments.extend(self.base_arguments(base));
        arguments
    }

    fn leading(&self, container: &Container) -> Expression {
        let container = Container {
            name: leading_name(container),
            ..container.clone()
        };
        let mut expression = construct("V1Container", &json(&container));
        self.name_common(&mut expression);
        expression
    }

    /// Puts the lists all containers begin with in their places.
    fn name_common(&self, container: &mut Expression) {
        let Expression::Call(call) = container else {
            return;
        };
        for argument in &mut call.named {
            let (common, kind, hint) = match argument.name.as_str() {
                "env" => (&self.env, Kind::Environment, "ENV"),
                "volume_mounts" => (&self.mounts, Kind::Mounts, "MOUNTS"),
                _ => continue,
            };
            if let Expression::List(items) = &mut argument.value
                && !common.is_empty()
                && items.starts_with(common)
            {
                let rest = items.split_off(common.len());
                let list = Box::new(Expression::List(common.clone()));
                let shared = Expression::Shared(kind, hint.to_owned(), list);
                argument.value = if rest.is_empty() {
                    shared
                } else {
                    let mut items = vec![Expression::Spread(Box::new(shared))];
                    items.extend(rest);
                    Expression::List(items)
                };
            }
        }
    }

    /// The last container, as arguments of the operator, which adds them to those in the common
    /// pod. Every one of its fields is either there or here.
    fn base_arguments(&self, base: &Container) -> Vec<Argument> {
        let base = json(base);
        let differs = |key: &str| {
            base.get(key)
                .filter(|&value| self.base.get(key) != Some(value))
        };
        let mut arguments = Vec::new();
        let mut add = |name: &str, value: Expression| arguments.push(Argument::new(name, value));
        if let Some(Value::String(image)) = base.get("image") {
            let value = if jinja::is_changed(image) {
                jinja::plain(image)
            } else {
                image_reference(image)
            };
            add("image", value);
        }
        if let Some(policy) = differs("imagePullPolicy").and_then(Value::as_str) {
            add("image_pull_policy", Expression::text(policy));
        }
        for (key, name) in [("command", "cmds"), ("args", "arguments")] {
            if let Some(Value::Array(items)) = base.get(key) {
                let items = items.iter().filter_map(Value::as_str).map(jinja::plain);
                add(name, Expression::List(items.collect()));
            }
        }
        if let Some(variables) = own_variables(&base, self.env.len()) {
            add("env_vars", variables);
        }
        if let Some(resources) = base.get("resources") {
            add(
                "container_resources",
                field("V1Container", "resources", resources),
            );
        }
        if let Some(security) = differs("securityContext") {
            let security = field("V1Container", "securityContext", security);
            add("container_security_context", security);
        }
        let mounts: Vec<Expression> = list_of(&base, "volumeMounts", "V1VolumeMount")
            .into_iter()
            .skip(self.mounts.len())
            .collect();
        if !mounts.is_empty() {
            add("volume_mounts", Expression::List(mounts));
        }
        arguments
    }
}

/// A name for an init container that the base container does not have.
fn leading_name(container: &Container) -> String {
    if container.name == BASE {
        format!("{BASE}-first")
    } else {
        container.name.clone()
    }
}

fn list_of(object: &Value, key: &str, class: &str) -> Vec<Expression> {
    let items = object.get(key).and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .map(|item| construct(class, item))
        .collect()
}
