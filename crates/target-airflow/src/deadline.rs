//! A run's deadline where something must still happen after it.
//!
//! `dagrun_timeout` skips whatever has not run, the tasks that take resources away among them. A
//! DAG that has such tasks keeps its deadline in every other task instead: none starts after it,
//! and none goes on past it.

use pipewright_plan::{Plan, Role, Task};

use crate::python::{Call, Expression};
use crate::time::timedelta;

/// Whether the tasks keep the deadline, not the run.
#[must_use]
pub fn is_kept_by_tasks(plan: &Plan) -> bool {
    plan.pipeline.deadline.is_some() && plan.pipeline.tasks.iter().any(outlives)
}

/// Whether a task runs after the deadline too.
#[must_use]
pub fn outlives(task: &Task) -> bool {
    matches!(task.role, Role::Release { .. } | Role::Finally)
}

/// `partial(end_in_time, …)` for every task, where the tasks keep the deadline.
#[must_use]
pub fn hook(plan: &Plan) -> Option<Expression> {
    let deadline = plan.pipeline.deadline.as_ref()?;
    is_kept_by_tasks(plan).then(|| {
        let call = Call::new("partial", Vec::new())
            .with(Expression::name("end_in_time"))
            .with(timedelta(deadline.seconds));
        Expression::Call(call)
    })
}
