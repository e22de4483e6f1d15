//! What a hover tells of plans: run times, sums, places, classes.

use pipewright_plan::{ConstraintKind, Plan, RegionSet};
use pipewright_source::Span;
use pipewright_syntax::tree::{ClauseKind, ItemKind};

use crate::inlay::{cluster, duration};
use crate::names::Kind;
use crate::{Analysis, facts};

/// How many run times are shown.
const RUNS: usize = 5;

/// What is known of what a name stands for.
pub fn of_name(analysis: &Analysis, kind: Kind, name: Span, now: i64) -> Option<String> {
    let word = analysis.slice(name);
    match kind {
        Kind::Pipeline => {
            let plans = facts::plans(analysis, word);
            let plan = plans.first()?;
            let parts = [runs(plan, now), rows(plan, ConstraintKind::Deadline)];
            joined(parts.into_iter().flatten().collect())
        }
        Kind::Step => {
            let (_, item) = analysis.item_around(name)?;
            let ItemKind::Pipeline(pipeline) = &item.kind else {
                return None;
            };
            let plans = facts::plans(analysis, &pipeline.name.value);
            let lines: Vec<String> = plans
                .into_iter()
                .filter_map(|plan| step(plan, word))
                .collect();
            joined(lines)
        }
        Kind::Dataset => dataset(analysis, word),
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
        return of_name(analysis, Kind::Pipeline, pipeline.name.span, now);
    }
    let mut clauses = pipeline.clauses.iter();
    let clause = clauses.find(|clause| clause.span.start == keyword.start)?;
    let kind = match &clause.kind {
        ClauseKind::Schedule(_) => ConstraintKind::Schedule,
        ClauseKind::Deadline { .. } => ConstraintKind::Deadline,
        ClauseKind::Region(_) => ConstraintKind::Region,
        ClauseKind::Guarantee(_) => ConstraintKind::Guarantee,
        ClauseKind::Step(step) => {
            return of_name(analysis, Kind::Step, step.name.span, now);
        }
        _ => return None,
    };
    let plans = facts::plans(analysis, &pipeline.name.value);
    let plan = plans.first()?;
    if kind == ConstraintKind::Schedule {
        return runs(plan, now);
    }
    rows(plan, kind)
}

fn joined(parts: Vec<String>) -> Option<String> {
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// The next runs, by the clock of their zone.
fn runs(plan: &Plan, now: i64) -> Option<String> {
    let next = facts::next_runs(plan, now, RUNS);
    if next.is_empty() {
        return None;
    }
    Some(format!("Runs next:\n```text\n{}\n```", next.join("\n")))
}

/// The reasons for which constraints of a kind hold.
fn rows(plan: &Plan, kind: ConstraintKind) -> Option<String> {
    let constraints = facts::constraints(plan, kind);
    let rows = constraints.into_iter().flat_map(|(_, rows)| rows);
    let mut lines: Vec<&str> = rows
        .filter(|row| row.target.is_none())
        .flat_map(|row| row.because.iter().map(String::as_str))
        .collect();
    if kind == ConstraintKind::Deadline {
        lines = one_engine(lines);
    }
    (!lines.is_empty()).then(|| format!("Proven:\n```text\n{}\n```", lines.join("\n")))
}

/// The sum for one engine, where others have the very same.
fn one_engine(lines: Vec<&str>) -> Vec<&str> {
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for line in lines {
        match groups.last_mut() {
            Some(group) if !line.starts_with("on ") => group.push(line),
            _ => groups.push(vec![line]),
        }
    }
    let mut shown: Vec<Vec<&str>> = Vec::new();
    for group in groups {
        let same = |known: &Vec<&str>| known.get(1..) == group.get(1..);
        if !shown.iter().any(same) {
            shown.push(group);
        }
    }
    shown.concat()
}

/// Where a step runs, why, and how long it may take.
fn step(plan: &Plan, name: &str) -> Option<String> {
    let task = plan.task(name)?;
    let mut lines = Vec::new();
    if let Some((cluster, because)) = cluster(plan, name) {
        lines.push(format!(
            "In `{}` it runs on `{cluster}`:\n```text\n{because}\n```",
            plan.environment.name
        ));
    }
    let attempts = task.retry.as_ref().map_or(1, |retry| retry.times + 1);
    lines.push(format!(
        "An attempt takes {} at most; attempts: {attempts}.",
        duration(task.timeout_seconds)
    ));
    joined(lines)
}

/// What a dataset carries, where it lies, who may rely on it.
fn dataset(analysis: &Analysis, name: &str) -> Option<String> {
    let dataset = facts::dataset(analysis, name)?;
    let mut lines = Vec::new();
    let classes: Vec<&str> = facts::classes(dataset).into_iter().collect();
    if !classes.is_empty() {
        lines.push(format!("Carries: {}", classes.join(", ")));
    }
    if let Some(region) = &dataset.region {
        lines.push(format!("Lies in {}", place(region)));
    }
    if let Some(seconds) = dataset.freshness_seconds {
        lines.push(format!("No older than {}", duration(seconds)));
    }
    joined(lines)
}

fn place(region: &RegionSet) -> String {
    match &*region.places {
        [only] if only.name == region.name => format!("{} ({})", only.name, only.country),
        _ => region.name.clone(),
    }
}
