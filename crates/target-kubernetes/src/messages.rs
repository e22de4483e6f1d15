//! The words refusals share: which target, why, and who else can.

use pipewright_backend::{Capability, Support};
use pipewright_plan::Plan;

use crate::{NAME, VERSIONS};

/// `target `kubernetes` 1.35`.
#[must_use]
pub fn this_target(plan: &Plan) -> String {
    let written = plan
        .environment
        .targets
        .iter()
        .find(|target| target.name == NAME)
        .and_then(|target| target.version.as_deref());
    let version = written.or_else(|| VERSIONS.first().copied()).unwrap_or("");
    format!("target `{NAME}` {version}")
}

/// Why the capability table refuses this.
#[must_use]
pub const fn reason(capability: &Capability) -> &'static str {
    match capability.support {
        Support::Refused(reason) => reason,
        Support::Kept(by) | Support::Limited(by, _) => by,
    }
}

/// Who keeps what this target refuses, and how to ask them.
#[must_use]
pub fn others_can(plan: &Plan) -> String {
    let targets = &plan.environment.targets;
    let present = ["argo_workflows", "airflow"]
        .into_iter()
        .find(|other| targets.iter().any(|target| target.name == *other));
    match present {
        Some(other) => format!(
            "target `{other}` of this environment keeps it: give the pipeline `targets {other}`"
        ),
        None => format!(
            "targets `argo_workflows` and `airflow` keep it: add one of them to environment `{}`",
            plan.environment.name
        ),
    }
}

/// The same where Airflow alone does.
#[must_use]
pub fn airflow_can(plan: &Plan) -> String {
    let present = plan
        .environment
        .targets
        .iter()
        .any(|target| target.name == "airflow");
    if present {
        "target `airflow` of this environment keeps it: give the pipeline `targets airflow`"
            .to_owned()
    } else {
        format!(
            "target `airflow` keeps it: add `airflow(\"3.3\")` to the targets of environment `{}`",
            plan.environment.name
        )
    }
}
