//! The places a pipeline touches, one kind after another.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{ClusterPlan, Image, Plan, Registry, Task, TaskKind};

use super::flow::Stop;
use super::{Hop, Proof};
use crate::rules;

/// Clusters that pods of the pipeline might be placed on: under a region those wholly inside it.
pub(crate) fn usable_clusters(plan: &Plan) -> Vec<&ClusterPlan> {
    let clusters = plan.environment.clusters.iter();
    clusters
        .filter(|cluster| is_usable(plan, cluster))
        .collect()
}

/// The clusters that were chosen for these tasks. One outside the region is said to be just that,
/// and what it is like is of no concern.
pub(crate) fn used_clusters<'a>(
    plan: &'a Plan,
    tasks: impl IntoIterator<Item = &'a Task>,
) -> Vec<&'a ClusterPlan> {
    let mut chosen = plan.clusters_of(tasks);
    chosen.retain(|cluster| is_usable(plan, cluster));
    chosen
}

/// The clusters that a run waits for: the chosen ones, or before any is chosen those that may be.
pub(crate) fn awaited_clusters(plan: &Plan) -> Vec<&ClusterPlan> {
    match used_clusters(plan, &plan.pipeline.tasks) {
        none if none.is_empty() => usable_clusters(plan),
        chosen => chosen,
    }
}

fn is_usable(plan: &Plan, cluster: &ClusterPlan) -> bool {
    let wanted = plan.pipeline.region.as_ref();
    wanted.is_none_or(|wanted| cluster.region.is_inside(wanted))
}

pub(super) fn clusters(proof: &mut Proof<'_>) {
    let plan = proof.plan;
    let used = plan.clusters();
    for cluster in used.iter().copied() {
        let task = proof.nearest(|task| task.cluster.as_ref() == Some(&cluster.name));
        proof.check(&Hop {
            what: format!("the cluster `{}`", cluster.name),
            region: &cluster.region,
            origin: &cluster.region_origin,
            task,
            stop: Stop::Cluster,
        });
    }
    let idle: Vec<&ClusterPlan> = plan
        .environment
        .clusters
        .iter()
        .filter(|cluster| !used.iter().any(|used| used.name == cluster.name))
        .collect();
    for cluster in idle {
        proof.facts.push(format!(
            "the cluster `{}` in {} is never used",
            cluster.name, cluster.region.name
        ));
    }
}

/// Each dataset the tasks touch: who reads it first, or else writes it; and its replicas.
pub(super) fn datasets(proof: &mut Proof<'_>) {
    let plan = proof.plan;
    let mut touched: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, task) in plan.pipeline.tasks.iter().enumerate() {
        for name in &task.datasets {
            touched.entry(name).or_default().push(at);
        }
    }
    for dataset in &plan.datasets {
        // A dataset that only triggers runs hands over no data.
        let Some(tasks) = touched.get(dataset.name.as_str()) else {
            continue;
        };
        let name = dataset.name.as_str();
        let reads = |at: &usize| {
            let task = proof.graph.task(*at);
            task.is_some_and(|task| sink(&task.kind) != Some(name))
        };
        let nearest = proof.ways.nearest(tasks.iter().copied().filter(reads));
        let task = nearest.or_else(|| proof.ways.nearest(tasks.iter().copied()));
        let what = format!("`{name}`");
        if let Some(region) = &dataset.region {
            proof.check(&Hop {
                what,
                region,
                origin: &dataset.region_origin,
                task,
                stop: Stop::Dataset(name),
            });
        } else {
            proof.broken = true;
            proof.unknown(
                &rules::UNKNOWN_PLACE,
                &what,
                &dataset.region_origin,
                format!(
                    "write `region = …` in the dataset `{name}`, or `located in …` in its connector"
                ),
            );
        }
        if let Some(replicas) = &dataset.replicas {
            proof.check(&Hop {
                what: format!("the replicas of `{name}`"),
                region: &replicas.region,
                origin: &replicas.origin,
                task,
                stop: Stop::Replicas(name),
            });
        }
    }
}

