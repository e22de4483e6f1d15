//! Templates: what a workflow can run.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Affinity, ConfigMapKeySelector, Container, Toleration, Volume};
use serde::Serialize;
use serde_json::Value;

/// One template: a container, a DAG, or a pause.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// Unique in the workflow.
    pub name: String,
    /// What it is told.
    #[serde(skip_serializing_if = "Inputs::is_empty")]
    pub inputs: Inputs,
    /// What it yields.
    #[serde(skip_serializing_if = "Outputs::is_empty")]
    pub outputs: Outputs,
    /// Of its pod.
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
    /// How long one attempt may take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_deadline_seconds: Option<i64>,
    /// How many of its children go on at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallelism: Option<u32>,
    /// Attempts after the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_strategy: Option<Retry>,
    /// Places it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synchronization: Option<Locks>,
    /// Where its pod may stand, where that differs from the workflow's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affinity: Option<Affinity>,
    /// Nodes kept for others that it may use.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tolerations: Vec<Toleration>,
    /// Containers before its own, and beside it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub init_containers: Vec<Container>,
    /// Its own container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<Container>,
    /// Volumes of its pod.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<Volume>,
    /// Its tasks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dag: Option<Dag>,
    /// Its pause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspend: Option<Suspend>,
}

/// What a template is told.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Inputs {
    /// In order.
    pub parameters: Vec<Parameter>,
}

impl Inputs {
    fn is_empty(&self) -> bool {
        self.parameters.is_empty()
    }
}

/// What a template yields.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Outputs {
    /// In order.
    pub parameters: Vec<Parameter>,
}

impl Outputs {
    fn is_empty(&self) -> bool {
        self.parameters.is_empty()
    }
}

/// What is handed to a template.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Arguments {
    /// In order.
    pub parameters: Vec<Parameter>,
}

impl Arguments {
    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.parameters.is_empty()
    }
}

/// A parameter of any kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// Letters, digits, `-`, `_`.
    pub name: String,
    /// For people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where nobody hands one over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What it may be.
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_from: Option<ValueFrom>,
    /// The name the whole workflow knows it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub global_name: Option<String>,
}

impl Parameter {
    /// With a value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: Some(value.into()),
            ..Self::default()
        }
    }

    /// Whose value is handed over.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ValueFrom {
    /// A file of the container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// A person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplied: Option<Supplied>,
    /// Where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

/// Handed over by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Supplied {}

/// Labels and annotations of a pod.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Metadata {
    /// Labels.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Annotations.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl Metadata {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.annotations.is_empty()
    }
}

/// Attempts after the first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Retry {
    /// How many.
    pub limit: u32,
    /// After what.
    pub retry_policy: &'static str,
    /// Waits between them.
    pub backoff: Backoff,
}

/// Waits between attempts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Backoff {
    /// The first.
    pub duration: String,
    /// What each is multiplied by.
    pub factor: u32,
    /// No wait is longer.
    pub cap: String,
}

/// Places that are held.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Locks {
    /// One place each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mutexes: Vec<Mutex>,
    /// Several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub semaphores: Vec<Semaphore>,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mutex {
    /// Unique in the namespace.
    pub name: String,
}

/// Several places; how many stands in a ConfigMap.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Semaphore {
    /// Where.
    pub config_map_key_ref: ConfigMapKeySelector,
}

/// Tasks and what they depend on.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dag {
    /// The task whose end is that of the DAG; those nothing depends on where not written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Whether nothing more starts once a task has failed.
    pub fail_fast: bool,
    /// In order.
    pub tasks: Vec<DagTask>,
}

/// One task.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DagTask {
    /// Unique in the DAG.
    pub name: String,
    /// What must have become of the tasks before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depends: Option<String>,
    /// It is skipped where this does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// One of it for each element.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub expanded: Option<Expanded>,
    /// What it runs.
    #[serde(flatten)]
    pub template: TemplateOf,
    /// What that is told.
    #[serde(skip_serializing_if = "Arguments::is_empty")]
    pub arguments: Arguments,
    /// What follows it, whatever became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hooks: Option<Hooks>,
}

/// One of a task for each element.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Expanded {
    /// Of a list that is written here.
    WithItems(Vec<Value>),
    /// Of a list the run makes.
    WithParam(String),
}

/// A template of this workflow, or of another WorkflowTemplate.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TemplateOf {
    /// Its name.
    Template(String),
    /// Where it is.
    TemplateRef {
        /// The WorkflowTemplate.
        name: String,
        /// The template.
        template: String,
    },
}

impl Default for TemplateOf {
    fn default() -> Self {
        Self::Template(String::new())
    }
}

/// What follows a task.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hooks {
    /// At its end.
    pub exit: Hook,
}

/// What runs then.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hook {
    /// The template.
    #[serde(flatten)]
    pub template: TemplateOf,
    /// What it is told.
    pub arguments: Arguments,
}

/// A pause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suspend {
    /// How long, in seconds.
    pub duration: String,
}
