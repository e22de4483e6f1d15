//! The shortest way rows take from a source to each task.

use std::collections::BTreeSet;

use pipewright_plan::{Task, TaskKind};

use crate::graph::Graph;

/// For each task the shortest way of rows to it. Each task is looked at once, so that a graph with
/// exponentially many paths costs no more than its edges.
pub(super) struct Ways {
    steps: Vec<Option<Step>>,
}

#[derive(Debug, Clone, Copy)]
struct Step {
    /// How many tasks lie before it.
    distance: usize,
    /// The task before it; none where rows enter.
    before: Option<usize>,
    /// The task where rows enter.
    first: usize,
}

/// The last tasks of a way, in order, and where it begins.
pub(super) struct Way {
    /// The task where rows enter.
    pub first: usize,
    /// Whether tasks between the first and `tasks` are left out.
    pub gap: bool,
    /// The last tasks; the first among them where there is no gap.
    pub tasks: Vec<usize>,
}

/// At most this many tasks at the end of a way are shown.
const SHOWN: usize = 5;

impl Ways {
    pub fn of(graph: &Graph<'_>) -> Self {
        let mut steps: Vec<Option<Step>> = vec![None; graph.len()];
        for at in graph.order().iter().copied() {
            let Some(task) = graph.task(at) else { continue };
            let own = Step {
                distance: 0,
                before: None,
                first: at,
            };
            let step = if entered(graph, at, task).next().is_some() {
                own
            } else {
                let feeding = graph.needs(at).iter().filter_map(|need| {
                    let step = steps.get(*need).copied().flatten()?;
                    let hands = graph.task(*need).is_some_and(hands_rows_on);
                    hands.then_some((*need, step))
                });
                feeding
                    .min_by_key(|(_, step)| step.distance)
                    .map_or(own, |(need, step)| Step {
                        distance: step.distance + 1,
                        before: Some(need),
                        first: step.first,
                    })
            };
            if let Some(slot) = steps.get_mut(at) {
                *slot = Some(step);
            }
        }
        Self { steps }
    }

    /// Of several tasks the one that rows reach first; the earlier of equal ones.
    pub fn nearest(&self, tasks: impl Iterator<Item = usize>) -> Option<usize> {
        tasks
            .filter_map(|at| Some((self.steps.get(at).copied().flatten()?.distance, at)))
            .min()
            .map(|(_, at)| at)
    }

    /// The way to a task, its middle left out where it is long.
    pub fn to(&self, task: usize) -> Way {
        let step = |at: usize| self.steps.get(at).copied().flatten();
        let first = step(task).map_or(task, |step| step.first);
        let before = |at: &usize| step(*at).and_then(|step| step.before);
        let mut tasks: Vec<usize> = std::iter::successors(Some(task), before)
            .take(SHOWN)
            .collect();
        tasks.reverse();
        Way {
            first,
            gap: tasks.first() != Some(&first),
            tasks,
        }
    }
}

/// The datasets whose rows enter the pipeline at a task: those it reads which no task before it
/// has moved.
pub(super) fn entered<'a>(
    graph: &Graph<'a>,
    at: usize,
    task: &'a Task,
) -> impl Iterator<Item = &'a str> {
    let moved: BTreeSet<&str> = graph
        .needs(at)
        .iter()
        .filter_map(|need| match &graph.task(*need)?.kind {
            TaskKind::Read { dataset, .. } => Some(dataset.as_str()),
            _ => None,
        })
        .collect();
    let published = super::hops::sink(&task.kind);
    task.datasets
        .iter()
        .map(String::as_str)
        .filter(move |name| published != Some(*name) && !moved.contains(name))
}

/// Whether a task hands rows to those that need it. Gates and pauses hand nothing on.
fn hands_rows_on(task: &Task) -> bool {
    match &task.kind {
        TaskKind::Read { .. } => true,
        TaskKind::Run { .. } | TaskKind::Check(_) | TaskKind::Join { .. } => {
            !task.outputs.is_empty()
        }
        TaskKind::Write(_)
        | TaskKind::Measure { .. }
        | TaskKind::Approval(_)
        | TaskKind::Wait(_)
        | TaskKind::Fail { .. } => false,
    }
}
