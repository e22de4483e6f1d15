//! The task graph: order, neighbours and longest paths, whatever the plan holds.

use std::collections::BTreeMap;

use pipewright_plan::Task;

/// Tasks by index, with edges both ways. Needs that do not exist are left out; of tasks with one
/// name the first is meant.
pub(crate) struct Graph<'a> {
    tasks: &'a [Task],
    needs: Vec<Vec<usize>>,
    followers: Vec<Vec<usize>>,
    /// Each after all it needs. Tasks on or behind a cycle, which are refused elsewhere, are not
    /// in it.
    order: Vec<usize>,
}

/// A path through the graph, and what it costs.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    pub total: u64,
    /// Indexes of tasks, from first to last.
    pub tasks: Vec<usize>,
}

impl<'a> Graph<'a> {
    pub fn of(tasks: &'a [Task]) -> Self {
        let mut index: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, task) in tasks.iter().enumerate() {
            index.entry(task.name.as_str()).or_insert(at);
        }
        let mut followers = vec![Vec::new(); tasks.len()];
        let needs: Vec<Vec<usize>> = tasks
            .iter()
            .enumerate()
            .map(|(at, task)| {
                let mut found: Vec<usize> = task
                    .needs
                    .iter()
                    .filter_map(|need| index.get(need.as_str()).copied())
                    .collect();
                found.sort_unstable();
                found.dedup();
                for need in &found {
                    if let Some(list) = followers.get_mut(*need) {
                        let list: &mut Vec<usize> = list;
                        list.push(at);
                    }
                }
                found
            })
            .collect();
        let order = order(&needs, &followers);
        Self {
            tasks,
            needs,
            followers,
            order,
        }
    }

    pub fn task(&self, index: usize) -> Option<&'a Task> {
        self.tasks.get(index)
    }

    pub fn order(&self) -> &[usize] {
        &self.order
    }

    pub fn needs(&self, index: usize) -> &[usize] {
        self.needs.get(index).map_or(&[], Vec::as_slice)
    }

    pub fn first_follower(&self, index: usize) -> Option<usize> {
        self.followers.get(index)?.first().copied()
    }

    /// The path that costs most; of equal ones the first.
    pub fn longest(&self, costs: &[u64]) -> Path {
        let mut best: Vec<(u64, Option<usize>)> = vec![(0, None); self.tasks.len()];
        let mut end: Option<(u64, usize)> = None;
        for at in &self.order {
            let before = self
                .needs(*at)
                .iter()
                .filter_map(|need| best.get(*need).map(|(total, _)| (*total, *need)))
                .fold(
                    None,
                    |chosen: Option<(u64, usize)>, candidate| match chosen {
                        Some(known) if known.0 >= candidate.0 => Some(known),
                        _ => Some(candidate),
                    },
                );
            let cost = costs.get(*at).copied().unwrap_or_default();
            let total = before.map_or(0, |(total, _)| total).saturating_add(cost);
            if let Some(slot) = best.get_mut(*at) {
                *slot = (total, before.map(|(_, need)| need));
            }
            if end.is_none_or(|(known, _)| total > known) {
                end = Some((total, *at));
            }
        }
        let Some((total, last)) = end else {
            return Path::default();
        };
        let mut tasks = vec![last];
        let mut at = last;
        while let Some(before) = best.get(at).and_then(|(_, before)| *before) {
            tasks.push(before);
            at = before;
        }
        tasks.reverse();
        Path { total, tasks }
    }

    /// All tasks one after another.
    pub fn sum(&self, costs: &[u64]) -> Path {
        let total = self
            .order
            .iter()
            .filter_map(|at| costs.get(*at))
            .fold(0_u64, |sum, cost| sum.saturating_add(*cost));
        Path {
            total,
            tasks: self.order.clone(),
        }
    }
}

fn order(needs: &[Vec<usize>], followers: &[Vec<usize>]) -> Vec<usize> {
    let mut waiting: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut order: Vec<usize> = waiting
        .iter()
        .enumerate()
        .filter(|(_, count)| **count == 0)
        .map(|(at, _)| at)
        .collect();
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        next += 1;
        for follower in followers.get(at).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*follower) {
                *count -= 1;
                if *count == 0 {
                    order.push(*follower);
                }
            }
        }
    }
    order
}
