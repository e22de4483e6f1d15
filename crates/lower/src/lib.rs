//! Lowering: one pipeline of the checked program in one environment to its plan.
//!
//! Here steps, checks and writes become tasks with containers; staging places, environment
//! variables and SQL are decided; and every constraint the author wrote is listed in the ledger.
//! What a plan holds is everything a backend may know. Lowering is total and pure.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod circles;
mod classes;
mod constraints;

mod containers;
mod data;
mod environment;
mod guards;
mod hold;
mod names;
mod order;
mod pipeline;
pub mod rules;
pub mod sql;
mod tasks;
mod timeouts;
mod tools;

pub use hold::hold_back;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Program;
use pipewright_plan::Plan;
use pipewright_source::SourceMap;

/// The plans of all pipelines in the environment of that name, sorted by pipeline; none where
/// there is no such environment. Diagnostics speak of what only the assembled tasks show.
#[must_use]
pub fn lower(
    program: &Program,
    environment: &str,
    sources: &SourceMap,
) -> (Vec<Plan>, Vec<Diagnostic>) {
    let mut plans = Vec::new();
    let mut diagnostics = Vec::new();
    let found = program
        .environments
        .iter()
        .find(|known| known.facts.name == environment);
    if let Some(environment) = found {
        for pipeline in &environment.pipelines {
            let (plan, found) = lower_pipeline(program, environment, pipeline, sources);
            plans.push(plan);
            diagnostics.extend(found);
        }
    }
    (plans, diagnostics)
}

pub use pipeline::lower_pipeline;
