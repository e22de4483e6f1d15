//! Ledger rows of what is demanded of single tasks and of the ways between them.

use pipewright_plan::{Constraint, LedgerRow, Silence, TaskKind, WaitSince};
use pipewright_pod::spot;

use super::data::of_task;
use super::{Facts, row};
use crate::files::WORKFLOW_TEMPLATE;
use crate::messages::for_people;
use crate::{fan_out, waits};

/// How long an attempt may take.
pub fn timeout(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    of_task(
        facts,
        constraint,
        |facts, task| format!("{}.activeDeadlineSeconds", facts.template(task)),
        "each attempt, from the time its pod stands on a node",
    )
}

/// What a step's container gets.
pub fn resources(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    of_task(
        facts,
        constraint,
        |facts, task| format!("{}.container.resources", facts.template(task)),
        "requests and limits alike",
    )
}

/// `branch/BRANCH`, `either/JOIN`, `bound/TASK`.
pub fn branch(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    if constraint.id.starts_with("either/") {
        return of_task(
            facts,
            constraint,
            |facts, task| {
                let task_of_dag = facts.dag_task(task);
                if facts.frame.is_skippable(&task.name) {
                    format!("{task_of_dag}.depends, {task_of_dag}.when")
                } else {
                    format!("{task_of_dag}.depends")
                }
            },
            "it goes on where one of its tasks has run",
        );
    }
    if constraint.id.starts_with("bound/") {
        return of_task(
            facts,
            constraint,
            |facts, task| facts.dag_task(task),
            "an error where the condition still does not hold",
        );
    }
    let Some(name) = constraint.id.split('/').nth(1) else {
        return Vec::new();
    };
    vec![row(
        facts.plan(),
        constraint,
        facts.decision(name),
        WORKFLOW_TEMPLATE,
        vec!["what lies on the way that is not taken is skipped, and what needs it".to_owned()],
    )]
}

/// A task for each element.
pub fn fan_out(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let Some(task) = facts.task(constraint) else {
        return Vec::new();
    };
    let Some(each) = &task.fan_out else {
        return Vec::new();
    };
    let name = fan_out::name(&facts.frame, task);
    let mut because = vec![format!("more than {} elements are an error", each.max)];
    if let Some(most) = each.concurrency {
        because.push(format!("{most} at once (parallelism)"));
    }
    vec![row(
        facts.plan(),
        constraint,
        format!("spec.templates[name={name}].dag.tasks[*].withParam"),
        WORKFLOW_TEMPLATE,
        because,
    )]
}

/// Released on every path.
pub fn release(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    of_task(
        facts,
        constraint,
        |facts, task| format!("spec.onExit, {}", facts.dag_task(task)),
        "at the end of every run in which what makes it was started; `argo terminate` alone runs no exit handler",
    )
}

/// Runs at the end.
pub fn finally(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    of_task(
        facts,
        constraint,
        |facts, task| format!("spec.onExit, {}", facts.dag_task(task)),
        "at the end of every run, whatever became of it; `argo terminate` alone runs no exit handler",
    )
}

/// Nothing goes on without consent.
pub fn approval(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let Some(task) = facts.task(constraint) else {
        return Vec::new();
    };
    let TaskKind::Approval(approval) = &task.kind else {
        return Vec::new();
    };
    let silence = match approval.on_timeout {
        Silence::Reject => "is a no",
        Silence::Fail => "fails the run",
    };
    let mut because = vec![
        format!(
            "`argo node set WORKFLOW --node-field-selector displayName={} --output-parameter {}={}` and `argo resume`, or the user interface",
            facts.frame.names.task(&task.name),
            waits::DECISION,
            waits::APPROVE
        ),
        format!(
            "silence for {} {silence}",
            for_people(approval.within_seconds)
        ),
    ];
    if !approval.by.is_empty() {
        because.push("who may answer is not kept: whoever may change workflows may".to_owned());
    }
    vec![row(
        facts.plan(),
        constraint,
        format!("{}.suspend", facts.template(task)),
        WORKFLOW_TEMPLATE,
        because,
    )]
}

/// A pause.
pub fn wait(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let Some(task) = facts.task(constraint) else {
        return Vec::new();
    };
    let TaskKind::Wait(wait) = &task.kind else {
        return Vec::new();
    };
    let since = match wait.since {
        WaitSince::Predecessors => "after what it needs has ended",
        WaitSince::LogicalTime => "after the time the run stands for",
    };
    vec![row(
        facts.plan(),
        constraint,
        format!("{}.suspend.duration", facts.template(task)),
        WORKFLOW_TEMPLATE,
        vec![format!("{} {since}", for_people(wait.seconds))],
    )]
}

/// A failure that is none of the run's.
pub fn allowed_failure(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let Some(task) = facts.task(constraint) else {
        return Vec::new();
    };
    let mut because = vec![format!(
        "the run's end does not hang on {}; what reads it is skipped",
        facts.frame.names.task(&task.name)
    )];
    if let Some(allowed) = &task.allowed_failure {
        because.push(allowed.because.clone());
    }
    let by = format!(
        "spec.templates[name={}].dag.target",
        facts.frame.names.own("main")
    );
    vec![row(
        facts.plan(),
        constraint,
        by,
        WORKFLOW_TEMPLATE,
        because,
    )]
}

/// Services, volumes, nodes.
pub fn placement(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let Some(task) = facts.task(constraint) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    let mut add = |field: &str, because: String| {
        rows.push(row(
            facts.plan(),
            constraint,
            format!("{}.{field}", facts.template(task)),
            WORKFLOW_TEMPLATE,
            vec![because],
        ));
    };
    for service in &task.services {
        add(
            &format!("initContainers[name={}]", service.container.name),
            format!(
                "runs beside the step, which starts once port {} answers",
                service.port
            ),
        );
    }
    if task
        .every_container()
        .any(|container| !container.volumes.is_empty())
    {
        add("volumes", "claims that exist in the namespace".to_owned());
    }
    if !task.node.is_empty() {
        add(
            "affinity.nodeAffinity",
            "only nodes with these labels".to_owned(),
        );
    }
    rows
}

/// The nodes that the pods of tasks stand on.
pub fn interruptible(facts: &Facts<'_>, constraint: &Constraint) -> Vec<LedgerRow> {
    let tasks = spot::asked(facts.plan(), constraint);
    let kept = tasks.iter().filter_map(|task| {
        let kept = spot::kept(facts.plan(), &[task])?;
        let template = facts.template(task);
        Some(row(
            facts.plan(),
            constraint,
            format!("{template}.affinity.nodeAffinity.{}", kept.field()),
            WORKFLOW_TEMPLATE,
            vec![kept.because().to_owned()],
        ))
    });
    kept.collect()
}
