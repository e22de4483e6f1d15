//! The shortest flow that leads to a wrong hop, drawn stop by stop.

use pipewright_plan::Egress;

use super::hops::sink;
use super::ways::entered;
use super::{Hop, Proof};
use crate::show;

/// Which stop of the flow a hop is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop<'a> {
    Dataset(&'a str),
    Replicas(&'a str),
    Cluster,
    Staging,
    Host(&'a Egress),
    Registry(&'a str),
    Logs(&'a str),
    Secrets,
    Notification(&'a str),
}

/// The flow from where rows enter to the wrong hop, which is marked; of a source, to who reads it.
pub(super) fn draw(proof: &Proof<'_>, hop: &Hop<'_>) -> Vec<String> {
    let place = show::region(hop.region);
    let wanted = &proof.wanted.name;
    let outside = |text: String| format!("{text}  ← outside {wanted}");
    let leaves = |text: String| format!("→ {text}  ← leaves {wanted}");
    let task = hop.task;
    match hop.stop {
        Stop::Dataset(name) => match task.filter(|at| reads(proof, *at, name)) {
            Some(at) => vec![
                outside(dataset(proof, name)),
                format!("→ {}", work(proof, at)),
            ],
            None => {
                let mut lines = way(proof, task);
                lines.push(leaves(dataset(proof, name)));
                lines
            }
        },
        Stop::Replicas(name) => {
            let mut lines = match task.filter(|at| !reads(proof, *at, name)) {
                Some(at) => way(proof, Some(at)),
                None => Vec::new(),
            };
            let arrow = if lines.is_empty() { "" } else { "→ " };
            lines.push(format!("{arrow}{}", dataset(proof, name)));
            lines.push(leaves(format!("replicas of {name} ({place})")));
            lines
        }
        Stop::Cluster => {
            let mut lines = way(proof, task);
            if let Some(last) = lines.last_mut() {
                last.push_str(&format!("  ← leaves {wanted}"));
            }
            lines
        }
        Stop::Staging => {
            let uri = proof.plan.environment.staging.as_ref();
            let uri = uri.map_or("", |staging| &staging.uri);
            let mut lines = way(proof, task);
            lines.push(leaves(format!("staging {uri} ({place})")));
            lines
        }
        Stop::Host(host) => {
            let (name, port) = (&host.endpoint.host, host.endpoint.port);
            let mut lines = way(proof, task);
            lines.push(leaves(format!("{name}:{port} ({place})")));
            lines
        }
        Stop::Registry(prefix) => {
            let mut lines = vec![outside(format!("image from {prefix} ({place})"))];
            lines.extend(task.map(|at| format!("→ {}", work(proof, at))));
            lines
        }
        Stop::Logs(cluster) => {
            let mut lines = way(proof, task);
            lines.push(leaves(format!("logs of {cluster} ({place})")));
            lines
        }
        Stop::Secrets => {
            let mut lines = vec![outside(format!("store of secrets ({place})"))];
            lines.extend(task.map(|at| format!("→ {}", work(proof, at))));
            lines
        }
        Stop::Notification(connector) => vec![
            format!("what became of a run of {}", proof.plan.pipeline.name),
            leaves(format!("{connector} ({place})")),
        ],
    }
}

/// The shortest way of rows to a task, the dataset they come from first.
fn way(proof: &Proof<'_>, task: Option<usize>) -> Vec<String> {
    let Some(task) = task else { return Vec::new() };
    let way = proof.ways.to(task);
    let mut lines = Vec::new();
    let source = proof
        .graph
        .task(way.first)
        .and_then(|first| entered(proof.graph, way.first, first).next());
    lines.extend(source.map(|name| dataset(proof, name)));
    if way.gap {
        lines.push(work(proof, way.first));
        lines.push("…".to_owned());
    }
    lines.extend(way.tasks.iter().map(|at| work(proof, *at)));
    for line in lines.iter_mut().skip(1) {
        line.insert_str(0, "→ ");
    }
    lines
}

/// Whether a task reads a dataset, rather than writes it.
fn reads(proof: &Proof<'_>, at: usize, name: &str) -> bool {
    proof
        .graph
        .task(at)
        .is_some_and(|task| sink(&task.kind) != Some(name))
}

fn dataset(proof: &Proof<'_>, name: &str) -> String {
    let Some(dataset) = proof.datasets.get(name) else {
        return name.to_owned();
    };
    let region = dataset
        .region
        .as_ref()
        .map_or_else(|| "place not stated".to_owned(), show::region);
    format!("{name} ({region}, {})", dataset.connector)
}

/// A task and where it runs. Joins, pauses and consents run nowhere.
fn work(proof: &Proof<'_>, at: usize) -> String {
    let Some(task) = proof.graph.task(at) else {
        return String::new();
    };
    match proof.plan.cluster_of(task) {
        Some(cluster) => format!(
            "{} on {} ({})",
            task.name,
            cluster.name,
            show::region(&cluster.region)
        ),
        None => task.name.clone(),
    }
}
