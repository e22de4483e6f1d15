//! Ledger rows of constraints that belong to one task.

use pipewright_plan::{Constraint, LedgerRow, Plan, Task, TaskKind};

use super::{CRON_JOB, attempt_sum, row};
use crate::place::{POD, task_path};
use crate::timing::for_people;

/// The task a constraint's id speaks of: `timeout/by_country`, `check/by_country/2`.
fn task_of<'a>(plan: &'a Plan, constraint: &Constraint) -> Option<&'a Task> {
    let name = constraint.id.split('/').nth(1)?;
    let tasks = &plan.pipeline.tasks;
    tasks.iter().find(|task| task.name == name).or_else(|| {
        tasks.iter().find(|task| match &task.kind {
            TaskKind::Read { dataset } => dataset == name,
            TaskKind::Run { step } => step == name,
            TaskKind::Check(check) => check.subject == name,
            TaskKind::Write(write) => write.dataset == name || write.subject == name,
        })
    })
}

/// The task of that id whose kind fits; a check and a step may have one subject.
fn task_where<'a>(
    plan: &'a Plan,
    constraint: &Constraint,
    fits: impl Fn(&TaskKind, &str) -> bool,
) -> Option<&'a Task> {
    let name = constraint.id.split('/').nth(1).unwrap_or("");
    let tasks = &plan.pipeline.tasks;
    tasks
        .iter()
        .find(|task| fits(&task.kind, name))
        .or_else(|| tasks.iter().find(|task| task.name == name))
}

/// One limit for the whole pod, said as it is.
pub fn timeout(plan: &Plan, constraint: &Constraint) -> LedgerRow {
    let mut because = vec![
        "one pod runs all tasks, and its limit is the sum of their timeouts".to_owned(),
        attempt_sum(plan),
    ];
    if let Some(task) = task_of(plan, constraint) {
        because.push(format!(
            "`{}` may use what the others leave of it, beyond its own {}",
            task.name,
            for_people(task.timeout_seconds)
        ));
    }
    row(
        plan,
        constraint,
        format!("{POD}.activeDeadlineSeconds"),
        CRON_JOB,
        because,
    )
}

/// Requests and limits of the step's container.
pub fn resources(plan: &Plan, constraint: &Constraint) -> Vec<LedgerRow> {
    let path =
        task_of(plan, constraint).map_or_else(|| POD.to_owned(), |task| task_path(plan, task));
    let because = vec!["requests and limits alike".to_owned()];
    vec![row(
        plan,
        constraint,
        format!("{path}.resources"),
        CRON_JOB,
        because,
    )]
}

/// The container that runs the check.
pub fn check(plan: &Plan, constraint: &Constraint) -> Vec<LedgerRow> {
    let found = task_where(
        plan,
        constraint,
        |kind, name| matches!(kind, TaskKind::Check(check) if check.subject == name),
    );
    let Some(task) = found else {
        return Vec::new();
    };
    let because = if only_warns(task, constraint) {
        "a row that breaks it is reported in the log; the run goes on"
    } else {
        "a row that breaks it ends the container, and with it the pod, before anything is written"
    };
    let by = task_path(plan, task);
    let mut rows = vec![row(
        plan,
        constraint,
        by,
        CRON_JOB,
        vec![because.to_owned()],
    )];
    let file = task
        .containers
        .last()
        .and_then(|container| container.sql.as_ref());
    if let Some(file) = file {
        let by = format!("data[{}]", file.name);
        rows.push(row(plan, constraint, by, "configmap.yaml", Vec::new()));
    }
    rows
}

/// Whether the condition of `check/SUBJECT/NUMBER`, counted from 1, only warns.
fn only_warns(task: &Task, constraint: &Constraint) -> bool {
    let TaskKind::Check(check) = &task.kind else {
        return false;
    };
    let number = constraint
        .id
        .rsplit('/')
        .next()
        .and_then(|number| number.parse::<usize>().ok());
    number
        .and_then(|number| check.conditions.get(number.checked_sub(1)?))
        .is_some_and(|condition| condition.warn)
}

/// The container that publishes.
pub fn write_mode(plan: &Plan, constraint: &Constraint) -> Vec<LedgerRow> {
    let found = task_where(
        plan,
        constraint,
        |kind, name| matches!(kind, TaskKind::Write(write) if write.dataset == name),
    );
    let Some(task) = found else {
        return Vec::new();
    };
    let because = vec!["the connector's container is told the mode".to_owned()];
    vec![row(
        plan,
        constraint,
        format!("{}.args", task_path(plan, task)),
        CRON_JOB,
        because,
    )]
}
