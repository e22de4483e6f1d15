//! The target: what it refuses, keeps and writes.

use pipewright_backend::{Capability, FileTree, Target};
use pipewright_diagnostics::{Diagnostic, Rule};
use pipewright_plan::{LedgerRow, Plan};

use crate::{capabilities, companion, enforce, file, refuse, rules};

/// Its name in `targets`.
pub const NAME: &str = "airflow";

/// The versions of Airflow it writes for, the default first. What it writes is the same for both.
pub const VERSIONS: &[&str] = &["3.3", "3.2"];

/// Apache Airflow with the `cncf.kubernetes` provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Airflow;

impl Target for Airflow {
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
        let mut files = companion::objects(plan);
        let path = dag_path(plan);
        // The companion's files lie in a folder of their own.
        let _collision = files.add(path, file::dag_file(plan));
        files
    }

    fn finish(&self, plans: &[&Plan]) -> FileTree {
        companion::together(plans)
    }
}

/// The path of a plan's DAG file, from the target's folder.
#[must_use]
pub fn dag_path(plan: &Plan) -> String {
    format!("dags/{}.py", plan.pipeline.name)
}