pub(super) fn staging(proof: &mut Proof<'_>) {
    let Some(staging) = &proof.plan.environment.staging else {
        return;
    };
    let puts = proof.nearest(|task| task.uses_staging && !task.outputs.is_empty());
    if let Some(at) = puts.or_else(|| proof.nearest(|task| task.uses_staging)) {
        proof.check(&Hop {
            what: format!("the staging area `{}`", staging.uri),
            region: &staging.region,
            origin: &staging.region_origin,
            task: Some(at),
            stop: Stop::Staging,
        });
    }
}

/// The registry of an image: of those whose prefix it starts with, the longest.
fn registry_of<'a>(plan: &'a Plan, image: &Image) -> Option<&'a Registry> {
    plan.environment
        .registries
        .iter()
        .filter(|registry| {
            let prefix = registry.prefix.trim_end_matches('/');
            image
                .reference
                .strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':', '@']))
        })
        .max_by_key(|registry| registry.prefix.len())
}

/// Registries of the author's own images, those of services beside a step among them.
pub(super) fn registries(proof: &mut Proof<'_>) {
    let plan = proof.plan;
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut unknown: BTreeSet<&str> = BTreeSet::new();
    for at in proof.graph.order().iter().copied() {
        let containers = proof
            .graph
            .task(at)
            .into_iter()
            .flat_map(Task::every_container);
        for container in containers.filter(|container| container.author_image) {
            let image = &container.image;
            if let Some(registry) = registry_of(plan, image) {
                if known.insert(&registry.prefix) {
                    proof.check(&Hop {
                        what: format!("the image registry `{}`", registry.prefix),
                        region: &registry.region,
                        origin: &registry.origin,
                        task: Some(at),
                        stop: Stop::Registry(&registry.prefix),
                    });
                }
            } else if unknown.insert(&image.registry) {
                proof.facts.push(format!(
                    "the image registry `{}`: not stated",
                    image.registry
                ));
                proof.unknown(
                    &rules::UNSTATED_PLACE,
                    &format!("the image registry `{}`", image.registry),
                    &container.origin,
                    format!(
                        "write `registry = \"{}\" in …` in the environment `{}`",
                        image.registry, plan.environment.name
                    ),
                );
            }
        }
    }
}

/// Log sinks of the clusters that are used.
pub(super) fn logs(proof: &mut Proof<'_>) {
    let plan = proof.plan;
    for cluster in used_clusters(plan, &plan.pipeline.tasks) {
        let task = proof.nearest(|task| task.cluster.as_ref() == Some(&cluster.name));
        let what = format!("the log sink of `{}`", cluster.name);
        let Some(region) = &cluster.logs else {
            proof.facts.push(format!("{what}: not stated"));
            proof.unknown(
                &rules::UNSTATED_PLACE,
                &what,
                &cluster.logs_origin,
                format!("write `logs = …` in the cluster `{}`", cluster.name),
            );
            continue;
        };
        proof.check(&Hop {
            what,
            region,
            origin: &cluster.logs_origin,
            task,
            stop: Stop::Logs(&cluster.name),
        });
    }
}

/// The store that secrets come from, where its place is known and a task takes any.
pub(super) fn secrets(proof: &mut Proof<'_>) {
    let Some(site) = &proof.plan.environment.secrets_site else {
        return;
    };
    let task = proof.nearest(|task| !task.containers.is_empty());
    proof.check(&Hop {
        what: "the store of secrets".to_owned(),
        region: &site.region,
        origin: &site.origin,
        task,
        stop: Stop::Secrets,
    });
}

/// Notifications; one whose place is not known carries no rows, and is left out of the proof.
pub(super) fn notifications(proof: &mut Proof<'_>) {
    let mut unknown: BTreeSet<&str> = BTreeSet::new();
    for reaction in &proof.plan.pipeline.reactions {
        for notification in &reaction.notify {
            let Some(region) = &notification.region else {
                unknown.insert(&notification.connector);
                continue;
            };
            proof.check(&Hop {
                what: format!("the notification by `{}`", notification.connector),
                region,
                origin: &reaction.origin,
                task: None,
                stop: Stop::Notification(&notification.connector),
            });
        }
    }
    proof.facts.extend(unknown.into_iter().map(|connector| {
        format!(
            "the notification by `{connector}`: not stated; it carries names and times, no rows"
        )
    }));
}

/// The dataset a task publishes to.
pub(super) fn sink(kind: &TaskKind) -> Option<&str> {
    match kind {
        TaskKind::Write(write) => Some(&write.dataset),
        _ => None,
    }
}
