//! How old the rows of a sink get: by its sources, the period and the run.

use std::collections::BTreeMap;

use pipewright_plan::{DatasetPlan, Plan, Schedule, TaskKind, WritePlan};
use pipewright_schedule::cron;

use crate::graph::Graph;
use crate::show::Term;

/// How old a dataset gets that a pipeline writes.
pub(crate) struct Age {
    /// Seconds, and how they come about.
    pub terms: Vec<Term>,
    /// Between two runs, in seconds, where the clock says so.
    pub period: Option<u64>,
}

impl Age {
    pub fn seconds(&self) -> u64 {
        self.terms
            .iter()
            .fold(0, |sum, term| sum.saturating_add(term.seconds))
    }
}

/// How fast a pipeline goes.
pub(crate) struct Pace {
    /// How long a run takes at most.
    run: u64,
    /// The longest time between two runs by the clock.
    period: u64,
}

impl Pace {
    pub fn of(plan: &Plan, run: u64) -> Self {
        let period = match &plan.pipeline.schedule {
            Schedule::Cron {
                expression,
                zone,
                shortest_period_seconds,
                ..
            } => {
                let known = cron::analyse(expression, zone).ok();
                known.map_or(*shortest_period_seconds, |found| {
                    found.longest_period_seconds
                })
            }
            Schedule::Datasets { .. } | Schedule::Manual => 0,
        };
        Self { run, period }
    }
}

/// Each sink, the write, and its age: `None` where only a person starts runs. `of_source` says how
/// old a source may be when it is read.
pub(crate) fn ages<'a>(
    plan: &'a Plan,
    graph: &Graph<'a>,
    pace: &Pace,
    of_source: &dyn Fn(&DatasetPlan) -> u64,
) -> Vec<(&'a DatasetPlan, &'a WritePlan, Option<Age>)> {
    let datasets: BTreeMap<&str, &DatasetPlan> = plan
        .datasets
        .iter()
        .map(|dataset| (dataset.name.as_str(), &**dataset))
        .collect();
    let inputs = inputs(graph, &datasets, of_source);
    // A pipeline set off by datasets starts when all of them are new: when the slowest is.
    let slowest = match &plan.pipeline.schedule {
        Schedule::Datasets { names } => names
            .iter()
            .filter_map(|name| datasets.get(name.as_str()))
            .map(|dataset| (of_source(dataset), dataset.name.as_str()))
            .max_by_key(|(age, _)| *age),
        _ => None,
    };
    let mut found = Vec::new();
    for (at, task) in plan.pipeline.tasks.iter().enumerate() {
        let TaskKind::Write(write) = &task.kind else {
            continue;
        };
        let Some(sink) = datasets.get(write.dataset.as_str()) else {
            continue;
        };
        let input = inputs.get(at).cloned().flatten();
        found.push((*sink, write, age(plan, pace, input, slowest)));
    }
    found
}

/// The oldest source each task works on: its age and name.
fn inputs<'a>(
    graph: &Graph<'a>,
    datasets: &BTreeMap<&str, &'a DatasetPlan>,
    of_source: &dyn Fn(&DatasetPlan) -> u64,
) -> Vec<Option<(u64, &'a str)>> {
    let size = graph.order().iter().max().map_or(0, |last| last + 1);
    let mut oldest: Vec<Option<(u64, &str)>> = vec![None; size];
    for at in graph.order() {
        let Some(task) = graph.task(*at) else {
            continue;
        };
        let published = match &task.kind {
            TaskKind::Write(write) => Some(write.dataset.as_str()),
            _ => None,
        };
        let own = task
            .datasets
            .iter()
            .filter(|name| published != Some(name.as_str()))
            .filter_map(|name| datasets.get(name.as_str()))
            .map(|dataset| (of_source(dataset), dataset.name.as_str()));
        let before = graph
            .needs(*at)
            .iter()
            .filter_map(|need| oldest.get(*need).copied().flatten());
        let most = own
            .chain(before)
            .filter(|(age, _)| *age > 0)
            .max_by_key(|(age, _)| *age);
        if let Some(slot) = oldest.get_mut(*at) {
            *slot = most;
        }
    }
    oldest
}

fn age(
    plan: &Plan,
    pace: &Pace,
    input: Option<(u64, &str)>,
    slowest: Option<(u64, &str)>,
) -> Option<Age> {
    let term = |what: String, seconds: u64, remark: &str| Term {
        what,
        seconds,
        remark: remark.to_owned(),
    };
    let mut terms = Vec::new();
    if let Some((seconds, name)) = input {
        terms.push(term(format!("{name} when it is read"), seconds, ""));
    }
    let mut between = None;
    match &plan.pipeline.schedule {
        Schedule::Manual => return None,
        Schedule::Cron {
            written,
            shortest_period_seconds,
            ..
        } => {
            let remark = if pace.period > *shortest_period_seconds {
                "the longest, weekends and clock changes included"
            } else {
                ""
            };
            terms.push(term(
                format!("between two runs, {written}"),
                pace.period,
                remark,
            ));
            between = Some(pace.period);
        }
        Schedule::Datasets { names } => {
            if let Some((seconds, name)) = slowest.filter(|(seconds, _)| *seconds > 0) {
                // One trigger that is also the oldest source: its age covers the wait for it.
                let covered = names.len() == 1 && input.is_some_and(|(_, oldest)| oldest == name);
                if !covered {
                    terms.push(term(format!("until {name} is new"), seconds, ""));
                }
            }
        }
    }
    let remark = if plan.pipeline.deadline.is_some() {
        "by its deadline"
    } else {
        "at worst, no deadline is written"
    };
    terms.push(term(
        format!("a run of {}", plan.pipeline.name),
        pace.run,
        remark,
    ));
    Some(Age {
        terms,
        period: between,
    })
}
