//! What holds for data: checks, writes, values, secrets.

use pipewright_plan::{ConstraintKind, LedgerRow, SecretStore, Task, TaskKind, VariableValue};

use super::Asked;
use crate::companion;

pub fn rows(asked: &Asked<'_>) -> Vec<LedgerRow> {
    let plan = asked.plan;
    let name = asked.part(1);
    match asked.constraint.kind {
        ConstraintKind::Secret => secret(asked, name),
        ConstraintKind::Check => check(asked),
        ConstraintKind::WriteMode => {
            let writes = |task: &&Task| matches!(&task.kind, TaskKind::Write(write) if write.dataset == name);
            let task = plan
                .task(name)
                .or_else(|| plan.pipeline.tasks.iter().find(writes));
            let because = ["the connector's container is told the mode"];
            let made = task.map(|task| asked.row(told(task), &because));
            made.into_iter().collect()
        }
        ConstraintKind::Values => vec![asked.row(
            format!("{name} post_execute=keep_values"),
            &[
                "XComs of what the container left in /dev/termination-log, at most 4 KiB",
                "another type, one more or one fewer fails the task",
            ],
        )],
        ConstraintKind::Interval => vec![asked.row(
            "DAG schedule=CronDataIntervalTimetable, default_args annotations",
            &["a run by hand has the last interval that has ended"],
        )],
        ConstraintKind::DeadLetter => vec![asked.row(
            name,
            &["rows that break a condition are staged apart, and written by a task of their own"],
        )],
        _ => Vec::new(),
    }
}

/// The arguments in which the connector's container is told something.
fn told(task: &Task) -> String {
    let own = task.containers.last();
    let has_arguments = own.is_some_and(|container| !container.args.is_empty());
    let has_variables = own.is_some_and(|container| !container.env.is_empty());
    match (has_arguments, has_variables) {
        (_, false) => format!("{} arguments", task.name),
        (false, true) => format!("{} env_vars", task.name),
        (true, true) => format!("{} arguments, env_vars", task.name),
    }
}

fn secret(asked: &Asked<'_>, name: &str) -> Vec<LedgerRow> {
    let containers = asked
        .plan
        .pipeline
        .tasks
        .iter()
        .flat_map(Task::every_container);
    let uses = containers
        .flat_map(|container| &container.env)
        .filter(|variable| {
            matches!(&variable.value, VariableValue::Secret { secret, .. } if secret == name)
        })
        .count();
    let mut rows = vec![asked.row(
        format!("env value_from.secret_key_ref[name={name}]"),
        &[
            "by reference: no value is in any generated file",
            &format!("in {uses} variables"),
        ],
    )];
    if let SecretStore::External { store } = &asked.plan.environment.secrets {
        rows.push(asked.row_in(
            &companion::secret_path(name),
            format!("ExternalSecret {name} spec.data"),
            &[&format!("store `{store}` fills the Secret in the cluster")],
        ));
    }
    rows
}

fn check(asked: &Asked<'_>) -> Vec<LedgerRow> {
    let name = asked.part(1);
    let checks =
        |task: &&Task| matches!(&task.kind, TaskKind::Check(check) if check.subject == name);
    let tasks = &asked.plan.pipeline.tasks;
    let Some(task) = tasks.iter().find(checks).or_else(|| asked.task(name)) else {
        return Vec::new();
    };
    let because = match condition(task, asked.part(2)) {
        (true, _) => "a row that breaks it is reported in the log; the run goes on",
        (_, true) => "a row that breaks it goes to the rejected ones",
        _ => "a row that breaks it fails the task, and no task that waits for it runs",
    };
    let mut rows = vec![asked.row(task.name.clone(), &[because])];
    let mut files = task
        .containers
        .iter()
        .filter_map(|found| found.file.as_ref());
    if let Some(file) = files.next_back() {
        let by = format!("data[{}]", file.name);
        rows.push(asked.row_in(&companion::sql_path(asked.plan), by, &[]));
    }
    rows
}

/// Whether a condition of a check, counted from 1, only warns; and whether its rows are rejected.
fn condition(task: &Task, number: &str) -> (bool, bool) {
    use pipewright_plan::CheckOperator as Operator;
    let TaskKind::Check(check) = &task.kind else {
        return (false, false);
    };
    let number = number.parse::<usize>().ok();
    let found = number.and_then(|number| check.conditions.get(number.checked_sub(1)?));
    let is_about_rows = found.is_some_and(|found| {
        matches!(
            found.operator,
            Operator::Compare { .. }
                | Operator::Complete { .. }
                | Operator::In { .. }
                | Operator::Matches { .. }
        )
    });
    (
        found.is_some_and(|found| found.warn),
        check.rejecting.is_some() && is_about_rows,
    )
}
