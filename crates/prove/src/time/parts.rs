//! Parts of a dataset that a run replaces whole, though it holds only some of their rows.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{DatasetPlan, Lane, PartitionUnit, Plan, Schedule, TaskKind, WritePlan};
use pipewright_schedule::{Part, Ticks};

use crate::findings::Findings;
use crate::graph::Graph;
use crate::rules;

/// What a task's rows come of.
#[derive(Clone, Copy, Default)]
struct Sources {
    interval: bool,
    others: bool,
}

/// Finds writes that replace parts in time by the rows of a run's interval alone, where intervals
/// do not begin where parts do: each run takes away what the others brought.
pub(super) fn check(plan: &Plan, graph: &Graph<'_>, findings: &mut Findings) {
    let read: BTreeSet<&str> = plan
        .pipeline
        .tasks
        .iter()
        .filter_map(|task| match &task.kind {
            TaskKind::Read {
                dataset,
                interval: true,
            } => Some(dataset.as_str()),
            _ => None,
        })
        .collect();
    if read.is_empty() {
        return;
    }
    let Some((expression, zone, written)) = clock(plan) else {
        return;
    };
    let Some(ticks) = Ticks::of(expression, zone) else {
        return;
    };
    let sources = sources(graph, &read, plan.pipeline.tasks.len());
    for (task, sources) in plan.pipeline.tasks.iter().zip(sources) {
        let TaskKind::Write(write) = &task.kind else {
            continue;
        };
        if write.mode.lane != Lane::ReplacingPartition || !sources.interval || sources.others {
            continue;
        }
        let Some(sink) = plan.dataset(&write.dataset) else {
            continue;
        };
        let Some((part, unit)) = part_of(sink, write) else {
            continue;
        };
        if !ticks.begin(part) {
            findings.report(torn(plan, sink, write, unit, written));
        }
    }
}

/// The one clock by which runs have intervals.
fn clock(plan: &Plan) -> Option<(&str, &str, &str)> {
    plan.pipeline
        .schedules()
        .find_map(|schedule| match schedule {
            Schedule::Cron {
                expression,
                zone,
                written,
                ..
            } => Some((expression.as_str(), zone.as_str(), written.as_str())),
            _ => None,
        })
}

fn sources(graph: &Graph<'_>, read: &BTreeSet<&str>, count: usize) -> Vec<Sources> {
    let mut found = vec![Sources::default(); count];
    for at in graph.order() {
        let Some(task) = graph.task(*at) else {
            continue;
        };
        let mut own = Sources::default();
        match &task.kind {
            TaskKind::Read { interval, .. } => {
                own.interval = *interval;
                own.others = !*interval;
            }
            TaskKind::Write(_) => {}
            _ => {
                own.others = task
                    .datasets
                    .iter()
                    .any(|name| !read.contains(name.as_str()))
            }
        }
        for need in graph.needs(*at) {
            let before = found.get(*need).copied().unwrap_or_default();
            own.interval |= before.interval;
            own.others |= before.others;
        }
        if let Some(slot) = found.get_mut(*at) {
            *slot = own;
        }
    }
    found
}

/// The part in time that a write replaces, and how it is written.
fn part_of(sink: &DatasetPlan, write: &WritePlan) -> Option<(Part, &'static str)> {
    let partition = sink.partition.as_ref()?;
    let by = match partition.by {
        PartitionUnit::Hour => (Part::Hour, "hour"),
        PartitionUnit::Day => (Part::Day, "day"),
        PartitionUnit::Month => (Part::Month, "month"),
        PartitionUnit::Key => return None,
    };
    write.mode.columns.contains(&partition.column).then_some(by)
}

fn torn(
    plan: &Plan,
    sink: &DatasetPlan,
    write: &WritePlan,
    unit: &str,
    written: &str,
) -> Diagnostic {
    let name = &plan.pipeline.name;
    let column = sink
        .partition
        .as_ref()
        .map_or("", |partition| partition.column.as_str());
    Diagnostic::new(
        &rules::TORN_PARTITION,
        format!(
            "each run of `{name}` replaces whole parts of `{}` by the rows of its interval alone",
            sink.name
        ),
        write.mode_origin.span,
        format!("replaces all rows of each {unit} it holds rows of"),
    )
    .with_related(
        plan.pipeline.schedule_origin.span,
        format!("intervals of `{written}`"),
    )
    .with_related(sink.origin.span, format!("cut by {unit}({column}), in UTC"))
    .because(format!("{name} reads nothing but the rows of its interval"))
    .because(format!(
        "an interval of {written} does not begin and end with a {unit} in UTC"
    ))
    .because(format!(
        "so one {unit} is of several runs, and each takes away what the others brought"
    ))
    .help(format!(
        "let intervals be whole {unit}s in UTC, cut `{}` finer, or merge by key",
        sink.name
    ))
}
