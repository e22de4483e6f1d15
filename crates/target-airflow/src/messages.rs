//! The words refusals share: which target, of which version.

use pipewright_plan::Plan;

use crate::target::{NAME, VERSIONS};

/// `target `airflow` 3.3`.
#[must_use]
pub fn this_target(plan: &Plan) -> String {
    let targets = &plan.environment.targets;
    let written = targets
        .iter()
        .find(|target| target.name == NAME)
        .and_then(|target| target.version.as_deref());
    let version = written.or_else(|| VERSIONS.first().copied()).unwrap_or("");
    format!("target `{NAME}` {version}")
}
