//! Waits between pipelines of different cadence: rows of an interval land when its writer has run.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{LateData, Plan, Schedule, TaskKind};
use pipewright_schedule::{Ticks, duration};

use super::lineage;
use crate::graph::Graph;
use crate::rules;
use crate::show::{self, Term};
use crate::time::longest_run;

/// What follows from the clocks of the pipelines of one environment.
#[derive(Debug, Default)]
pub struct Waits {
    /// For each plan how long its work waits after its interval has ended, where that is longer
    /// than what is written.
    pub waits: Vec<Option<LateData>>,
    /// Intervals that no wait can help.
    pub found: Vec<Diagnostic>,
}

/// The waits of pipelines that read the rows of their interval from others, which land them only
/// when they have run.
#[must_use]
pub fn waits(plans: &[&Plan]) -> Waits {
    let mut result = Waits {
        waits: vec![None; plans.len()],
        found: Vec::new(),
    };
    let reads: Vec<BTreeSet<&str>> = plans.iter().map(|plan| intervals(plan)).collect();
    if reads.iter().all(BTreeSet::is_empty) {
        return result;
    }
    let mut world = World::of(plans);
    // What a pipeline waits for comes before it; on a cycle nobody can wait for all.
    let sources: Vec<BTreeSet<usize>> = plans
        .iter()
        .zip(&reads)
        .enumerate()
        .map(|(at, (plan, reads))| {
            let names = reads.iter().copied().chain(plan.pipeline.awaited());
            let writers = names.flat_map(|name| world.writers(name));
            writers.filter(|writer| *writer != at).collect()
        })
        .collect();
    let (order, _) = lineage::order(&sources);
    for at in order {
        let Some((plan, reads)) = plans.get(at).zip(reads.get(at)) else {
            continue;
        };
        let needed = world.needed(at, plan, reads);
        if let Some(needed) = &needed
            && let Some(missed) = never_landed(plan, needed)
        {
            result.found.push(missed);
            world.land(at, plan, 0);
            continue;
        }
        let written = plan.pipeline.late_data.as_ref();
        let written = written.map_or(0, |late| late.seconds);
        let needed = needed.filter(|needed| needed.seconds > written);
        let added = needed.as_ref().map_or(0, |needed| needed.seconds - written);
        world.land(at, plan, added);
        if let Some(slot) = result.waits.get_mut(at) {
            *slot = needed.map(|needed| needed.late_data(plan));
        }
    }
    result
}

/// The datasets whose rows of the run's interval a plan reads.
fn intervals(plan: &Plan) -> BTreeSet<&str> {
    let tasks = plan.pipeline.tasks.iter();
    let reads = tasks.filter_map(|task| match &task.kind {
        TaskKind::Read {
            dataset,
            interval: true,
        } => Some(dataset.as_str()),
        _ => None,
    });
    reads.collect()
}

/// A clock and what comes after it until rows have landed.
#[derive(Clone)]
struct Landing<'a> {
    /// Expression, zone, and as written.
    clock: (&'a str, &'a str, &'a str),
    /// The pipeline the clock starts.
    first: &'a str,
    /// Runs, one after another.
    runs: Vec<Term>,
}

impl Landing<'_> {
    fn seconds(&self) -> u64 {
        let runs = self.runs.iter().map(|run| run.seconds);
        runs.fold(0, u64::saturating_add)
    }
}

/// A wait in the making.
struct Needed<'a> {
    seconds: u64,
    dataset: &'a str,
    writer: &'a str,
    terms: Vec<Term>,
}

impl Needed<'_> {
    fn sum(&self) -> Vec<String> {
        let compared = format!("until {} holds the interval", self.dataset);
        show::sum(&self.terms, self.seconds, &compared)
    }

    fn late_data(&self, plan: &Plan) -> LateData {
        let written = plan.pipeline.late_data.as_ref();
        let origin = written.map_or(&plan.pipeline.schedule_origin, |late| &late.origin);
        let mut because = vec![format!(
            "rows of the interval land when {} has run:",
            self.writer
        )];
        because.extend(self.sum());
        LateData {
            seconds: self.seconds,
            because,
            origin: origin.clone(),
        }
    }
}

struct World<'a> {
    writers: BTreeMap<&'a str, Vec<usize>>,
    /// Where a plan's rows land, by its clocks; known once the plan was looked at.
    landings: Vec<Vec<Landing<'a>>>,
    /// Waits between clocks that were looked at, by expressions and zones.
    known: BTreeMap<[&'a str; 4], Option<u64>>,
}

