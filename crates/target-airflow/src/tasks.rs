//! One `KubernetesPodOperator` for each task.

use std::collections::BTreeMap;

use pipewright_plan::{Access, Plan, Task, TaskKind};

use crate::python::{Argument, Call, Expression};
use crate::time::timedelta;

/// The operator of a task; `pod` are the arguments that make its pod, `assets` the variables of the
/// datasets.
#[must_use]
pub fn operator(
    plan: &Plan,
    task: &Task,
    pod: Vec<Argument>,
    assets: &BTreeMap<&str, String>,
) -> Expression {
    let mut arguments = vec![Argument::new("task_id", Expression::text(&task.name))];
    if let Some(doc) = task
        .doc
        .as_deref()
        .map(str::trim)
        .filter(|doc| !doc.is_empty())
    {
        arguments.push(Argument::new("doc_md", Expression::text(doc)));
    }
    arguments.extend(pod);
    let seconds = Expression::name(task.timeout_seconds.to_string());
    arguments.push(Argument::new(
        "execution_timeout",
        timedelta(task.timeout_seconds),
    ));
    arguments.push(Argument::new("active_deadline_seconds", seconds.clone()));
    // A pod counts as starting until its init containers have ended.
    arguments.push(Argument::new("startup_timeout_seconds", seconds));
    let variables = |names: Vec<&str>| {
        let known = names.into_iter().filter_map(|name| assets.get(name));
        known.map(Expression::name).collect::<Vec<_>>()
    };
    for (argument, names) in [("inlets", inlets(plan, task)), ("outlets", outlets(task))] {
        let list = variables(names);
        if !list.is_empty() {
            arguments.push(Argument::new(argument, Expression::List(list)));
        }
    }
    Expression::Call(Call::new("KubernetesPodOperator", arguments).opened())
}

/// Datasets the task writes.
fn outlets(task: &Task) -> Vec<&str> {
    match &task.kind {
        TaskKind::Write(write) => vec![&write.dataset],
        _ => Vec::new(),
    }
}

/// Datasets the task itself reads: those it moves, and those it is handed the location of.
fn inlets<'a>(plan: &Plan, task: &'a Task) -> Vec<&'a str> {
    let sink = match &task.kind {
        TaskKind::Read { dataset, .. } => return vec![dataset],
        TaskKind::Write(write) => Some(write.dataset.as_str()),
        _ => None,
    };
    let is_location = |name: &str| {
        plan.dataset(name)
            .is_some_and(|dataset| matches!(dataset.access, Access::Location { .. }))
    };
    let names = task.datasets.iter().map(String::as_str);
    names
        .filter(|name| Some(*name) != sink && is_location(name))
        .collect()
}
