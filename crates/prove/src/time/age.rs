//! How old the rows of a sink get: by its sources, the period and the run.

use std::collections::BTreeMap;

use pipewright_plan::{DatasetPlan, Overlap, Plan, Schedule, Skipped, TaskKind, WritePlan};
use pipewright_schedule::{cron, duration};

use crate::graph::Graph;
use crate::show::{Term, between_runs};

/// How old a dataset gets that a pipeline writes.
pub(crate) struct Age {
    /// Seconds, and how they come about: first the oldest source, where there is one.
    pub terms: Vec<Term>,
    /// The oldest source.
    pub source: Option<String>,
    /// Between two runs, in seconds, where the clock says so.
    pub period: Option<u64>,
    /// Seconds of it that only clock changes add to the pipeline's own clock.
    pub changes: u64,
}

impl Age {
    pub fn seconds(&self) -> u64 {
        self.terms
            .iter()
            .fold(0, |sum, term| sum.saturating_add(term.seconds))
    }

    /// What the pipeline itself adds to the age of its oldest source.
    pub fn own(&self) -> &[Term] {
        let source = usize::from(self.source.is_some());
        self.terms.get(source..).unwrap_or_default()
    }
}

/// Why a dataset has no age that can be told.
pub(crate) enum Ageless {
    /// Only a person starts its pipeline.
    ByHand,
    /// A run that falls due ends the one before, which may take longer than that.
    Replaced,
}

/// How fast a pipeline goes.
pub(crate) struct Pace<'a> {
    /// How long a run takes at most.
    run: u64,
    /// The clock that runs it most often.
    clock: Option<Clock<'a>>,
    overlap: Overlap,
}

/// A clock, as written.
#[derive(Clone, Copy)]
struct Clock<'a> {
    written: &'a str,
    /// Between two runs, in seconds.
    shortest: u64,
    longest: u64,
    /// What clock changes add to the longest.
    changes: u64,
}

/// By how much clocks change in a zone, at most, in seconds.
fn shift(zone: &str) -> u64 {
    if zone == "Antarctica/Troll" {
        7_200
    } else {
        3_600
    }
}

impl<'a> Pace<'a> {
    pub fn of(plan: &'a Plan, run: u64) -> Self {
        let clocks = plan.pipeline.triggers.iter().filter_map(|trigger| {
            let Schedule::Cron {
                expression,
                zone,
                written,
                shortest_period_seconds,
                even,
            } = &trigger.when
            else {
                return None;
            };
            let shortest = *shortest_period_seconds;
            let known = Some(shortest).filter(|_| *even);
            let known = known.or_else(|| cron::longest_period(expression, zone));
            let longest = known.unwrap_or(shortest).max(shortest);
            let unchanged = Some(longest)
                .filter(|_| *even)
                .or_else(|| cron::longest_period(expression, "UTC"))
                .unwrap_or(longest);
            // A run that comes later for a skipped hour is late by that, and not left out.
            let change = trigger.clock_change.as_ref();
            let longest = match change.and_then(|change| change.skipped) {
                Some(Skipped::Later) => longest.min(unchanged.saturating_add(shift(zone))),
                Some(Skipped::Never) | None => longest,
            };
            Some(Clock {
                written,
                shortest,
                longest,
                changes: longest.saturating_sub(unchanged),
            })
        });
        Self {
            run,
            clock: clocks.min_by_key(|clock| clock.longest),
            overlap: plan.pipeline.overlap,
        }
    }

    /// What lies between two runs by the clock, at most; `None` where runs may end each other.
    fn between(&self, clock: Clock<'_>) -> Option<Term> {
        let ends_in_time = self.run <= clock.shortest;
        let run = duration::show(self.run);
        let (seconds, remark) = match self.overlap {
            _ if ends_in_time && clock.longest > clock.shortest => (
                clock.longest,
                "the longest, weekends and clock changes included".to_owned(),
            ),
            _ if ends_in_time => (clock.longest, String::new()),
            // The next run that is due when this one has ended.
            Overlap::Forbid => {
                let seconds = if clock.longest == clock.shortest && clock.longest > 0 {
                    let periods = self.run.div_ceil(clock.longest);
                    periods.saturating_mul(clock.longest)
                } else {
                    self.run.saturating_add(clock.longest)
                };
                let remark = format!("a run may take {run}: what is due meanwhile is left out");
                (seconds, remark)
            }
            // One that started later may have ended before: then its rows are replaced by older.
            Overlap::Allow => (
                self.run.saturating_add(clock.longest),
                format!("a run may take {run}: an older one may publish last"),
            ),
            Overlap::Replace => return None,
        };
        Some(between_runs(clock.written, seconds, &remark))
    }

    /// The longest time between two runs by the clock, in seconds.
    pub fn period(&self) -> Option<u64> {
        self.clock.map(|clock| clock.longest)
    }
}

/// Each sink, the write, and its age. `of_source` says how old a source may be when it is read.
pub(crate) fn ages<'a>(
    plan: &'a Plan,
    graph: &Graph<'a>,
    pace: &Pace<'_>,
    of_source: &dyn Fn(&DatasetPlan) -> u64,
) -> Vec<(&'a DatasetPlan, &'a WritePlan, Result<Age, Ageless>)> {
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
    /// A run that may never end.
    Replaced,
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
    let clock = pace.clock.map(|clock| match pace.between(clock) {
        Some(term) => Wait::Clock(term),
        None => Wait::Replaced,
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

/// The age by the trigger that brings rows soonest.
fn age(
    plan: &Plan,
    pace: &Pace<'_>,
    input: Option<(u64, &str)>,
    waits: &[Wait<'_>],
) -> Result<Age, Ageless> {
    let changes = pace.clock.map_or(0, |clock| clock.changes);
    let wait = |wait: &Wait<'_>| match wait {
        Wait::Clock(known) => {
            let known = term(known.what.clone(), known.seconds, &known.remark);
            Some((Some(known), changes))
        }
        Wait::Replaced => None,
        Wait::Data(slowest) => {
            let term = slowest.and_then(|(seconds, name, alone)| {
                // One trigger that is also the oldest source: its age covers the wait for it.
                let covered = alone && input.is_some_and(|(_, oldest)| oldest == name);
                (!covered).then(|| term(format!("until {name} is new"), seconds, ""))
            });
            Some((term, 0))
        }
    };
    if waits.is_empty() {
        return Err(Ageless::ByHand);
    }
    let (wait, changes) = waits
        .iter()
        .filter_map(wait)
        .min_by_key(|(term, _)| term.as_ref().map_or(0, |term| term.seconds))
        .ok_or(Ageless::Replaced)?;
    let source = input.map(|(seconds, name)| term(format!("{name} when it is read"), seconds, ""));
    let remark = if plan.pipeline.deadline.is_some() {
        "by its deadline"
    } else {
        "at worst, no deadline is written"
    };
    let run = term(format!("a run of {}", plan.pipeline.name), pace.run, remark);
    Ok(Age {
        source: input.map(|(_, name)| name.to_owned()),
        terms: source.into_iter().chain(wait).chain([run]).collect(),
        period: pace.period(),
        changes,
    })
}
