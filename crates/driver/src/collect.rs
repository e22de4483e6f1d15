//! Gathering findings: one mistake, one error, in the order of the source.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_check::rules::UNUSED_IMPORT;
use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceId, Span};

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

    /// The findings in the order of the source, without those that follow from errors.
    pub fn finish(self) -> Vec<Diagnostic> {
        let mut findings = self.findings;
        // Where a file holds an error, what is wrong may be the very place that was to use the import.
        let wrong: BTreeSet<SourceId> = findings
            .iter()
            .filter(|found| found.is_error())
            .flat_map(|found| std::iter::once(&found.primary).chain(&found.related))
            .map(|label| label.span.source)
            .collect();
        findings.retain(|found| {
            found.rule.code != UNUSED_IMPORT.code || !wrong.contains(&found.primary.span.source)
        });
        findings.sort_by(|one, other| {
            let key = |found: &Diagnostic| (found.primary.span, found.severity, found.rule.code);
            key(one)
                .cmp(&key(other))
                .then_with(|| one.message.cmp(&other.message))
        });
        findings
    }
}

#[cfg(test)]
mod tests {
    use pipewright_check::rules::{UNKNOWN_NAME, UNUSED_IMPORT};
    use pipewright_diagnostics::Diagnostic;
    use pipewright_source::{SourceId, Span};

    use super::Collector;

    #[test]
    fn imports_of_a_file_with_errors_may_be_needed() {
        let at = |source, start| Span::new(SourceId(source), start, start + 1);
        let mut collector = Collector::default();
        collector.add(vec![
            Diagnostic::new(&UNUSED_IMPORT, "one", at(0, 0), ""),
            Diagnostic::new(&UNKNOWN_NAME, "two", at(0, 9), ""),
            Diagnostic::new(&UNUSED_IMPORT, "three", at(1, 0), ""),
        ]);
        let left: Vec<String> = collector
            .finish()
            .into_iter()
            .map(|found| found.message)
            .collect();
        assert_eq!(left, ["two", "three"]);
    }
}
