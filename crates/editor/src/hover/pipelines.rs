//! What a hover tells of pipelines: when they run, how long that takes, where their steps run, which
//! classes of data they touch.

use pipewright_plan::{ConstraintKind, Plan, TaskKind};
use pipewright_syntax::tree::Pipeline;

use super::proven::{joined, listed, proven};
use super::{datasets, steps};
use crate::inlay::duration;
use crate::{Analysis, facts, graph};

/// How many run times are shown.
const RUNS: usize = 5;

/// The plans of a declaration: one an environment, of a family one a member and environment.
pub fn plans<'a>(analysis: &'a Analysis, pipeline: &Pipeline) -> Vec<&'a Plan> {
    let name = &pipeline.name.value;
    if pipeline.family.is_none() {
        return facts::plans(analysis, name);
    }
    let member = |plan: &&Plan| {
        let rest = plan.pipeline.name.strip_prefix(name.as_str());
        rest.is_some_and(|rest| rest.starts_with('_'))
    };
    facts::all(analysis).filter(member).collect()
}

/// What is known of a pipeline; of a family, of its first member.
pub fn pipeline(analysis: &Analysis, pipeline: &Pipeline, now: i64) -> Option<String> {
    let mut plans = plans(analysis, pipeline);
    let first = plans.first()?.pipeline.name.clone();
    let mut members: Vec<String> = plans
        .iter()
        .map(|plan| format!("`{}`", plan.pipeline.name))
        .collect();
    members.sort();
    members.dedup();
    plans.retain(|plan| plan.pipeline.name == first);
    let mut parts = Vec::new();
    if pipeline.family.is_some() {
        let count = members.len();
        let list = listed(members);
        parts.push(format!(
            "**A family of {count}**; what follows is of `{first}`\n\n{list}"
        ));
    }
    let plan = plans.first()?;
    parts.extend(runs(plan, now));
    parts.extend(critical(plan));
    parts.extend(places(&plans));
    parts.extend(classes(plan));
    joined(parts)
}

/// The next runs, by the clock of their zone.
pub fn runs(plan: &Plan, now: i64) -> Option<String> {
    let next = facts::next_runs(plan, now, RUNS);
    if next.is_empty() {
        return None;
    }
    let mut zones: Vec<&str> = facts::clocks(plan)
        .iter()
        .map(|(_, zone, _)| *zone)
        .collect();
    zones.sort_unstable();
    zones.dedup();
    Some(format!(
        "**Runs next**, by the clock of {}\n```text\n{}\n```",
        zones.join(" and "),
        next.join("\n")
    ))
}

/// The longest path with its sum: as it was proven, or as it is where there is no deadline.
pub fn critical(plan: &Plan) -> Option<String> {
    let lines = one_engine(&proven(plan, ConstraintKind::Deadline));
    if !lines.is_empty() {
        let lines = lines.join("\n");
        return Some(format!("**Critical path**\n```text\n{lines}\n```"));
    }
    let critical = graph::critical(plan)?;
    let width = critical.nodes.iter().map(|name| name.chars().count()).max();
    let width = width.unwrap_or_default();
    let mut lines = Vec::new();
    for (number, name) in critical.nodes.iter().enumerate() {
        let sign = if number == 0 { ' ' } else { '+' };
        let seconds = plan.task(name).map_or(0, |task| task.timeout_seconds);
        lines.push(format!("{sign} {name:width$}   {}", duration(seconds)));
    }
    lines.push(format!("= {:width$}   {}", "", critical.sum));
    let lines = lines.join("\n");
    Some(format!(
        "**Critical path**, one attempt of each at its timeout\n```text\n{lines}\n```"
    ))
}

/// The sum for one engine, where others have the very same.
fn one_engine<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let (notes, lines): (Vec<&str>, Vec<&str>) = lines
        .iter()
        .partition(|line| line.starts_with("waiting for "));
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for line in &lines {
        match groups.last_mut() {
            Some(group) if !line.starts_with("on ") => group.push(line),
            _ => groups.push(vec![line]),
        }
    }
    // The worst case differs by how long each engine takes to notice a failure: the sum is what counts.
    let sum = |group: &[&'a str]| -> Vec<&'a str> {
        let lines = group.iter().skip(1);
        lines
            .copied()
            .filter(|line| !line.starts_with("with "))
            .collect()
    };
    let mut shown: Vec<Vec<&str>> = Vec::new();
    for group in groups {
        if !shown.iter().any(|known| sum(known) == sum(&group)) {
            shown.push(group);
        }
    }
    shown.push(notes);
    shown.concat()
}

/// Where its steps run and why, in each environment.
fn places(plans: &[&Plan]) -> Option<String> {
    let mut items = Vec::new();
    for plan in plans {
        let tasks = plan.pipeline.tasks.iter();
        for task in tasks.filter(|task| matches!(task.kind, TaskKind::Run { .. })) {
            let Some((place, why)) = steps::place(plan, &task.name) else {
                continue;
            };
            let environment = match plans {
                [_] => String::new(),
                _ => format!(" in `{}`", plan.environment.name),
            };
            let why = why.first().map_or(String::new(), |why| format!(": {why}"));
            items.push(format!("`{}`{environment} on {place}{why}", task.name));
        }
    }
    (!items.is_empty()).then(|| format!("**Steps run**\n\n{}", listed(items)))
}

/// The classes of what it reads and writes.
fn classes(plan: &Plan) -> Option<String> {
    let items: Vec<String> = plan
        .datasets
        .iter()
        .filter_map(|dataset| {
            let classes = datasets::classes(&dataset.schema)?;
            Some(format!("`{}` carries {classes}", dataset.name))
        })
        .collect();
    (!items.is_empty()).then(|| format!("**Classes**\n\n{}", listed(items)))
}
