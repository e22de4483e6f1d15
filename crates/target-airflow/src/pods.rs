//! The pods of a plan as the `KubernetesPodOperator` takes them: what all have in common in one
//! constant, the rest as arguments of each task.

use k8s_openapi::api::core::v1::{
    Container, EnvVar, EnvVarSource, ObjectFieldSelector, Pod, PodSpec, VolumeMount,
};
use pipewright_plan::{Plan, Task, Variable};
use pipewright_pod::{EngineVariables, PodParts, SqlBundle, container, pod_parts, task_disk};
use serde_json::Value;

use crate::jinja;
use crate::models::{construct, field, image_reference, json};
use crate::python::{Argument, Call, Expression, Kind};

/// The annotation that holds the run id.
pub const RUN_ID: &str = "pipewright.dev/run-id";

/// The annotation that holds the moment a run stands for.
pub const LOGICAL_TIME: &str = "pipewright.dev/logical-time";

/// The container Airflow watches; those before it are init containers.
const BASE: &str = "base";

/// Airflow renders the annotations of a pod but not its init containers. So both values lie in
/// annotations, and every container takes them from there.
#[must_use]
pub fn engine_variables() -> EngineVariables {
    let from_annotation = |variable: Variable, annotation: &str| EnvVar {
        name: variable.name().to_owned(),
        value: None,
        value_from: Some(EnvVarSource {
            field_ref: Some(ObjectFieldSelector {
                api_version: None,
                field_path: format!("metadata.annotations['{annotation}']"),
            }),
            ..EnvVarSource::default()
        }),
    };
    EngineVariables {
        run_id: from_annotation(Variable::RunId, RUN_ID),
        logical_time: from_annotation(Variable::LogicalTime, LOGICAL_TIME),
    }
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
    let no_sql = SqlBundle::default();
    let all_parts: Vec<PodParts> = tasks
        .iter()
        .map(|task| pod_parts(plan, &[task], &no_sql))
        .collect();
    let parts = common_parts(plan, tasks, &all_parts);
    let mounts = common_mounts(containers.iter().flatten());
    let base = common_base(&engine, &mounts, &containers);
    let common = Common {
        env: list_of(&json(&base), "env", "V1EnvVar"),
        mounts: list_of(&json(&base), "volumeMounts", "V1VolumeMount"),
        base: json(&base),
    };
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
    let uses_sql = |task: &&Task| task.containers.iter().any(|found| found.sql.is_some());
    let widest: Vec<&Task> = tasks
        .iter()
        .max_by_key(|task| task_disk(task))
        .into_iter()
        .collect();
    let with_sql: Vec<&Task> = tasks.iter().find(uses_sql).into_iter().collect();
    let mut parts = pod_parts(plan, &widest, &SqlBundle::default());
    for volume in pod_parts(plan, &with_sql, &SqlBundle::of(plan)).volumes {
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

struct Common {
    env: Vec<Expression>,
    mounts: Vec<Expression>,
    base: Value,
}

impl Common {
    /// `k8s.V1Pod(…)` with what all pods have in common.
    fn pod(&self, parts: &PodParts, base: Container) -> Expression {
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
    fn arguments(&self, containers: &[Container]) -> Vec<Argument> {
        let Some((base, leading)) = containers.split_last() else {
            return Vec::new();
        };
        let mut arguments = Vec::new();
        if let Some(first) = leading.first() {
            let list = leading
                .iter()
                .map(|container| self.leading(container))
                .collect();
            arguments.push(Argument::new("init_containers", Expression::List(list)));
            // Only of the first: where it fails, Airflow would wait for the log of a second one
            // until the task's timeout.
            let logged = Expression::texts([leading_name(first).as_str()]);
            arguments.push(Argument::new("init_container_logs", logged));
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

/// The variables behind the first `common` ones: a dictionary where all are text, since that reads
/// best, else a list.
fn own_variables(base: &Value, common: usize) -> Option<Expression> {
    let variables: Vec<&Value> = base.get("env")?.as_array()?.iter().skip(common).collect();
    if variables.is_empty() {
        return None;
    }
    let mut texts: Vec<(String, Expression)> = Vec::new();
    for variable in &variables {
        let name = variable.get("name").and_then(Value::as_str);
        let value = variable.get("value").and_then(Value::as_str);
        if let (Some(name), Some(value)) = (name, value) {
            texts.push((name.to_owned(), jinja::plain(value)));
        }
    }
    let mut names: Vec<&str> = texts.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() == variables.len() {
        return Some(Expression::Dict(texts));
    }
    Some(Expression::List(
        variables.into_iter().map(rendered_variable).collect(),
    ))
}

/// A variable in a field that Airflow renders *in place*: one that must not be rendered is never
/// shared between tasks, since the second would see what the first made of it.
fn rendered_variable(variable: &Value) -> Expression {
    let value = variable.get("value").and_then(Value::as_str);
    match (construct("V1EnvVar", variable), value) {
        (Expression::Shared(_, _, call), Some(value)) if jinja::is_changed(value) => {
            let mut call = *call;
            if let Expression::Call(call) = &mut call {
                for argument in &mut call.named {
                    if argument.name == "value" {
                        argument.value = jinja::plain(value);
                    }
                }
            }
            call
        }
        (shared, _) => shared,
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
