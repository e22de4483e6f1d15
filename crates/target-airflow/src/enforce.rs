//! The ledger rows of this target: by which part of which file each constraint is kept.

use pipewright_plan::{
    Constraint, ConstraintKind, LedgerRow, Overlap, Plan, Schedule, SecretStore, Status, Task,
    TaskKind, VariableValue,
};
use pipewright_pod::{allowed_places, labels};

use crate::dag::{NODE_WAIT, PARALLEL_RUNS};
use crate::{companion, notify, target};

/// One row or more for each constraint this target keeps at run time.
#[must_use]
pub fn enforce(plan: &Plan) -> Vec<LedgerRow> {
    let constraints = plan.ledger.constraints.iter();
    constraints
        .flat_map(|constraint| rows(plan, constraint))
        .collect()
}

fn rows(plan: &Plan, constraint: &Constraint) -> Vec<LedgerRow> {
    let dag = |by: String, because: Vec<String>| vec![row(plan, constraint, by, because)];
    match constraint.kind {
        ConstraintKind::Schedule => dag(schedule(plan), Vec::new()),
        ConstraintKind::Deadline => dag(
            "DAG dagrun_timeout".to_owned(),
            vec!["then the run has failed, and its pods are deleted".to_owned()],
        ),
        ConstraintKind::Region => region(plan, constraint),
        ConstraintKind::Retry => dag("default_args retries".to_owned(), retry(plan)),
        ConstraintKind::Overlap => dag("DAG max_active_runs".to_owned(), overlap(plan)),
        ConstraintKind::Owner => dag(
            format!("default_args owner, labels[{}]", labels::OWNER),
            Vec::new(),
        ),
        ConstraintKind::Labels => dag("default_args labels, DAG tags".to_owned(), Vec::new()),
        ConstraintKind::Notification => notification(plan, constraint),
        ConstraintKind::Secret => secret(plan, constraint),
        ConstraintKind::Timeout => task_row(
            plan,
            constraint,
            |_, _| false,
            |task| {
                let by = format!("{} execution_timeout, active_deadline_seconds", task.name);
                let because = vec![format!(
                    "each attempt; waiting for a node, at most {NODE_WAIT} s, is part of it"
                )];
                (by, because)
            },
        ),
        ConstraintKind::Resources => task_row(
            plan,
            constraint,
            |kind, name| matches!(kind, TaskKind::Run { step } if step == name),
            |task| {
                let because = vec!["requests and limits alike".to_owned()];
                (format!("{} container_resources", task.name), because)
            },
        ),
        ConstraintKind::Check => check(plan, constraint),
        ConstraintKind::WriteMode => task_row(
            plan,
            constraint,
            |kind, name| matches!(kind, TaskKind::Write(write) if write.dataset == name),
            |task| {
                let because = vec!["the connector's container is told the mode".to_owned()];
                (format!("{} arguments", task.name), because)
            },
        ),
        // Proven for all targets, or not at all: nothing at run time keeps them.
        ConstraintKind::Guarantee
        | ConstraintKind::Schema
        | ConstraintKind::Freshness
        | ConstraintKind::Class => Vec::new(),
        _ => Vec::new(),
    }
}

/// A row whose mechanism is in the DAG file.
fn row(plan: &Plan, constraint: &Constraint, by: String, because: Vec<String>) -> LedgerRow {
    let file = target::dag_path(plan);
    row_in(&file, constraint, by, because)
}

/// A row whose mechanism is in the file of that path below the target's folder.
fn row_in(file: &str, constraint: &Constraint, by: String, because: Vec<String>) -> LedgerRow {
    LedgerRow {
        constraint: constraint.id.clone(),
        status: Status::Enforced,
        target: Some(target::NAME.to_owned()),
        by,
        file: Some(format!("{}/{file}", target::NAME)),
        because,
    }
}

fn schedule(plan: &Plan) -> String {
    match plan.pipeline.only_schedule() {
        Some(Schedule::Cron { .. }) => "DAG schedule=CronTriggerTimetable, catchup".to_owned(),
        Some(Schedule::Datasets { .. } | Schedule::Event { .. }) => {
            "DAG schedule=[Asset]".to_owned()
        }
        Some(Schedule::Manual) | None => "DAG schedule=None".to_owned(),
    }
}

fn region(plan: &Plan, constraint: &Constraint) -> Vec<LedgerRow> {
    let mut rows = Vec::new();
    let places = allowed_places(plan);
    if !places.is_empty() {
        let by = "POD spec.affinity.node_affinity".to_owned();
        let because = vec![format!("nodes in {} only", places.join(", "))];
        rows.push(row(plan, constraint, by, because));
    }
    let because = vec![
        "only the ports, addresses and namespaces of the plan's endpoints are open".to_owned(),
        format!(
            "host names are listed in the annotation {} and not enforced by NetworkPolicy itself",
            labels::EGRESS
        ),
    ];
    let file = companion::network_path(plan);
    rows.push(row_in(&file, constraint, "spec.egress".to_owned(), because));
    rows
}

