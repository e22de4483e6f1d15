//! Guaranteed deadlines of runs that wait for places which other pipelines hold.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Overlap, Places, Plan, Task};

use crate::rules;

/// Finds guarantees nobody can give: how long other runs hold a place is in no sum.
pub(super) fn check(plans: &[&Plan]) -> Vec<Diagnostic> {
    let guaranteed = |plan: &&&Plan| {
        let deadline = plan.pipeline.deadline.as_ref();
        deadline.is_some_and(|deadline| deadline.guaranteed)
    };
    if !plans.iter().any(|plan| guaranteed(&plan)) {
        return Vec::new();
    }
    // By group the first two pipelines whose tasks hold places of it.
    let mut holders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for plan in plans {
        for (_, places) in held(plan) {
            let known = holders.entry(&places.name).or_default();
            let name = plan.pipeline.name.as_str();
            if known.len() < 2 && !known.contains(&name) {
                known.push(name);
            }
        }
    }
    let found = plans.iter().filter(guaranteed).filter_map(|plan| {
        let own = plan.pipeline.name.as_str();
        held(plan).find_map(|(task, places)| {
            let holders = holders.get(places.name.as_str())?;
            let other = holders.iter().find(|name| **name != own).copied();
            let itself = Some(own).filter(|_| plan.pipeline.overlap == Overlap::Allow);
            Some(unbounded(plan, task, places, other.or(itself)?))
        })
    });
    found.collect()
}

fn held(plan: &Plan) -> impl Iterator<Item = (&Task, &Places)> {
    let tasks = plan.pipeline.tasks.iter();
    tasks.flat_map(|task| task.places.iter().map(move |places| (task, places)))
}

fn unbounded(plan: &Plan, task: &Task, places: &Places, other: &str) -> Diagnostic {
    let pipeline = &plan.pipeline;
    let origin = pipeline
        .deadline
        .as_ref()
        .map_or(&pipeline.origin, |known| &known.origin);
    let who = if other == pipeline.name {
        "other runs of it".to_owned()
    } else {
        format!("`{other}`")
    };
    Diagnostic::new(
        &rules::GUARANTEE_WAITS_FOR_OTHERS,
        format!(
            "the deadline of `{}` cannot be guaranteed: `{}` waits for a place that {who} may hold",
            pipeline.name, task.name
        ),
        origin.span,
        "guaranteed here",
    )
    .with_related(places.origin.span, format!("a place of `{}`", places.name))
    .because(format!(
        "{} and {who} share {} of {}",
        pipeline.name,
        if places.most == 1 {
            "one place".to_owned()
        } else {
            format!("{} places", places.most)
        },
        places.name
    ))
    .because("nothing bounds how long and how often others hold it")
    .help("drop `guaranteed`, or give this pipeline a group of its own")
}
