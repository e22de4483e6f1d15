//! Readers that start while their writer runs, and so read what the run before has left.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Plan, Schedule, TaskKind};
use pipewright_schedule::{Ticks, duration};

use super::lineage::Writers;
use crate::graph::Graph;
use crate::rules;
use crate::time::longest_run;

/// A pipeline that one clock starts.
struct Clocked<'a> {
    expression: &'a str,
    zone: &'a str,
    written: &'a str,
    period: u64,
}

/// Finds readers of about their writer's cadence, each run of which starts while the writer's goes
/// on: they are a whole run of it behind, which a few minutes would mend. Of slower readers the
/// loss is small, and what promises its freshness is read as it is.
pub(super) fn check(plans: &[&Plan], writers: &Writers<'_>) -> Vec<Diagnostic> {
    let clocks: Vec<Option<Clocked<'_>>> = plans.iter().map(|plan| clocked(plan)).collect();
    let mut lengths: BTreeMap<usize, u64> = BTreeMap::new();
    let mut known: BTreeMap<([&str; 4], u64), bool> = BTreeMap::new();
    let mut found: Vec<Diagnostic> = Vec::new();
    // By the clocks: many pipelines that start at midnight are one habit.
    let mut told: BTreeMap<([&str; 4], u64), (usize, usize)> = BTreeMap::new();
    for (at, plan) in plans.iter().enumerate() {
        let Some(reader) = clocks.get(at).and_then(Option::as_ref) else {
            continue;
        };
        let whole = read_whole(plan);
        let early = plan.datasets.iter().find_map(|dataset| {
            if dataset.freshness_seconds.is_some() || !whole.contains(dataset.name.as_str()) {
                return None;
            }
            let [(writer, _, _)] = writers.get(dataset.name.as_str())?.as_slice() else {
                return None;
            };
            let clock = clocks.get(*writer).and_then(Option::as_ref)?;
            if *writer == at || clock.period.saturating_mul(2) <= reader.period {
                return None;
            }
            let written_by = plans.get(*writer)?;
            let length = *lengths
                .entry(*writer)
                .or_insert_with(|| longest_run(written_by, &Graph::of(&written_by.pipeline)));
            // Runs that take all of their period always go on.
            if length >= clock.period {
                return None;
            }
            let key = [reader.expression, reader.zone, clock.expression, clock.zone];
            let always = *known
                .entry((key, length))
                .or_insert_with(|| within(reader, clock, length));
            always.then_some((dataset, *written_by, clock, length, key))
        });
        if let Some((dataset, writer, clock, length, key)) = early {
            let (_, others) = *told
                .entry((key, length))
                .and_modify(|(_, others)| *others += 1)
                .or_insert((found.len(), 0));
            if others > 0 {
                continue;
            }
            let mut diagnostic = Diagnostic::new(
                &rules::READ_BEFORE_LANDING,
                format!(
                    "`{}` starts while `{}` may still write `{}`: it reads what the run before has left",
                    plan.pipeline.name, writer.pipeline.name, dataset.name
                ),
                plan.pipeline.schedule_origin.span,
                format!("`{}` may take {}", writer.pipeline.name, duration::show(length)),
            )
            .with_related(
                writer.pipeline.schedule_origin.span,
                format!("`{}` runs {}", writer.pipeline.name, clock.written),
            );
            diagnostic.because = vec![
                format!("{} runs {}", writer.pipeline.name, clock.written),
                format!(
                    "{} runs {}, always within {} of it",
                    plan.pipeline.name,
                    reader.written,
                    duration::show(length)
                ),
            ];
            found.push(diagnostic.help(format!(
                "write `schedule on {}`, or start {} later; or promise a `freshness` for `{}`",
                dataset.name,
                duration::show(length),
                dataset.name
            )));
        }
    }
    for (at, others) in told.into_values().filter(|(_, others)| *others > 0) {
        if let Some(first) = found.get_mut(at) {
            let pipelines = if others == 1 { "pipeline" } else { "pipelines" };
            first.because.push(format!(
                "{others} more {pipelines} of these schedules start before what they read has landed"
            ));
        }
    }
    found
}

fn within(reader: &Clocked<'_>, writer: &Clocked<'_>, length: u64) -> bool {
    let reader = Ticks::of(reader.expression, reader.zone);
    let writer = Ticks::of(writer.expression, writer.zone);
    match (reader, writer) {
        (Some(reader), Some(writer)) => reader.always_within(&writer, length),
        _ => false,
    }
}

/// The clock, where it alone starts runs by itself and nothing holds them back.
fn clocked(plan: &Plan) -> Option<Clocked<'_>> {
    let mut schedules = plan
        .pipeline
        .schedules()
        .filter(|schedule| **schedule != Schedule::Manual);
    let (
        Some(Schedule::Cron {
            expression,
            zone,
            written,
            shortest_period_seconds,
            ..
        }),
        None,
        None,
    ) = (
        schedules.next(),
        schedules.next(),
        plan.pipeline.late_data.as_ref(),
    )
    else {
        return None;
    };
    Some(Clocked {
        expression,
        zone,
        written,
        period: *shortest_period_seconds,
    })
}

/// The datasets a plan reads all rows of, and does not write itself.
fn read_whole(plan: &Plan) -> BTreeSet<&str> {
    let mut read: BTreeSet<&str> = BTreeSet::new();
    let mut otherwise: BTreeSet<&str> = BTreeSet::new();
    for task in &plan.pipeline.tasks {
        match &task.kind {
            TaskKind::Write(write) => {
                otherwise.insert(&write.dataset);
            }
            TaskKind::Read {
                dataset,
                interval: true,
            } => {
                otherwise.insert(dataset);
            }
            _ => read.extend(task.datasets.iter().map(String::as_str)),
        }
    }
    &read - &otherwise
}
