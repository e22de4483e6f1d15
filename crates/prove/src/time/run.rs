//! How long a run takes on each engine: cleanly, and at worst.

use pipewright_plan::{PipelinePlan, Plan, Retry, Task, TaskKind};
use pipewright_schedule::duration;

use super::cost::{Engine, Spent, engines};
use super::places::{Queued, queued, sharings};
use crate::graph::{Graph, Path};
use crate::show::{self, Term};

/// A run on one engine.
pub(crate) struct Run {
    pub engine: Engine,
    /// One attempt of each task, as long as is expected or at its timeout.
    pub clean: Length,
    /// Every attempt of each task at its timeout, and the longest waits.
    pub worst: Length,
    /// The worst of the tasks whose timeout the author wrote: what is not a default of ours.
    pub worst_written: u64,
    /// The same of a clean run.
    pub clean_written: u64,
}

/// How long a run takes, and the tasks that make it so long.
#[derive(Debug, Default, Clone)]
pub(crate) struct Length {
    pub total: u64,
    pub path: Path,
    /// What waiting for a place adds: tasks that may not all go on at once.
    pub waiting: u64,
    /// The places waited for: their number, and the group's name.
    pub places: Vec<(u64, Option<String>)>,
    /// What repeats all of it.
    pub whole: Option<Retry>,
}

impl Length {
    /// How often the whole run is tried.
    fn attempts(&self) -> u64 {
        let retry = self.whole.as_ref();
        retry.map_or(1, |retry| u64::from(retry.times).saturating_add(1))
    }
}

/// The plan's run on each of its engines.
pub(crate) fn runs(plan: &Plan, graph: &Graph<'_>) -> Vec<Run> {
    let pipeline = &plan.pipeline;
    engines(plan)
        .into_iter()
        .map(|engine| {
            let length = |whole: Option<&Retry>, costs: &dyn Fn(&Task) -> Spent| {
                let spent: Vec<Spent> = pipeline.tasks.iter().map(costs).collect();
                length(pipeline, graph, &engine, whole, &spent)
            };
            let whole = engine.whole(pipeline);
            let clean = length(None, &|task| engine.clean(task));
            let worst = length(whole, &|task| engine.worst(task));
            let worst_written = length(whole, &|task| {
                if task.timeout_written {
                    engine.worst(task)
                } else {
                    Spent::default()
                }
            });
            let clean_written = length(None, &|task| {
                if task.timeout_written || task.expected.is_some() {
                    engine.clean(task)
                } else {
                    Spent::default()
                }
            });
            Run {
                clean,
                worst,
                worst_written: worst_written.total,
                clean_written: clean_written.total,
                engine,
            }
        })
        .collect()
}

fn length(
    pipeline: &PipelinePlan,
    graph: &Graph<'_>,
    engine: &Engine,
    whole: Option<&Retry>,
    spent: &[Spent],
) -> Length {
    if engine.one_by_one {
        let elapsed: Vec<u64> = spent.iter().map(|one| one.elapsed).collect();
        let path = graph.sum(&elapsed);
        let once = path.total.saturating_add(engine.start_of_run());
        return Length {
            total: engine.attempts(once, whole),
            path,
            whole: whole.cloned(),
            ..Length::default()
        };
    }
    let sharings = sharings(pipeline, graph, engine, spent);
    let Queued {
        total,
        path,
        waiting,
    } = queued(graph, &sharings, spent);
    let places = sharings.iter().filter(|_| waiting > 0);
    Length {
        total,
        path,
        waiting,
        places: places
            .map(|sharing| (sharing.most, sharing.group.map(str::to_owned)))
            .collect(),
        whole: None,
    }
}

/// How long a run takes at most. Where there is a deadline it ends the run, and a run may take all
/// of it: where no `startup` is written, waiting for a node or an image is in no sum.
pub(crate) fn bound(plan: &Plan, runs: &[Run]) -> u64 {
    let worst = runs.iter().map(|run| run.worst.total).max();
    match &plan.pipeline.deadline {
        Some(deadline) => deadline.seconds,
        None => worst.unwrap_or_default(),
    }
}

impl Run {
    /// How the engine runs the path, for people.
    fn manner(&self) -> String {
        if self.engine.one_by_one {
            format!("on {} tasks run one after another", self.engine.name)
        } else {
            format!("on {} the longest path of tasks", self.engine.name)
        }
    }

