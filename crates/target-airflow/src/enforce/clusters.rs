//! What holds pods to the cluster that was chosen for them, and with it to the region.

use pipewright_plan::{LedgerRow, Task};
use pipewright_pod::places_of;

use super::Asked;
use crate::clusters::{CONNECTION, connection, has_own_affinity};

/// What says on which nodes any pod may stand that does not say it itself.
const POD: &str = "POD spec.affinity.node_affinity";

/// How tasks are kept in their cluster: one of them, or all of the pipeline.
pub fn rows(asked: &Asked<'_>) -> Vec<LedgerRow> {
    let (plan, main) = (asked.plan, asked.known.cluster);
    let mut tasks = plan.pipeline.tasks.iter();
    let (by_pod, cluster, task) = match asked.task(asked.part(1)) {
        Some(task) => (
            !has_own_affinity(plan, main, task),
            task.cluster.as_deref(),
            task,
        ),
        None => {
            match tasks.find(|task| task.cluster.is_some() && task.cluster.as_deref() == main) {
                Some(task) => (true, main, task),
                None => return Vec::new(),
            }
        }
    };
    let mut rows = vec![if by_pod {
        asked.row(POD, &[&nodes(asked, task)])
    } else {
        own(asked, task)
    }];
    let Some(cluster) = cluster else {
        return rows;
    };
    if let Some(connection) = connection(plan, cluster) {
        let by = if main == Some(cluster) {
            format!("default_args {CONNECTION}")
        } else {
            format!("{} {CONNECTION}", task.name)
        };
        let because = format!("pods are started through the connection {connection}: {cluster}");
        rows.push(asked.row(by, &[&because]));
    }
    rows
}

/// How all pods are kept in the region: those that stand elsewhere say it themselves.
pub fn region(asked: &Asked<'_>) -> Vec<LedgerRow> {
    let (plan, main) = (asked.plan, asked.known.cluster);
    let mut tasks = plan.pipeline.tasks.iter();
    let first = tasks.find(|task| task.cluster.as_deref() == main && !task.containers.is_empty());
    let places = places_of(plan, &first.into_iter().collect::<Vec<_>>());
    if places.is_empty() {
        return Vec::new();
    }
    let nodes = format!("nodes in {} only", places.join(", "));
    let elsewhere = plan
        .pipeline
        .tasks
        .iter()
        .filter(|task| task.cluster.is_some() && task.cluster.as_deref() != main);
    std::iter::once(asked.row(POD, &[&nodes]))
        .chain(elsewhere.map(|task| own(asked, task)))
        .collect()
}

fn own(asked: &Asked<'_>, task: &Task) -> LedgerRow {
    asked.row(format!("{} affinity", task.name), &[&nodes(asked, task)])
}

fn nodes(asked: &Asked<'_>, task: &Task) -> String {
    format!(
        "nodes in {} only",
        places_of(asked.plan, &[task]).join(", ")
    )
}
