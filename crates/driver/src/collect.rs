//! Gathering findings: one mistake, one error, in the order of the source, as the project judges it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pipewright_check::rules::UNUSED_IMPORT;
use pipewright_diagnostics::{Diagnostic, Severity};
use pipewright_judge::rules::IDLE_WAIVER;
use pipewright_judge::{Judge, Level, Verdict, Waiver};
use pipewright_source::{SourceId, SourceMap, Span};

use crate::causes;

type Cause = (&'static str, Span);

/// The findings so far. Levels and waivers are applied here, and nowhere else.
#[derive(Default)]
pub struct Collector {
    judge: Arc<Judge>,
    findings: Vec<Diagnostic>,
    causes: BTreeSet<Cause>,
    used: BTreeSet<usize>,
    stopped: bool,
}

impl Collector {
    /// A collector that judges so.
    pub fn new(judge: Judge) -> Self {
        Self {
            judge: Arc::new(judge),
            ..Self::default()
        }
    }

    /// Who judges.
    pub fn judge(&self) -> Arc<Judge> {
        Arc::clone(&self.judge)
    }

    /// Adds what one phase says of one thing (a project, a plan, a plan on a target). A cause that an
    /// earlier one reported is not reported again: the same line is wrong in every environment.
    pub fn add(&mut self, batch: Vec<Diagnostic>) {
        let mut here: BTreeMap<Cause, BTreeSet<String>> = BTreeMap::new();
        for mut found in batch {
            let cause = (found.rule.code, found.primary.span);
            if self.causes.contains(&cause) {
                continue;
            }
            if !here.entry(cause).or_default().insert(found.message.clone()) {
                continue;
            }
            match self.judge.verdict(&found) {
                Verdict::Told(severity) => {
                    self.stopped |= self.judge.stops(&found);
                    found.severity = severity;
                    self.findings.push(found);
                }
                Verdict::Off => {}
                Verdict::Waived(index) => {
                    self.used.insert(index);
                }
            }
        }
        self.causes.extend(here.into_keys());
    }

    /// Takes out what a waiver covers, so that what has the same cause elsewhere can be joined
    /// without it.
    pub fn excuse(&mut self, batch: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut left = Vec::with_capacity(batch.len());
        for found in batch {
            match self.judge.verdict(&found) {
                Verdict::Waived(index) => {
                    self.used.insert(index);
                }
                Verdict::Told(_) | Verdict::Off => left.push(found),
            }
        }
        left
    }

    /// Adds the waivers that waived nothing. Everything else must have been added.
    pub fn add_idle(&mut self, sources: &SourceMap) {
        let judge = self.judge();
        let idle = judge.waivers.idle(&self.used, sources);
        let of_idle = |waiver: &Waiver| waiver.rule.code == IDLE_WAIVER.code;
        let others = idle.into_iter().filter(|(waiver, _)| !of_idle(waiver));
        self.add(others.map(|(_, found)| found).collect());
        // Those that waive idle ones are idle themselves where they did not, and cannot waive that.
        for (waiver, mut found) in judge.waivers.idle(&self.used, sources) {
            if of_idle(waiver)
                && let Level::At(severity) = judge.level(&found)
            {
                found.severity = severity;
                self.findings.push(found);
            }
        }
    }

    /// Whether any finding refuses the program, be it only because the project wants it so.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Diagnostic::is_error)
    }

    /// Whether later phases have nothing sound to look at.
    pub fn stopped(&self) -> bool {
        self.stopped
    }

    /// The findings in the order of the source, without those that follow from errors.
    pub fn finish(self) -> Vec<Diagnostic> {
        let mut findings = causes::join(self.findings);
        // Where a file holds an error, what is wrong may be the very place that was to use the import.
        let wrong: BTreeSet<SourceId> = findings
            .iter()
            .filter(|found| found.is_error() && found.rule.severity == Severity::Error)
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
    use pipewright_judge::{Judge, Levels};
    use pipewright_source::{SourceId, Span, Spanned};

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

    #[test]
    fn what_a_project_raised_stops_no_phase() {
        let line = |text: &str| Spanned::new(text.to_owned(), Span::default());
        let (rule, level) = (line("unused-import"), line("error"));
        let (levels, problems) = Levels::read([(&rule, &level)], &[&UNUSED_IMPORT]);
        assert!(problems.is_empty());
        let mut collector = Collector::new(Judge {
            levels,
            ..Judge::default()
        });
        let span = Span::new(SourceId(0), 0, 1);
        collector.add(vec![Diagnostic::new(&UNUSED_IMPORT, "one", span, "")]);
        assert!(collector.has_errors() && !collector.stopped());
        assert_eq!(collector.finish().len(), 1, "it does not excuse itself");
    }
}
