//! The task graph: order, neighbours and longest paths, whatever the plan holds.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{Branch, Guard, PipelinePlan, Role, Task};

/// Tasks by index, with edges both ways. Needs that do not exist are left out; of tasks with one
/// name the first is meant.
pub(crate) struct Graph<'a> {
    tasks: &'a [Task],
    branches: &'a [Branch],
    needs: Vec<Vec<usize>>,
    /// What it needs, and what decides the ways it lies on.
    before: Vec<Vec<usize>>,
    /// Each after all it needs; what runs at the end of every run last. Tasks on or behind a
    /// cycle, which are refused elsewhere, are not in it.
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
    pub fn of(pipeline: &'a PipelinePlan) -> Self {
        let tasks = pipeline.tasks.as_slice();
        let mut index: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, task) in tasks.iter().enumerate() {
            index.entry(task.name.as_str()).or_insert(at);
        }
        let places = |names: &'a [String]| {
            let found = names.iter().filter_map(|name| index.get(name.as_str()));
            found.copied()
        };
        let deciding: BTreeMap<&str, &[String]> = pipeline
            .branches
            .iter()
            .map(|branch| (branch.name.as_str(), branch.needs.as_slice()))
            .collect();
        let needs: Vec<Vec<usize>> = tasks
            .iter()
            .map(|task| sorted(places(&task.needs)))
            .collect();
        let before: Vec<Vec<usize>> = tasks
            .iter()
            .map(|task| {
                let ways = task.when.iter();
                let ways = ways.filter_map(|way| deciding.get(way.branch.as_str()));
                sorted(places(&task.needs).chain(ways.flat_map(|names| places(names))))
            })
            .collect();
        let order = order(&before, &followers(&before));
        let (end, work): (Vec<usize>, Vec<usize>) = order
            .into_iter()
            .partition(|at| tasks.get(*at).is_some_and(at_the_end));
        Self {
            tasks,
            branches: &pipeline.branches,
            needs,
            before,
            order: work.into_iter().chain(end).collect(),
        }
    }

    /// How many tasks there are, those behind cycles among them.
    pub fn len(&self) -> usize {
        self.tasks.len()
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

    /// What it needs, and what decides whether it happens.
    pub fn before(&self, index: usize) -> &[usize] {
        self.before.get(index).map_or(&[], Vec::as_slice)
    }

    /// The path that costs most, and after it that of what runs at the end; of equal ones the
    /// first.
    pub fn longest(&self, costs: &[u64]) -> Path {
        let (work, end) = self.halves();
        let (work, end) = (self.longest_of(work, costs), self.longest_of(end, costs));
        Path {
            total: work.total.saturating_add(end.total),
            tasks: work.tasks.into_iter().chain(end.tasks).collect(),
        }
    }

    /// For each task the chain it is part of: tasks of one chain come after each other. Each joins
    /// the chain of something it needs, unless another has.
    pub fn chains(&self) -> Vec<usize> {
        let mut chains: Vec<usize> = (0..self.tasks.len()).collect();
        let mut continued = vec![false; self.tasks.len()];
        for at in &self.order {
            let mut needs = self.before(*at).iter();
            let free = needs.find(|need| continued.get(**need) == Some(&false));
            let chain = free.and_then(|need| chains.get(*need)).copied();
            if let (Some(need), Some(chain)) = (free, chain) {
                if let Some(slot) = continued.get_mut(*need) {
                    *slot = true;
                }
                if let Some(slot) = chains.get_mut(*at) {
                    *slot = chain;
                }
            }
        }
        chains
    }

    /// The tasks in order: the work, and what runs at the end.
    fn halves(&self) -> (&[usize], &[usize]) {
        let end = self
            .order
            .partition_point(|at| !self.task(*at).is_some_and(at_the_end));
        self.order.split_at(end)
    }

    fn longest_of(&self, order: &[usize], costs: &[u64]) -> Path {
        let mut best: BTreeMap<usize, (u64, Option<usize>)> = BTreeMap::new();
        let mut end: Option<(u64, usize)> = None;
        for at in order {
            let before = self
                .before(*at)
                .iter()
                .filter_map(|need| best.get(need).map(|(total, _)| (*total, *need)))
                .fold(
                    None,
                    |chosen: Option<(u64, usize)>, candidate| match chosen {
                        Some(known) if known.0 >= candidate.0 => Some(known),
                        _ => Some(candidate),
                    },
                );
            let cost = costs.get(*at).copied().unwrap_or_default();
            let total = before.map_or(0, |(total, _)| total).saturating_add(cost);
            best.insert(*at, (total, before.map(|(_, need)| need)));
            if end.is_none_or(|(known, _)| total > known) {
                end = Some((total, *at));
            }
        }
        let Some((total, last)) = end else {
            return Path::default();
        };
        let mut tasks = vec![last];
        let mut at = last;
        while let Some(before) = best.get(&at).and_then(|(_, before)| *before) {
            tasks.push(before);
            at = before;
        }
        tasks.reverse();
        Path { total, tasks }
    }

    /// All tasks of one run one after another: of the two ways of each decision the one that
    /// costs more.
    pub fn sum(&self, costs: &[u64]) -> Path {
        let known: BTreeSet<&str> = self.branches.iter().map(|one| one.name.as_str()).collect();
        // The innermost way of a decision there is; all that lies on none stands outside.
        let innermost = |ways: &'a [Guard]| -> (&'a str, bool) {
            let mut ways = ways.iter().rev();
            let way = ways.find(|way| known.contains(way.branch.as_str()));
            way.map_or(OUTSIDE, |way| (way.branch.as_str(), way.holds))
        };
        let mut ways: BTreeMap<(&str, bool), u64> = BTreeMap::new();
        let add = |ways: &mut BTreeMap<(&'a str, bool), u64>, way, cost| {
            let slot = ways.entry(way).or_default();
            *slot = u64::saturating_add(*slot, cost);
        };
        for at in &self.order {
            let way = self.task(*at).map_or(OUTSIDE, |task| innermost(&task.when));
            add(&mut ways, way, costs.get(*at).copied().unwrap_or_default());
        }
        // Inner decisions stand behind outer ones.
        let mut left: BTreeSet<(&str, bool)> = BTreeSet::new();
        for branch in self.branches.iter().rev() {
            let cost = |holds| {
                ways.get(&(branch.name.as_str(), holds))
                    .copied()
                    .unwrap_or(0)
            };
            let (holds, fails) = (cost(true), cost(false));
            left.insert((branch.name.as_str(), holds < fails));
            add(&mut ways, innermost(&branch.when), holds.max(fails));
        }
        let tasks = self
            .order
            .iter()
            .copied()
            .filter(|at| {
                let ways = self.task(*at).map_or(&[][..], |task| &task.when);
                !ways
                    .iter()
                    .any(|way| left.contains(&(way.branch.as_str(), way.holds)))
            })
            .collect();
        Path {
            total: ways.get(&OUTSIDE).copied().unwrap_or_default(),
            tasks,
        }
    }
}

/// On the ways of no decision.
const OUTSIDE: (&str, bool) = ("", true);

fn at_the_end(task: &Task) -> bool {
    task.role == Role::Finally
}

fn sorted(places: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut found: Vec<usize> = places.collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn followers(needs: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut followers = vec![Vec::new(); needs.len()];
    for (at, list) in needs.iter().enumerate() {
        for need in list {
            if let Some(after) = followers.get_mut(*need) {
                let after: &mut Vec<usize> = after;
                after.push(at);
            }
        }
    }
    followers
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
