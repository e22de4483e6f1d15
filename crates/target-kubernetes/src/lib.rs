//! The kubernetes target: CronJobs, NetworkPolicies, Kustomize bases and GitOps objects.
//!
//! One pipeline is one CronJob. Its pod runs the containers of all tasks one after another, in the
//! order of the plan: all but the last as init containers. What surrounds it is an ordinary
//! Kustomize base with one overlay; Argo CD or Flux objects lie beside it.
//!
//! Invariants: objects are typed, text is written by [`pipewright_pod::yaml`] only; no Secret and
//! no Role is ever written; what the engine cannot keep is refused in [`mod@refuse`], never dropped.

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

mod alerts;
mod capabilities;
mod clock;
mod cron;
mod cronjob;
mod enforce;
mod files;
mod gitops;
mod messages;
mod place;
mod refuse;
pub mod rules;
mod timing;

use pipewright_backend::{Capability, FileTree, Target};
use pipewright_diagnostics::{Diagnostic, Rule};
use pipewright_plan::{LedgerRow, Plan};

/// The name in `targets`.
pub const NAME: &str = "kubernetes";

/// Versions of Kubernetes it writes for; 1.35 is the first that fills variables from files
/// (`fileKeyRef`) without being asked to.
pub const VERSIONS: &[&str] = &["1.35", "1.36", "1.37"];

/// The target.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kubernetes;

impl Target for Kubernetes {
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
