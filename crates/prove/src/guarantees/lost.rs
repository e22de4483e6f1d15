//! Rows that never arrive though the run succeeds: tolerated failures, silence taken for no.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Overlap, Schedule, Silence, Task, TaskKind};
use pipewright_schedule::duration;

use super::backfill::reads_interval;
use super::delivery::base;
use super::{Facts, Written};
use crate::graph::Graph;
use crate::{rules, show};

/// Steps whose failure is allowed, and a write that is then left out.
pub(super) fn allowed_failures(facts: &Facts<'_>, graph: &Graph<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (task, write) in behind(facts, graph, |task| task.allowed_failure.is_some()) {
        let Some(allowed) = &task.allowed_failure else {
            continue;
        };
        let what = if task.name == write.task.name {
            format!("`{}` may fail", task.name)
        } else {
            format!(
                "`{}` may fail, and `{}` is then left out",
                task.name, write.task.name
            )
        };
        found.push(
            base(facts, &what, allowed.origin.span, "this failure is allowed".to_owned())
                .because(format!("the failure of {} is no failure of the run", task.name))
                .because(format!("what reads it is skipped: {}", write.task.name))
                .because(format!("the run succeeds, and no rows reach {}", write.sink.name))
                .help("let the failure fail the run, so that it is noticed and repeated; or promise `at_most_once`"),
        );
    }
    found
}

/// Approvals that take silence for no: rows are left out that nobody refused.
pub(super) fn silent_rejections(facts: &Facts<'_>, graph: &Graph<'_>) -> Vec<Diagnostic> {
    let silent = |task: &Task| matches!(&task.kind, TaskKind::Approval(known) if known.on_timeout == Silence::Reject);
    let mut found = Vec::new();
    for (task, write) in behind(facts, graph, silent) {
        let pipeline = &facts.plan.pipeline;
        found.push(
            Diagnostic::new(
                &rules::SILENCE_LOSES_ROWS,
                format!(
                    "rows nobody refused may never reach `{}`: silence is taken for no",
                    write.sink.name
                ),
                task.origin.span,
                "without an answer in time what it gates is skipped",
            )
            .with_related(pipeline.guarantee_origin.span, "every row is promised here")
            .because(format!(
                "{} is left out, and the run succeeds",
                write.task.name
            ))
            .help("write `on_timeout = fail`, so that the run fails and is noticed"),
        );
    }
    found
}

/// Runs that outlast the time between two: the engine then leaves one out, or ends one, and with it
/// the rows of its interval.
pub(super) fn skipped_intervals(facts: &Facts<'_>, graph: &Graph<'_>) -> Option<Diagnostic> {
    let pipeline = &facts.plan.pipeline;
    // A deadline over the period is told as such; runs of the past that are made up skip none.
    let made_up = pipeline
        .backfill
        .as_ref()
        .is_some_and(|backfill| backfill.to.is_none());
    if pipeline.deadline.is_some() || pipeline.overlap == Overlap::Allow || made_up {
        return None;
    }
    let reader = pipeline.tasks.iter().find(|task| reads_interval(task))?;
    let period = pipeline.schedules().find_map(|schedule| match schedule {
        Schedule::Cron {
            shortest_period_seconds,
            ..
        } => Some(*shortest_period_seconds),
        _ => None,
    })?;
    let longest = crate::time::longest_run(facts.plan, graph);
    // A run that outlasts it without any failure is told as such.
    if longest <= period || crate::time::clean_run(facts.plan, graph) > period {
        return None;
    }
    let left_out = match pipeline.overlap {
        Overlap::Replace => "the next run ends it, and its interval is not done",
        Overlap::Forbid | Overlap::Allow => "the run that is due meanwhile does not start",
    };
    Some(
        Diagnostic::new(
            &rules::SKIPPED_INTERVAL,
            format!(
                "a run of `{}` may outlast its period, and the rows of an interval are then left out",
                pipeline.name
            ),
            pipeline.schedule_origin.span,
            format!(
                "with its retries a run may take {}, and the next is due after {}",
                duration::show(longest),
                duration::show(period)
            ),
        )
        .with_related(pipeline.guarantee_origin.span, "every row is promised here")
        .because(format!(
            "{} takes the rows of the run's own interval, and of no other",
            reader.name
        ))
        .because(left_out)
        .help(format!(
            "write `deadline {}`, so that a run that is late fails and is noticed; or shorter \
             timeouts",
            show::literal(period)
        )),
    )
}

/// Each task of a kind, and the first write that comes after it.
fn behind<'a>(
    facts: &Facts<'a>,
    graph: &Graph<'a>,
    chosen: impl Fn(&Task) -> bool,
) -> Vec<(&'a Task, Written<'a>)> {
    let tasks = &facts.plan.pipeline.tasks;
    if !tasks.iter().any(&chosen) {
        return Vec::new();
    }
    // For each task the chosen ones that are not yet known to lie before a write; all are known
    // after the first write behind them.
    let writes = facts.writes();
    let mut found = Vec::new();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    for written in writes {
        let mut waiting = vec![written.at];
        while let Some(at) = waiting.pop() {
            if !seen.insert(at) {
                continue;
            }
            if let Some(task) = graph.task(at).filter(|task| chosen(task)) {
                found.push((task, written));
            }
            waiting.extend(graph.needs(at));
        }
    }
    found.sort_by_key(|(task, _)| task.origin.span);
    found
}
