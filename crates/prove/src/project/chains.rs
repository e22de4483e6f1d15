//! Freshness end to end: through datasets that promise nothing themselves.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{DatasetPlan, Plan, TaskKind};
use pipewright_schedule::duration;

use super::lineage;
use crate::graph::Graph;
use crate::rules;
use crate::show;
use crate::time::age::{Age, Pace, ages};
use crate::time::longest_run;

/// How old a dataset may be that promises nothing, by its best writer.
#[derive(Clone)]
enum Derived {
    Within(u64),
    /// Only a person starts its writer: the pipeline's name.
    Unbounded(String),
}

pub(super) fn check(plans: &[&Plan]) -> Vec<Diagnostic> {
    let promised = |plan: &&Plan| {
        plan.datasets
            .iter()
            .any(|known| known.freshness_seconds.is_some())
    };
    if !plans.iter().any(promised) {
        return Vec::new();
    }
    let mut derived: BTreeMap<String, Derived> = BTreeMap::new();
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    let mut by_hand: BTreeMap<&str, (&Plan, &DatasetPlan)> = BTreeMap::new();
    let mut found = Vec::new();
    for at in order(plans) {
        let Some(plan) = plans.get(at) else { continue };
        let graph = Graph::of(&plan.pipeline);
        let pace = Pace::of(plan, longest_run(plan, &graph));
        let declared = |dataset: &DatasetPlan| dataset.freshness_seconds.unwrap_or_default();
        let through = |dataset: &DatasetPlan| {
            dataset
                .freshness_seconds
                .unwrap_or_else(|| match derived.get(&dataset.name) {
                    Some(Derived::Within(seconds)) => *seconds,
                    _ => 0,
                })
        };
        let alone = ages(plan, &graph, &pace, &declared);
        let behind = ages(plan, &graph, &pace, &through);
        let mut news = Vec::new();
        for ((sink, _, alone), (_, _, behind)) in alone.into_iter().zip(behind) {
            let age = behind.as_ref().map(Age::seconds);
            news.push((sink.name.clone(), age));
            let Some(promised) = sink.freshness_seconds else {
                continue;
            };
            match (alone, behind) {
                (Some(alone), Some(behind)) => {
                    kept.insert(&sink.name);
                    let already_said = alone.seconds() > promised;
                    if !already_said && behind.seconds() > promised {
                        found.push(stale(plan, sink, &behind, promised));
                    } else if !already_said && let Some(writer) = by_hand_behind(plan, &derived) {
                        found.push(unbounded(plan, sink, &writer));
                    }
                }
                _ => {
                    by_hand.entry(&sink.name).or_insert((plan, sink));
                }
            }
        }
        for (name, age) in news {
            let new = match age {
                Some(seconds) => Derived::Within(seconds),
                None => Derived::Unbounded(plan.pipeline.name.clone()),
            };
            // Of several writers the one that runs most often keeps it fresh.
            let better = match (derived.get(&name), &new) {
                (None | Some(Derived::Unbounded(_)), _) => true,
                (Some(Derived::Within(known)), Derived::Within(seconds)) => seconds < known,
                (Some(Derived::Within(_)), Derived::Unbounded(_)) => false,
            };
            if better {
                derived.insert(name, new);
            }
        }
    }
    let orphans = by_hand.into_iter().filter(|(name, _)| !kept.contains(name));
    found.extend(orphans.map(|(_, (plan, sink))| unbounded(plan, sink, &plan.pipeline.name)));
    found
}

/// Plans, each after the writers of what it reads or waits for that promises nothing; those on a
/// cycle last, in the order given.
fn order(plans: &[&Plan]) -> Vec<usize> {
    let writers = lineage::writers(plans);
    let sources: Vec<BTreeSet<usize>> = plans
        .iter()
        .enumerate()
        .map(|(at, plan)| {
            plan.datasets
                .iter()
                .filter(|dataset| dataset.freshness_seconds.is_none())
                .filter_map(|dataset| writers.get(dataset.name.as_str()))
                .flatten()
                .map(|(writer, _, _)| *writer)
                .filter(|writer| *writer != at)
                .collect()
        })
        .collect();
    let (mut order, stuck) = lineage::order(&sources);
    order.extend(stuck);
    order
}

/// The pipeline only a person starts, behind a trigger or source of this one.
fn by_hand_behind(plan: &Plan, derived: &BTreeMap<String, Derived>) -> Option<String> {
    let triggers: BTreeSet<&str> = plan.pipeline.awaited().collect();
    let sinks: BTreeSet<&str> = plan
        .pipeline
        .tasks
        .iter()
        .filter_map(|task| match &task.kind {
            TaskKind::Write(write) => Some(write.dataset.as_str()),
            _ => None,
        })
        .collect();
    plan.datasets
        .iter()
        .filter(|dataset| dataset.freshness_seconds.is_none())
        .filter(|dataset| {
            triggers.contains(dataset.name.as_str()) || !sinks.contains(dataset.name.as_str())
        })
        .find_map(|dataset| match derived.get(&dataset.name) {
            Some(Derived::Unbounded(writer)) => Some(writer.clone()),
            _ => None,
        })
}

fn stale(plan: &Plan, sink: &DatasetPlan, age: &Age, promised: u64) -> Diagnostic {
    let total = age.seconds();
    let mut found = base(
        sink,
        format!(
            "`{}` promises rows no older than {}, but end to end they may be {} old",
            sink.name,
            duration::show(promised),
            duration::show(total)
        ),
    )
    .with_related(
        plan.pipeline.schedule_origin.span,
        format!("`{}` writes it", plan.pipeline.name),
    )
    .help("run the pipelines before it more often, or promise less");
    found.because = show::sum(
        &age.terms,
        total,
        &format!("> {}", duration::show(promised)),
    );
    found
}

fn unbounded(plan: &Plan, sink: &DatasetPlan, writer: &str) -> Diagnostic {
    base(
        sink,
        format!(
            "the freshness of `{}` cannot be proven: `{writer}` runs only by hand",
            sink.name
        ),
    )
    .with_related(
        plan.pipeline.schedule_origin.span,
        format!("`{}` writes it", plan.pipeline.name),
    )
    .because(format!(
        "{writer} has `schedule manual`: nothing says when it runs"
    ))
    .help(format!("give `{writer}` a schedule, or drop the promise"))
}

fn base(sink: &DatasetPlan, message: String) -> Diagnostic {
    Diagnostic::new(
        &rules::STALE_CHAIN,
        message,
        sink.origin.span,
        "freshness is promised here",
    )
}
