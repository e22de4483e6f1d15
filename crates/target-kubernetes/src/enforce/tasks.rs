//! Ledger rows of constraints that belong to one task.

use pipewright_plan::{Constraint, LedgerRow, Task, TaskKind};
use pipewright_pod::spot;

use super::facts::Facts;
use super::{CRON_JOB, row};
use crate::place::{POD, task_path};
use crate::timing::for_people;

/// One limit for the whole pod, said as it is.
pub fn timeout(facts: &Facts<'_>, constraint: &Constraint) -> LedgerRow {
    let mut because = vec![
        "one pod runs all tasks, and its limit is the sum of their timeouts".to_owned(),
        facts.attempt.clone(),
    ];
    if let Some(task) = facts.task(constraint) {
        because.push(format!(
            "`{}` may use what the others leave of it, beyond its own {}",
            task.name,
            for_people(task.timeout_seconds)
        ));
    }
    let by = format!("{POD}.activeDeadlineSeconds");
    row(facts.plan, constraint, by, CRON_JOB, because)
}

/// Requests and limits of the step's container.
pub fn resources(facts: &Facts<'_>, constraint: &Constraint) -> Option<LedgerRow> {
    let by = format!(
        "{}.resources",
        task_path(facts.plan, facts.task(constraint)?)
    );
    let because = vec!["requests and limits alike".to_owned()];
    Some(row(facts.plan, constraint, by, CRON_JOB, because))
}

/// The container that runs the check, and its statements.
pub fn check(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let Some(task) = facts.task(constraint) else {
        return Vec::new();
    };
    let because = if only_warns(task, constraint) {
        "a row that breaks it is reported in the log; the run goes on"
    } else {
        "a row that breaks it ends the container, and with it the pod, before anything is written"
    };
    let by = task_path(facts.plan, task);
    let mut rows = vec![row(
        facts.plan,
        constraint,
        by,
        CRON_JOB,
        vec![because.to_owned()],
    )];
    let file = task
        .containers
        .last()
        .and_then(|container| container.file.as_ref());
    if let Some(file) = file {
        let by = format!("data[{}]", file.name);
        rows.push(row(
            facts.plan,
            constraint,
            by,
            "configmap.yaml",
            Vec::new(),
        ));
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
pub fn write_mode(facts: &Facts<'_>, constraint: &Constraint) -> Option<LedgerRow> {
    let path = task_path(facts.plan, facts.task(constraint)?);
    let by = format!("{path}.args, {path}.env");
    let because = vec!["the connector's container is told the mode".to_owned()];
    Some(row(facts.plan, constraint, by, CRON_JOB, because))
}

/// How much goes on at once: one container.
pub fn one_after_another(facts: &Facts<'_>, constraint: &Constraint) -> LedgerRow {
    let because = vec!["all containers but the last are init containers: one at a time".to_owned()];
    let by = format!("{POD}.initContainers");
    row(facts.plan, constraint, by, CRON_JOB, because)
}

/// Volumes, node labels, services of a step.
pub fn placement(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let Some(task) = facts.task(constraint) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    let mut add = |by: String, because: &str| {
        let because = vec![because.to_owned()];
        rows.push(row(facts.plan, constraint, by, CRON_JOB, because));
    };
    if !task.node.is_empty() {
        add(
            format!("{POD}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution"),
            "only nodes with these labels",
        );
    }
    if task
        .containers
        .iter()
        .any(|container| !container.volumes.is_empty())
    {
        add(
            format!("{}.volumeMounts", task_path(facts.plan, task)),
            "the claim is mounted into the step's container",
        );
    }
    for service in &task.services {
        add(
            format!("{POD}.initContainers[name={}]", service.container.name),
            "a native sidecar whose port must answer before the step starts",
        );
    }
    rows
}

/// The nodes that the one pod of a run stands on.
pub fn interruptible(facts: &Facts<'_>, constraint: &Constraint) -> Option<LedgerRow> {
    let tasks: Vec<&Task> = facts.plan.pipeline.tasks.iter().collect();
    let kept = spot::kept(facts.plan, &tasks)?;
    let asked = spot::asked(facts.plan, constraint);
    let wanted = match kept {
        spot::Kept::Off => |said: bool| !said,
        spot::Kept::On => |said: bool| said,
    };
    let says = |task: &&Task| {
        let said = task.interruptible.as_ref();
        said.is_some_and(|said| wanted(said.allowed))
    };
    asked.iter().any(says).then(|| {
        let by = format!("{POD}.affinity.nodeAffinity.{}", kept.field());
        let because = vec![kept.because().to_owned()];
        row(facts.plan, constraint, by, CRON_JOB, because)
    })
}

/// The container that parts the rows.
pub fn dead_letter(facts: &Facts<'_>, constraint: &Constraint) -> Option<LedgerRow> {
    let by = task_path(facts.plan, facts.task(constraint)?);
    let because =
        vec!["it parts the rows; a container after it publishes the rejected ones".to_owned()];
    Some(row(facts.plan, constraint, by, CRON_JOB, because))
}
