//! The DAG of a run's end: releases, what runs finally, and who is told. Argo starts it whatever
//! became of the work, after a deadline too.

use pipewright_plan::{Role, Task};
use pipewright_pod::{FileBundle, PodParts};

use crate::crd::{Arguments, Dag, DagTask, Inputs, Parameter, Template, TemplateOf};
use crate::dag::Own;
use crate::depends::{conjunction, has_ended};
use crate::expression::{Expr, tag};
use crate::frame::{Frame, is_at_the_end};
use crate::inputs::{self, LOGICAL_TIME, RUN_ID, input};
use crate::values::{self, Place};
use crate::{conditions, notify, template};

/// What became of the work.
pub const STATUS: &str = "status";

/// The DAG and its templates; none where a run's end needs nothing.
#[must_use]
pub fn templates(
    frame: &Frame<'_>,
    own: &Own,
    common: &PodParts,
    files: &FileBundle,
) -> Vec<Template> {
    let mut tasks: Vec<DagTask> = frame.end().map(|task| dag_task(frame, task)).collect();
    let told = notify::of_runs(frame);
    if tasks.is_empty() && told.is_empty() {
        return Vec::new();
    }
    // What follows a failure here follows it whatever became of it, so that the last task's end says
    // nothing of those before; and a message that cannot be sent is no failure.
    let mut terms: Vec<String> = frame
        .end()
        .map(|task| {
            let name = frame.names.task(&task.name);
            if task.allowed_failure.is_some() {
                has_ended(name)
            } else {
                format!("({name}.Succeeded || {name}.Skipped)")
            }
        })
        .collect();
    terms.extend(told.iter().map(|task| has_ended(&task.name)));
    tasks.extend(told);
    tasks.push(DagTask {
        name: own.settled.clone(),
        depends: conjunction(terms),
        template: TemplateOf::Template(own.nothing.clone()),
        ..DagTask::default()
    });
    let mut parameters = inputs::of_workflow();
    parameters.push(Parameter {
        default: Some(tag("workflow.status")),
        ..Parameter::named(STATUS)
    });
    let mut templates = vec![Template {
        name: own.finish.clone(),
        inputs: Inputs { parameters },
        dag: Some(Dag {
            target: Some(own.settled.clone()),
            fail_fast: false,
            tasks,
        }),
        ..Template::default()
    }];
    templates.extend(
        frame
            .end()
            .filter(|task| !task.containers.is_empty())
            .map(|task| template::of_task(frame, task, common, files)),
    );
    templates
}

/// A release or a final task. It follows what it needs among those, whatever became of that.
fn dag_task<'a>(frame: &Frame<'a>, task: &'a Task) -> DagTask {
    let when = when(frame, task);
    let mut arguments = inputs::handed_on(&[RUN_ID, LOGICAL_TIME]);
    arguments.extend(inputs::values_for(frame, task, Place::End, when.as_ref()));
    let before = frame
        .end()
        .filter(|other| precedes(task, other))
        .map(|other| {
            let name = frame.names.task(&other.name);
            // A step of `finally` that reads what another yields must not run without it.
            if task.needs.contains(&other.name) && task.role == Role::Finally {
                format!("{name}.Succeeded")
            } else {
                has_ended(name)
            }
        });
    DagTask {
        name: frame.names.task(&task.name).to_owned(),
        depends: conjunction(before.collect()),
        when: when.map(|when| when.tag()),
        template: TemplateOf::Template(frame.names.task(&task.name).to_owned()),
        arguments: Arguments {
            parameters: arguments,
        },
        ..DagTask::default()
    }
}

/// Whether `other` comes before `task`: what it needs, and all releases before what runs finally.
fn precedes(task: &Task, other: &Task) -> bool {
    task.needs.contains(&other.name)
        || (task.role == Role::Finally && matches!(other.role, Role::Release { .. }))
}

/// What it hangs on: a release on that what made the resource was started, anything else on the
/// ways it lies on.
fn when(frame: &Frame<'_>, task: &Task) -> Option<Expr> {
    if let Role::Release { acquire, .. } = &task.role {
        return Some(was_started(frame, acquire));
    }
    let guards = conditions::guards(frame, &task.when, Place::End);
    (!guards.is_empty()).then(|| Expr::all(guards))
}

/// Whether a task of the work was started: it has left its output behind, or it has failed.
fn was_started(frame: &Frame<'_>, task: &str) -> Expr {
    let output = values::output(frame, task, Place::End);
    Expr::any(vec![
        output.compare("!=", &Expr::nil()),
        has_failed(frame, task),
    ])
}

/// Whether a task is among the failures of the workflow, which Argo tells as JSON in quotes.
#[must_use]
pub fn has_failed(frame: &Frame<'_>, task: &str) -> Expr {
    let name = frame.names.task(task);
    let pattern = format!("templateName\\\\*\":\\\\*\"{name}\\\\*\"");
    Expr::variable("workflow")
        .field("failures")
        .compare("matches", &Expr::text(&pattern))
}

/// Whether a run ended without success: its work did, or something at its end.
#[must_use]
pub fn run_failed(frame: &Frame<'_>) -> Expr {
    let mut failed = vec![input(STATUS).compare("!=", &Expr::text("Succeeded"))];
    for task in frame.end().filter(|task| task.allowed_failure.is_none()) {
        for end in ["Failed", "Error"] {
            failed.push(values::status(frame, &task.name).equals(&Expr::text(end)));
        }
    }
    Expr::any(failed)
}

/// Whether a run has an end that does something.
#[must_use]
pub fn is_needed(frame: &Frame<'_>) -> bool {
    frame.plan.pipeline.tasks.iter().any(is_at_the_end) || !notify::of_runs(frame).is_empty()
}
