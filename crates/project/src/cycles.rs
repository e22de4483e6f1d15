//! Imports form no cycle.

use std::collections::{BTreeMap, VecDeque};

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::Module;

use crate::imports::Edge;
use crate::modules::Modules;
use crate::rules;

/// Steps of a cycle that are shown; a longer one is cut.
const LONGEST_SHOWN: usize = 8;

/// Reports each group of modules that import each other once, by its shortest cycle.
pub fn report(modules: &Modules, edges: &[Vec<Edge>], diagnostics: &mut Vec<Diagnostic>) {
    for group in groups(edges) {
        let Some(path) = group
            .first()
            .and_then(|start| shortest(*start, &group, edges))
        else {
            continue;
        };
        let name = |index: usize| modules.get(index).map(Module::name).unwrap_or_default();
        let Some((first, edge)) = path.first() else {
            continue;
        };
        let message = if path.len() == 1 {
            format!("`{}` imports itself", name(*first))
        } else {
            format!("`{}` imports itself through others", name(*first))
        };
        let mut found = Diagnostic::new(
            &rules::IMPORT_CYCLE,
            message,
            edge.span,
            "the cycle starts here",
        );
        let step =
            |(from, edge): &(usize, Edge)| format!("`{}` imports `{}`", name(*from), name(edge.to));
        let (shown, more) = (
            path.len().min(LONGEST_SHOWN),
            path.len().saturating_sub(LONGEST_SHOWN),
        );
        found.because.extend(path.iter().take(shown).map(step));
        if more > 0 {
            found = found.because(format!("and so on, through {more} more"));
        }
        for (_, edge) in path.iter().take(shown).skip(1) {
            found = found.with_related(edge.span, "and goes on here");
        }
        diagnostics.push(found.help("move what both need into a third file and import that"));
    }
}

/// The shortest way from `start` back to it, inside its group.
fn shortest(start: usize, group: &[usize], edges: &[Vec<Edge>]) -> Option<Vec<(usize, Edge)>> {
    let mut came_by: BTreeMap<usize, (usize, Edge)> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(from) = queue.pop_front() {
        for edge in edges.get(from).into_iter().flatten() {
            if group.binary_search(&edge.to).is_err() || came_by.contains_key(&edge.to) {
                continue;
            }
            came_by.insert(edge.to, (from, *edge));
            if edge.to == start {
                let mut path = Vec::new();
                let mut at = start;
                while let Some((from, edge)) = came_by.get(&at) {
                    path.push((*from, *edge));
                    at = *from;
                    if at == start {
                        break;
                    }
                }
                path.reverse();
                return Some(path);
            }
            queue.push_back(edge.to);
        }
    }
    None
}

/// Groups of modules that reach each other, each sorted (Tarjan, without recursion).
fn groups(edges: &[Vec<Edge>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut number = vec![UNSEEN; edges.len()];
    let mut low = vec![UNSEEN; edges.len()];
    let mut on_stack = vec![false; edges.len()];
    let (mut stack, mut next, mut groups) = (Vec::new(), 0, Vec::new());
    let get = |list: &[usize], at: usize| list.get(at).copied().unwrap_or(UNSEEN);
    let set = |list: &mut [usize], at: usize, value: usize| {
        if let Some(slot) = list.get_mut(at) {
            *slot = value;
        }
    };
    for root in 0..edges.len() {
        if get(&number, root) != UNSEEN {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some((at, edge)) = work.pop() {
            if edge == 0 {
                set(&mut number, at, next);
                set(&mut low, at, next);
                next += 1;
                stack.push(at);
                if let Some(slot) = on_stack.get_mut(at) {
                    *slot = true;
                }
            }
            if let Some(target) = edges.get(at).and_then(|list| list.get(edge)) {
                work.push((at, edge + 1));
                if get(&number, target.to) == UNSEEN {
                    work.push((target.to, 0));
                } else if on_stack.get(target.to) == Some(&true) {
                    let best = get(&low, at).min(get(&number, target.to));
                    set(&mut low, at, best);
                }
                continue;
            }
            if let Some((parent, _)) = work.last() {
                let best = get(&low, *parent).min(get(&low, at));
                set(&mut low, *parent, best);
            }
            if get(&low, at) == get(&number, at) {
                let mut group = Vec::new();
                while let Some(member) = stack.pop() {
                    if let Some(slot) = on_stack.get_mut(member) {
                        *slot = false;
                    }
                    group.push(member);
                    if member == at {
                        break;
                    }
                }
                group.sort_unstable();
                let itself = |one: usize| {
                    edges
                        .get(one)
                        .is_some_and(|list| list.iter().any(|edge| edge.to == one))
                };
                if group.len() > 1 || itself(at) {
                    groups.push(group);
                }
            }
        }
    }
    groups.sort();
    groups
}
