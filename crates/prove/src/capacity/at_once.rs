//! How much may go on at once: the heaviest set of tasks none of which waits for another.
//!
//! That is a heaviest antichain of the task graph. By Dilworth's theorem it weighs what the
//! lightest cover by chains does, which is a maximum flow: no path is ever listed.

use std::collections::BTreeMap;

use petgraph::algo::dinics;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use pipewright_plan::Task;

use crate::graph::Graph;

/// No weight is larger, so that no sum overflows.
const HEAVIEST: u64 = 1 << 50;

/// What goes on at once.
#[derive(Debug, PartialEq, Eq)]
pub struct AtOnce {
    /// How much it is together.
    pub total: u64,
    /// Its tasks, by index.
    pub tasks: Vec<usize>,
}

/// The heaviest tasks that may go on at once.
pub fn heaviest(graph: &Graph<'_>, tasks: &[Task], weights: &[u64]) -> AtOnce {
    let before = ordered(graph, tasks);
    antichain(&before, weights)
}

/// What comes before each task: what it waits for, and what lies on the other way of a decision,
/// which never runs beside it.
fn ordered(graph: &Graph<'_>, tasks: &[Task]) -> Vec<Vec<usize>> {
    let mut place: Vec<usize> = vec![0; tasks.len()];
    for (rank, at) in graph.order().iter().enumerate() {
        if let Some(known) = place.get_mut(*at) {
            *known = rank;
        }
    }
    let rank = |at: usize| place.get(at).copied().unwrap_or_default();
    let mut before: Vec<Vec<usize>> = (0..tasks.len())
        .map(|at| graph.before(at).to_vec())
        .collect();
    let mut ways: BTreeMap<&str, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, task) in tasks.iter().enumerate() {
        for way in &task.when {
            let (yes, no) = ways.entry(&way.branch).or_default();
            if way.holds { yes.push(at) } else { no.push(at) }
        }
    }
    for (yes, no) in ways.into_values() {
        for one in yes {
            for other in &no {
                // Along the order there is already, so that no cycle comes of it.
                let (first, then) = if rank(one) < rank(*other) {
                    (one, *other)
                } else {
                    (*other, one)
                };
                if let Some(known) = before.get_mut(then) {
                    known.push(first);
                }
            }
        }
    }
    before
}

fn antichain(before: &[Vec<usize>], weights: &[u64]) -> AtOnce {
    let weight = |at: usize| weights.get(at).copied().unwrap_or_default().min(HEAVIEST);
    let mut network: DiGraph<(), u64> = DiGraph::new();
    let source = network.add_node(());
    let sink = network.add_node(());
    let count = before.len();
    let first: Vec<NodeIndex> = (0..count).map(|_| network.add_node(())).collect();
    let second: Vec<NodeIndex> = (0..count).map(|_| network.add_node(())).collect();
    let all = (0..count).map(weight).fold(0_u64, u64::saturating_add);
    for (at, (left, right)) in first.iter().zip(&second).enumerate() {
        if weight(at) > 0 {
            network.add_edge(source, *left, weight(at));
            network.add_edge(*right, sink, weight(at));
        }
        // A chain may pass over a task that it does not cover.
        network.add_edge(*right, *left, all.max(1));
        for earlier in before.get(at).into_iter().flatten() {
            if let Some(earlier) = first.get(*earlier) {
                network.add_edge(*earlier, *right, all.max(1));
            }
        }
    }
    let (saved, flows) = dinics(&network, source, sink);
    let reached = reachable(&network, &flows, source);
    let is_reached = |node: &NodeIndex| reached.get(node.index()).copied().unwrap_or_default();
    let tasks = first
        .iter()
        .zip(&second)
        .enumerate()
        .filter(|(at, (left, right))| weight(*at) > 0 && is_reached(left) && !is_reached(right));
    AtOnce {
        total: all.saturating_sub(saved),
        tasks: tasks.map(|(at, _)| at).collect(),
    }
}

/// The nodes that more could flow to.
fn reachable(network: &DiGraph<(), u64>, flows: &[u64], source: NodeIndex) -> Vec<bool> {
    let mut reached = vec![false; network.node_count()];
    let mut waiting = vec![source];
    while let Some(node) = waiting.pop() {
        match reached.get_mut(node.index()) {
            Some(known) if !*known => *known = true,
            _ => continue,
        }
        let flow = |edge: usize| flows.get(edge).copied().unwrap_or_default();
        for edge in network.edges(node) {
            if flow(edge.id().index()) < *edge.weight() {
                waiting.push(edge.target());
            }
        }
        for edge in network.edges_directed(node, petgraph::Direction::Incoming) {
            if flow(edge.id().index()) > 0 {
                waiting.push(edge.source());
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::antichain;

    /// Every set of tasks, tried.
    fn tried(before: &[Vec<usize>], weights: &[u64]) -> u64 {
        let count = before.len();
        let mut reach = vec![vec![false; count]; count];
        for at in 0..count {
            for earlier in &before[at] {
                reach[*earlier][at] = true;
                for row in &mut reach {
                    row[at] |= row[*earlier];
                }
            }
        }
        let alone = |set: u32| {
            let held: Vec<usize> = (0..count).filter(|at| set & (1 << at) != 0).collect();
            let apart = held
                .iter()
                .all(|one| held.iter().all(|other| !reach[*one][*other]));
            apart.then(|| held.iter().map(|at| weights[*at]).sum())
        };
        (0..1_u32 << count).filter_map(alone).max().unwrap()
    }

    fn graphs() -> impl Strategy<Value = (Vec<Vec<usize>>, Vec<u64>)> {
        (1_usize..9).prop_flat_map(|count| {
            let edges = (0..count)
                .map(|at| {
                    prop::collection::vec(0..at.max(1), 0..3).prop_map(move |found| {
                        found.into_iter().filter(|earlier| *earlier < at).collect()
                    })
                })
                .collect::<Vec<_>>();
            (edges, prop::collection::vec(0_u64..6, count))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        #[test]
        fn no_set_that_may_go_on_at_once_is_heavier((before, weights) in graphs()) {
            let found = antichain(&before, &weights);
            prop_assert_eq!(found.total, tried(&before, &weights));
            let shown: u64 = found.tasks.iter().map(|at| weights[*at]).sum();
            prop_assert_eq!(shown, found.total, "the tasks named are those");
        }
    }
}
