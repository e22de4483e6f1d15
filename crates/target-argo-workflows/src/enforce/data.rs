//! Ledger rows of what is demanded of data and values.

use std::collections::BTreeMap;

use pipewright_plan::{Constraint, LedgerRow, Plan, SecretStore, Task, TaskKind, VariableValue};
use pipewright_pod::annotation;

use super::{Facts, row, shared_row};
use pipewright_pod::shares::shared_folder;

use crate::files::{CONFIG_MAP, EXTERNAL_SECRETS, WORKFLOW_TEMPLATE};
use crate::values::OUTPUT;

/// How many variables hold each secret.
pub fn uses_of_secrets(plan: &Plan) -> BTreeMap<&str, usize> {
    let mut found = BTreeMap::new();
    let containers = plan
        .pipeline
        .tasks
        .iter()
        .flat_map(|task| task.every_container());
    for variable in containers.flat_map(|container| &container.env) {
        if let VariableValue::Secret { secret, .. } = &variable.value {
            *found.entry(secret.as_str()).or_insert(0) += 1;
        }
    }
    found
}

/// Where the secret of `secret/NAME` is referred to, and what fills it.
pub fn secret(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let plan = facts.plan();
    let name = constraint.id.split_once('/').map_or("", |(_, name)| name);
    let uses = facts.secrets.get(name).copied().unwrap_or(0);
    let because = vec![
        "by reference: no value is in any generated file".to_owned(),
        format!("in {uses} variables"),
    ];
    let mut rows = vec![row(
        plan,
        constraint,
        format!("env.valueFrom.secretKeyRef[name={name}]"),
        WORKFLOW_TEMPLATE,
        because,
    )];
    if let SecretStore::External { store } = &plan.environment.secrets {
        rows.push(shared_row(
            constraint,
            format!("ExternalSecret {name} spec.data"),
            &format!("{}/{EXTERNAL_SECRETS}", shared_folder(plan)),
            vec![format!("store `{store}` fills the Secret in the cluster")],
        ));
    }
    rows
}

/// The task that runs the check, and its statements.
pub fn check(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let Some(task) = facts.task(constraint) else {
        return Vec::new();
    };
    let because = if only_warns(task, constraint) {
        "a row that breaks it is reported in the log; the run goes on"
    } else {
        "a row that breaks it fails the task, and no task that waits for it runs"
    };
    let mut rows = vec![row(
        facts.plan(),
        constraint,
        facts.dag_task(task),
        WORKFLOW_TEMPLATE,
        vec![because.to_owned()],
    )];
    let file = task
        .containers
        .last()
        .and_then(|container| container.file.as_ref());
    if let Some(file) = file {
        let by = format!("data[{}]", file.name);
        rows.push(row(facts.plan(), constraint, by, CONFIG_MAP, Vec::new()));
    }
    rows
}

/// Whether the condition of `check/TASK/NUMBER`, counted from 1, only warns.
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
pub fn write_mode(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    of_task(
        facts,
        constraint,
        |facts, task| {
            let container = format!("{}.container", facts.template(task));
            let has_arguments = task
                .containers
                .last()
                .is_some_and(|own| !own.args.is_empty());
            if has_arguments {
                format!("{container}.args, {container}.env")
            } else {
                format!("{container}.env")
            }
        },
        "the connector's container is told the mode",
    )
}

/// Rows that break a condition, and where they go.
pub fn dead_letter(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    of_task(
        facts,
        constraint,
        |facts, task| facts.dag_task(task),
        "it leaves the rows that break a condition apart, and a task of its own writes them",
    )
}

/// The data interval a task is told.
pub fn interval(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    use pipewright_plan::EngineValue;
    let by = |facts: &Facts<'_>, task: &Task| {
        let template = facts.template(task);
        [EngineValue::IntervalStart, EngineValue::IntervalEnd]
            .iter()
            .filter(|value| crate::inputs::taken(task).contains(value))
            .map(|value| format!("{template}.metadata.annotations[{}]", annotation(value)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    of_task(
        facts,
        constraint,
        by,
        "from the time before to the time the run was due",
    )
}

/// The output that holds a task's values.
pub fn values(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    of_task(
        facts,
        constraint,
        |facts, task| format!("{}.outputs.parameters[name={OUTPUT}]", facts.template(task)),
        "a value that is not of its type is an error where it is read",
    )
}

/// One row about the task an id names.
pub fn of_task(
    facts: &Facts<'_>,
    constraint: &Constraint,
    by: impl Fn(&Facts<'_>, &Task) -> String,
    because: &str,
) -> Vec<LedgerRow> {
    let Some(task) = facts.task(constraint) else {
        return Vec::new();
    };
    vec![row(
        facts.plan(),
        constraint,
        by(facts, task),
        WORKFLOW_TEMPLATE,
        vec![because.to_owned()],
    )]
}
