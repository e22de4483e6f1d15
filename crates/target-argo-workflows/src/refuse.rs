//! What Argo Workflows cannot keep of a plan: refused with the reason and the nearest rewrite.

mod backfill;
mod names;
mod reactions;
mod size;
mod staging;
mod texts;
mod times;
mod triggers;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;

/// Refusals of one plan, in the order of its clauses.
#[must_use]
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(triggers::refuse(plan));
    found.extend(backfill::refuse(plan));
    found.extend(times::refuse(plan));
    found.extend(staging::refuse(plan));
    found.extend(texts::refuse(plan));
    found.extend(reactions::refuse(plan));
    found.extend(names::refuse(plan));
    found.extend(pipewright_pod::refuse(plan, crate::NAME));
    found.extend(size::refuse(plan));
    found
}

/// Refusals of all plans of one environment together.
#[must_use]
pub fn refuse_together(plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut found = pipewright_pod::refuse_together(plans);
    found.extend(names::together(plans));
    found.extend(names::places(plans));
    found
}
