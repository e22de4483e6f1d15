//! Capacity: what a run takes of its clusters, in nodes, at once and in money.

mod at_once;
mod budget;
mod pods;
mod quota;
mod spot;

pub(crate) use pods::{Pod, of_run, pod_of};
pub(crate) use quota::bounds;

use pipewright_plan::Plan;

use crate::findings::Findings;
use crate::graph::Graph;

/// Proves quotas, the budget, and that only what may be interrupted meets nodes that may be taken
/// away.
pub(crate) fn prove(plan: &Plan, graph: &Graph<'_>, findings: &mut Findings) {
    spot::prove(plan, findings);
    quota::prove(plan, graph, findings);
    budget::prove(plan, findings);
}
