//! The column of each item: circles are opened, and the longest path to an item counts.

use std::collections::VecDeque;

use crate::layers::{Item, Link, Pin};

/// Which arrows close a circle, as a walk over the items meets them; they are turned around.
pub fn backward(items: &[Item], links: &[Link]) -> Vec<bool> {
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    for (index, link) in links.iter().enumerate() {
        if let Some(list) = leaving.get_mut(link.from) {
            list.push(index);
        }
    }
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; items.len()];
    let mut backward = vec![false; links.len()];
    for start in 0..items.len() {
        if states.get(start) != Some(&State::New) {
            continue;
        }
        let mut path = vec![(start, 0)];
        if let Some(state) = states.get_mut(start) {
            *state = State::Open;
        }
        while let Some((item, next)) = path.pop() {
            let Some(&link) = leaving.get(item).and_then(|list| list.get(next)) else {
                if let Some(state) = states.get_mut(item) {
                    *state = State::Done;
                }
                continue;
            };
            path.push((item, next + 1));
            let Some(to) = links.get(link).map(|link| link.to) else {
                continue;
            };
            match states.get_mut(to) {
                Some(State::Open) => {
                    if let Some(turned) = backward.get_mut(link) {
                        *turned = true;
                    }
                }
                Some(state @ State::New) => {
                    *state = State::Open;
                    path.push((to, 0));
                }
                _ => {}
            }
        }
    }
    backward
}

/// The column of each item: behind all it comes from, and what comes from nothing directly before
/// what it leads to.
pub fn ranks(items: &[Item], links: &[Link], backward: &[bool]) -> Vec<usize> {
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    let mut missing = vec![0usize; items.len()];
    for (link, &backward) in links.iter().zip(backward) {
        let (from, to) = if backward {
            (link.to, link.from)
        } else {
            (link.from, link.to)
        };
        if from != to
            && let (Some(list), Some(count)) = (after.get_mut(from), missing.get_mut(to))
        {
            list.push(to);
            *count += 1;
        }
    }
    let sources: Vec<usize> = (0..items.len())
        .filter(|&item| missing.get(item) == Some(&0))
        .collect();
    let pinned = items.iter().any(|item| item.pin == Pin::First);
    let mut ranks: Vec<usize> = items
        .iter()
        .map(|item| usize::from(pinned && item.pin != Pin::First))
        .collect();
    let mut ready: VecDeque<usize> = sources.iter().copied().collect();
    let mut order = Vec::with_capacity(items.len());
    while let Some(item) = ready.pop_front() {
        order.push(item);
        let rank = ranks.get(item).copied().unwrap_or(0);
        for &next in after.get(item).into_iter().flatten() {
            if let Some(next_rank) = ranks.get_mut(next) {
                *next_rank = (*next_rank).max(rank + 1);
            }
            if let Some(count) = missing.get_mut(next) {
                *count -= 1;
                if *count == 0 {
                    ready.push_back(next);
                }
            }
        }
    }
    let closed = items.iter().any(|item| item.pin == Pin::Last);
    let last = items
        .iter()
        .zip(&ranks)
        .map(|(item, &rank)| rank + usize::from(closed && item.pin != Pin::Last))
        .max()
        .unwrap_or(0);
    for (item, rank) in items.iter().zip(ranks.iter_mut()) {
        if item.pin == Pin::Last {
            *rank = last;
        }
    }
    for source in sources {
        let near = after
            .get(source)
            .into_iter()
            .flatten()
            .filter_map(|&next| ranks.get(next).copied())
            .min();
        if let (Some(near), Some(rank), Some(Pin::Free)) = (
            near,
            ranks.get_mut(source),
            items.get(source).map(|item| item.pin),
        ) {
            *rank = (*rank).max(near.saturating_sub(1));
        }
    }
    ranks
}
