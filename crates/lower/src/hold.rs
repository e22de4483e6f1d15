//! Waits that follow from other pipelines: nothing starts before what is read has landed.

use crate::{constraints, timeouts};
use pipewright_plan::{
    Constraint, ConstraintKind, LateData, Plan, Role, Task, TaskKind, Wait, WaitSince,
};

const NAME: &str = "wait_late_data";

/// Lets the work of a plan begin so long after its interval has ended: the pause there is grows, or
/// a new one comes before all else. Timeouts that nobody wrote share what is then left.
pub fn hold_back(plan: &mut Plan, late: LateData) {
    let text = format!(
        "wait {} until what is read has landed",
        constraints::seconds(late.seconds)
    );
    let pipeline = &mut plan.pipeline;
    let wait = Wait {
        seconds: late.seconds,
        since: WaitSince::LogicalTime,
    };
    let known = pipeline.tasks.iter_mut().find(
        |task| matches!(&task.kind, TaskKind::Wait(wait) if wait.since == WaitSince::LogicalTime),
    );
    if let Some(task) = known {
        task.kind = TaskKind::Wait(wait);
        task.timeout_seconds = late.seconds;
        let id = format!("wait/{}", task.name);
        for constraint in &mut plan.ledger.constraints {
            if constraint.id == id {
                constraint.text.clone_from(&text);
            }
        }
    } else {
        let name = free_name(&pipeline.tasks);
        for task in &mut pipeline.tasks {
            if task.needs.is_empty() && task.role != Role::Finally {
                task.needs.push(name.clone());
            }
        }
        plan.ledger.constraints.push(Constraint {
            id: format!("wait/{name}"),
            kind: ConstraintKind::Wait,
            text,
            origin: late.origin.clone(),
        });
        let task = Task::pause(name, wait, late.origin.clone());
        pipeline.tasks.insert(0, task);
    }
    pipeline.late_data = Some(late);
    let startup = timeouts::startup(&plan.environment.clusters);
    timeouts::fill(&mut pipeline.tasks, pipeline.deadline.as_ref(), startup);
}

/// A name no task has.
fn free_name(tasks: &[Task]) -> String {
    let taken = |name: &str| tasks.iter().any(|task| task.name == name);
    if !taken(NAME) {
        return NAME.to_owned();
    }
    let mut number = 2_u32;
    loop {
        let name = format!("{NAME}_{number}");
        if !taken(&name) {
            return name;
        }
        number = number.saturating_add(1);
    }
}
