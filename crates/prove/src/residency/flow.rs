//! The flow a wrong hop lies on, drawn hop by hop.

use pipewright_plan::{Plan, RegionSet, Task};

use super::Hop;
use super::hops::{registry_of, sink, usable_clusters};
use crate::graph::Graph;
use crate::show;

/// Which stop of the flow a hop is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop<'a> {
    Dataset(&'a str),
    Cluster,
    Staging,
    Registry(&'a str),
    Logs(&'a str),
    Notification(&'a str),
}

/// At most this many hops are shown around the wrong one.
const AROUND: usize = 4;

/// At most this many tasks are followed in each direction.
const LONGEST_WALK: usize = 64;

/// One line of the drawing, and what it stops at.
struct Line<'a> {
    text: String,
    stop: Stop<'a>,
}

/// The flow through the wrong hop, from a source to where it ends; the hop marked.
pub(super) fn draw(
    plan: &Plan,
    graph: &Graph<'_>,
    wanted: &RegionSet,
    hop: &Hop<'_>,
) -> Vec<String> {
    let lines = lines(plan, graph, hop);
    let Some(wrong) = lines.iter().position(|line| line.stop == hop.stop) else {
        return vec![format!(
            "{} ({})  ← leaves {}",
            hop.what, hop.region.name, wanted.name
        )];
    };
    let last = lines.len().saturating_sub(1);
    let near = |at: usize| at.abs_diff(wrong) <= AROUND || at == 0 || at == last;
    // A gap of one line is no shorter than the line.
    let shown = |at: usize| near(at) || (near(at.saturating_sub(1)) && near(at + 1));
    let mut drawn = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if !shown(at) {
            if shown(at.saturating_sub(1)) {
                drawn.push("→ …".to_owned());
            }
            continue;
        }
        let arrow = if at == 0 { "" } else { "→ " };
        let mark = if at == wrong {
            format!("  ← leaves {}", wanted.name)
        } else {
            String::new()
        };
        drawn.push(format!("{arrow}{}{mark}", line.text));
    }
    drawn
}

fn lines<'a>(plan: &'a Plan, graph: &Graph<'a>, hop: &Hop<'a>) -> Vec<Line<'a>> {
    let chain = hop
        .task
        .map_or_else(Vec::new, |task| chain(graph, task, hop.stop));
    let mut lines = Vec::new();
    let first = chain.first().and_then(|at| graph.task(*at));
    if let Some(source) = first.and_then(|task| source(task, hop.stop)) {
        lines.push(dataset(plan, source));
    }
    for at in &chain {
        if let Some(task) = graph.task(*at) {
            work(plan, task, &mut lines);
        }
    }
    if let Stop::Notification(connector) = hop.stop {
        lines.push(Line {
            text: format!("{connector} ({})", hop.region.name),
            stop: hop.stop,
        });
    }
    lines
}

/// Tasks from a first one through `task` to a last one. A source other than the first task's own
/// starts the chain at the task that reads it.
fn chain(graph: &Graph<'_>, task: usize, stop: Stop<'_>) -> Vec<usize> {
    let reads = |name: &str| {
        graph
            .task(task)
            .is_some_and(|task| sink(&task.kind) != Some(name))
    };
    let mut found = vec![task];
    let backwards = |at: &usize| graph.needs(*at).first().copied();
    if !matches!(stop, Stop::Dataset(name) if reads(name)) {
        found.extend(std::iter::successors(backwards(&task), backwards).take(LONGEST_WALK));
    }
    found.reverse();
    let forwards = |at: &usize| graph.first_follower(*at);
    found.extend(std::iter::successors(forwards(&task), forwards).take(LONGEST_WALK));
    found
}

/// The dataset a chain starts from: the wrong one, or the first the task reads.
fn source<'a>(task: &'a Task, stop: Stop<'a>) -> Option<&'a str> {
    let published = sink(&task.kind);
    let mut read = task
        .datasets
        .iter()
        .map(String::as_str)
        .filter(|name| published != Some(*name));
    match stop {
        Stop::Dataset(name) if read.clone().any(|known| known == name) => Some(name),
        _ => read.next(),
    }
}

fn dataset<'a>(plan: &'a Plan, name: &'a str) -> Line<'a> {
    let text = plan.dataset(name).map_or_else(
        || name.to_owned(),
        |dataset| {
            let region = dataset
                .region
                .as_ref()
                .map_or("region not stated", |set| &set.name);
            format!("{name} ({region}, {})", dataset.connector)
        },
    );
    Line {
        text,
        stop: Stop::Dataset(name),
    }
}

/// The stops of one task: the image it pulls, the cluster, its logs, staging, its sink.
fn work<'a>(plan: &'a Plan, task: &'a Task, lines: &mut Vec<Line<'a>>) {
    // Joins, pauses and consents run nowhere.
    if task.containers.is_empty() {
        return;
    }
    let author = task
        .containers
        .iter()
        .find(|container| container.author_image);
    let pulled = author.and_then(|container| registry_of(plan, &container.image));
    if let Some(registry) = pulled {
        lines.push(Line {
            text: format!(
                "image of {} from {} ({})",
                task.name, registry.prefix, registry.region.name
            ),
            stop: Stop::Registry(&registry.prefix),
        });
    }
    let usable = usable_clusters(plan);
    let cluster = usable
        .first()
        .copied()
        .or(plan.environment.clusters.first());
    let on = cluster.map_or_else(String::new, |cluster| {
        format!(" on {} ({})", cluster.name, show::region(&cluster.region))
    });
    lines.push(Line {
        text: format!("{}{on}", task.name),
        stop: Stop::Cluster,
    });
    if let Some((cluster, logs)) =
        cluster.and_then(|cluster| Some((cluster, cluster.logs.as_ref()?)))
    {
        let wrong = plan
            .pipeline
            .region
            .as_ref()
            .is_some_and(|wanted| !logs.outside(wanted).is_empty());
        if wrong {
            lines.push(Line {
                text: format!("logs of {} ({})", cluster.name, logs.name),
                stop: Stop::Logs(&cluster.name),
            });
        }
    }
    let staged = task.uses_staging && sink(&task.kind).is_none() && !task.outputs.is_empty();
    if let Some(staging) = plan.environment.staging.as_ref().filter(|_| staged) {
        lines.push(Line {
            text: format!("staging {} ({})", staging.uri, staging.region.name),
            stop: Stop::Staging,
        });
    }
    if let Some(name) = sink(&task.kind) {
        lines.push(dataset(plan, name));
    }
}
