//! What spans the pipelines of one environment.

mod chains;
mod early;
mod held;
mod landing;
mod lineage;
mod one_place;
mod weaker;
mod writers;

pub use landing::{Waits, waits};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Plan, Status};

/// A plan, one of its constraints, and why it holds.
type Row = (usize, String, Vec<String>);

/// Proves what no plan shows alone: sinks without rival writers, freshness through chains of
/// pipelines. `plans` are those of one environment. Triggers that never end and the number of
/// shared places are the checker's, names that meet in a cluster the targets'.
#[must_use]
pub fn prove_project(plans: &[&Plan]) -> Vec<Diagnostic> {
    crate::merge(look(plans).0)
}

/// The same, and what holds end to end becomes a row of each plan's ledger.
#[must_use]
pub fn prove_together(plans: &mut [Plan]) -> Vec<Diagnostic> {
    let (found, rows) = look(&plans.iter().collect::<Vec<&Plan>>());
    for (at, constraint, because) in rows {
        let Some(plan) = plans.get_mut(at) else {
            continue;
        };
        for row in &mut plan.ledger.rows {
            if row.status == Status::Proven && row.constraint == constraint {
                crate::rules::STALE_CHAIN.code.clone_into(&mut row.by);
                row.because.clone_from(&because);
            }
        }
    }
    crate::merge(found)
}

fn look(plans: &[&Plan]) -> (Vec<Diagnostic>, Vec<Row>) {
    let writers = lineage::writers(plans);
    let mut found = writers::check(plans, &writers);
    let chains = chains::check(plans, &writers);
    found.extend(chains.found);
    found.extend(early::check(plans, &writers));
    found.extend(held::check(plans));
    found.extend(weaker::check(plans, &writers));
    found.extend(one_place::check(plans));
    (found, chains.rows)
}
