//! The constraints of a pipeline, one clause each.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Written;
use pipewright_plan::{
    Budget, Deadline, Guarantee, Interruptible, Overlap, Parallelism, Places, RegionSet, Retry,
};
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind, Name, Record};

use crate::context::Context;
use crate::platform::TARGETS;
use crate::rules;
use crate::values::forms;

/// What a pipeline demands.
#[derive(Debug, Clone, Default)]
pub struct Constraints {
    /// `deadline`.
    pub deadline: Option<Deadline>,
    /// `region`.
    pub region: Option<Written<RegionSet>>,
    /// `guarantee`.
    pub guarantee: Option<Written<Guarantee>>,
    /// `retry`.
    pub retry: Option<Retry>,
    /// `timeout`.
    pub timeout: Option<Written<u64>>,
    /// `overlap`.
    pub overlap: Option<Written<Overlap>>,
    /// `owner`.
    pub owner: Option<Written<String>>,
    /// `labels`.
    pub labels: Option<Written<BTreeMap<String, String>>>,
    /// `targets`.
    pub targets: Option<Written<Vec<String>>>,
    /// `concurrency 4`.
    pub parallelism: Option<Parallelism>,
    /// `budget 40 USD per month`.
    pub budget: Option<Budget>,
    /// `interruptible true`.
    pub interruptible: Option<Interruptible>,
    /// `mutex`, `concurrency … in`.
    pub places: Vec<Places>,
}

impl Constraints {
    /// These, and for each that is not said what the project says of every pipeline.
    pub fn or(self, defaults: &Self) -> Self {
        Self {
            deadline: self.deadline.or_else(|| defaults.deadline.clone()),
            region: self.region.or_else(|| defaults.region.clone()),
            guarantee: self.guarantee.or_else(|| defaults.guarantee.clone()),
            retry: self.retry.or_else(|| defaults.retry.clone()),
            timeout: self.timeout.or_else(|| defaults.timeout.clone()),
            overlap: self.overlap.or_else(|| defaults.overlap.clone()),
            owner: self.owner.or_else(|| defaults.owner.clone()),
            labels: self.labels.or_else(|| defaults.labels.clone()),
            targets: self.targets.or_else(|| defaults.targets.clone()),
            parallelism: self.parallelism.or_else(|| defaults.parallelism.clone()),
            budget: self.budget.or_else(|| defaults.budget.clone()),
            interruptible: self
                .interruptible
                .or_else(|| defaults.interruptible.clone()),
            places: joined(self.places, &defaults.places),
        }
    }
}

/// Groups add up: a pipeline that names one more still holds places of those of every pipeline.
fn joined(mut own: Vec<Places>, defaults: &[Places]) -> Vec<Places> {
    for place in defaults {
        if !own.iter().any(|known| known.name == place.name) {
            own.push(place.clone());
        }
    }
    own
}

impl Context<'_, '_> {
    /// Reads every clause that constrains the whole pipeline.
    pub fn constraints(&mut self, clauses: &[Clause]) -> Constraints {
        let mut found = Constraints::default();
        for clause in clauses {
            self.constraint(clause, &mut found);
        }
        found
    }

