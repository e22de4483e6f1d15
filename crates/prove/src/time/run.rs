//! How long a run takes on each engine: cleanly, and at worst.

use pipewright_plan::{Plan, Task, TaskKind};
use pipewright_schedule::duration;

use super::cost::{Engine, Spent, engines};
use crate::graph::{Graph, Path};
use crate::show::Term;

/// A run on one engine.
pub(crate) struct Run {
    pub engine: Engine,
    /// One attempt of each task, at its timeout.
    pub clean: Length,
    /// Every attempt of each task at its timeout, and the longest waits.
    pub worst: Length,
    /// The worst of the tasks whose timeout the author wrote: what is not a default of ours.
    pub worst_written: u64,
}

/// How long a run takes, and the tasks that make it so long.
#[derive(Debug, Default, Clone)]
pub(crate) struct Length {
    pub total: u64,
    pub path: Path,
    /// What the other tasks add that wait for a place among those that go on at once.
    pub queued: u64,
}

/// The plan's run on each of its engines.
pub(crate) fn runs(plan: &Plan, graph: &Graph<'_>) -> Vec<Run> {
    let tasks = &plan.pipeline.tasks;
    let most = plan.pipeline.parallelism.as_ref().map(|known| known.most);
    engines(plan)
        .into_iter()
        .map(|engine| {
            let length = |costs: &dyn Fn(&Task) -> Spent| {
                let spent: Vec<Spent> = tasks.iter().map(costs).collect();
                length(graph, &engine, most, &spent)
            };
            let clean = length(&|task| engine.clean(task));
            let worst = length(&|task| engine.worst(task));
            let written = length(&|task| {
                if task.timeout_written {
                    engine.worst(task)
                } else {
                    Spent::default()
                }
            });
            Run {
                engine,
                clean,
                worst,
                worst_written: written.total,
            }
        })
        .collect()
}

/// The longest path; with a bound on what goes on at once no longer than that path, and the rest
/// of the work shared by all places.
fn length(graph: &Graph<'_>, engine: &Engine, most: Option<u32>, spent: &[Spent]) -> Length {
    let elapsed: Vec<u64> = spent.iter().map(|one| one.elapsed).collect();
    if engine.one_by_one {
        let path = graph.sum(&elapsed);
        return Length {
            total: path.total,
            path,
            queued: 0,
        };
    }
    let path = graph.longest(&elapsed);
    let queued = most.map_or(0, |most| {
        let work: Vec<u64> = spent.iter().map(|one| one.work).collect();
        let on_path = path.tasks.iter().filter_map(|at| spent.get(*at));
        let on_path = on_path.filter(|one| one.work > 0);
        let on_path = on_path.fold(0_u64, |sum, one| sum.saturating_add(one.elapsed));
        let rest = graph.sum(&work).total.saturating_sub(on_path);
        rest.div_ceil(u64::from(most.max(1)))
    });
    Length {
        total: path.total.saturating_add(queued),
        path,
        queued,
    }
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
        let engine = &self.engine;
        terms(
            graph,
            &self.clean,
            |task| (engine.clean(task).elapsed, Vec::new()),
            engine,
        )
    }

    /// The terms of the worst path.
    pub fn worst_terms(&self, graph: &Graph<'_>) -> Vec<Term> {
        let engine = &self.engine;
        let cost = |task: &Task| {
            let timeout = task.timeout_seconds;
            let retry = task.retry.as_ref().filter(|retry| retry.times > 0);
            let attempts = retry.map(|retry| {
                format!(
                    "{} × {} + waits of {}",
                    u64::from(retry.times) + 1,
                    duration::show(timeout),
                    duration::show(engine.waits(retry))
                )
            });
            (engine.worst(task).elapsed, attempts.into_iter().collect())
        };
        terms(graph, &self.worst, cost, engine)
    }
}

fn terms(
    graph: &Graph<'_>,
    length: &Length,
    cost: impl Fn(&Task) -> (u64, Vec<String>),
    engine: &Engine,
) -> Vec<Term> {
    let tasks = length.path.tasks.iter().filter_map(|at| graph.task(*at));
    // What takes no time, such as a place where ways meet, is no term.
    let tasks = tasks.filter(|task| !task.containers.is_empty() || task.timeout_seconds > 0);
    let mut terms: Vec<Term> = tasks
        .map(|task| {
            let (seconds, mut remarks) = cost(task);
            if let Some(fan_out) = &task.fan_out {
                remarks.push(match (engine.rounds(task), fan_out.concurrency) {
                    (1, _) => format!("up to {} at once", fan_out.max),
                    (rounds, Some(most)) if !engine.one_by_one => {
                        format!("{rounds} times: up to {}, {most} at once", fan_out.max)
                    }
                    (rounds, _) => format!("up to {rounds} times"),
                });
            }
            match &task.kind {
                TaskKind::Approval(_) => remarks.push("for an answer".to_owned()),
                TaskKind::Wait(_) => {}
                _ if !task.timeout_written => remarks.push("timeout not written".to_owned()),
                _ => {}
            }
            Term {
                what: task.name.clone(),
                seconds,
                remark: remarks.join(", "),
            }
        })
        .collect();
    if length.queued > 0 {
        terms.push(Term {
            what: "waiting for a place".to_owned(),
            seconds: length.queued,
            remark: "all other tasks, shared by all places".to_owned(),
        });
    }
    terms
}