fn retry(plan: &Plan) -> Vec<String> {
    let retry = plan.pipeline.retry.as_ref();
    let backoff = retry
        .and_then(|retry| retry.backoff)
        .unwrap_or(pipewright_plan::Backoff::USUAL);
    vec![
        format!(
            "{} attempts of each task after the first",
            retry.map_or(0, |retry| retry.times)
        ),
        format!(
            "waits of {} s, doubling to {} s; Airflow spreads each up to twice its length",
            backoff.first_seconds, backoff.longest_seconds
        ),
    ]
}

fn overlap(plan: &Plan) -> Vec<String> {
    vec![match plan.pipeline.overlap {
        Overlap::Forbid | Overlap::Replace => {
            "one run at a time; one that falls due meanwhile waits".to_owned()
        }
        Overlap::Allow => format!("up to {PARALLEL_RUNS} runs side by side"),
    }]
}

fn notification(plan: &Plan, constraint: &Constraint) -> Vec<LedgerRow> {
    // `notify/2` is the second reaction.
    let number = constraint
        .id
        .rsplit('/')
        .next()
        .and_then(|last| last.parse::<usize>().ok());
    let reaction = number
        .and_then(|number| plan.pipeline.reactions.get(number.checked_sub(1)?))
        .or_else(|| plan.pipeline.reactions.first());
    let Some(reaction) = reaction else {
        return Vec::new();
    };
    let told = reaction.notify.iter().map(|notification| {
        let by = format!("DAG callback {}", notify::class(&notification.kind));
        let connection = notify::connection(&notification.kind);
        let because = vec![format!("through the Airflow connection `{connection}`")];
        row(plan, constraint, by, because)
    });
    told.collect()
}

fn secret(plan: &Plan, constraint: &Constraint) -> Vec<LedgerRow> {
    let name = constraint.id.split_once('/').map_or("", |(_, name)| name);
    let containers = plan.pipeline.tasks.iter().flat_map(|task| &task.containers);
    let uses = containers
        .flat_map(|container| &container.env)
        .filter(|variable| {
            matches!(&variable.value, VariableValue::Secret { secret, .. } if secret == name)
        })
        .count();
    let because = vec![
        "by reference: no value is in any generated file".to_owned(),
        format!("in {uses} variables"),
    ];
    let mut rows = vec![row(
        plan,
        constraint,
        "env value_from.secret_key_ref".to_owned(),
        because,
    )];
    if let SecretStore::External { store } = &plan.environment.secrets {
        let because = vec![format!("store `{store}` fills the Secret in the cluster")];
        let by = format!("ExternalSecret {name} spec.data");
        rows.push(row_in(
            &companion::secret_path(name),
            constraint,
            by,
            because,
        ));
    }
    rows
}

fn check(plan: &Plan, constraint: &Constraint) -> Vec<LedgerRow> {
    let fits = |kind: &TaskKind, name: &str| matches!(kind, TaskKind::Check(check) if check.subject == name);
    let Some(task) = task_of(plan, constraint, fits) else {
        return Vec::new();
    };
    let because = if only_warns(task, constraint) {
        "a row that breaks it is reported in the log; the run goes on"
    } else {
        "a row that breaks it fails the task, and no task that waits for it runs"
    };
    let mut rows = vec![row(
        plan,
        constraint,
        task.name.clone(),
        vec![because.to_owned()],
    )];
    let sql = task
        .containers
        .last()
        .and_then(|container| container.file.as_ref());
    if let Some(file) = sql {
        let by = format!("data[{}]", file.name);
        rows.push(row_in(
            &companion::sql_path(plan),
            constraint,
            by,
            Vec::new(),
        ));
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
        .and_then(|last| last.parse::<usize>().ok());
    number
        .and_then(|number| check.conditions.get(number.checked_sub(1)?))
        .is_some_and(|condition| condition.warn)
}

/// The task a constraint's id speaks of: one of that name, or one whose kind fits the name.
fn task_of<'a>(
    plan: &'a Plan,
    constraint: &Constraint,
    fits: impl Fn(&TaskKind, &str) -> bool,
) -> Option<&'a Task> {
    let name = constraint.id.split('/').nth(1).unwrap_or_default();
    let tasks = &plan.pipeline.tasks;
    tasks
        .iter()
        .find(|task| fits(&task.kind, name))
        .or_else(|| tasks.iter().find(|task| task.name == name))
}

fn task_row(
    plan: &Plan,
    constraint: &Constraint,
    fits: impl Fn(&TaskKind, &str) -> bool,
    say: impl Fn(&Task) -> (String, Vec<String>),
) -> Vec<LedgerRow> {
    let Some(task) = task_of(plan, constraint, fits) else {
        return Vec::new();
    };
    let (by, because) = say(task);
    vec![row(plan, constraint, by, because)]
}
