//! What holds pods to the cluster that was chosen for them.

use pipewright_plan::LedgerRow;
use pipewright_pod::places_of;

use super::Asked;
use crate::clusters::{CONNECTION, connection};

/// How tasks are kept in their cluster: one of them, or all that share it.
pub fn rows(asked: &Asked<'_>) -> Vec<LedgerRow> {
    let plan = asked.plan;
    let task = asked.task(asked.part(1));
    let mut with_pods = plan.pipeline.tasks.iter();
    let Some(subject) = task.or_else(|| with_pods.find(|task| task.cluster.is_some())) else {
        return Vec::new();
    };
    let several = plan.clusters().len() > 1;
    let nodes = format!("nodes in {} only", places_of(plan, &[subject]).join(", "));
    let by = if several {
        format!("{} affinity", subject.name)
    } else {
        "POD spec.affinity.node_affinity".to_owned()
    };
    let mut rows = vec![asked.row(by, &[&nodes])];
    if let Some(connection) = connection(plan, subject) {
        let by = if several {
            format!("{} {CONNECTION}", subject.name)
        } else {
            format!("default_args {CONNECTION}")
        };
        let cluster = subject.cluster.as_deref().unwrap_or_default();
        let because = format!("pods are started through the connection {connection}: {cluster}");
        rows.push(asked.row(by, &[&because]));
    }
    rows
}
