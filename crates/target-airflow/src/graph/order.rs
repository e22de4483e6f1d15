//! The order in which tasks are written.

use super::{Graph, Rule};

/// Sorts the nodes by where they belong, and tells the edges.
pub fn sort(graph: &mut Graph<'_>) {
    let mut order: Vec<usize> = (0..graph.nodes.len()).collect();
    order.sort_by_key(|place| graph.nodes.get(*place).map(|node| (node.rank, *place)));
    let mut places = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        if let Some(place) = places.get_mut(*old) {
            *place = new;
        }
    }
    let moved = |old: usize| places.get(old).copied().unwrap_or(old);
    for node in &mut graph.nodes {
        for after in &mut node.after {
            after.node = moved(after.node);
        }
        node.after.sort_unstable();
        if let Rule::Teardown(setup) = &mut node.rule {
            *setup = moved(*setup);
        }
    }
    graph.nodes.sort_by_key(|node| node.rank);
}
