//! `CronWorkflow`.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

use super::{API_VERSION, Arguments, Metadata};

/// What starts workflows by the clock.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CronWorkflow {
    api_version: &'static str,
    kind: &'static str,
    /// Its metadata.
    pub metadata: ObjectMeta,
    /// When and what.
    pub spec: CronSpec,
}

impl CronWorkflow {
    /// With this content.
    #[must_use]
    pub const fn new(metadata: ObjectMeta, spec: CronSpec) -> Self {
        Self {
            api_version: API_VERSION,
            kind: "CronWorkflow",
            metadata,
            spec,
        }
    }
}

/// When and what.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CronSpec {
    /// Five fields each.
    pub schedules: Vec<String>,
    /// An IANA zone.
    pub timezone: String,
    /// What happens when a run is due while another goes on.
    pub concurrency_policy: &'static str,
    /// How late one may start.
    pub starting_deadline_seconds: i64,
    /// How many are kept.
    pub successful_jobs_history_limit: u32,
    /// How many are kept.
    pub failed_jobs_history_limit: u32,
    /// Of the workflows.
    pub workflow_metadata: Metadata,
    /// What they run.
    pub workflow_spec: WorkflowSource,
}

/// A workflow made from a template.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowSource {
    /// The template.
    pub workflow_template_ref: TemplateReference,
    /// What the trigger supplies.
    #[serde(skip_serializing_if = "Arguments::is_empty")]
    pub arguments: Arguments,
}

/// A WorkflowTemplate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TemplateReference {
    /// Its name.
    pub name: String,
}
