//! The clusters that pods stand in: where most of them do is said once, the others say their own.
//!
//! Where there are several clusters, each is reached through a connection of Airflow.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::Affinity;
use pipewright_plan::{Plan, Task, Wait, WaitSince};
use pipewright_pod::{FileBundle, pod_parts, spot};

use crate::python::{Argument, Expression};

/// The argument that names the connection.
pub const CONNECTION: &str = "kubernetes_conn_id";

/// The cluster of most tasks; of several such, the first that is written.
#[must_use]
pub fn main(plan: &Plan) -> Option<&str> {
    let tasks = plan.pipeline.tasks.iter();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for cluster in tasks.filter_map(|task| task.cluster.as_deref()) {
        *counts.entry(cluster).or_default() += 1;
    }
    let clusters = plan.environment.clusters.iter();
    let counted = clusters.filter_map(|cluster| {
        let (name, count) = counts.get_key_value(cluster.name.as_str())?;
        Some((*name, *count))
    });
    counted
        .reduce(|most, next| if next.1 > most.1 { next } else { most })
        .map(|(name, _)| name)
}

/// The nodes that pods of that cluster may stand on, if a task says nothing more of them.
#[must_use]
pub fn affinity(plan: &Plan) -> Option<Affinity> {
    let none = FileBundle::default();
    let Some(main) = main(plan) else {
        return pod_parts(plan, &[], &none).affinity;
    };
    let wait = Wait {
        seconds: 0,
        since: WaitSince::Predecessors,
    };
    let mut any = Task::pause(String::new(), wait, plan.pipeline.origin.clone());
    any.cluster = Some(main.to_owned());
    pod_parts(plan, &[&any], &none).affinity
}

/// Whether a task says itself what nodes its pod may stand on; `main` is the cluster of most.
#[must_use]
pub fn has_own_affinity(plan: &Plan, main: Option<&str>, task: &Task) -> bool {
    let elsewhere = task.cluster.as_deref() != main;
    elsewhere || !task.node.is_empty() || spot::kept(plan, &[task]).is_some()
}

/// The name of the connection to a cluster; none where Airflow knows only one.
#[must_use]
pub fn connection(plan: &Plan, cluster: &str) -> Option<String> {
    (plan.environment.clusters.len() > 1).then(|| format!("kubernetes_{cluster}"))
}

/// The connection of most tasks.
#[must_use]
pub fn common(plan: &Plan) -> Option<Expression> {
    let connection = connection(plan, main(plan)?)?;
    Some(Expression::text(&connection))
}

/// The connection of a task that stands elsewhere; `main` is the cluster of most.
#[must_use]
pub fn own(plan: &Plan, main: Option<&str>, task: &Task) -> Option<Argument> {
    let cluster = task.cluster.as_deref();
    let connection = connection(plan, cluster.filter(|_| cluster != main)?)?;
    Some(Argument::new(CONNECTION, Expression::text(&connection)))
}
