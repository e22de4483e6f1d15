//! The clusters that pods stand in: one connection of Airflow for each, where there are several.

use std::collections::BTreeSet;

use pipewright_plan::{Plan, Task};

use crate::python::{Argument, Expression};

/// The argument that names the connection.
pub const CONNECTION: &str = "kubernetes_conn_id";

/// The connection to the cluster a task was placed on; none where Airflow knows only one.
#[must_use]
pub fn connection(plan: &Plan, task: &Task) -> Option<String> {
    let several = plan.environment.clusters.len() > 1;
    let cluster = task.cluster.as_ref().filter(|_| several)?;
    Some(format!("kubernetes_{cluster}"))
}

/// The connection that all tasks with pods have in common.
#[must_use]
pub fn common(plan: &Plan) -> Option<Expression> {
    let tasks = plan.pipeline.tasks.iter();
    let used: BTreeSet<String> = tasks.filter_map(|task| connection(plan, task)).collect();
    let mut used = used.into_iter();
    let first = used.next()?;
    used.next().is_none().then(|| Expression::text(&first))
}

/// The connection of a task, where others have another.
#[must_use]
pub fn own(plan: &Plan, task: &Task) -> Option<Argument> {
    let connection = connection(plan, task)?;
    common(plan)
        .is_none()
        .then(|| Argument::new(CONNECTION, Expression::text(&connection)))
}
