//! Proving: residency, classes, time, guarantees and placement over a plan, into its ledger.
//!
//! [`waits`] looks at the clocks of all plans of one environment before they are proven: what
//! reads the rows of an interval waits until its writer has landed them. [`prove`] looks at one
//! plan, [`prove_together`] at all plans of one environment, and [`merge`] joins findings of several
//! plans that have one cause. What holds becomes a row of the plan's
//! ledger with its arithmetic; what does not becomes a diagnostic with the same arithmetic.
//!
//! All of it is total: graphs with cycles, needs that do not exist and plans without datasets are
//! answered, in time linear in the plan.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::disallowed_methods
    )
)]

mod capacity;
mod classes;
mod findings;
mod graph;
mod guarantees;
mod merge;
mod placement;
mod project;
mod residency;
pub mod rules;
mod show;
mod time;

pub use merge::merge;
pub use project::{Waits, prove_project, prove_together, waits};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;

/// Proves what a plan demands: adds a row to its ledger for each constraint that holds, and gives
/// a diagnostic for each that does not. Called again, it replaces the rows it added.
#[must_use]
pub fn prove(plan: &mut Plan) -> Vec<Diagnostic> {
    let mut findings = findings::Findings::default();
    let choices = placement::choose(plan);
    placement::place(plan, &choices);
    {
        let graph = graph::Graph::of(&plan.pipeline);
        residency::prove(plan, &graph, &mut findings);
        classes::prove(plan, &graph, &mut findings);
        time::prove(plan, &graph, &mut findings);
        guarantees::prove(plan, &graph, &mut findings);
        placement::prove(plan, &choices, &mut findings);
        capacity::prove(plan, &graph, &mut findings);
    }
    let (rows, diagnostics) = findings.finish();
    rows.add_to(&mut plan.ledger);
    merge(diagnostics)
}
