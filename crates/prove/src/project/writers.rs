//! Sinks with several writers of which one replaces what the other wrote.

use pipewright_diagnostics::{Diagnostic, Severity};
use pipewright_plan::{Lane, Plan, Schedule, Task, WritePlan};

use super::lineage::Writers;
use crate::rules;

pub(super) fn check(plans: &[&Plan], known: &Writers<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (dataset, writers) in known {
        found.extend(rivals(plans, dataset, writers));
    }
    found
}

fn replaces_all(write: &WritePlan) -> bool {
    write.mode.lane == Lane::ReplacingAll
}

/// One finding a sink: a writer that replaces everything, and another one.
fn rivals(
    plans: &[&Plan],
    dataset: &str,
    writers: &[(usize, &Task, &WritePlan)],
) -> Option<Diagnostic> {
    // One a person starts, to rebuild or mend, is meant to replace the rows of others.
    let steady: Vec<_> = writers
        .iter()
        .filter(|(at, _, _)| {
            plans.get(*at).is_some_and(|plan| {
                plan.pipeline
                    .schedules()
                    .any(|schedule| *schedule != Schedule::Manual)
            })
        })
        .collect();
    let (first, _, wiper) = steady.iter().find(|(_, _, write)| replaces_all(write))?;
    // Two writes of one pipeline are the checker's. Another that also replaces all is worse.
    let others = || steady.iter().filter(|(at, _, _)| at != first);
    let (second, _, rival) = others()
        .find(|(_, _, write)| replaces_all(write))
        .or_else(|| others().next())?;
    let (one, two) = (
        &plans.get(*first)?.pipeline.name,
        &plans.get(*second)?.pipeline.name,
    );
    let both = replaces_all(rival);
    let message = if both {
        format!(
            "`{one}` and `{two}` each replace all of `{dataset}`: only the last one's rows stay"
        )
    } else {
        format!("`{one}` replaces all of `{dataset}`, also the rows of `{two}`")
    };
    let (primary, related) = if both { (rival, wiper) } else { (wiper, rival) };
    let mut diagnostic = Diagnostic::new(
        &rules::RIVAL_WRITERS,
        message,
        primary.mode_origin.span,
        format!("replaces every row of `{dataset}`"),
    )
    .with_related(related.mode_origin.span, format!("also written here, from `{}`", related.subject))
    .help("write each to a dataset of its own, or replace only the partition or the keys that are its own");
    if writers.len() > 2 {
        diagnostic
            .because
            .push(format!("{dataset} has {} writers", writers.len()));
    }
    if !both {
        diagnostic.severity = Severity::Warning;
    }
    Some(diagnostic)
}
