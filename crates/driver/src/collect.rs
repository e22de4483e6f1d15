//! Gathering findings: one mistake, one error, in the order of the source.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;

type Cause = (&'static str, Span);

/// The findings so far.
#[derive(Default)]
pub struct Collector {
    findings: Vec<Diagnostic>,
    causes: BTreeSet<Cause>,
}

impl Collector {
    /// Adds what one phase says of one thing (a project, a plan, a plan on a target). A cause that an
    /// earlier one reported is not reported again: the same line is wrong in every environment.
    pub fn add(&mut self, batch: Vec<Diagnostic>) {
        let mut here: BTreeMap<Cause, BTreeSet<String>> = BTreeMap::new();
        for found in batch {
            let cause = (found.rule.code, found.primary.span);
            if self.causes.contains(&cause) {
                continue;
            }
            if here.entry(cause).or_default().insert(found.message.clone()) {
                self.findings.push(found);
            }
        }
        self.causes.extend(here.into_keys());
    }

    /// Whether any finding refuses the program.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Diagnostic::is_error)
    }

    /// The findings in the order of the source.
    pub fn finish(self) -> Vec<Diagnostic> {
        let mut findings = self.findings;
        findings.sort_by(|one, other| {
            let key = |found: &Diagnostic| (found.primary.span, found.severity, found.rule.code);
            key(one)
                .cmp(&key(other))
                .then_with(|| one.message.cmp(&other.message))
        });
        findings
    }
}
