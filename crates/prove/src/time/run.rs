//! How long a run takes on each engine: cleanly, and at worst.

use pipewright_plan::{Plan, Task};
use pipewright_schedule::duration;

use super::cost::{Engine, engines};
use crate::graph::{Graph, Path};
use crate::show::Term;

/// A run on one engine.
pub(crate) struct Run {
    pub engine: Engine,
    /// One attempt of each task, at its timeout.
    pub clean: Path,
    /// Every attempt of each task at its timeout, and the longest waits.
    pub worst: Path,
    /// The worst of the tasks whose timeout the author wrote: what is not a default of ours.
    pub worst_written: u64,
}

/// The plan's run on each of its engines.
pub(crate) fn runs(plan: &Plan, graph: &Graph<'_>) -> Vec<Run> {
    let tasks = &plan.pipeline.tasks;
    let clean: Vec<u64> = tasks.iter().map(|task| task.timeout_seconds).collect();
    engines(plan)
        .into_iter()
        .map(|engine| {
            let path = |costs: &[u64]| {
                if engine.one_by_one {
                    graph.sum(costs)
                } else {
                    graph.longest(costs)
                }
            };
            let worst: Vec<u64> = tasks
                .iter()
                .map(|task| engine.worst(task.timeout_seconds, task.retry.as_ref()))
                .collect();
            let written: Vec<u64> = tasks
                .iter()
                .zip(&worst)
                .map(|(task, cost)| if task.timeout_written { *cost } else { 0 })
                .collect();
            let (clean, worst, written) = (path(&clean), path(&worst), path(&written));
            Run {
                engine,
                clean,
                worst,
                worst_written: written.total,
            }
        })
        .collect()
}

/// How long a run takes at most. Where there is a deadline it ends the run, and a run may take all
/// of it: waiting for a node or an image is in no task's timeout.
pub(crate) fn bound(plan: &Plan, runs: &[Run]) -> u64 {
    let worst = runs.iter().map(|run| run.worst.total).max();
    match &plan.pipeline.deadline {
        Some(deadline) => deadline.seconds,
        None => worst.unwrap_or_default(),
    }
}

impl Run {
    /// How the engine runs the path, for people.
    pub fn manner(&self) -> String {
        if self.engine.one_by_one {
            format!("on {} tasks run one after another", self.engine.name)
        } else {
            format!("on {} the longest path of tasks", self.engine.name)
        }
    }

    /// The terms of the clean path.
    pub fn clean_terms(&self, graph: &Graph<'_>) -> Vec<Term> {
        terms(graph, &self.clean, |task| {
            (task.timeout_seconds, String::new())
        })
    }

    /// The terms of the worst path.
    pub fn worst_terms(&self, graph: &Graph<'_>) -> Vec<Term> {
        terms(graph, &self.worst, |task| {
            let timeout = task.timeout_seconds;
            let retry = task.retry.as_ref().filter(|retry| retry.times > 0);
            let remark = retry.map_or_else(String::new, |retry| {
                format!(
                    "{} × {} + waits of {}",
                    u64::from(retry.times) + 1,
                    duration::show(timeout),
                    duration::show(self.engine.waits(retry))
                )
            });
            (self.engine.worst(timeout, retry), remark)
        })
    }
}

fn terms(graph: &Graph<'_>, path: &Path, cost: impl Fn(&Task) -> (u64, String)) -> Vec<Term> {
    let tasks = path.tasks.iter().filter_map(|at| graph.task(*at));
    tasks
        .map(|task| {
            let (seconds, mut remark) = cost(task);
            if !task.timeout_written {
                let gap = if remark.is_empty() { "" } else { ", " };
                remark.push_str(gap);
                remark.push_str("timeout not written");
            }
            Term {
                what: task.name.clone(),
                seconds,
                remark,
            }
        })
        .collect()
}
