//! What Kubernetes cannot keep of a plan: refused with the reason and the nearest rewrite.

mod constructs;
mod names;
mod reactions;
mod retry;
mod schedule;
mod size;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;

/// Refusals of one plan, in the order of its clauses.
#[must_use]
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(schedule::refuse(plan));
    found.extend(retry::refuse(plan));
    found.extend(constructs::refuse(plan));
    found.extend(reactions::refuse(plan));
    found.extend(names::refuse(plan));
    found.extend(pipewright_pod::refuse(plan, crate::NAME));
    found.extend(size::refuse(plan));
    found
}

/// Refusals of all plans of one environment together.
#[must_use]
pub fn refuse_together(plans: &[&Plan]) -> Vec<Diagnostic> {
    pipewright_pod::refuse_together(plans)
}
