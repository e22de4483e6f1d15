//! The order tasks stand in: needs first, and what decides their ways; ties as they were made.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{Branch, Role, Task};

/// Sorts tasks so that each stands after all it needs and after all that decides its ways; what
/// runs at the end of every run stands last. Gives the number of tasks on or behind a circle as
/// well, which stand at the end.
pub fn topological(tasks: Vec<Task>, branches: &[Branch]) -> (Vec<Task>, usize) {
    let index: BTreeMap<String, usize> = tasks
        .iter()
        .enumerate()
        .map(|(at, task)| (task.name.clone(), at))
        .collect();
    // Nodes behind the tasks are the branches: a branch stands after what decides it and after
    // the branch around it, a task after the innermost branch it lies on.
    let nodes: BTreeMap<&str, usize> = branches
        .iter()
        .enumerate()
        .map(|(at, branch)| (branch.name.as_str(), tasks.len() + at))
        .collect();
    let mut edges = Edges::of(tasks.len() + branches.len());
    for (at, task) in tasks.iter().enumerate() {
        for before in task.needs.iter().filter_map(|need| index.get(need)) {
            edges.add(*before, at);
        }
        let way = task.when.last();
        if let Some(before) = way.and_then(|way| nodes.get(way.branch.as_str())) {
            edges.add(*before, at);
        }
    }
    for (at, branch) in branches.iter().enumerate() {
        let at = tasks.len() + at;
        for before in branch.needs.iter().filter_map(|need| index.get(need)) {
            edges.add(*before, at);
        }
        let way = branch.when.last();
        if let Some(before) = way.and_then(|way| nodes.get(way.branch.as_str())) {
            edges.add(*before, at);
        }
    }
    let position = edges.positions(tasks.len());
    let mut sorted: Vec<(usize, Task)> = position.into_iter().zip(tasks).collect();
    let circular = |place: usize| place == usize::MAX;
    let count = sorted.iter().filter(|(place, _)| circular(*place)).count();
    sorted.sort_by_key(|(place, task)| (circular(*place), task.role == Role::Finally, *place));
    (sorted.into_iter().map(|(_, task)| task).collect(), count)
}

/// Puts needs in the order of the tasks.
pub fn sort_needs(tasks: &mut [Task], branches: &mut [Branch]) {
    let index: BTreeMap<String, usize> = tasks
        .iter()
        .enumerate()
        .map(|(at, task)| (task.name.clone(), at))
        .collect();
    let place = |name: &String| index.get(name).copied().unwrap_or(usize::MAX);
    for task in tasks {
        task.needs.sort_by_key(place);
    }
    for branch in branches {
        branch.needs.sort_by_key(place);
    }
}

struct Edges {
    waiting: Vec<usize>,
    followers: Vec<Vec<usize>>,
}

impl Edges {
    fn of(nodes: usize) -> Self {
        Self {
            waiting: vec![0; nodes],
            followers: vec![Vec::new(); nodes],
        }
    }

    fn add(&mut self, before: usize, after: usize) {
        if let (Some(list), Some(count)) =
            (self.followers.get_mut(before), self.waiting.get_mut(after))
        {
            list.push(after);
            *count += 1;
        }
    }

    /// The place of each node; branches, which come after the tasks, take none from them.
    fn positions(mut self, tasks: usize) -> Vec<usize> {
        let mut ready: BTreeSet<(bool, usize)> = BTreeSet::new();
        let node = |at: usize| (at < tasks, at);
        for (at, count) in self.waiting.iter().enumerate() {
            if *count == 0 {
                ready.insert(node(at));
            }
        }
        let mut position: Vec<usize> = vec![usize::MAX; self.waiting.len()];
        let mut next = 0;
        while let Some((_, at)) = ready.pop_first() {
            if let Some(place) = position.get_mut(at) {
                *place = next;
            }
            next += 1;
            for follower in self.followers.get(at).into_iter().flatten() {
                if let Some(count) = self.waiting.get_mut(*follower) {
                    *count -= 1;
                    if *count == 0 {
                        ready.insert(node(*follower));
                    }
                }
            }
        }
        position.truncate(tasks);
        position
    }
}
