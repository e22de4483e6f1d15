//! Asking every policy of everything it is about.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::{Diagnostic, Severity};
use pipewright_model::{FactKind, Policy, PolicySubject, Requirement};
use pipewright_plan::{EnvironmentPlan, Plan};
use pipewright_source::Span;

use crate::dataset::{DatasetSubject, Uses};
use crate::environment::EnvironmentSubject;
use crate::evaluate::{Patterns, fact, facts, holds};
use crate::known::{FactValue, Subject};
use crate::pipeline::PipelineSubject;
use crate::rules;
use crate::show::show;
use crate::step::StepSubject;
use crate::write::WriteSubject;

/// An environment and its plans.
#[derive(Debug, Clone, Copy)]
pub struct Stage<'p> {
    /// The environment, with all of its targets.
    pub environment: &'p EnvironmentPlan,
    /// The plans of its pipelines.
    pub plans: &'p [Plan],
}

/// What tells findings of one policy apart: the requirement, what breaks it, and where.
type Key = (usize, String, Span);

struct Broken {
    found: Diagnostic,
    environments: Vec<String>,
}

/// Asks every policy; what breaks one is a finding.
#[must_use]
pub fn judge(policies: &[Policy], stages: &[Stage<'_>]) -> Vec<Diagnostic> {
    policies
        .iter()
        .flat_map(|policy| ask(policy, stages))
        .collect()
}

fn ask(policy: &Policy, stages: &[Stage<'_>]) -> Vec<Diagnostic> {
    let conditions = policy.requirements.iter().map(|one| &one.condition);
    let patterns = Patterns::of(conditions);
    let mut broken: BTreeMap<Key, Broken> = BTreeMap::new();
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for stage in stages {
        for subject in subjects(policy.subject, stage) {
            *asked.entry(subject.key()).or_default() += 1;
            for (at, requirement) in policy.requirements.iter().enumerate() {
                if holds(&requirement.condition, &*subject, &patterns) {
                    continue;
                }
                let found = finding(policy, requirement, &*subject);
                let key = (at, subject.key(), found.primary.span);
                let entry = broken.entry(key).or_insert_with(|| Broken {
                    found,
                    environments: Vec::new(),
                });
                entry.environments.push(stage.environment.name.clone());
            }
        }
    }
    let everywhere = |key: &Key, broken: &Broken| {
        asked
            .get(&key.1)
            .is_some_and(|count| broken.environments.len() >= *count)
    };
    broken
        .into_iter()
        .map(|(key, broken)| {
            if everywhere(&key, &broken) || policy.subject == PolicySubject::Environment {
                return broken.found;
            }
            let names: Vec<String> = broken
                .environments
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            broken
                .found
                .because(format!("in {} only", names.join(", ")))
        })
        .collect()
}

/// Everything of a kind in an environment; a dataset that several pipelines touch is one.
fn subjects<'p>(kind: PolicySubject, stage: &Stage<'p>) -> Vec<Box<dyn Subject<'p> + 'p>> {
    let mut found: Vec<Box<dyn Subject<'p> + 'p>> = Vec::new();
    match kind {
        PolicySubject::Environment => found.push(Box::new(EnvironmentSubject(stage.environment))),
        PolicySubject::Pipeline => {
            for plan in stage.plans {
                found.push(Box::new(PipelineSubject(plan)));
            }
        }
        PolicySubject::Step => {
            for step in stage.plans.iter().flat_map(StepSubject::of) {
                found.push(Box::new(step));
            }
        }
        PolicySubject::Write => {
            for write in stage.plans.iter().flat_map(WriteSubject::of) {
                found.push(Box::new(write));
            }
        }
        PolicySubject::Dataset => {
            let mut known: BTreeSet<String> = BTreeSet::new();
            let uses = Uses::of(stage.plans);
            let datasets = stage.plans.iter();
            for dataset in datasets.flat_map(|plan| DatasetSubject::of(plan, &uses)) {
                if known.insert(dataset.key()) {
                    found.push(Box::new(dataset));
                }
            }
        }
    }
    found
}

fn finding<'p>(
    policy: &Policy,
    requirement: &Requirement,
    subject: &dyn Subject<'p>,
) -> Diagnostic {
    let names = facts(&requirement.condition);
    let known: Vec<_> = names
        .iter()
        .map(|name| (*name, fact(subject, name)))
        .collect();
    let stated = |value: &FactValue<'_>| !matches!(value, FactValue::Absent);
    let place = known
        .iter()
        .find(|(_, known)| known.written.is_some() && stated(&known.value))
        .and_then(|(_, known)| known.written)
        .unwrap_or_else(|| subject.declared());
    let mut shown = known.iter().map(|(name, known)| {
        let kind = policy.subject.kind_of(name).unwrap_or(FactKind::Text);
        show(name, kind, &known.value)
    });
    let label = shown.next().unwrap_or_else(|| "this breaks it".to_owned());
    let message = format!("{} breaks a policy: {}", subject.called(), policy.title);
    let mut found = Diagnostic::new(&rules::POLICY, message, place, label)
        .help(&requirement.message)
        .part(&policy.title);
    // Who applies a policy of a library did not write it.
    found = match &policy.applied {
        Some(applied) => found.with_related(applied.span, "made to hold here"),
        None if requirement.warns => found.with_related(requirement.origin.span, "asked for here"),
        None => found.with_related(requirement.origin.span, "required here"),
    };
    if requirement.warns {
        found.severity = Severity::Warning;
    }
    for line in shown {
        found = found.because(format!("and {line}"));
    }
    found
}
