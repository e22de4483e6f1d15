//! What a hover tells of steps: where they run and why, how long they may take, what they yield.

use std::collections::BTreeSet;

use pipewright_plan::Plan;

use super::datasets;
use super::proven::{joined, listed};
use crate::inlay::{cluster, duration};

/// The cluster a step runs on with its region, and why it was chosen.
pub fn place(plan: &Plan, step: &str) -> Option<(String, Vec<String>)> {
    let (name, because) = cluster(plan, step)?;
    let mut clusters = plan.environment.clusters.iter();
    let found = clusters.find(|cluster| cluster.name == name);
    let region = found.map_or(String::new(), |found| format!(" ({})", found.region.name));
    // What each engine does about it is the ledger's business.
    let rows = plan.ledger.rows.iter().filter(|row| row.target.is_some());
    let enforced: BTreeSet<&str> = rows
        .flat_map(|row| row.because.iter().map(|line| &**line))
        .collect();
    let because = because.lines().filter(|line| !enforced.contains(line));
    Some((
        format!("`{name}`{region}"),
        because.map(str::to_owned).collect(),
    ))
}

/// What is known of a step in each environment.
pub fn step(plans: &[&Plan], name: &str) -> Option<String> {
    let mut parts = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    for plan in plans {
        // Members of a family differ in names only.
        if plan.task(name).is_none() || told.contains(&plan.environment.name.as_str()) {
            continue;
        }
        told.push(&plan.environment.name);
        if let Some((place, why)) = place(plan, name) {
            parts.push(format!(
                "**Runs** in `{}` on {place}\n\n{}",
                plan.environment.name,
                listed(why)
            ));
        }
    }
    let task = plans.iter().find_map(|plan| plan.task(name))?;
    let attempts = match task.retry.as_ref().map_or(1, |retry| retry.times + 1) {
        1 => "one attempt".to_owned(),
        many => format!("up to {many} attempts"),
    };
    parts.push(format!(
        "**Takes** at most {} each: {attempts}",
        duration(task.timeout_seconds)
    ));
    let yields: Vec<String> = task
        .outputs
        .iter()
        .filter_map(|output| {
            let schema = output.schema.as_ref()?;
            let columns = datasets::columns(schema);
            let classes = datasets::classes(schema);
            let classes = classes.map_or(String::new(), |classes| format!(" — carries {classes}"));
            Some(format!("`{}`: {columns}{classes}", output.name))
        })
        .collect();
    if !yields.is_empty() {
        parts.push(format!("**Yields**\n\n{}", listed(yields)));
    }
    joined(parts)
}
