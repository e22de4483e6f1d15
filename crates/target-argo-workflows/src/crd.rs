//! Argo's own objects, as far as they are used here.

mod cron;
mod template;
mod workflow;

pub use cron::{CronSpec, CronWorkflow, TemplateReference, WorkflowSource};
pub use template::{
    Arguments, Backoff, Dag, DagTask, Expanded, Hook, Hooks, Inputs, Locks, Metadata, Mutex,
    Outputs, Parameter, Retry, Semaphore, Supplied, Suspend, Template, TemplateOf, ValueFrom,
};
pub use workflow::{TimeToLive, WorkflowSpec, WorkflowTemplate};

/// The version all of them have.
pub const API_VERSION: &str = "argoproj.io/v1alpha1";
