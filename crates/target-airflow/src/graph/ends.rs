//! The end of a run: what became of it, and what is done then on every path.
//!
//! A run in Airflow has failed when a task without followers has. A task that was skipped says
//! nothing of those before it, a task that takes a resource away or ends the run starts whatever
//! became of them: wherever a failure could get lost so, one more task follows and keeps it.

use pipewright_plan::Role;

use super::skips::{Reasons, follows, reasons};
use super::{After, Graph, Node, Rule, What};
use crate::names::Names;

/// Adds what keeps failures, and makes the tasks of the end follow everything.
pub fn close(graph: &mut Graph<'_>, ids: &mut Names) {
    let followers = followers(graph);
    let reasons = reasons(graph);
    let has_finals = graph.nodes.iter().any(is_final);
    let lost: Vec<usize> = (0..graph.nodes.len())
        .filter(|place| {
            let own = followers.get(*place).map_or(&[][..], Vec::as_slice);
            let is_last = own.is_empty() && !has_finals;
            !is_last && may_be_lost(graph, &reasons, *place, own)
        })
        .collect();
    if !lost.is_empty() {
        let after = lost
            .into_iter()
            .map(|place| After::task(passed(graph, ids, place)))
            .collect();
        let id = ids.claim("outcome", "_");
        add(
            graph,
            id,
            What::Outcome,
            Rule::NoneFailed,
            after,
            usize::MAX,
        );
    }
    if has_finals {
        end(graph, ids);
    }
}

/// Whether a failure of this task could leave every task without followers as it is.
fn may_be_lost(graph: &Graph<'_>, reasons: &[Reasons], place: usize, followers: &[usize]) -> bool {
    let Some(node) = graph.nodes.get(place) else {
        return false;
    };
    if is_final(node) || is_tolerated(node) {
        return false;
    }
    let none = None;
    let own = reasons.get(place).unwrap_or(&none);
    let shows = |next: &usize| {
        let Some(follower) = graph.nodes.get(*next) else {
            return false;
        };
        if is_tolerated(follower) || is_final(follower) {
            return false;
        }
        match follower.rule {
            Rule::AllSuccess => follows((place, own), reasons.get(*next).unwrap_or(&none)),
            // It is skipped only if all before it were, unless one of them skips what follows it.
            Rule::AnySuccess => follower.after.iter().all(|after| {
                let before = graph.nodes.get(after.node);
                after.node == place || !before.is_some_and(Node::skips_followers)
            }),
            Rule::NoneFailed => true,
            Rule::AllDone | Rule::Teardown(_) => false,
        }
    };
    !followers.iter().any(shows)
}

/// Makes the tasks of the end follow every other: not only the last ones, since those may be
/// skipped, or given up for lost, while others still go on.
fn end(graph: &mut Graph<'_>, ids: &mut Names) {
    let starts_the_end =
        |node: &Node<'_>| is_final(node) && node.rule == Rule::AllDone && is_own(node);
    let first: Vec<usize> = places(graph, |node| starts_the_end(node));
    let followers = followers(graph);
    let outlived = |place: usize| {
        let list = followers.get(place).into_iter().flatten();
        list.filter_map(|next| graph.nodes.get(*next))
            .any(|next| next.after.len() == 1 && !is_final(next))
    };
    let ends: Vec<usize> = places(graph, |node| {
        !is_final(node) && !matches!(node.what, What::Outcome)
    })
    .into_iter()
    .filter(|place| !outlived(*place))
    .collect();
    let mut after: Vec<After> = ends
        .into_iter()
        .map(|place| After::task(passed(graph, ids, place)))
        .collect();
    let mut rule = Rule::AllDone;
    if first.len() > 1 {
        let id = ids.claim("ended", "_");
        let at = graph.nodes.get(first.first().copied().unwrap_or_default());
        let at = at.map_or(0, |node| node.rank.0);
        let ended = add(graph, id, What::Passed, Rule::AllDone, after, at);
        after = vec![After::task(ended)];
        rule = Rule::AllSuccess;
    }
    for place in first {
        if let Some(node) = graph.nodes.get_mut(place) {
            node.after.clone_from(&after);
            node.rule = rule;
        }
    }
}

/// The task itself, or one behind it where it skips what follows it.
fn passed(graph: &mut Graph<'_>, ids: &mut Names, place: usize) -> usize {
    let Some(node) = graph.nodes.get(place) else {
        return place;
    };
    if !node.skips_followers() {
        return place;
    }
    let short: String = node.id.chars().take(200).collect();
    let at = node.rank.0;
    let id = ids.claim(&format!("{short}_done"), "_");
    let after = vec![After::task(place)];
    add(graph, id, What::Passed, Rule::AllSuccess, after, at)
}

fn add<'a>(
    graph: &mut Graph<'a>,
    id: String,
    what: What<'a>,
    rule: Rule,
    after: Vec<After>,
    at: usize,
) -> usize {
    graph.nodes.push(Node {
        id,
        what,
        rule,
        after,
        // Behind the tasks of its place, and what ends the run behind all.
        rank: (at, if rule == Rule::AllDone { 0 } else { 6 }, 0),
    });
    graph.nodes.len() - 1
}

fn followers(graph: &Graph<'_>) -> Vec<Vec<usize>> {
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for (place, node) in graph.nodes.iter().enumerate() {
        for after in &node.after {
            if let Some(list) = followers.get_mut(after.node) {
                list.push(place);
            }
        }
    }
    followers
}

fn places(graph: &Graph<'_>, fits: impl Fn(&Node<'_>) -> bool) -> Vec<usize> {
    let nodes = graph.nodes.iter().enumerate();
    nodes
        .filter(|(_, node)| fits(node))
        .map(|(place, _)| place)
        .collect()
}

/// Whether it belongs to a task of the end of the run.
fn is_final(node: &Node<'_>) -> bool {
    node.task().is_some_and(|task| task.role == Role::Finally)
}

/// Whether it is the plan's own task.
const fn is_own(node: &Node<'_>) -> bool {
    !matches!(
        node.what,
        What::Tolerated(_) | What::Items(_) | What::Started(_)
    )
}

/// Whether its failure is none of the run's.
fn is_tolerated(node: &Node<'_>) -> bool {
    let allowed = node
        .task()
        .is_some_and(|task| task.allowed_failure.is_some());
    allowed && matches!(node.what, What::Pod(..))
}
