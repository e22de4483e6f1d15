//! Steps that are run again: what the author says of them, and what nobody said.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Guarantee, Role, Task, TaskKind};

use super::Facts;
use super::delivery::{base, times};
use crate::findings::Findings;
use crate::rules;

/// Steps that are retried though twice is not once, and steps whose rows go where no write shows.
pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let exactly_once = facts.plan.pipeline.guarantee == Some(Guarantee::ExactlyOnce);
    let handed_on = handed_on(&facts.plan.pipeline.tasks);
    for task in &facts.plan.pipeline.tasks {
        if !matches!(task.kind, TaskKind::Run { .. }) {
            continue;
        }
        let retries = task.retry.as_ref().map_or(0, |retry| retry.times);
        if !task.idempotent && retries > 0 && !exactly_once {
            findings.report(retried(task, retries));
        }
        if exactly_once && unsaid(task, &handed_on) {
            findings.report(unstated(facts, task));
        }
    }
}

/// The names of whatever some task reads, checks or writes.
fn handed_on(tasks: &[Task]) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for task in tasks {
        names.extend(task.inputs.iter().map(String::as_str));
        names.extend(match &task.kind {
            TaskKind::Check(check) => Some(check.subject.as_str()),
            TaskKind::Write(write) => Some(write.subject.as_str()),
            TaskKind::Measure { subject } => Some(subject.as_str()),
            _ => None,
        });
    }
    names
}

/// Whether a step takes rows and hands none on, and nobody says what a second time does.
fn unsaid(task: &Task, handed_on: &BTreeSet<&str>) -> bool {
    let said = task.repetition.as_ref();
    let mut outputs = task.outputs.iter();
    task.role == Role::Work
        && !outputs.any(|output| handed_on.contains(output.name.as_str()))
        && !task.inputs.is_empty()
        && said.and_then(|said| said.idempotent).is_none()
}

fn retried(task: &Task, retries: u32) -> Diagnostic {
    let place = task
        .repetition
        .as_ref()
        .map_or(&task.origin, |said| &said.origin);
    let mut found = Diagnostic::new(
        &rules::RETRIED_EFFECT,
        format!("`{}` is retried, and twice is not the same as once", task.name),
        place.span,
        "an attempt may fail after it has had its effect",
    )
    .because(format!("{} is repeated, up to {}", task.name, times(retries)))
    .because("what it did before it failed is done again")
    .help("make it idempotent, such as by a key of its own for each run, `PIPEWRIGHT_RUN_ID`; or write `retry = { times = 0 }` in the step");
    if let Some(retry) = &task.retry {
        found = found.with_related(retry.origin.span, "attempts are repeated by this");
    }
    found
}

fn unstated(facts: &Facts<'_>, task: &Task) -> Diagnostic {
    Diagnostic::new(
        &rules::UNSTATED_REPETITION,
        format!(
            "nobody says what running `{}` twice does, and every row is to arrive once",
            task.name
        ),
        task.origin.span,
        "it takes rows, and no write shows where they go",
    )
    .with_related(
        facts.plan.pipeline.guarantee_origin.span,
        "`exactly_once` is promised here",
    )
    .help("write `idempotent = true` in the step if twice is the same as once, `idempotent = false` if not")
}

/// A step that breaks exactly-once by what its author says of it.
pub(super) fn unrepeatable(facts: &Facts<'_>, task: &Task) -> Diagnostic {
    let at = facts.plan.pipeline.guarantee_origin.span;
    let retried = task.retry.as_ref().is_some_and(|retry| retry.times > 0);
    let place = task
        .repetition
        .as_ref()
        .map_or(&task.origin, |said| &said.origin);
    let found = base(
        facts,
        &format!(
            "running `{}` twice leaves another state than running it once",
            task.name
        ),
        place.span,
        "not repeatable".to_owned(),
    )
    .because(format!(
        "an attempt of {} may fail after it has had its effect",
        task.name
    ))
    .because("it is repeated, or what it did is lost to the run");
    // A retry would repeat the effect, whatever is promised of rows.
    if retried {
        let found =
            found.help("let the step only write its outputs; or promise less, without `retry`");
        return super::repair::weaker(found, facts.plan);
    }
    found
        .help("let the step only write its outputs; or promise `at_least_once`")
        .fix(
            "replace with `guarantee at_least_once`",
            at,
            "guarantee at_least_once",
        )
}
