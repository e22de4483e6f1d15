//! Runs against the next run: deadlines longer than the period, and replacements that race.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Lane, Overlap, Plan, Schedule, TaskKind};
use pipewright_schedule::duration;

use super::Run;
use super::run::bound;
use crate::findings::Findings;
use crate::rules;

pub(super) fn check(plan: &Plan, runs: &[Run], findings: &mut Findings) {
    match plan.pipeline.overlap {
        Overlap::Allow => allowed(plan, runs, findings),
        Overlap::Forbid => crowded(plan, runs, findings, "is not started", "skipped"),
        Overlap::Replace => crowded(plan, runs, findings, "ends it", "cut short"),
    }
}

/// Runs that may still go on when the next is due: by the deadline, or where there is none by what
/// a clean run takes of times the author wrote.
fn crowded(plan: &Plan, runs: &[Run], findings: &mut Findings, what: &str, outcome: &str) {
    let pipeline = &plan.pipeline;
    let Some((written, period_seconds)) = shortest(plan) else {
        return;
    };
    let clean = || runs.iter().map(|run| run.clean_written).max();
    let (seconds, longest_by, place) = match &pipeline.deadline {
        Some(deadline) => (deadline.seconds, "deadline", deadline.origin.span),
        None => (
            clean().unwrap_or_default(),
            "a clean run",
            pipeline.schedule_origin.span,
        ),
    };
    if seconds <= period_seconds {
        return;
    }
    let (longest, period) = (duration::show(seconds), duration::show(period_seconds));
    let mut found = Diagnostic::new(
        &rules::DEADLINE_OVER_PERIOD,
        format!(
            "runs of `{}` may take {longest}, but the next is due after {period}",
            pipeline.name
        ),
        place,
        if pipeline.deadline.is_some() {
            format!("longer than the {period} between two runs")
        } else {
            format!("`{written}`: a run every {period} at the shortest")
        },
    );
    if pipeline.deadline.is_some() {
        found = found.with_related(
            pipeline.schedule_origin.span,
            format!("`{written}`: a run every {period} at the shortest"),
        );
    }
    let help = if pipeline.deadline.is_some() {
        format!("shorten the deadline, or run less often; else runs are {outcome}")
    } else {
        format!("shorten the timeouts, or run less often; else runs are {outcome}")
    };
    findings.report(
        found
            .because(format!("{longest_by} {longest} > period {period}"))
            .because(format!("the run that is due meanwhile {what}"))
            .help(help),
    );
}

/// The clock whose runs follow each other most closely: as written, and how closely.
fn shortest(plan: &Plan) -> Option<(&str, u64)> {
    let clocks = plan
        .pipeline
        .schedules()
        .filter_map(|schedule| match schedule {
            Schedule::Cron {
                written,
                shortest_period_seconds,
                ..
            } => Some((written.as_str(), *shortest_period_seconds)),
            _ => None,
        });
    clocks.min_by_key(|(_, seconds)| *seconds)
}

/// Runs side by side that replace the same rows: the older may win.
fn allowed(plan: &Plan, runs: &[Run], findings: &mut Findings) {
    let pipeline = &plan.pipeline;
    let longest = bound(plan, runs);
    // Two clocks may strike at almost the same time, and data comes when it comes.
    let started = |schedule: &&Schedule| !matches!(schedule, Schedule::Manual);
    let alone = pipeline.schedules().filter(started).count() == 1;
    let period = shortest(plan).filter(|_| alone).map(|(_, seconds)| seconds);
    if period.is_some_and(|period| longest <= period) {
        return;
    }
    let replaced = pipeline.tasks.iter().find_map(|task| match &task.kind {
        TaskKind::Write(write)
            if matches!(
                write.mode.lane,
                Lane::ReplacingAll | Lane::ReplacingPartition
            ) =>
        {
            Some(write)
        }
        _ => None,
    });
    let Some(write) = replaced else { return };
    let compared = period.map_or_else(
        || "nothing keeps a run from starting while another goes on".to_owned(),
        |period| {
            format!(
                "a run may take {} > period {}",
                duration::show(longest),
                duration::show(period)
            )
        },
    );
    findings.report(
        Diagnostic::new(
            &rules::RACING_REPLACEMENT,
            format!(
                "two runs of `{}` may replace `{}` at once, and the older may win",
                pipeline.name, write.dataset
            ),
            pipeline.overlap_origin.span,
            "runs may overlap",
        )
        .with_related(
            write.mode_origin.span,
            format!("each run replaces rows of `{}`", write.dataset),
        )
        .because(compared)
        .help("write `overlap forbid`, or `overlap replace` to end the older run")
        .fix(
            "replace with `overlap forbid`",
            pipeline.overlap_origin.span,
            "overlap forbid",
        ),
    );
}
