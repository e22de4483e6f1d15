//! Graphs: an order in which each node follows what it needs, and the cycles that have none.
//!
//! Nothing recurses: a chain may be as long as a hostile file makes it.

use std::collections::{BTreeMap, BTreeSet};

/// What comes of ordering a graph.
#[derive(Debug)]
pub struct Order<K> {
    /// Every node, each after those it needs (but for those on cycles).
    pub sorted: Vec<K>,
    /// One shortest-found cycle for each knot, beginning at its least node; each node needs the
    /// next, the last the first.
    pub cycles: Vec<Vec<K>>,
}

/// Orders the nodes of `edges`: from each to those it needs.
pub fn order<K: Copy + Ord>(edges: &BTreeMap<K, Vec<K>>) -> Order<K> {
    let mut sorted = Vec::new();
    let mut cycles = Vec::new();
    let mut done: BTreeSet<K> = BTreeSet::new();
    let mut on_path: BTreeMap<K, usize> = BTreeMap::new();
    let mut told: BTreeSet<K> = BTreeSet::new();
    for root in edges.keys() {
        if done.contains(root) {
            continue;
        }
        let mut path: Vec<(K, usize)> = vec![(*root, 0)];
        on_path.insert(*root, 0);
        while let Some((node, next)) = path.last_mut() {
            let here = *node;
            let target = edges
                .get(&here)
                .and_then(|targets| targets.get(*next))
                .copied();
            *next += 1;
            match target {
                None => {
                    path.pop();
                    on_path.remove(&here);
                    done.insert(here);
                    sorted.push(here);
                }
                Some(target) if done.contains(&target) || !edges.contains_key(&target) => {}
                Some(target) => {
                    if let Some(start) = on_path.get(&target) {
                        let cycle: Vec<K> =
                            path.iter().skip(*start).map(|(node, _)| *node).collect();
                        // A node is told of once: one knot, one finding.
                        if cycle.iter().all(|node| !told.contains(node)) {
                            told.extend(cycle.iter().copied());
                            cycles.push(from_least(cycle));
                        }
                    } else {
                        on_path.insert(target, path.len());
                        path.push((target, 0));
                    }
                }
            }
        }
    }
    Order { sorted, cycles }
}

fn from_least<K: Copy + Ord>(mut cycle: Vec<K>) -> Vec<K> {
    let least = cycle
        .iter()
        .enumerate()
        .min_by_key(|(_, node)| **node)
        .map_or(0, |(at, _)| at);
    cycle.rotate_left(least);
    cycle
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(pairs: &[(u32, &[u32])]) -> BTreeMap<u32, Vec<u32>> {
        pairs
            .iter()
            .map(|(from, to)| (*from, to.to_vec()))
            .collect()
    }

    #[test]
    fn what_is_needed_comes_first() {
        let order = order(&graph(&[(1, &[2, 3]), (2, &[3]), (3, &[])]));
        assert_eq!(order.sorted, [3, 2, 1]);
        assert!(order.cycles.is_empty());
    }

    #[test]
    fn a_knot_is_told_once_from_its_least_node() {
        let order = order(&graph(&[
            (0, &[3]),
            (1, &[2]),
            (2, &[3, 1]),
            (3, &[1]),
            (4, &[4]),
        ]));
        assert_eq!(order.cycles, [vec![1, 2, 3], vec![4]]);
        assert_eq!(order.sorted.len(), 5);
    }

    #[test]
    fn long_chains_do_not_recurse() {
        let chain: BTreeMap<u32, Vec<u32>> = (0..200_000).map(|n| (n, vec![n + 1])).collect();
        assert_eq!(order(&chain).sorted.len(), 200_000);
    }
}
