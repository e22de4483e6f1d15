//! What checking finds: diagnostics, the imports that were used, and whether the result is sound.

mod lacking;

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::{Diagnostic, Fix, Rule};
use pipewright_source::Span;

use crate::rules;

/// "Did you mean" looks at every name in scope; past this many misses it stops looking.
const SUGGESTIONS: u32 = 50;

/// The rows of an interval, by a column that holds days.
#[derive(Debug, Clone)]
pub struct AskedDays {
    /// The column.
    pub column: String,
    /// Where the dataset is declared.
    pub declared: Span,
}

/// Collects what one part of the check finds. Parts that run in parallel each have their own.
#[derive(Debug, Default)]
pub struct Report {
    /// The findings.
    pub found: Vec<Diagnostic>,
    /// Imports that were used: module and name.
    pub used: BTreeSet<(usize, String)>,
    /// Paths of secrets and where they are used.
    pub secrets: BTreeSet<(String, Span)>,
    /// Whether something here is wrong or depends on what is: the result must not be built.
    pub poisoned: bool,
    /// Names of the wrong style, and how they are to be written.
    pub renamed: BTreeSet<(String, String)>,
    /// Steps, checks and writes looked at, for the bound of a project.
    pub work: usize,
    /// Where the run's data interval is asked for, and of which days.
    intervals: BTreeMap<Span, Option<AskedDays>>,
    /// Modules with something that was not looked at, as what it comes of is wrong.
    pub unread: BTreeSet<usize>,
    missed: lacking::Missed,
    suggestions: u32,
    said: BTreeSet<(Span, &'static str)>,
}

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.poisoned |= diagnostic.is_error();
        self.found.push(diagnostic);
    }

    /// Remembers that a place asks for the run's data interval.
    pub fn need_interval(&mut self, span: Span) {
        self.intervals.entry(span).or_default();
    }

    /// Remembers that a place asks for the days of an interval.
    pub fn need_days(&mut self, span: Span, days: AskedDays) {
        self.intervals.insert(span, Some(days));
    }

    /// The places that ask for the days of an interval.
    pub fn asked_days(&self) -> Vec<(Span, AskedDays)> {
        let asked = self.intervals.iter();
        asked
            .filter_map(|(span, days)| Some((*span, days.clone()?)))
            .collect()
    }

    /// The first place that asks for the run's data interval.
    pub fn asks_interval(&self) -> Option<Span> {
        self.intervals.keys().next().copied()
    }

    /// Whether nothing was said of a place under a rule yet: what a loop repeats is said once.
    pub fn is_first(&mut self, span: Span, rule: &'static Rule) -> bool {
        self.poisoned = true;
        self.said.insert((span, rule.code))
    }

    /// Whether one more suggestion may be looked for.
    pub const fn may_suggest(&mut self) -> bool {
        self.suggestions += 1;
        self.suggestions <= SUGGESTIONS
    }

    /// Takes over what another part found.
    pub fn merge(&mut self, other: Self) {
        self.found.extend(other.found);
        self.used.extend(other.used);
        self.secrets.extend(other.secrets);
        self.poisoned |= other.poisoned;
        self.renamed.extend(other.renamed);
        self.intervals.extend(other.intervals);
        self.unread.extend(other.unread);
        self.work += other.work;
    }

    /// Whether a finding follows from another: a name that leads nowhere because its declaration is
    /// spelled in the wrong style, a step that reads itself because it hides a dataset, a text that is malformed by the
    /// secret in it.
    fn follows(&self, found: &Diagnostic, hiding: &BTreeSet<Span>, leaks: &BTreeSet<Span>) -> bool {
        if found.rule.code == rules::CYCLIC_STEPS.code {
            return hiding.contains(&found.primary.span);
        }
        if [rules::MALFORMED_TEXT.code, rules::TYPE_MISMATCH.code].contains(&found.rule.code) {
            return leaks.contains(&found.primary.span);
        }
        found.rule.code == rules::UNKNOWN_NAME.code
            && !found.fixes.is_empty()
            && self.renamed.iter().any(|(name, wanted)| {
                let suggested = |fix: &Fix| fix.edits.iter().any(|edit| edit.text == *name);
                found.message.contains(&format!("`{wanted}`")) && found.fixes.iter().any(suggested)
            })
    }

    /// The findings in the order of their places, each once: a connector or a pipeline that is
    /// evaluated for several uses says the same of the same place only once.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        let places = |code: &str| -> BTreeSet<Span> {
            let of_rule = self.found.iter().filter(|found| found.rule.code == code);
            of_rule.map(|found| found.primary.span).collect()
        };
        let hiding = places(rules::SHADOWED_NAME.code);
        let leaks = places(rules::SECRET_IN_TEXT.code);
        let found = std::mem::take(&mut self.found);
        self.found = found
            .into_iter()
            .filter(|found| !self.follows(found, &hiding, &leaks))
            .collect();
        self.found.sort_by(|a, b| {
            // Of two that say the same, the one with fewer reasons holds whatever the use.
            (a.primary.span, a.rule.code, &a.message, a.because.len()).cmp(&(
                b.primary.span,
                b.rule.code,
                &b.message,
                b.because.len(),
            ))
        });
        self.found.dedup_by(|b, a| {
            a.primary.span == b.primary.span && a.rule.code == b.rule.code && a.message == b.message
        });
        self.found
    }
}
