//! Inlay hints: what the compiler worked out, beside what was written.

use std::collections::BTreeMap;
use std::ops::Range;

use pipewright_plan::{ConstraintKind, Plan, TaskKind, WaitSince};
use pipewright_source::SourceId;
use pipewright_syntax::tree::{Clause, ClauseKind, ItemKind, Step, StepBody};

use crate::names::bodies;
use crate::{Analysis, facts};

/// What is hinted at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HintKind {
    /// A type that was inferred.
    Type,
    /// A wait that was derived.
    Wait,
    /// The cluster that was chosen.
    Cluster,
}

/// One hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Where it stands.
    pub offset: u32,
    /// What it says.
    pub label: String,
    /// What it is.
    pub kind: HintKind,
    /// More of it.
    pub tooltip: Option<String>,
}

/// The hints within a range of a file.
#[must_use]
pub fn inlay_hints(analysis: &Analysis, source: SourceId, range: &Range<u32>) -> Vec<Hint> {
    let Some((_, module)) = analysis.module(source) else {
        return Vec::new();
    };
    let mut hints = Vec::new();
    for item in &module.tree.items {
        if item.span.end < range.start || range.end < item.span.start {
            continue;
        }
        if let ItemKind::Pipeline(pipeline) = &item.kind {
            let plans = facts::plans(analysis, &pipeline.name.value);
            if let Some(plan) = plans.first() {
                clauses(analysis, plan, &pipeline.clauses, &mut hints);
            }
        }
    }
    hints.retain(|hint| range.start <= hint.offset && hint.offset <= range.end);
    hints.sort_by_key(|hint| (hint.offset, hint.kind));
    hints
}

fn clauses(analysis: &Analysis, plan: &Plan, all: &[Clause], hints: &mut Vec<Hint>) {
    for clause in all {
        match &clause.kind {
            ClauseKind::Step(step) => step_hints(analysis, plan, step, hints),
            ClauseKind::Schedule(triggers) => {
                let end = triggers
                    .last()
                    .map_or(clause.span.end, |last| last.span.end);
                wait(plan, end, hints);
            }
            _ => {}
        }
        for body in bodies(&clause.kind) {
            clauses(analysis, plan, body, hints);
        }
    }
}

fn step_hints(analysis: &Analysis, plan: &Plan, step: &Step, hints: &mut Vec<Hint>) {
    let Some(task) = plan.task(&step.name.value) else {
        return;
    };
    if step.kind.is_none()
        && step.values.is_empty()
        && let Some(schema) = task
            .outputs
            .first()
            .and_then(|output| output.schema.as_ref())
    {
        let columns: Vec<String> = schema
            .columns
            .iter()
            .map(|column| format!("{}: {}", column.name, column.kind))
            .collect();
        let name = schema.name.clone();
        let label = name.or_else(|| (!columns.is_empty()).then(|| "{ … }".to_owned()));
        hints.extend(label.map(|label| Hint {
            offset: step.name.span.end,
            label: format!(": {label}"),
            kind: HintKind::Type,
            tooltip: Some(columns.join("\n")),
        }));
    }
    if let StepBody::Run { image, .. } | StepBody::Inline { image, .. } = &step.body
        && let Some((cluster, because)) = cluster(plan, &step.name.value)
    {
        let _ = analysis;
        hints.push(Hint {
            offset: image.span.end,
            label: format!(" on {cluster}"),
            kind: HintKind::Cluster,
            tooltip: Some(because),
        });
    }
}

/// The cluster a step runs on, and why: the choice, and the node it fits.
#[must_use]
pub fn cluster(plan: &Plan, step: &str) -> Option<(String, String)> {
    let chosen = plan.task(step)?.cluster.clone()?;
    let is_of = |id: &str| id.split_once('/').is_none_or(|(_, of)| of == step);
    // Where there is one cluster, only what fits it is worth a word.
    let choice = plan.environment.clusters.len() > 1;
    let kinds = [ConstraintKind::Cluster, ConstraintKind::Resources];
    let kinds = kinds.into_iter().skip(usize::from(!choice));
    let proven = kinds
        .flat_map(|kind| facts::constraints(plan, kind))
        .filter(|(constraint, _)| is_of(&constraint.id))
        .flat_map(|(_, rows)| rows)
        .filter(|row| row.target.is_none());
    let because: Vec<&str> = proven
        .flat_map(|row| row.because.iter().map(String::as_str))
        .collect();
    Some((chosen, because.join("\n")))
}

/// A wait that nobody wrote, at the start of each run.
fn wait(plan: &Plan, offset: u32, hints: &mut Vec<Hint>) {
    let mut seen: BTreeMap<u64, ()> = BTreeMap::new();
    for task in &plan.pipeline.tasks {
        if let TaskKind::Wait(wait) = &task.kind
            && matches!(wait.since, WaitSince::LogicalTime)
            && seen.insert(wait.seconds, ()).is_none()
        {
            hints.push(Hint {
                offset,
                label: format!(" waits {}", duration(wait.seconds)),
                kind: HintKind::Wait,
                tooltip: Some("derived: what it reads is written by then".to_owned()),
            });
        }
    }
}

/// Seconds as the language writes them.
#[must_use]
pub fn duration(seconds: u64) -> String {
    let parts = [
        (seconds / 86_400, "d"),
        (seconds % 86_400 / 3_600, "h"),
        (seconds % 3_600 / 60, "m"),
        (seconds % 60, "s"),
    ];
    let shown: Vec<String> = parts
        .iter()
        .filter(|(amount, _)| *amount > 0)
        .map(|(amount, unit)| format!("{amount}{unit}"))
        .collect();
    if shown.is_empty() {
        "0s".to_owned()
    } else {
        shown.join(" ")
    }
}
