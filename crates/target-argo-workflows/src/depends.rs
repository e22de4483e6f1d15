//! What must have become of the tasks before one, and what it hangs on.
//!
//! Argo skips a task whose `when` does not hold and omits one whose `depends` does not; neither
//! says why the other is not there. So the two are kept apart: a task is skipped where a way was
//! not taken, and omitted where something failed. `depends` lets skipped needs pass, and `when`
//! says that they must have run. A task without `.Succeeded` behind its name would pass when
//! skipped, so each name has a result.

use pipewright_plan::{Task, TaskKind};

use crate::expression::Expr;
use crate::frame::Frame;
use crate::values::{self, Place};
use crate::waits::DECISION;

/// Every way a task can end.
const ANY_END: &[&str] = &["Succeeded", "Failed", "Errored", "Skipped", "Omitted"];

/// What `depends` says; `None` where nothing comes before.
#[must_use]
pub fn depends<'a>(frame: &Frame<'a>, task: &'a Task) -> Option<String> {
    let terms: Vec<String> = frame
        .before(task)
        .into_iter()
        .map(|need| term(frame.names.task(&need.name), passing(frame, need)))
        .collect();
    conjunction(terms)
}

/// The ends of a need that let what comes after it pass.
fn passing(frame: &Frame<'_>, need: &Task) -> &'static [&'static str] {
    match (
        need.allowed_failure.is_some(),
        frame.is_skippable(&need.name),
    ) {
        (false, false) => &["Succeeded"],
        (false, true) => &["Succeeded", "Skipped"],
        (true, _) => &["Succeeded", "Failed", "Errored", "Skipped"],
    }
}

/// Whether a task has ended one of these ways.
fn term(name: &str, ends: &[&str]) -> String {
    let ways: Vec<String> = ends.iter().map(|end| format!("{name}.{end}")).collect();
    match ways.as_slice() {
        [only] => only.clone(),
        _ => format!("({})", ways.join(" || ")),
    }
}

/// All of these; `None` where there are none.
#[must_use]
pub fn conjunction(terms: Vec<String>) -> Option<String> {
    (!terms.is_empty()).then(|| terms.join(" && "))
}

/// A task has ended, whatever became of it.
#[must_use]
pub fn has_ended(name: &str) -> String {
    term(name, ANY_END)
}

/// A task has ended without a failure of the run.
#[must_use]
pub fn has_not_failed(frame: &Frame<'_>, task: &Task) -> String {
    term(frame.names.task(&task.name), passing(frame, task))
}

/// What the task hangs on besides the order; `None` where it always runs.
#[must_use]
pub fn when<'a>(frame: &Frame<'a>, task: &'a Task) -> Option<Expr> {
    let place = Place::Work { certain: false };
    let mut conditions = Vec::new();
    if let TaskKind::Join { of } = &task.kind {
        if frame.is_skippable(&task.name) {
            let ran = of.iter().map(|member| values::succeeded(frame, member));
            conditions.push(Expr::any(ran.collect()));
        }
    } else {
        for need in frame.before(task) {
            if need.allowed_failure.is_some() || frame.is_skippable(&need.name) {
                conditions.push(values::succeeded(frame, &need.name));
            }
            if matches!(need.kind, TaskKind::Approval(_)) {
                let decision = Expr::variable("tasks").reach(&[
                    frame.names.task(&need.name),
                    "outputs",
                    "parameters",
                    DECISION,
                ]);
                conditions.push(decision.binary("==", &Expr::text(crate::waits::APPROVE)));
            }
        }
    }
    conditions.extend(crate::conditions::guards(frame, &task.when, place));
    (!conditions.is_empty()).then(|| Expr::all(conditions))
}
