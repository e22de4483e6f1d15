//! Pipelines that start each other: a schedule on datasets must come to an end.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Dataset, Pipeline};
use pipewright_plan::Schedule;

use crate::context::World;
use crate::cycles;
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
    }
    let by_name: BTreeMap<&str, &Dataset> = world
        .datasets
        .values()
        .map(|dataset| (dataset.facts.name.as_str(), dataset.as_ref()))
        .collect();
    let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
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
            unwritten(&by_name, pipeline, &names, &writers, report);
        }
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
                .find(|name| writer.writes.iter().any(|write| write.dataset == *name))
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

fn unwritten(
    datasets: &BTreeMap<&str, &Dataset>,
    pipeline: &Pipeline,
    names: &[&str],
    writers: &BTreeMap<&str, Vec<&str>>,
    report: &mut Report,
) {
    for name in names.iter().filter(|name| !writers.contains_key(*name)) {
        let Some(dataset) = datasets.get(name) else {
            continue;
        };
        if dataset.facts.external {
            continue;
        }
        let message = format!(
            "nothing in this project writes `{name}`, so `{}` never starts",
            pipeline.name
        );
        report.push(
            Diagnostic::new(
                &rules::NEVER_STARTED,
                message,
                pipeline.triggers.origin.span,
                "waits for a write",
            )
            .with_related(dataset.facts.origin.span, "declared here")
            .help(
                "write it in a pipeline, or declare it `external` when another project writes it",
            ),
        );
    }
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
