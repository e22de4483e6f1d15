//! The `argo_workflows` target: WorkflowTemplates and CronWorkflows.
//!
//! One pipeline is one WorkflowTemplate: a DAG whose tasks are the plan's, one pod each, and a
//! second DAG for the end of a run. Each schedule by the clock is a CronWorkflow. What surrounds
//! them is an ordinary Kustomize base with one overlay, as the kubernetes target writes it.
//!
//! Invariants: objects are typed, text is written by [`pipewright_pod::yaml`] only; expressions of
//! Argo's language are built in [`mod@expression`], where source text is a literal only; no text of
//! a workflow holds a tag that is not ours ([`mod@braces`]); what the engine cannot keep is refused
//! in [`mod@refuse`], never dropped.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::disallowed_methods
    )
)]

mod backfill;
mod braces;
mod capabilities;
mod conditions;
mod crd;
mod cron;
mod dag;
mod decisions;
mod depends;
mod enforce;
mod executor;
mod expression;
mod fan_out;
mod files;
mod finish;
mod frame;
mod gitops;
mod inputs;
mod messages;
mod names;
mod notify;
mod objects;
mod parameters;
mod places;
mod refuse;
pub mod rules;
mod spec;
mod template;
mod values;
mod waits;

use pipewright_backend::{Capability, FileTree, Target};
use pipewright_diagnostics::{Diagnostic, Rule};
use pipewright_plan::{LedgerRow, Plan};

/// The name in `targets`.
pub const NAME: &str = "argo_workflows";

/// Versions of Argo Workflows it writes for.
pub const VERSIONS: &[&str] = &["4.0"];

/// The target.
#[derive(Debug, Clone, Copy, Default)]
pub struct ArgoWorkflows;

impl Target for ArgoWorkflows {
    fn name(&self) -> &'static str {
        NAME
    }

    fn versions(&self) -> &'static [&'static str] {
        VERSIONS
    }

    fn rules(&self) -> &'static [&'static Rule] {
        rules::ALL
    }

    fn capabilities(&self) -> &'static [Capability] {
        capabilities::ALL
    }

    fn refuse(&self, plan: &Plan) -> Vec<Diagnostic> {
        refuse::refuse(plan)
    }

    fn refuse_together(&self, plans: &[&Plan]) -> Vec<Diagnostic> {
        refuse::refuse_together(plans)
    }

    fn enforce(&self, plan: &Plan) -> Vec<LedgerRow> {
        enforce::enforce(plan)
    }

    fn emit(&self, plan: &Plan) -> FileTree {
        files::of_pipeline(plan)
    }

    fn finish(&self, plans: &[&Plan]) -> FileTree {
        files::of_environment(plans)
    }
}
