//! `WorkflowTemplate`.

use k8s_openapi::api::core::v1::{Affinity, PodSecurityContext};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

use super::{API_VERSION, Arguments, Locks, Metadata, Template};

/// What workflows are made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowTemplate {
    api_version: &'static str,
    kind: &'static str,
    /// Its metadata.
    pub metadata: ObjectMeta,
    /// What they run.
    pub spec: WorkflowSpec,
}

impl WorkflowTemplate {
    /// With this content.
    #[must_use]
    pub const fn new(metadata: ObjectMeta, spec: WorkflowSpec) -> Self {
        Self {
            api_version: API_VERSION,
            kind: "WorkflowTemplate",
            metadata,
            spec,
        }
    }
}

/// What a workflow runs, and how.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowSpec {
    /// The template that runs.
    pub entrypoint: String,
    /// The template that runs at the end, whatever became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_exit: Option<String>,
    /// Parameters of the run.
    #[serde(skip_serializing_if = "Arguments::is_empty")]
    pub arguments: Arguments,
    /// How long it may take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_deadline_seconds: Option<i64>,
    /// How many pods at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallelism: Option<u32>,
    /// Places it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synchronization: Option<Locks>,
    /// When it is forgotten.
    pub ttl_strategy: TimeToLive,
    /// Whose rights its pods have.
    pub service_account_name: String,
    /// Of its pods.
    pub security_context: PodSecurityContext,
    /// Where its pods may stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affinity: Option<Affinity>,
    /// Of the workflow itself.
    pub workflow_metadata: Metadata,
    /// Of its pods.
    pub pod_metadata: Metadata,
    /// What no other field can say of its pods, as YAML.
    pub pod_spec_patch: String,
    /// What it is made of.
    pub templates: Vec<Template>,
}

/// When a workflow that has ended is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeToLive {
    /// Seconds after its end.
    pub seconds_after_completion: u32,
}
