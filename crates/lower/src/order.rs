//! The order tasks stand in: needs first, ties as they were made.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::Task;

/// Sorts tasks so that each stands after all it needs. Tasks on a cycle, which the checker has
/// refused already, keep their place at the end.
pub fn topological(tasks: Vec<Task>) -> Vec<Task> {
    let index: BTreeMap<String, usize> = tasks
        .iter()
        .enumerate()
        .map(|(at, task)| (task.name.clone(), at))
        .collect();
    let mut waiting: Vec<usize> = vec![0; tasks.len()];
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); tasks.len()];
    for (at, task) in tasks.iter().enumerate() {
        for need in &task.needs {
            let Some(before) = index.get(need) else {
                continue;
            };
            if let (Some(list), Some(count)) = (followers.get_mut(*before), waiting.get_mut(at)) {
                list.push(at);
                *count += 1;
            }
        }
    }
    let mut ready: BTreeSet<usize> = waiting
        .iter()
        .enumerate()
        .filter(|(_, count)| **count == 0)
        .map(|(at, _)| at)
        .collect();
    let mut position: Vec<usize> = vec![usize::MAX; tasks.len()];
    let mut next = 0;
    while let Some(at) = ready.pop_first() {
        if let Some(place) = position.get_mut(at) {
            *place = next;
        }
        next += 1;
        for follower in followers.get(at).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*follower) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(*follower);
                }
            }
        }
    }
    let mut sorted: Vec<(usize, Task)> = position.into_iter().zip(tasks).collect();
    sorted.sort_by_key(|(place, _)| *place);
    sorted.into_iter().map(|(_, task)| task).collect()
}
