//! What spans the pipelines of one environment.

mod chains;
mod cycles;
mod lineage;
mod slugs;
mod writers;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;

/// Proves what no plan shows alone: triggers without cycles, sinks without rival writers,
/// freshness through chains of pipelines, names that stay apart. `plans` are those of one
/// environment.
#[must_use]
pub fn prove_project(plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut found = slugs::check(plans);
    found.extend(cycles::check(plans));
    found.extend(writers::check(plans));
    found.extend(chains::check(plans));
    crate::merge(found)
}
