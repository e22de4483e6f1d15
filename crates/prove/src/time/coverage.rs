//! Which datasets every run writes, whatever it decides.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{Guard, Plan, TaskKind};

use crate::graph::Graph;

/// By sink, the decision on one way of which nothing writes it; sinks that every run writes are
/// not there.
pub(super) fn gaps<'a>(plan: &'a Plan, graph: &Graph<'a>) -> BTreeMap<&'a str, &'a str> {
    if plan.pipeline.branches.is_empty() {
        return BTreeMap::new();
    }
    let ways = effective_ways(graph, plan.pipeline.tasks.len());
    let mut written: BTreeMap<&str, BTreeSet<&[Guard]>> = BTreeMap::new();
    for (task, ways) in plan.pipeline.tasks.iter().zip(ways) {
        if let TaskKind::Write(write) = &task.kind {
            written.entry(&write.dataset).or_default().insert(ways);
        }
    }
    let gaps = written.into_iter().filter_map(|(sink, ways)| {
        let outermost = ways.first().and_then(|ways| ways.first())?;
        (!every_way(ways)).then_some((sink, outermost.branch.as_str()))
    });
    gaps.collect()
}

/// Whether some of these ways is gone, whatever is decided: where both ways of a decision are
/// there, so is the way that leads to it; innermost decisions first.
fn every_way(ways: BTreeSet<&[Guard]>) -> bool {
    let mut by_depth: BTreeMap<usize, BTreeSet<&[Guard]>> = BTreeMap::new();
    for way in ways {
        by_depth.entry(way.len()).or_default().insert(way);
    }
    while let Some((depth, ways)) = by_depth.pop_last() {
        if depth == 0 {
            return true;
        }
        for way in &ways {
            let Some((last, outer)) = way.split_last() else {
                continue;
            };
            let mut other = outer.to_vec();
            other.push(Guard {
                branch: last.branch.clone(),
                holds: !last.holds,
            });
            if ways.contains(other.as_slice()) {
                by_depth.entry(depth - 1).or_default().insert(outer);
            }
        }
    }
    false
}

/// The ways each task happens on: its own, or those of what it cannot do without, which may be
/// more.
fn effective_ways<'a>(graph: &Graph<'a>, count: usize) -> Vec<&'a [Guard]> {
    let mut found: Vec<&[Guard]> = vec![&[]; count];
    for at in graph.order() {
        let Some(task) = graph.task(*at) else {
            continue;
        };
        let mut longest: &[Guard] = &task.when;
        if !matches!(task.kind, TaskKind::Join { .. }) {
            for need in graph.needs(*at) {
                let ways = found.get(*need).copied().unwrap_or_default();
                if ways.len() > longest.len() {
                    longest = ways;
                }
            }
        }
        if let Some(slot) = found.get_mut(*at) {
            *slot = longest;
        }
    }
    found
}
