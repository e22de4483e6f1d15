//! What spans the pipelines of one environment.

mod chains;
mod lineage;
mod one_place;
mod weaker;
mod writers;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;

/// Proves what no plan shows alone: sinks without rival writers, freshness through chains of
/// pipelines. `plans` are those of one environment. Triggers that never end and the number of
/// shared places are the checker's, names that meet in a cluster the targets'.
#[must_use]
pub fn prove_project(plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut found = writers::check(plans);
    found.extend(chains::check(plans));
    found.extend(weaker::check(plans));
    found.extend(one_place::check(plans));
    crate::merge(found)
}
