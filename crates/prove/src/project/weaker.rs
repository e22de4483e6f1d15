//! Promises that rest on a weaker one: rows that may be lost before they are read.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Guarantee, Plan, TaskKind};

use super::lineage::Writers;
use crate::rules;

/// Each pipeline that promises every row of a dataset which another one fills at most once.
pub(super) fn check(plans: &[&Plan], writers: &Writers<'_>) -> Vec<Diagnostic> {
    let lossy: BTreeMap<&str, &Plan> = writers
        .iter()
        .filter_map(|(dataset, writers)| {
            let mut filling = writers.iter().filter_map(|(at, _, _)| plans.get(*at));
            let weak = filling
                .find(|plan| plan.pipeline.guarantee == Some(Guarantee::AtMostOnce))
                .copied()?;
            Some((*dataset, weak))
        })
        .collect();
    let mut found = Vec::new();
    for plan in plans {
        let promised = match plan.pipeline.guarantee {
            Some(Guarantee::ExactlyOnce) => "exactly_once",
            Some(Guarantee::AtLeastOnce) => "at_least_once",
            Some(Guarantee::AtMostOnce) | None => continue,
        };
        let read = plan.pipeline.tasks.iter().find_map(|task| {
            let written = match &task.kind {
                TaskKind::Write(write) => Some(write.dataset.as_str()),
                _ => None,
            };
            task.datasets
                .iter()
                .map(String::as_str)
                .filter(|name| written != Some(*name))
                .find_map(|name| Some((name, task, *lossy.get(name)?)))
        });
        let Some((dataset, task, before)) = read else {
            continue;
        };
        if before.pipeline.name == plan.pipeline.name {
            continue;
        }
        let (reader, writer) = (&plan.pipeline.name, &before.pipeline.name);
        found.push(
            Diagnostic::new(
                &rules::WEAKER_SOURCE,
                format!(
                    "`{reader}` promises `{promised}` of rows that `{writer}` hands on at most once"
                ),
                plan.pipeline.guarantee_origin.span,
                format!("rows that never reached `{dataset}` cannot arrive"),
            )
            .with_related(
                before.pipeline.guarantee_origin.span,
                format!("`{writer}` promises `at_most_once`"),
            )
            .because(format!("{writer} may lose a row before {dataset}"))
            .because(format!("{} reads {dataset}", task.name))
            .because(format!(
                "{reader} hands on every row it reads, and no other"
            ))
            .help(format!(
                "promise `at_least_once` in `{writer}`, or promise less in `{reader}`"
            )),
        );
    }
    found
}
