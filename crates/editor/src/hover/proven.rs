//! What was worked out of what a name stands for: who tells it.

use pipewright_plan::{ConstraintKind, Plan};
use pipewright_source::Span;
use pipewright_syntax::tree::{ClauseKind, ItemKind};

use super::{datasets, pipelines, steps};
use crate::names::Kind;
use crate::{Analysis, facts};

/// What is known of what a name stands for.
pub fn of_name(analysis: &Analysis, kind: Kind, name: Span, now: i64) -> Option<String> {
    let (module, item) = analysis.item_around(name)?;
    match (kind, &item.kind) {
        (Kind::Pipeline, ItemKind::Pipeline(one)) => pipelines::pipeline(analysis, one, now),
        (Kind::Step, ItemKind::Pipeline(one)) => {
            steps::step(&pipelines::plans(analysis, one), analysis.slice(name))
        }
        (Kind::Dataset, ItemKind::Dataset(one)) => datasets::dataset(analysis, module, one),
        (Kind::Type, ItemKind::Type(one)) => datasets::rows(analysis, &one.name.value),
        _ => None,
    }
}

/// What is known of the clause that a keyword begins.
pub fn of_clause(analysis: &Analysis, keyword: Span, now: i64) -> Option<String> {
    let (_, item) = analysis.item_around(keyword)?;
    let ItemKind::Pipeline(pipeline) = &item.kind else {
        return None;
    };
    if item.span.start == keyword.start {
        return pipelines::pipeline(analysis, pipeline, now);
    }
    let mut clauses = pipeline.clauses.iter();
    let clause = clauses.find(|clause| clause.span.start == keyword.start)?;
    let plans = pipelines::plans(analysis, pipeline);
    let plan = plans.first()?;
    match &clause.kind {
        ClauseKind::Schedule(_) => pipelines::runs(plan, now),
        ClauseKind::Deadline { .. } => pipelines::critical(plan),
        ClauseKind::Region(_) => reasons(plan, ConstraintKind::Region),
        ClauseKind::Guarantee(_) => reasons(plan, ConstraintKind::Guarantee),
        ClauseKind::Step(step) => steps::step(&plans, &step.name.value),
        _ => None,
    }
}

/// The reasons for which constraints of a kind hold.
fn reasons(plan: &Plan, kind: ConstraintKind) -> Option<String> {
    let lines = proven(plan, kind);
    let items: Vec<String> = lines.iter().map(|line| format!("- {line}")).collect();
    (!items.is_empty()).then(|| format!("**Proven**\n\n{}", items.join("\n")))
}

/// The lines that prove the constraints of a kind.
pub fn proven(plan: &Plan, kind: ConstraintKind) -> Vec<&str> {
    let constraints = facts::constraints(plan, kind);
    let rows = constraints.into_iter().flat_map(|(_, rows)| rows);
    rows.filter(|row| row.target.is_none())
        .flat_map(|row| row.because.iter().map(String::as_str))
        .collect()
}

/// Paragraphs.
pub fn joined(parts: Vec<String>) -> Option<String> {
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// What stands in a list: the first of them, and how many more there are.
pub fn listed(mut items: Vec<String>) -> String {
    /// More is not taken in at a glance.
    const MOST: usize = 8;
    let more = items.len().saturating_sub(MOST);
    items.truncate(MOST);
    if more > 0 {
        items.push(format!("and {more} more"));
    }
    let lines: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
    lines.join("\n")
}
