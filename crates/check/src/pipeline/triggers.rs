//! Pipelines that start each other: a schedule on datasets must come to an end.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Dataset, Pipeline};
use pipewright_plan::Schedule;
use pipewright_source::Span;

use crate::closure::declare_external;
use crate::context::World;
use crate::cycles;
use crate::names::ItemId;
use crate::report::Report;
use crate::rules;

/// Looks at which pipeline's writes start which pipeline.
pub fn triggers(
    world: &World<'_>,
    pipelines: &BTreeMap<&str, &Pipeline>,
    complete: bool,
    report: &mut Report,
) {
    let mut writers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, pipeline) in pipelines {
        for write in &pipeline.writes {
            writers.entry(&write.dataset).or_default().push(name);
        }
        let rejects = pipeline
            .checks
            .iter()
            .filter_map(|check| check.rejecting.as_ref());
        for reject in rejects {
            writers.entry(&reject.dataset).or_default().push(name);
        }
    }
    let by_name: BTreeMap<&str, (ItemId, &Dataset)> = world
        .datasets
        .iter()
        .map(|(id, dataset)| (dataset.facts.name.as_str(), (*id, dataset.as_ref())))
        .collect();
    let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    // By the clause that waits, so that a family waits once.
    let mut waiting: BTreeMap<Span, Vec<(&str, &str)>> = BTreeMap::new();
    for (name, pipeline) in pipelines {
        let names = awaited(pipeline);
        let started: BTreeSet<&str> = names
            .iter()
            .filter_map(|dataset| writers.get(dataset))
            .flatten()
            .copied()
            .collect();
        edges.insert(name, started.into_iter().collect());
        if complete {
            for dataset in names.iter().filter(|name| !writers.contains_key(*name)) {
                let external = by_name
                    .get(dataset)
                    .is_none_or(|(_, known)| known.facts.external);
                if !external {
                    let waits = waiting.entry(pipeline.triggers.origin.span).or_default();
                    waits.push((name, dataset));
                }
            }
        }
    }
    for (clause, waits) in &waiting {
        unwritten(world, pipelines, &by_name, *clause, waits, report);
    }
    for cycle in cycles::order(&edges).cycles {
        let Some(first) = cycle.first().and_then(|name| pipelines.get(name)) else {
            continue;
        };
        let message = format!("the pipeline `{}` starts itself without end", first.name);
        let mut found = Diagnostic::new(
            &rules::ENDLESS_SCHEDULE,
            message,
            first.triggers.origin.span,
            "each run starts the next",
        );
        for (at, name) in cycle.iter().enumerate().take(20) {
            let writer = cycle.get(at + 1).or_else(|| cycle.first());
            let (Some(this), Some(writer)) = (
                pipelines.get(name),
                writer.and_then(|name| pipelines.get(name)),
            ) else {
                continue;
            };
            let dataset = awaited(this)
                .into_iter()
                .find(|name| lands_in(writer, name))
                .unwrap_or_default();
            found = found.because(format!(
                "because `{name}` starts when `{dataset}` is written, and `{}` writes it",
                writer.name
            ));
            if at > 0 {
                found = found.with_related(this.triggers.origin.span, "on the way");
            }
        }
        report.push(found.help("give one of them a schedule by the clock"));
    }
}

/// Says that a clause waits for datasets that nobody writes.
fn unwritten(
    world: &World<'_>,
    pipelines: &BTreeMap<&str, &Pipeline>,
    datasets: &BTreeMap<&str, (ItemId, &Dataset)>,
    clause: Span,
    waits: &[(&str, &str)],
    report: &mut Report,
) {
    let Some((pipeline, dataset)) = waits.first() else {
        return;
    };
    let others = pipelines
        .get(pipeline)
        .is_some_and(|pipeline| pipeline.triggers.value.len() > 1);
    let more = match waits.len() {
        1 => String::new(),
        several => format!(" and {} more", several - 1),
    };
    let so = if others {
        format!("it never starts `{pipeline}`")
    } else {
        format!("`{pipeline}` never starts")
    };
    let mut found = Diagnostic::new(
        &rules::NEVER_STARTED,
        format!("nothing in this project writes `{dataset}`{more}, so {so}"),
        clause,
        "waits for a write",
    );
    if let Some((id, dataset)) = datasets.get(dataset) {
        found = found.with_related(dataset.facts.origin.span, "declared here");
        found
            .fixes
            .extend(declare_external(world, *id, &dataset.facts));
    }
    report.push(
        found.help(
            "write it in a pipeline, or declare it `external` when another project writes it",
        ),
    );
}

/// The datasets whose writing starts runs of a pipeline.
fn awaited(pipeline: &Pipeline) -> Vec<&str> {
    let triggers = pipeline.triggers.value.iter();
    let names = triggers.filter_map(|trigger| match &trigger.when {
        Schedule::Datasets { names } => Some(names),
        _ => None,
    });
    names.flatten().map(String::as_str).collect()
}

/// Whether a pipeline writes to a dataset, or rejects to it.
fn lands_in(pipeline: &Pipeline, dataset: &str) -> bool {
    let writes = pipeline.writes.iter().map(|write| &write.dataset);
    let rejects = pipeline
        .checks
        .iter()
        .filter_map(|check| check.rejecting.as_ref());
    writes
        .chain(rejects.map(|reject| &reject.dataset))
        .any(|written| written == dataset)
}