impl<'a> World<'a> {
    fn of(plans: &[&'a Plan]) -> Self {
        let writers = lineage::writers(plans).into_iter();
        let writers = writers.map(|(name, writes)| {
            let mut at: Vec<usize> = writes.into_iter().map(|(at, _, _)| at).collect();
            at.dedup();
            (name, at)
        });
        Self {
            writers: writers.collect(),
            landings: vec![Vec::new(); plans.len()],
            known: BTreeMap::new(),
        }
    }

    fn writers(&self, dataset: &str) -> impl Iterator<Item = usize> {
        let writers = self.writers.get(dataset);
        writers.map_or(&[][..], Vec::as_slice).iter().copied()
    }

    /// Notes when a plan's rows land; its runs begin with a wait that is so much longer.
    fn land(&mut self, at: usize, plan: &'a Plan, added: u64) {
        let pipeline = &plan.pipeline;
        let graph = Graph::of(pipeline);
        let run = longest_run(plan, &graph);
        let (seconds, remark) = match &pipeline.deadline {
            Some(_) => (run, "by its deadline"),
            None => (run.saturating_add(added), "at worst"),
        };
        let run = || Term {
            what: format!("a run of {}", pipeline.name),
            seconds,
            remark: remark.to_owned(),
        };
        let mut found: Vec<Landing<'a>> = clocks(plan)
            .map(|clock| Landing {
                clock,
                first: &pipeline.name,
                runs: vec![run()],
            })
            .collect();
        // Started by one dataset that one pipeline writes, it lands after that.
        if let (true, Some(Schedule::Datasets { names })) =
            (found.is_empty(), pipeline.only_schedule())
            && let [name] = names.as_slice()
            && let [writer] = self.writers(name).collect::<Vec<usize>>().as_slice()
        {
            let before = self.landings.get(*writer).cloned().unwrap_or_default();
            found = before;
            for landing in &mut found {
                landing.runs.push(run());
            }
        }
        if let Some(slot) = self.landings.get_mut(at) {
            *slot = found;
        }
    }

    /// The longest wait for any writer of what a plan reads of its interval.
    fn needed(
        &mut self,
        at: usize,
        plan: &'a Plan,
        reads: &BTreeSet<&'a str>,
    ) -> Option<Needed<'a>> {
        // An interval is that of one clock.
        let clock = clocks(plan).next()?;
        let mut most: Option<Needed<'a>> = None;
        for dataset in reads {
            let writers: Vec<usize> = self.writers(dataset).filter(|one| *one != at).collect();
            for writer in writers {
                let landings = self.landings.get(writer).cloned().unwrap_or_default();
                let waits = landings.into_iter().filter_map(|landing| {
                    let lag = self.lag(clock, landing.clock)?;
                    Some((lag.saturating_add(landing.seconds()), lag, landing))
                });
                // Of several clocks the one that comes first brings the rows.
                let first = waits.min_by_key(|(seconds, _, _)| *seconds);
                let Some((seconds, lag, landing)) = first else {
                    continue;
                };
                if most.as_ref().is_none_or(|known| seconds > known.seconds) {
                    most = Some(needed(dataset, seconds, lag, landing));
                }
            }
        }
        most
    }

    fn lag(
        &mut self,
        reader: (&'a str, &'a str, &'a str),
        writer: (&'a str, &'a str, &'a str),
    ) -> Option<u64> {
        let key = [reader.0, reader.1, writer.0, writer.1];
        *self.known.entry(key).or_insert_with(|| {
            let reader = Ticks::of(reader.0, reader.1)?;
            reader.longest_wait_for(&Ticks::of(writer.0, writer.1)?)
        })
    }
}

fn needed<'a>(dataset: &'a str, seconds: u64, lag: u64, landing: Landing<'a>) -> Needed<'a> {
    let next = Term {
        what: format!("until {} runs, {}", landing.first, landing.clock.2),
        seconds: lag,
        remark: "at the longest".to_owned(),
    };
    let next = Some(next).filter(|term| term.seconds > 0);
    Needed {
        seconds,
        dataset,
        writer: landing.first,
        terms: next.into_iter().chain(landing.runs).collect(),
    }
}

fn clocks(plan: &Plan) -> impl Iterator<Item = (&str, &str, &str)> {
    plan.pipeline
        .schedules()
        .filter_map(|schedule| match schedule {
            Schedule::Cron {
                expression,
                zone,
                written,
                ..
            } => Some((expression.as_str(), zone.as_str(), written.as_str())),
            _ => None,
        })
}

/// An interval whose rows land only when the next run is due: no run of it ever meets them in time.
fn never_landed(plan: &Plan, needed: &Needed<'_>) -> Option<Diagnostic> {
    let pipeline = &plan.pipeline;
    let period = pipeline.schedules().find_map(|schedule| match schedule {
        Schedule::Cron {
            shortest_period_seconds,
            ..
        } => Some(*shortest_period_seconds),
        _ => None,
    })?;
    if needed.seconds < period {
        return None;
    }
    let mut found = Diagnostic::new(
        &rules::INTERVAL_NEVER_LANDED,
        format!(
            "`{}` reads intervals of {} that land in `{}` up to {} after they have ended",
            pipeline.name,
            duration::show(period),
            needed.dataset,
            duration::show(needed.seconds)
        ),
        pipeline.schedule_origin.span,
        "the next run is due before the rows of this one are there",
    );
    if let Some(dataset) = plan.dataset(needed.dataset) {
        found = found.with_related(dataset.origin.span, "what is read");
    }
    found.because = needed.sum();
    Some(found.help(format!(
        "run `{}` as seldom as `{}`, or let `{}` run more often",
        pipeline.name, needed.writer, needed.writer
    )))
}
