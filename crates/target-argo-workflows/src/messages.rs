//! The words refusals share: which target, why, and who else can.

use pipewright_backend::{Capability, Support};
use pipewright_plan::Plan;

use crate::{NAME, VERSIONS};

/// `target `argo_workflows` 4.0`.
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

/// That another target keeps it, and how to ask that.
#[must_use]
pub fn other_can(plan: &Plan, other: &str) -> String {
    let present = plan
        .environment
        .targets
        .iter()
        .any(|target| target.name == other);
    if present {
        format!(
            "target `{other}` of this environment keeps it: give the pipeline `targets {other}`"
        )
    } else {
        format!(
            "target `{other}` keeps it: add `{other}` to the targets of environment `{}`",
            plan.environment.name
        )
    }
}

/// Seconds for people: `90s`, `6m`, `1h 30m`, `2d`.
#[must_use]
pub fn for_people(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")];
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (size, unit) in UNITS {
        let count = rest / size;
        if count > 0 {
            parts.push(format!("{count}{unit}"));
        }
        rest %= size;
    }
    if parts.is_empty() {
        return "0s".to_owned();
    }
    parts.join(" ")
}
