//! Ways of decisions that need a task at their begin.
//!
//! A decision in Airflow skips the tasks right behind it but for those it names and *everything
//! after those*. Where a task on one way comes after a task on the other (it reads what stands for
//! both), it would run on either: each way of such a decision begins with a task of its own.

use std::collections::BTreeMap;

use super::{After, Graph, Node, Rule, What};
use crate::names::Names;

/// How many tasks are looked at in all. Beyond, every way gets a task, which is always right.
const LOOKED_AT: usize = 200_000;

/// Puts tasks at the begin of ways where they are needed.
pub fn mark(graph: &mut Graph<'_>, ids: &mut Names) {
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    let mut firsts: BTreeMap<(usize, bool), Vec<usize>> = BTreeMap::new();
    for (place, node) in graph.nodes.iter().enumerate() {
        for after in &node.after {
            if let Some(list) = followers.get_mut(after.node) {
                list.push(place);
            }
            if let Some(way) = after.way {
                firsts.entry((after.node, way)).or_default().push(place);
            }
        }
    }
    let mut left = LOOKED_AT;
    let mut marked = BTreeMap::new();
    for place in 0..graph.nodes.len() {
        let first = |way| firsts.get(&(place, way)).map_or(&[][..], Vec::as_slice);
        let (yes, no) = (first(true), first(false));
        if reaches(&followers, yes, no, &mut left) || reaches(&followers, no, yes, &mut left) {
            for way in [true, false] {
                if let Some(mark) = add(graph, ids, place, way) {
                    marked.insert((place, way), mark);
                }
            }
        }
    }
    if marked.is_empty() {
        return;
    }
    for (place, node) in graph.nodes.iter_mut().enumerate() {
        for after in &mut node.after {
            let mark = after.way.and_then(|way| marked.get(&(after.node, way)));
            if let Some(mark) = mark.filter(|mark| **mark != place) {
                *after = After::task(*mark);
            }
        }
    }
}

fn add(graph: &mut Graph<'_>, ids: &mut Names, place: usize, way: bool) -> Option<usize> {
    let decision = graph.nodes.get(place)?;
    if !matches!(decision.what, What::Branch(_)) {
        return None;
    }
    let ending = if way { "then" } else { "else" };
    let short: String = decision.id.chars().take(200).collect();
    let (at, _, number) = decision.rank;
    graph.nodes.push(Node {
        id: ids.claim(&format!("{short}_{ending}"), "_"),
        what: What::Way(way),
        rule: Rule::AllSuccess,
        after: vec![After {
            node: place,
            way: Some(way),
        }],
        rank: (at, 1, number),
    });
    Some(graph.nodes.len() - 1)
}

/// Whether one of `to` comes after one of `from`, or nobody can say with what is `left`.
fn reaches(followers: &[Vec<usize>], from: &[usize], to: &[usize], left: &mut usize) -> bool {
    if from.is_empty() || to.is_empty() {
        return false;
    }
    let mut seen = vec![false; followers.len()];
    let mut waiting = from.to_vec();
    while let Some(place) = waiting.pop() {
        if *left == 0 {
            return true;
        }
        *left -= 1;
        for next in followers.get(place).into_iter().flatten() {
            if let Some(known) = seen.get_mut(*next)
                && !*known
            {
                *known = true;
                waiting.push(*next);
            }
        }
    }
    to.iter().any(|place| seen.get(*place) == Some(&true))
}
