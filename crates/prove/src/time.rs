//! Time: the critical path against the deadline, the period and the freshness.

pub(crate) mod age;
mod begun;
mod change;
mod cost;
mod coverage;
mod deadline;
mod freshness;
mod late;
mod overlap;
mod parts;
mod places;
mod run;
mod start;

use pipewright_plan::Plan;

use crate::findings::Findings;
use crate::graph::Graph;

pub(crate) use run::Run;

/// Proves deadline, overlap and freshness.
pub(crate) fn prove(plan: &Plan, graph: &Graph<'_>, findings: &mut Findings) {
    let runs = run::runs(plan, graph);
    change::prove(plan, findings);
    deadline::prove(plan, graph, &runs, findings);
    begun::check(plan, &runs, findings);
    overlap::check(plan, &runs, findings);
    late::check(plan, &runs, findings);
    parts::check(plan, graph, findings);
    freshness::prove(plan, graph, run::bound(plan, &runs), findings);
}

/// How long a run takes where nothing fails, by what the author wrote.
pub(crate) fn clean_run(plan: &Plan, graph: &Graph<'_>) -> u64 {
    let runs = run::runs(plan, graph);
    runs.iter()
        .map(|run| run.clean_written)
        .max()
        .unwrap_or_default()
}

/// How long a run takes at most.
pub(crate) fn longest_run(plan: &Plan, graph: &Graph<'_>) -> u64 {
    match &plan.pipeline.deadline {
        Some(deadline) => deadline.seconds,
        None => run::bound(plan, &run::runs(plan, graph)),
    }
}
