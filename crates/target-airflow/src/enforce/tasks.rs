//! What holds for tasks: when they run, how often, where, and what becomes of their failures.

use pipewright_plan::{
    Backoff, ConstraintKind, LedgerRow, Retry, Role, Silence, Task, TaskKind, WaitSince,
};
use pipewright_pod::spot;

use super::{Asked, For};
use crate::dag::node_wait;

pub fn rows(asked: &Asked<'_>) -> Vec<LedgerRow> {
    let plan = asked.plan;
    let name = asked.part(1);
    let task = asked.task(name);
    match (asked.constraint.kind, task) {
        (ConstraintKind::Retry, None) => {
            let because = retry(plan.pipeline.retry.as_ref());
            vec![row(
                asked,
                &format!("default_args {}", retries(plan.pipeline.retry.as_ref())),
                &because,
            )]
        }
        (ConstraintKind::Retry, Some(task)) => {
            let because = retry(task.retry.as_ref());
            vec![row(
                asked,
                &format!("{name} {}", retries(task.retry.as_ref())),
                &because,
            )]
        }
        (ConstraintKind::Timeout, Some(_)) => vec![row(
            asked,
            &format!("{name} execution_timeout, active_deadline_seconds"),
            &[format!(
                "each attempt; waiting for a node, at most {} s, is part of it",
                node_wait(plan)
            )],
        )],
        (ConstraintKind::Resources, _) => {
            let by_step =
                |task: &&Task| matches!(&task.kind, TaskKind::Run { step } if step == name);
            let task = plan.pipeline.tasks.iter().find(by_step).or(task);
            let because = ["requests and limits alike"];
            let made =
                task.map(|task| asked.row(format!("{} container_resources", task.name), &because));
            made.into_iter().collect()
        }
        (ConstraintKind::Branch, task) => branch(asked, name, task),
        (ConstraintKind::FanOut, Some(_)) => fan_out(asked, name),
        (ConstraintKind::Release, Some(task)) => vec![release(asked, task)],
        (ConstraintKind::Finally, Some(_)) => vec![asked.row(
            format!("{name} trigger_rule"),
            &["after every other task has ended, however it did; a failure stays one"],
        )],
        (ConstraintKind::Approval, Some(task)) => approval(asked, task),
        (ConstraintKind::Wait, Some(task)) => wait(asked, task),
        (ConstraintKind::AllowedFailure, Some(_)) => {
            let by = asked.helper(name, For::Tolerance).unwrap_or_default();
            vec![asked.row(
                by,
                &["after the last attempt what reads it is skipped, and the run goes on"],
            )]
        }
        (ConstraintKind::Placement, Some(task)) => placement(asked, task),
        (ConstraintKind::Interruptible, _) => interruptible(asked),
        _ => Vec::new(),
    }
}

/// The arguments that say how often, and when.
fn retries(retry: Option<&Retry>) -> &'static str {
    match retry {
        Some(retry) if retry.times > 0 => {
            "retries, retry_delay, retry_exponential_backoff, max_retry_delay"
        }
        _ => "retries",
    }
}

fn row(asked: &Asked<'_>, by: &str, because: &[String]) -> LedgerRow {
    let because: Vec<&str> = because.iter().map(String::as_str).collect();
    asked.row(by, &because)
}

fn retry(retry: Option<&Retry>) -> Vec<String> {
    let backoff = retry
        .and_then(|retry| retry.backoff)
        .unwrap_or(Backoff::USUAL);
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

fn branch(asked: &Asked<'_>, name: &str, task: Option<&Task>) -> Vec<LedgerRow> {
    match (asked.part(0), task) {
        ("either", _) => vec![asked.row(
            format!("{name} trigger_rule"),
            &["goes on with the one that ran; is skipped where none did"],
        )],
        ("bound", Some(task)) => {
            let because = ["on the way on which the condition does not hold; fails the run"];
            vec![asked.row(task.name.clone(), &because)]
        }
        _ => vec![asked.row(
            name,
            &["decided when the run gets there; what lies on the other way is skipped, and what needs it"],
        )],
    }
}

fn fan_out<'a>(asked: &Asked<'a>, name: &'a str) -> Vec<LedgerRow> {
    let Some(fan_out) = asked.task(name).and_then(|task| task.fan_out.as_ref()) else {
        return Vec::new();
    };
    let items = asked.helper(name, For::Items);
    let most = format!("more than {} elements are a failure", fan_out.max);
    let mut rows = vec![
        asked.row(items.unwrap_or_default(), &[&most]),
        asked.row(
            format!("{name} expand_kwargs"),
            &["a task for each element; without any, what reads them is skipped"],
        ),
    ];
    if fan_out.concurrency.is_some() {
        rows.push(asked.row(format!("{name} max_active_tis_per_dagrun"), &[]));
    }
    rows
}

fn release<'a>(asked: &Asked<'a>, task: &'a Task) -> LedgerRow {
    let by = format!("{} as_teardown", task.name);
    let acquire = match &task.role {
        Role::Release { acquire, .. } => acquire.as_str(),
        _ => "",
    };
    let when = match asked.helper(acquire, For::Release) {
        Some(_) => format!("after `{acquire}` was started, failed or not, and all who use it"),
        None => format!(
            "after `{acquire}` succeeded, and all who use it; where it failed there is no value to \
             take it away by"
        ),
    };
    asked.row(
        by,
        &[
            &when,
            "on every path; a failure stays one, and its own is one too",
        ],
    )
}

fn approval(asked: &Asked<'_>, task: &Task) -> Vec<LedgerRow> {
    let TaskKind::Approval(approval) = &task.kind else {
        return Vec::new();
    };
    let silence = match approval.on_timeout {
        Silence::Reject => "silence is a no: what it gates is skipped",
        Silence::Fail => "silence fails the run",
    };
    let mut because = vec![silence];
    if !approval.by.is_empty() {
        because.push("Airflow's API takes the answer of these users and of administrators only");
    }
    let by = format!("{} ApprovalOperator, response_timeout", task.name);
    vec![asked.row(by, &because)]
}

fn wait(asked: &Asked<'_>, task: &Task) -> Vec<LedgerRow> {
    let TaskKind::Wait(wait) = &task.kind else {
        return Vec::new();
    };
    let (class, because) = match wait.since {
        WaitSince::Predecessors => ("WaitSensor", "counted from the end of what it waits for"),
        WaitSince::LogicalTime => (
            "TimeDeltaSensor",
            "counted from the end of the run's data interval, or from when the run was due",
        ),
    };
    vec![asked.row(format!("{} {class}", task.name), &[because])]
}

fn placement(asked: &Asked<'_>, task: &Task) -> Vec<LedgerRow> {
    let name = &task.name;
    let mut rows = Vec::new();
    if !task.services.is_empty() {
        rows.push(asked.row(
            format!("{name} init_containers"),
            &["native sidecars: started before the step, ended after it"],
        ));
    }
    if task
        .every_container()
        .any(|found| !found.volumes.is_empty())
    {
        rows.push(asked.row(format!("{name} volumes, volume_mounts"), &[]));
    }
    if !task.node.is_empty() {
        rows.push(asked.row(format!("{name} affinity"), &["no other node will do"]));
    }
    rows
}

/// The nodes that the pods of tasks stand on.
fn interruptible(asked: &Asked<'_>) -> Vec<LedgerRow> {
    let tasks = spot::asked(asked.plan, asked.constraint);
    let kept = tasks.iter().filter_map(|task| {
        let kept = spot::kept(asked.plan, &[task])?;
        Some(asked.row(format!("{} affinity", task.name), &[kept.because()]))
    });
    kept.collect()
}
