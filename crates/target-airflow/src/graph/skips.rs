//! Why a task may be skipped: the tasks that may skip it.

use std::collections::BTreeSet;

use super::{Graph, Rule, What};

/// More reasons than these are not told apart.
const TOLD_APART: usize = 32;

/// The tasks that may have a task skipped; `None` where there are too many to tell.
pub type Reasons = Option<BTreeSet<usize>>;

/// The reasons of every node.
#[must_use]
pub fn reasons(graph: &Graph<'_>) -> Vec<Reasons> {
    let mut found: Vec<Reasons> = vec![Some(BTreeSet::new()); graph.nodes.len()];
    for place in topological(graph) {
        let Some(node) = graph.nodes.get(place) else {
            continue;
        };
        let mut own: Reasons = Some(BTreeSet::new());
        // A task that starts whatever became of those before it is skipped by nobody.
        if !matches!(node.rule, Rule::AllDone) {
            for after in &node.after {
                let handed_on = found.get(after.node).cloned().unwrap_or_default();
                own = both(own, handed_on);
                let skips = graph.nodes.get(after.node).is_some_and(|before| {
                    before.skips_followers()
                        || matches!(before.what, What::Tolerated(_) | What::Items(_))
                });
                if skips {
                    own = both(own, Some(BTreeSet::from([after.node])));
                }
            }
            if node.rule == Rule::AnySuccess {
                own = without_decided(graph, place, own);
            }
        }
        if let Some(slot) = found.get_mut(place) {
            *slot = own;
        }
    }
    found
}

/// Whether whatever skips `other` also skips `this`, or is `this`.
#[must_use]
pub fn follows(this: (usize, &Reasons), other: &Reasons) -> bool {
    match (this.1, other) {
        (_, None) => false,
        (None, Some(other)) => other.iter().all(|reason| *reason == this.0),
        (Some(own), Some(other)) => other
            .iter()
            .all(|reason| *reason == this.0 || own.contains(reason)),
    }
}

fn both(one: Reasons, other: Reasons) -> Reasons {
    let mut all = one?;
    all.extend(other?);
    (all.len() <= TOLD_APART).then_some(all)
}

/// Where two of what a join follows lie right on the two ways of a decision, that decision does not
/// have the join skipped.
fn without_decided(graph: &Graph<'_>, join: usize, reasons: Reasons) -> Reasons {
    let mut reasons = reasons?;
    let mut ways: BTreeSet<(usize, bool)> = BTreeSet::new();
    let members = graph.nodes.get(join).map_or(&[][..], |node| &node.after);
    for after in members {
        let Some(member) = graph.nodes.get(after.node) else {
            continue;
        };
        if let What::Tolerated(_) | What::Items(_) = member.what {
            continue;
        }
        let own = member.after.iter().filter_map(|after| {
            let way = after.way.or_else(|| way_of(graph, after.node))?;
            let decision = match graph.nodes.get(after.node)?.what {
                What::Way(_) => graph.nodes.get(after.node)?.after.first()?.node,
                _ => after.node,
            };
            Some((decision, way))
        });
        ways.extend(own);
    }
    reasons.retain(|reason| !(ways.contains(&(*reason, true)) && ways.contains(&(*reason, false))));
    Some(reasons)
}

fn way_of(graph: &Graph<'_>, place: usize) -> Option<bool> {
    match graph.nodes.get(place)?.what {
        What::Way(way) => Some(way),
        _ => None,
    }
}

/// The nodes, each after those it follows.
fn topological(graph: &Graph<'_>) -> Vec<usize> {
    let count = graph.nodes.len();
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut open: Vec<usize> = vec![0; count];
    for (place, node) in graph.nodes.iter().enumerate() {
        for after in &node.after {
            if let (Some(list), Some(number)) = (followers.get_mut(after.node), open.get_mut(place))
            {
                list.push(place);
                *number += 1;
            }
        }
    }
    let mut ready: Vec<usize> = (0..count)
        .filter(|place| open.get(*place) == Some(&0))
        .collect();
    let mut order = Vec::with_capacity(count);
    while let Some(place) = ready.pop() {
        order.push(place);
        for next in followers.get(place).into_iter().flatten() {
            if let Some(number) = open.get_mut(*next) {
                *number -= 1;
                if *number == 0 {
                    ready.push(*next);
                }
            }
        }
    }
    order
}
