//! The graph of one pipeline: its tasks, the datasets they touch, and the longest path of timeouts.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{Plan, Role, Task, TaskKind};
use pipewright_source::Span;

use crate::Analysis;
use crate::inlay::{cluster, duration};

/// A task or a dataset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// Unique in the graph.
    pub id: String,
    /// Its name.
    pub label: String,
    /// What it is: `dataset`, or a kind of task.
    pub kind: &'static str,
    /// An image, a type, a connector.
    pub detail: Option<String>,
    /// The timeout of one attempt.
    pub timeout: Option<String>,
    /// Where it runs, or lies.
    pub place: Option<String>,
    /// The condition it depends on.
    pub condition: Option<String>,
    /// `release` and `finally` run on every path.
    pub role: Option<&'static str>,
    /// Other pipelines that write or read the dataset.
    pub pipelines: Vec<String>,
    /// Where it was written.
    pub source: Option<Span>,
}

/// What an edge means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// Data flows along it.
    Data,
    /// One waits for the other.
    Order,
    /// One decides whether the other runs.
    Decision,
}

/// The longest path of timeouts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Critical {
    /// The tasks on it, in order.
    pub nodes: Vec<String>,
    /// How long it takes.
    pub sum: String,
    /// The deadline it is measured by.
    pub deadline: Option<String>,
}

/// The graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// Datasets, then tasks in their order.
    pub nodes: Vec<Node>,
    /// From, to, and what it means; each once.
    pub edges: BTreeSet<(String, String, EdgeKind)>,
    /// The longest path.
    pub critical: Option<Critical>,
}

/// The graph of a plan.
#[must_use]
pub fn graph(analysis: &Analysis, plan: &Plan) -> Graph {
    let mut edges = BTreeSet::new();
    let mut nodes: Vec<Node> = Vec::new();
    for dataset in &plan.datasets {
        nodes.push(Node {
            id: dataset_id(&dataset.name),
            label: dataset.name.clone(),
            kind: "dataset",
            detail: dataset
                .schema
                .name
                .clone()
                .or_else(|| Some(dataset.connector.clone())),
            place: dataset.region.as_ref().map(|region| region.name.clone()),
            pipelines: others(analysis, plan, &dataset.name),
            source: Some(dataset.origin.span),
            ..Node::default()
        });
    }
    let writers = producers(plan);
    for task in &plan.pipeline.tasks {
        nodes.push(node(plan, task));
        for dataset in touched(plan, task) {
            let (dataset, own) = (dataset_id(dataset), task.name.clone());
            let ends = if matches!(task.kind, TaskKind::Write(_)) {
                (own, dataset, EdgeKind::Data)
            } else {
                (dataset, own, EdgeKind::Data)
            };
            edges.insert(ends);
        }
        let read = subjects(task);
        for needed in &task.needs {
            let data = writers
                .get(needed.as_str())
                .is_some_and(|made| made.iter().any(|name| read.contains(name)));
            let kind = if data {
                EdgeKind::Data
            } else {
                EdgeKind::Order
            };
            edges.insert((needed.clone(), task.name.clone(), kind));
        }
        for guard in &task.when {
            let branch = plan.pipeline.branch(&guard.branch);
            for needed in branch.into_iter().flat_map(|branch| &branch.needs) {
                edges.insert((needed.clone(), task.name.clone(), EdgeKind::Decision));
            }
        }
    }
    Graph {
        nodes,
        edges,
        critical: critical(plan),
    }
}

fn dataset_id(name: &str) -> String {
    format!("dataset:{name}")
}

/// What each task leaves for others, by the names they use.
fn producers(plan: &Plan) -> BTreeMap<&str, Vec<&str>> {
    let tasks = plan.pipeline.tasks.iter();
    tasks
        .map(|task| {
            let outputs = task.outputs.iter().map(|output| output.name.as_str());
            let dataset = match &task.kind {
                TaskKind::Read { dataset, .. } => Some(dataset.as_str()),
                _ => None,
            };
            (task.name.as_str(), outputs.chain(dataset).collect())
        })
        .collect()
}

/// What a task is about.
fn subjects(task: &Task) -> BTreeSet<&str> {
    let inputs = task.inputs.iter().map(String::as_str);
    let subject = match &task.kind {
        TaskKind::Check(check) => Some(check.subject.as_str()),
        TaskKind::Write(write) => Some(write.subject.as_str()),
        TaskKind::Measure { subject } => Some(subject.as_str()),
        TaskKind::Approval(approval) => Some(approval.subject.as_str()),
        _ => None,
    };
    inputs.chain(subject).collect()
}

