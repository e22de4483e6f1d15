//! Edges between pipelines: who writes what another waits for or reads.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{Plan, Task, TaskKind, WritePlan};

/// Of each dataset the index of the plan, the task and the write.
pub(super) type Writers<'a> = BTreeMap<&'a str, Vec<(usize, &'a Task, &'a WritePlan)>>;

/// Writers of each dataset.
pub(super) fn writers<'a>(plans: &[&'a Plan]) -> Writers<'a> {
    let mut found = Writers::new();
    for (at, plan) in plans.iter().enumerate() {
        for task in &plan.pipeline.tasks {
            if let TaskKind::Write(write) = &task.kind {
                found
                    .entry(write.dataset.as_str())
                    .or_default()
                    .push((at, task, write));
            }
        }
    }
    found
}

/// An order in which each node comes after its sources, and the nodes on or behind cycles, which
/// have none. `sources` lists each node's sources.
pub(super) fn order(sources: &[BTreeSet<usize>]) -> (Vec<usize>, Vec<usize>) {
    let mut followers = vec![Vec::new(); sources.len()];
    let mut waiting: Vec<usize> = sources.iter().map(BTreeSet::len).collect();
    for (at, list) in sources.iter().enumerate() {
        for source in list {
            if let Some(after) = followers.get_mut(*source) {
                let after: &mut Vec<usize> = after;
                after.push(at);
            }
        }
    }
    let mut order: Vec<usize> = (0..sources.len())
        .filter(|at| waiting.get(*at) == Some(&0))
        .collect();
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        next += 1;
        for follower in followers.get(at).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*follower) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    order.push(*follower);
                }
            }
        }
    }
    let rest = (0..sources.len()).filter(|at| waiting.get(*at).is_some_and(|count| *count > 0));
    let rest = rest.collect();
    (order, rest)
}
