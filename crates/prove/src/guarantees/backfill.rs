//! Runs of the past: what they would write twice, wipe, or judge by the wrong clock.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Backfill, CheckOperator, EngineValue, Lane, Task, TaskKind, ValueType};

use super::{Facts, Written, clock, repair};
use crate::findings::Findings;
use crate::graph::Graph;
use crate::rules;

pub(super) fn check(facts: &Facts<'_>, graph: &Graph<'_>, findings: &mut Findings) {
    let Some(backfill) = &facts.plan.pipeline.backfill else {
        return;
    };
    let of_interval = of_interval(graph);
    for written in facts.writes() {
        match written.write.mode.lane {
            Lane::Appending if written.sink.duplicates => {}
            Lane::Appending => findings.report(appended(backfill, &written)),
            Lane::ReplacingAll if of_interval.contains(&written.at) => {
                findings.report(wiped(backfill, &written));
            }
            _ => {}
        }
    }
    if let Some(found) = by_the_clock(facts, backfill) {
        findings.report(found);
    }
}

/// Tasks that work on the rows of the run's interval.
fn of_interval(graph: &Graph<'_>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for at in graph.order() {
        let takes = graph.task(*at).is_some_and(reads_interval);
        if takes || graph.needs(*at).iter().any(|need| found.contains(need)) {
            found.insert(*at);
        }
    }
    found
}

pub(super) fn reads_interval(task: &Task) -> bool {
    let takes = |value: &EngineValue| {
        matches!(value, EngineValue::IntervalStart | EngineValue::IntervalEnd)
    };
    task.containers
        .iter()
        .any(|container| container.takes.iter().any(takes))
}

fn appended(backfill: &Backfill, written: &Written<'_>) -> Diagnostic {
    let Written {
        task, write, sink, ..
    } = written;
    let found = Diagnostic::new(
        &rules::BACKFILL_APPENDS,
        format!(
            "a backfill appends to `{}`: rows may arrive twice",
            sink.name
        ),
        write.mode_origin.span,
        "a run of the past that was made before adds its rows again",
    )
    .with_related(backfill.origin.span, "runs of the past are made up here")
    .because(format!(
        "{} adds the rows of {} to {}",
        task.name, write.subject, sink.name
    ))
    .because("a run of the past may have been made before, when it was due");
    let modes = repair::modes(written);
    if modes.is_empty() {
        return found
            .help("start where no run has been yet, or land each interval in a place of its own");
    }
    repair::offer(found, written, &modes)
}

fn wiped(backfill: &Backfill, written: &Written<'_>) -> Diagnostic {
    let Written {
        task, write, sink, ..
    } = written;
    Diagnostic::new(
        &rules::BACKFILL_WIPES,
        format!("each run of the past replaces all of `{}`", sink.name),
        write.mode_origin.span,
        "only the rows of the last run stay",
    )
    .with_related(backfill.origin.span, "runs of the past are made up here")
    .because(format!("{} writes the rows of one interval", task.name))
    .because(format!(
        "the run after it replaces them all in {}",
        sink.name
    ))
    .help(
        "replace only what is the interval's own: `replacing partition (COLUMN)`, or merge by key",
    )
}

/// What judges rows of the past by the present.
fn by_the_clock(facts: &Facts<'_>, backfill: &Backfill) -> Option<Diagnostic> {
    let mut told: Vec<String> = Vec::new();
    let mut place = None;
    for task in &facts.plan.pipeline.tasks {
        let fresh = |operator: &CheckOperator| matches!(operator, CheckOperator::Fresh { .. });
        let by = match &task.kind {
            TaskKind::Check(check) => {
                let mut conditions = check.conditions.iter();
                conditions
                    .find(|one| fresh(&one.operator))
                    .map(|one| &one.origin)
            }
            TaskKind::Measure { .. } => {
                let mut values = task.values.iter();
                values
                    .any(|value| value.kind == ValueType::Duration)
                    .then_some(&task.origin)
            }
            _ => None,
        };
        if let Some(origin) = by {
            told.push(format!("{} compares to the present", task.name));
            place.get_or_insert(origin);
        } else if let Some(words) = clock::asked(task) {
            told.push(format!("{} asks what time it is: `{words}`", task.name));
            place.get_or_insert(&task.origin);
        }
    }
    const SHOWN: usize = 6;
    let place = place?;
    let mut found = Diagnostic::new(
        &rules::BACKFILL_BY_THE_CLOCK,
        "a run of the past goes by the present",
        place.span,
        "what time it is now says nothing about the run it belongs to",
    )
    .with_related(backfill.origin.span, "runs of the past are made up here")
    .help(
        "go by the time the run stands for: `run.date`, `PIPEWRIGHT_LOGICAL_TIME`; leave the age \
         of rows to the pipeline that lands them",
    );
    let more = told.len().saturating_sub(SHOWN);
    found.because = told.into_iter().take(SHOWN).collect();
    if more > 0 {
        found = found.because(format!("and so do {more} more"));
    }
    Some(found)
}
