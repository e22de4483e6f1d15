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
pub(crate) struct Pace<'a> {
    /// How long a run takes at most.
    run: u64,
    /// The clock that runs it most often: as written, the longest time between two runs, and
    /// whether that is longer than the shortest.
    clock: Option<(&'a str, u64, bool)>,
}

impl<'a> Pace<'a> {
    pub fn of(plan: &'a Plan, run: u64) -> Self {
        let clocks = plan.pipeline.schedules().filter_map(|schedule| {
            let Schedule::Cron {
                expression,
                zone,
                written,
                shortest_period_seconds,
                ..
            } = schedule
            else {
                return None;
            };
            let known = cron::analyse(expression, zone).ok();
            let longest = known.map_or(*shortest_period_seconds, |found| {
                found.longest_period_seconds
            });
            Some((
                written.as_str(),
                longest,
                longest > *shortest_period_seconds,
            ))
        });
        let clock = clocks.min_by_key(|(_, longest, _)| *longest);
        Self { run, clock }
    }

    /// The longest time between two runs by the clock, in seconds.
    pub fn period(&self) -> Option<u64> {
        self.clock.map(|(_, longest, _)| longest)
    }
}

/// Each sink, the write, and its age: `None` where only a person starts runs. `of_source` says how
/// old a source may be when it is read.
pub(crate) fn ages<'a>(
    plan: &'a Plan,
    graph: &Graph<'a>,
    pace: &Pace<'_>,
    of_source: &dyn Fn(&DatasetPlan) -> u64,
) -> Vec<(&'a DatasetPlan, &'a WritePlan, Option<Age>)> {
    let datasets: BTreeMap<&str, &DatasetPlan> = plan
        .datasets
        .iter()
        .map(|dataset| (dataset.name.as_str(), &**dataset))
        .collect();
    let inputs = inputs(graph, &datasets, of_source);
    let waits = waits(plan, pace, &datasets, of_source);
    let mut found = Vec::new();
    for (at, task) in plan.pipeline.tasks.iter().enumerate() {
        let TaskKind::Write(write) = &task.kind else {
            continue;
        };
        let Some(sink) = datasets.get(write.dataset.as_str()) else {
            continue;
        };
        let input = inputs.get(at).cloned().flatten();
        found.push((*sink, write, age(plan, pace, input, &waits)));
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

/// What a trigger lets rows wait for.
enum Wait<'a> {
    /// The next run by the clock.
    Clock(Term),
    /// All of its datasets being new: the slowest of them, its age, and whether it is alone.
    Data(Option<(u64, &'a str, bool)>),
}

/// The wait of each trigger that starts runs by itself.
fn waits<'a>(
    plan: &'a Plan,
    pace: &Pace<'_>,
    datasets: &BTreeMap<&str, &'a DatasetPlan>,
    of_source: &dyn Fn(&DatasetPlan) -> u64,
) -> Vec<Wait<'a>> {
    let clock = pace.clock.map(|(written, seconds, uneven)| {
        let remark = if uneven {
            "the longest, weekends and clock changes included"
        } else {
            ""
        };
        Wait::Clock(term(
            format!("between two runs, {written}"),
            seconds,
            remark,
        ))
    });
    let slowest = |names: &'a [String]| {
        names
            .iter()
            .filter_map(|name| datasets.get(name.as_str()))
            .map(|dataset| (of_source(dataset), dataset.name.as_str(), names.len() == 1))
            .max_by_key(|(age, _, _)| *age)
            .filter(|(age, _, _)| *age > 0)
    };
    let data = plan.pipeline.schedules().filter_map(|schedule| {
        let names = match schedule {
            Schedule::Datasets { names } => names.as_slice(),
            Schedule::Event { dataset } => std::slice::from_ref(dataset),
            Schedule::Cron { .. } | Schedule::Manual => return None,
        };
        // Beside a clock, data that promises nothing cannot be counted on.
        let slowest = slowest(names);
        (clock.is_none() || slowest.is_some()).then_some(Wait::Data(slowest))
    });
    let data: Vec<Wait<'_>> = data.collect();
    clock.into_iter().chain(data).collect()
}

fn term(what: String, seconds: u64, remark: &str) -> Term {
    Term {
        what,
        seconds,
        remark: remark.to_owned(),
    }
}

/// The age by the trigger that brings rows soonest; `None` where none does by itself.
fn age(
    plan: &Plan,
    pace: &Pace<'_>,
    input: Option<(u64, &str)>,
    waits: &[Wait<'_>],
) -> Option<Age> {
    let wait = |wait: &Wait<'_>| match wait {
        Wait::Clock(known) => Some(term(known.what.clone(), known.seconds, &known.remark)),
        Wait::Data(slowest) => {
            let (seconds, name, alone) = (*slowest)?;
            // One trigger that is also the oldest source: its age covers the wait for it.
            let covered = alone && input.is_some_and(|(_, oldest)| oldest == name);
            (!covered).then(|| term(format!("until {name} is new"), seconds, ""))
        }
    };
    let wait = waits
        .iter()
        .map(wait)
        .min_by_key(|term| term.as_ref().map_or(0, |term| term.seconds))?;
    let source = input.map(|(seconds, name)| term(format!("{name} when it is read"), seconds, ""));
    let remark = if plan.pipeline.deadline.is_some() {
        "by its deadline"
    } else {
        "at worst, no deadline is written"
    };
    let run = term(format!("a run of {}", plan.pipeline.name), pace.run, remark);
    Some(Age {
        terms: source.into_iter().chain(wait).chain([run]).collect(),
        period: pace.period(),
    })
}
