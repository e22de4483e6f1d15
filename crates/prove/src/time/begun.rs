//! Timeouts that may be over before a pod has begun.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Plan, Task};
use pipewright_schedule::duration;

use super::Run;
use crate::findings::Findings;
use crate::rules;

/// Where a timeout begins before the pod has a node, it leaves room for the wait and the work.
pub(super) fn check(plan: &Plan, runs: &[Run], findings: &mut Findings) {
    let engine = runs.iter().map(|run| &run.engine);
    let Some(engine) = engine.clone().find(|engine| engine.start_in_timeout) else {
        return;
    };
    for task in plan
        .pipeline
        .tasks
        .iter()
        .filter(|task| task.timeout_written)
    {
        let start = engine.start_of(task);
        let work = task.expected.as_ref().map_or(0, |known| known.seconds);
        // What is expected to take longer than it may take was said.
        if start > 0
            && work < task.timeout_seconds
            && work.saturating_add(start) >= task.timeout_seconds
        {
            findings.report(too_short(plan, task, &engine.name, start));
        }
    }
}

fn too_short(plan: &Plan, task: &Task, engine: &str, start: u64) -> Diagnostic {
    let (timeout, wait) = (duration::show(task.timeout_seconds), duration::show(start));
    let (ended, sum) = match &task.expected {
        Some(expected) => {
            let work = duration::show(expected.seconds);
            (
                "before it has done what is expected",
                format!("start {wait} + expected {work} ≥ timeout {timeout}"),
            )
        }
        None => (
            "before its pod has begun",
            format!("start {wait} ≥ timeout {timeout}"),
        ),
    };
    let ended = format!("`{}` may be ended on {engine} {ended}", task.name);
    let mut found = Diagnostic::new(
        &rules::ENDED_BEFORE_BEGUN,
        ended,
        task.timeout_origin.span,
        format!("the timeout of an attempt is {timeout}"),
    );
    let mut clusters = plan.environment.clusters.iter();
    if let Some(cluster) = clusters.find(|cluster| cluster.startup_seconds == Some(start)) {
        let label = format!("a pod here may wait {wait} for a node and its images");
        found = found.with_related(cluster.origin.span, label);
    }
    found
        .because(sum)
        .because(format!(
            "on {engine} a timeout begins when the pod is asked for"
        ))
        .help("write a timeout that leaves room for the start of the pod and for the work")
}
