//! Times beyond what Airflow and its pods keep, and what it does not tell the time of.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Origin, Plan, ReactionEvent, Retry, TaskKind};

use crate::messages::this_target;
use crate::rules;

/// The longest wait Airflow makes between two attempts, in seconds.
const LONGEST_WAIT: u64 = 86_400;

/// The longest time limit Kubernetes takes, in seconds.
const LONGEST_TIME: u64 = i32::MAX as u64;

/// All of them.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let pipeline = &plan.pipeline;
    let mut found = Vec::new();
    let mut limit = |what: String, seconds: u64, longest: u64, origin: &Origin| {
        if seconds == 0 || seconds > longest {
            let message = format!(
                "{} cannot keep {what} of {}",
                this_target(plan),
                shown(seconds)
            );
            found.push(
                Diagnostic::new(&rules::TIME_RANGE, message, origin.span, "written here")
                    .because(format!("it keeps 1s to {}", shown(longest)))
                    .help("choose a time within these bounds"),
            );
        }
    };
    if let Some(deadline) = &pipeline.deadline {
        let what = "a deadline".to_owned();
        limit(what, deadline.seconds, LONGEST_TIME, &deadline.origin);
    }
    let mut backoff = |retry: &Retry| {
        let waits = retry.backoff.filter(|_| retry.times > 0);
        for seconds in waits
            .iter()
            .flat_map(|waits| [waits.first_seconds, waits.longest_seconds])
        {
            limit(
                "a back-off".to_owned(),
                seconds,
                LONGEST_WAIT,
                &retry.origin,
            );
        }
    };
    if let Some(retry) = &pipeline.retry {
        backoff(retry);
    }
    for task in &pipeline.tasks {
        let own = task.retry.as_ref();
        let common = pipeline.retry.as_ref().map(|retry| &retry.origin);
        if let Some(retry) = own.filter(|retry| Some(&retry.origin) != common) {
            backoff(retry);
        }
    }
    for task in &pipeline.tasks {
        let name = &task.name;
        match &task.kind {
            TaskKind::Approval(approval) => {
                let what = format!("the time to answer of `{name}`");
                limit(what, approval.within_seconds, LONGEST_TIME, &task.origin);
            }
            TaskKind::Wait(wait) if wait.seconds > 0 => {
                limit(
                    format!("`{name}`"),
                    wait.seconds,
                    LONGEST_TIME,
                    &task.origin,
                );
            }
            _ if !task.containers.is_empty() => {
                let what = format!("the timeout of `{name}`");
                limit(
                    what,
                    task.timeout_seconds,
                    LONGEST_TIME,
                    &task.timeout_origin,
                );
            }
            _ => {}
        }
    }
    for reaction in &pipeline.reactions {
        if let ReactionEvent::Late { after_seconds } = reaction.event {
            let what = "`on late`".to_owned();
            limit(what, after_seconds, LONGEST_TIME, &reaction.origin);
        }
    }
    found.extend(late_steps(plan));
    found
}

/// A time as it is written: `1d 2h`.
fn shown(seconds: u64) -> String {
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
    ];
    let written: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count}{unit}"))
        .collect();
    if written.is_empty() {
        "0s".to_owned()
    } else {
        written.join(" ")
    }
}

/// A deadline alert is about a run.
fn late_steps(plan: &Plan) -> impl Iterator<Item = Diagnostic> {
    plan.pipeline.reactions.iter().filter_map(|reaction| {
        let (ReactionEvent::Late { .. }, Some(task)) = (reaction.event, &reaction.task) else {
            return None;
        };
        Some(
            Diagnostic::new(
                &rules::LATE_STEP,
                format!(
                    "{} cannot tell that `{task}` alone is late",
                    this_target(plan)
                ),
                reaction.origin.span,
                "about one step",
            )
            .because("Airflow watches how long a run goes on (`DeadlineAlert`), not a task")
            .help("leave out `of …`, or give the step a `timeout` and write `on failure of …`"),
        )
    })
}