/// The datasets a task touches by itself.
fn touched<'a>(plan: &'a Plan, task: &'a Task) -> Vec<&'a str> {
    match &task.kind {
        TaskKind::Read { dataset, .. } => vec![dataset],
        TaskKind::Write(write) => vec![write.dataset.as_str()],
        TaskKind::Run { .. } => {
            let moved = |name: &&str| {
                let tasks = plan.pipeline.tasks.iter();
                !tasks.clone().any(|other| {
                    matches!(&other.kind, TaskKind::Read { dataset, .. } if dataset == name)
                })
            };
            let inputs = task.inputs.iter().map(String::as_str);
            let known = |name: &&str| plan.dataset(name).is_some();
            inputs.filter(known).filter(moved).collect()
        }
        _ => Vec::new(),
    }
}

/// What a way of a decision means.
fn said(condition: &str, holds: bool) -> String {
    if holds {
        return condition.to_owned();
    }
    match condition.contains(char::is_whitespace) {
        true => format!("not ({condition})"),
        false => format!("not {condition}"),
    }
}

fn node(plan: &Plan, task: &Task) -> Node {
    let kind = match &task.kind {
        TaskKind::Read { .. } => "read",
        TaskKind::Run { .. } => "step",
        TaskKind::Check(_) => "check",
        TaskKind::Write(_) => "write",
        TaskKind::Measure { .. } => "measure",
        TaskKind::Join { .. } => "join",
        TaskKind::Approval(_) => "approval",
        TaskKind::Wait(_) => "wait",
        TaskKind::Fail { .. } => "fail",
    };
    let mut conditions: Vec<String> = Vec::new();
    for guard in &task.when {
        let branch = plan.pipeline.branch(&guard.branch);
        let said = branch.map(|branch| said(&branch.text, guard.holds));
        // Each round of a loop asks the same again.
        conditions.extend(said.filter(|said| !conditions.contains(said)));
    }
    let image = task
        .containers
        .last()
        .map(|one| one.image.reference.clone());
    let step = matches!(task.kind, TaskKind::Run { .. });
    let chosen = cluster(plan, &task.name).map(|(cluster, _)| cluster);
    let place = chosen.and_then(|name| {
        let mut clusters = plan.environment.clusters.iter();
        let cluster = clusters.find(|cluster| cluster.name == name)?;
        Some(format!("{name} ({})", cluster.region.name))
    });
    Node {
        id: task.name.clone(),
        label: task.name.clone(),
        kind,
        detail: image.filter(|_| step),
        timeout: Some(duration(task.timeout_seconds)),
        place,
        condition: (!conditions.is_empty()).then(|| conditions.join(" and ")),
        role: match task.role {
            Role::Release { .. } => Some("release"),
            Role::Finally => Some("finally"),
            Role::Work | Role::Acquire { .. } => None,
        },
        pipelines: Vec::new(),
        source: Some(task.origin.span),
    }
}

/// The other pipelines of the environment that touch a dataset.
fn others(analysis: &Analysis, plan: &Plan, dataset: &str) -> Vec<String> {
    let plans = analysis.inspection().plans.iter();
    let mut names: Vec<String> = plans
        .filter(|other| other.environment.name == plan.environment.name)
        .filter(|other| other.pipeline.name != plan.pipeline.name)
        .filter(|other| other.dataset(dataset).is_some())
        .map(|other| other.pipeline.name.clone())
        .collect();
    names.sort();
    names
}

/// The path on which one attempt of each task, at its timeout, takes longest.
#[must_use]
pub fn critical(plan: &Plan) -> Option<Critical> {
    let mut best: BTreeMap<&str, (u64, Option<&str>)> = BTreeMap::new();
    // Tasks stand in an order in which each comes after what it needs.
    for task in &plan.pipeline.tasks {
        let before = task.needs.iter().filter_map(|needed| {
            let (sum, _) = best.get(needed.as_str())?;
            Some((*sum, needed.as_str()))
        });
        let before = before.max();
        let sum = before
            .map_or(0, |(sum, _)| sum)
            .saturating_add(task.timeout_seconds);
        best.insert(&task.name, (sum, before.map(|(_, name)| name)));
    }
    let (mut at, (sum, _)) = best.iter().max_by_key(|(_, (sum, _))| *sum)?;
    let total = *sum;
    let mut nodes = vec![(*at).to_owned()];
    while let Some((_, Some(before))) = best.get(at) {
        nodes.push((*before).to_owned());
        at = before;
    }
    nodes.reverse();
    let deadline = plan.pipeline.deadline.as_ref();
    Some(Critical {
        nodes,
        sum: duration(total),
        deadline: deadline.map(|deadline| duration(deadline.seconds)),
    })
}