    fn constraint(&mut self, clause: &Clause, found: &mut Constraints) {
        let origin = self.origin(clause.span);
        match &clause.kind {
            ClauseKind::Deadline { value, guaranteed } => {
                let value = self.located(value);
                found.deadline = self.seconds(&value).map(|seconds| Deadline {
                    seconds,
                    guaranteed: guaranteed.is_some(),
                    origin,
                });
            }
            ClauseKind::Region(value) => {
                let value = self.located(value);
                found.region = self.region(&value).map(|region| Written {
                    value: (*region).clone(),
                    origin,
                });
            }
            ClauseKind::Guarantee(name) => {
                found.guarantee = self.guarantee(name).map(|value| Written { value, origin });
            }
            ClauseKind::Retry { times, backoff } => {
                let value = self.located(times);
                let times = self.integer_in(&value, 1, 100, "a number of retries");
                let written = backoff.is_some();
                let backoff = backoff.as_ref().and_then(|(first, longest)| {
                    let (first, longest) = (self.located(first), self.located(longest));
                    self.backoff_of(&first, &longest)
                });
                if let Some(times) = times.and_then(|times| u32::try_from(times).ok())
                    && (backoff.is_some() || !written)
                {
                    found.retry = Some(Retry {
                        times,
                        backoff,
                        origin,
                    });
                }
            }
            ClauseKind::Timeout(value) => {
                let value = self.located(value);
                found.timeout = self.seconds(&value).map(|value| Written { value, origin });
            }
            ClauseKind::Overlap(name) => {
                found.overlap = self.overlap(name).map(|value| Written { value, origin });
            }
            ClauseKind::Owner(value) => {
                let value = self.located(value);
                found.owner = self
                    .some_text(&value, "owner")
                    .map(|value| Written { value, origin });
            }
            ClauseKind::Labels(record) => {
                found.labels = Some(Written {
                    value: self.labels(record),
                    origin,
                });
            }
            ClauseKind::Targets(names) => {
                found.targets = Some(Written {
                    value: self.own_targets(names),
                    origin,
                });
            }
            ClauseKind::Budget { amount, period } => {
                found.budget = self.budget(amount, period, origin);
            }
            ClauseKind::Interruptible(value) => {
                let value = self.located(value);
                found.interruptible = self
                    .truth(&value)
                    .map(|allowed| Interruptible { allowed, origin });
            }
            ClauseKind::Mutex(group) => {
                let group = self.located(group);
                if let Some(held) = self.places_of(&group, 1, clause.span) {
                    self.one_more(&mut found.places, held);
                }
            }
            ClauseKind::Concurrency { most, group } => {
                let most = self.located(most);
                let most = self.number_of_places(&most);
                let group = group.as_ref().map(|group| self.located(group));
                match (most, group) {
                    (Some(most), None) => found.parallelism = Some(Parallelism { most, origin }),
                    (Some(most), Some(group)) => {
                        if let Some(held) = self.places_of(&group, most, clause.span) {
                            self.one_more(&mut found.places, held);
                        }
                    }
                    (None, _) => {}
                }
            }
            ClauseKind::Error => self.report.poisoned = true,
            _ => {}
        }
    }

    fn guarantee(&mut self, name: &Name) -> Option<Guarantee> {
        match name.value.as_str() {
            "exactly_once" => Some(Guarantee::ExactlyOnce),
            "at_least_once" => Some(Guarantee::AtLeastOnce),
            "at_most_once" => Some(Guarantee::AtMostOnce),
            other => {
                self.unknown_word(
                    name.span,
                    other,
                    "how often each row arrives",
                    &["exactly_once", "at_least_once", "at_most_once"],
                );
                None
            }
        }
    }

    fn overlap(&mut self, name: &Name) -> Option<Overlap> {
        match name.value.as_str() {
            "forbid" => Some(Overlap::Forbid),
            "allow" => Some(Overlap::Allow),
            "replace" => Some(Overlap::Replace),
            other => {
                self.unknown_word(
                    name.span,
                    other,
                    "what happens when runs overlap",
                    &["forbid", "allow", "replace"],
                );
                None
            }
        }
    }

    fn labels(&mut self, record: &Record) -> BTreeMap<String, String> {
        let mut labels = BTreeMap::new();
        for field in self.distinct(record) {
            if !forms::is_label_key(&field.name.value) {
                let message = format!("`{}` is no name of a label", field.name.value);
                self.malformed(
                    field.name.span,
                    &message,
                    "at most 63 letters, digits, `-`, `_`, `.`",
                );
                continue;
            }
            let value = self.located(&field.value);
            let Some(text) = self.literal_text(&value) else {
                continue;
            };
            if forms::is_label_value(&text) {
                labels.insert(field.name.value.clone(), text);
            } else {
                self.malformed(
                    value.span,
                    "this is no value of a label",
                    "at most 63 letters, digits, `-`, `_`, `.`, no space",
                );
            }
        }
        labels
    }

    fn own_targets(&mut self, names: &[Name]) -> Vec<String> {
        let mut targets: Vec<String> = Vec::new();
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for name in names {
            if !TARGETS.contains(&name.value.as_str()) {
                self.unknown_word(name.span, &name.value, "a target", &TARGETS);
            } else if let Some(span) = first.get(name.value.as_str()) {
                let found = Diagnostic::new(
                    &rules::DUPLICATE_FIELD,
                    format!("the target `{}` is named twice", name.value),
                    name.span,
                    "named again here",
                );
                self.report
                    .push(found.with_related(*span, "named here first"));
            } else {
                first.insert(&name.value, name.span);
                targets.push(name.value.clone());
            }
        }
        targets
    }
}
