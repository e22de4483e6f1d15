//! What proving one plan has found so far.

use std::collections::BTreeSet;

use pipewright_diagnostics::{Diagnostic, Rule};
use pipewright_plan::{Ledger, LedgerRow, Status};

use crate::rules;

/// Proofs and failures.
#[derive(Default)]
pub(crate) struct Findings {
    rows: Rows,
    diagnostics: Vec<Diagnostic>,
}

/// Rows for the ledger.
#[derive(Default)]
pub(crate) struct Rows(Vec<LedgerRow>);

impl Findings {
    /// Notes that a constraint holds.
    pub fn proven(&mut self, constraint: String, by: &'static Rule, because: Vec<String>) {
        self.rows.0.push(LedgerRow {
            constraint,
            status: Status::Proven,
            target: None,
            by: by.code.to_owned(),
            file: None,
            because,
        });
    }

    /// Notes that something does not.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The rows, and the rest.
    pub fn finish(self) -> (Rows, Vec<Diagnostic>) {
        (self.rows, self.diagnostics)
    }
}

impl Rows {
    /// Puts the rows into the ledger: those of constraints it lists, in place of older ones.
    pub fn add_to(self, ledger: &mut Ledger) {
        let ours: BTreeSet<&str> = rules::ALL.iter().map(|rule| rule.code).collect();
        let listed: BTreeSet<&str> = ledger
            .constraints
            .iter()
            .map(|constraint| constraint.id.as_str())
            .collect();
        // Several writes of one sink prove its freshness several times.
        let mut seen = BTreeSet::new();
        let new: Vec<LedgerRow> = self
            .0
            .into_iter()
            .filter(|row| {
                listed.contains(row.constraint.as_str()) && seen.insert(row.constraint.clone())
            })
            .collect();
        ledger
            .rows
            .retain(|row| row.status != Status::Proven || !ours.contains(row.by.as_str()));
        ledger.rows.extend(new);
    }
}
