//! What is drawn of one thing of a plan: a dataset, a task, a decision, a pipeline.

use std::collections::BTreeSet;

use pipewright_plan::{Branch, DatasetPlan, Lane, Plan, Task, TaskKind, WritePlan};

use crate::graph::{Node, NodeKind, Pipeline};
use crate::measure::{duration, halves, image};
use crate::passes::Passes;

/// The box of a dataset.
pub fn of_dataset(dataset: &DatasetPlan) -> Node {
    let classes: BTreeSet<String> = dataset
        .schema
        .columns
        .iter()
        .flat_map(|column| column.classes.iter().cloned())
        .collect();
    Node {
        kind: if dataset.external {
            NodeKind::External
        } else {
            NodeKind::Dataset
        },
        name: dataset.name.clone(),
        detail: dataset.connector.clone(),
        pipeline: None,
        region: dataset.region.as_ref().map(|region| region.name.clone()),
        classes: classes.into_iter().collect(),
        checks: Vec::new(),
        doc: dataset.doc.clone(),
        origin: dataset.origin.clone(),
    }
}

/// The box of a decision.
pub fn of_branch(branch: &Branch, pipeline: usize) -> Node {
    let (name, detail) = halves(&branch.text);
    Node {
        kind: NodeKind::Decision,
        name,
        detail,
        pipeline: Some(pipeline),
        region: None,
        classes: Vec::new(),
        checks: Vec::new(),
        doc: None,
        origin: branch.origin.clone(),
    }
}

/// The box of a task, if it has one.
pub fn of_task(task: &Task, pipeline: usize, passes: &Passes<'_>, is_copy: bool) -> Option<Node> {
    if passes.is_pass(&task.name) {
        return None;
    }
    let (kind, name, detail) = match &task.kind {
        TaskKind::Run { .. } => {
            let own = task.containers.last();
            let image = own.map(|container| image(&container.image.reference));
            (NodeKind::Step, task.name.clone(), image.unwrap_or_default())
        }
        TaskKind::Join { of } => match passes.count(&task.name) {
            Some(times) => (
                NodeKind::Step,
                task.name.clone(),
                format!("up to {times} times"),
            ),
            None => (
                NodeKind::Junction,
                task.name.clone(),
                format!("either of {}", of.len()),
            ),
        },
        TaskKind::Approval(approval) => (
            NodeKind::Approval,
            format!("approve {}", approval.subject),
            format!("within {}", duration(approval.within_seconds)),
        ),
        TaskKind::Wait(wait) if wait.seconds > 0 && !is_between_passes(task, passes) => (
            NodeKind::Wait,
            format!("wait {}", duration(wait.seconds)),
            String::new(),
        ),
        TaskKind::Write(write) if is_copy => (
            NodeKind::Junction,
            write.subject.clone(),
            "as it is".to_owned(),
        ),
        _ => return None,
    };
    let detail = match &task.fan_out {
        Some(each) => format!("for each of up to {}", each.max),
        None => detail,
    };
    let schemas = task
        .outputs
        .iter()
        .filter_map(|output| output.schema.as_ref());
    let classes: BTreeSet<String> = schemas
        .flat_map(|schema| &schema.columns)
        .flat_map(|column| column.classes.iter().cloned())
        .collect();
    Some(Node {
        kind,
        name,
        detail,
        pipeline: Some(pipeline),
        region: None,
        classes: classes.into_iter().collect(),
        checks: Vec::new(),
        doc: task.doc.clone(),
        origin: task.origin.clone(),
    })
}

fn is_between_passes(task: &Task, passes: &Passes<'_>) -> bool {
    task.when.iter().any(|guard| passes.is_bound(&guard.branch))
}

/// What is written at the arrow of a write.
pub fn mode(write: &WritePlan) -> String {
    let columns = write.mode.columns.join(", ");
    match write.mode.lane {
        Lane::Appending => "appending".to_owned(),
        Lane::ReplacingAll => "replacing all".to_owned(),
        Lane::ReplacingPartition => format!("replacing {columns}"),
        Lane::MergingByKey => format!("merging by {columns}"),
    }
}

/// What is said of a pipeline.
pub fn pipeline(plan: &Plan) -> Pipeline {
    use pipewright_plan::{Guarantee, Schedule};
    let pipeline = &plan.pipeline;
    let mut demands: Vec<String> = pipeline
        .schedules()
        .map(|schedule| match schedule {
            Schedule::Cron { written, .. } => written.clone(),
            Schedule::Datasets { names } => format!("on {}", names.join(", ")),
            Schedule::Event { dataset } => format!("event {dataset}"),
            Schedule::Manual => "manual".to_owned(),
        })
        .collect();
    if let Some(deadline) = &pipeline.deadline {
        demands.push(format!("deadline {}", duration(deadline.seconds)));
    }
    if let Some(region) = &pipeline.region {
        demands.push(format!("region {}", region.name));
    }
    demands.extend(pipeline.guarantee.map(|guarantee| {
        match guarantee {
            Guarantee::ExactlyOnce => "exactly once",
            Guarantee::AtLeastOnce => "at least once",
            Guarantee::AtMostOnce => "at most once",
        }
        .to_owned()
    }));
    let mut regions: Vec<&str> = Vec::new();
    let chosen = plan.clusters();
    let all = plan.environment.clusters.iter();
    for cluster in all.filter(|one| chosen.is_empty() || chosen.contains(one)) {
        let name = cluster.region.name.as_str();
        if !regions.contains(&name) {
            regions.push(name);
        }
    }
    Pipeline {
        name: pipeline.name.clone(),
        doc: pipeline.doc.clone(),
        demands,
        region: (!regions.is_empty()).then(|| regions.join(" or ")),
        origin: pipeline.origin.clone(),
    }
}
