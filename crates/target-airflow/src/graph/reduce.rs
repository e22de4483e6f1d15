//! As few edges as say it: one that another path implies goes.

use std::collections::BTreeSet;

use super::{After, Graph, Rule};

/// How many edges of one task are looked through for a detour: a bound on the work, not on what is
/// right, since an edge too many changes nothing.
const LOOKED_THROUGH: usize = 64;

/// Takes away edges around a task that hands on what it follows: one that starts only when all
/// before it succeeded, and is skipped with any of them. A task that takes a resource away keeps
/// its edges: it also waits for what was skipped on the way to it.
pub fn reduce(graph: &mut Graph<'_>) {
    let handed_on: Vec<Vec<After>> = graph
        .nodes
        .iter()
        .map(|node| match node.rule {
            Rule::AllSuccess => node.after.iter().take(LOOKED_THROUGH).copied().collect(),
            _ => Vec::new(),
        })
        .collect();
    for node in &mut graph.nodes {
        if matches!(node.rule, Rule::Teardown(_)) {
            continue;
        }
        let implied: BTreeSet<After> = node
            .after
            .iter()
            .filter_map(|after| handed_on.get(after.node))
            .flatten()
            .copied()
            .collect();
        node.after.retain(|after| !implied.contains(after));
    }
}
