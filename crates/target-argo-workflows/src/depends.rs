//! What must have become of the tasks before one, and what it hangs on.
//!
//! Argo skips a task whose `when` does not hold and omits one whose `depends` does not; neither
//! says why the other is not there. So the two are kept apart: a task is skipped where a way was
//! not taken, and omitted where something failed. `depends` lets skipped needs pass, and `when`
//! says that they must have run. A task without `.Succeeded` behind its name would pass when
//! skipped, so each name has a result.

use pipewright_plan::{Guard, Task, TaskKind};

use crate::decisions;
use crate::expression::Expr;
use crate::frame::Frame;
use crate::values;
use crate::waits::{APPROVE, DECISION};

/// Every way a task can end.
const ANY_END: &[&str] = &["Succeeded", "Failed", "Errored", "Skipped", "Omitted"];

/// What `depends` says; `None` where nothing comes before.
#[must_use]
pub fn depends<'a>(frame: &Frame<'a>, needs: &[&'a Task], ways: &[&'a Guard]) -> Option<String> {
    let needs = needs
        .iter()
        .map(|need| term(frame.names.task(&need.name), passing(frame, need)));
    let ways = ways
        .iter()
        .map(|way| term(frame.names.task(&way.branch), &["Succeeded"]));
    conjunction(needs.chain(ways).collect())
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
    let mut conditions = match &task.kind {
        TaskKind::Join { of } => joined(frame, task, of),
        _ => ran(frame, &frame.needs(task)),
    };
    let ways = frame.ways(&task.when);
    conditions.extend(ways.into_iter().map(|way| decisions::taken(frame, way)));
    (!conditions.is_empty()).then(|| Expr::all(conditions))
}

/// That one of these ran, where it may be that none did.
fn joined(frame: &Frame<'_>, task: &Task, of: &[String]) -> Vec<Expr> {
    if !frame.is_skippable(&task.name) {
        return Vec::new();
    }
    let ran = of.iter().map(|member| {
        let kind = frame.task(member).map(|task| &task.kind);
        if matches!(kind, Some(TaskKind::Approval(_))) {
            // An answer has come, also where it is no.
            let decision = values::output_of(frame, member, DECISION);
            return decision.equals(&Expr::text(APPROVE));
        }
        values::succeeded(frame, member)
    });
    vec![Expr::any(ran.collect())]
}

/// That all of these ran, as far as it may be that one did not, and that people consented.
#[must_use]
pub fn ran(frame: &Frame<'_>, needs: &[&Task]) -> Vec<Expr> {
    let mut conditions = Vec::new();
    for need in needs {
        if matches!(need.kind, TaskKind::Approval(_)) {
            let decision = values::output_of(frame, &need.name, DECISION);
            conditions.push(decision.equals(&Expr::text(APPROVE)));
        } else if !frame.always_runs(&need.name) {
            conditions.push(values::succeeded(frame, &need.name));
        }
    }
    conditions
}