    /// The sum of a clean run, a line each.
    pub fn clean_sum(&self, graph: &Graph<'_>, compared: &str) -> Vec<String> {
        let on_path = self.clean.path.tasks.iter();
        let mut on_path = on_path.filter_map(|at| graph.task(*at));
        let attempt = if on_path.any(|task| task.expected.is_some()) {
            "one attempt of each, as expected or at its timeout"
        } else {
            "one attempt of each at its timeout"
        };
        let cost = |task: &Task| {
            let expected = task.expected.as_ref().map(|_| "expected".to_owned());
            let start = match self.engine.start_of(task) {
                0 => None,
                _ if expected.is_none() && self.engine.start_in_timeout => None,
                start => Some(format!("with {} to start", duration::show(start))),
            };
            let spent = self.engine.clean(task);
            (spent.elapsed, expected.into_iter().chain(start).collect())
        };
        self.sum(graph, &self.clean, attempt, cost, compared)
    }

    /// The sum of the worst run, a line each.
    pub fn worst_sum(&self, graph: &Graph<'_>, compared: &str) -> Vec<String> {
        let engine = &self.engine;
        let cost = |task: &Task| {
            let timeout = duration::show(task.timeout_seconds);
            let start = engine.attempt(task).saturating_sub(task.timeout_seconds);
            let start = (start > 0).then(|| duration::show(start));
            let once = match &start {
                Some(start) => format!("({timeout} + {start} to start)"),
                None => timeout,
            };
            let retry = task.retry.as_ref().filter(|retry| retry.times > 0);
            let attempts = match (self.worst.attempts(), retry) {
                (1, Some(retry)) => Some(format!(
                    "{} × {once} + waits of {}",
                    u64::from(retry.times) + 1,
                    duration::show(engine.waits(retry))
                )),
                (1, None) => start.map(|start| format!("with {start} to start")),
                (attempts, _) => Some(format!("{attempts} × {once}")),
            };
            let elapsed = engine.worst(task).elapsed;
            let elapsed = elapsed.saturating_mul(self.worst.attempts());
            (elapsed, attempts.into_iter().collect())
        };
        let attempt = "each attempt at its timeout, with the longest waits";
        self.sum(graph, &self.worst, attempt, cost, compared)
    }

    fn sum(
        &self,
        graph: &Graph<'_>,
        length: &Length,
        attempt: &str,
        cost: impl Fn(&Task) -> (u64, Vec<String>),
        compared: &str,
    ) -> Vec<String> {
        let terms = terms(graph, length, cost, &self.engine);
        let mut lines = vec![format!("{}, {attempt}:", self.manner())];
        lines.extend(show::sum(&terms, length.total, compared));
        lines
    }

    /// The task that adds most to a clean run; of equal ones the first.
    pub fn largest_clean<'a>(&self, graph: &Graph<'a>) -> Option<&'a Task> {
        largest(graph, &self.clean, |task| self.engine.clean(task).elapsed)
    }

    /// The same of the worst run, retries and waits included.
    pub fn largest_worst<'a>(&self, graph: &Graph<'a>) -> Option<&'a Task> {
        largest(graph, &self.worst, |task| self.engine.worst(task).elapsed)
    }
}

fn largest<'a>(
    graph: &Graph<'a>,
    length: &Length,
    cost: impl Fn(&Task) -> u64,
) -> Option<&'a Task> {
    let tasks = length.path.tasks.iter().filter_map(|at| graph.task(*at));
    let tasks = tasks.map(|task| (cost(task), task));
    let largest = tasks.reduce(|known, next| if next.0 > known.0 { next } else { known });
    largest.map(|(_, task)| task)
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
                _ if !task.timeout_written && !remarks.iter().any(|known| known == "expected") => {
                    remarks.push("timeout not written".to_owned());
                }
                _ => {}
            }
            Term {
                what: task.name.clone(),
                seconds,
                remark: remarks.join(", "),
            }
        })
        .collect();
    if length.waiting > 0 {
        let places: Vec<String> = length.places.iter().map(place).collect();
        terms.push(Term {
            what: "waiting for a place".to_owned(),
            seconds: length.waiting,
            remark: format!("other tasks share {}", show::list(&places)),
        });
    }
    let start = engine.start_of_run();
    if start > 0 {
        let attempts = length.attempts();
        let times = (attempts > 1).then(|| format!("{attempts} × {}", duration::show(start)));
        terms.push(Term {
            what: "start of the pod".to_owned(),
            seconds: start.saturating_mul(attempts),
            remark: times.unwrap_or_default(),
        });
    }
    if let Some(retry) = &length.whole {
        terms.push(Term {
            what: "waits between attempts".to_owned(),
            seconds: engine.waits(retry),
            remark: "an attempt runs all tasks again".to_owned(),
        });
    }
    terms
}

/// `4 places`, `1 place of warehouse`.
fn place((most, group): &(u64, Option<String>)) -> String {
    let places = if *most == 1 { "place" } else { "places" };
    match group {
        Some(group) => format!("{most} {places} of {group}"),
        None => format!("{most} {places}"),
    }
}
