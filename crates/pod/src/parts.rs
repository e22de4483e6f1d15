//! What surrounds the containers of a pod: place, identity, volumes.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{
    Affinity, ConfigMapVolumeSource, EmptyDirVolumeSource, NodeAffinity, NodeSelector,
    NodeSelectorRequirement, NodeSelectorTerm, PersistentVolumeClaimVolumeSource,
    PodSecurityContext, Toleration, Volume,
};
use pipewright_plan::{ClusterPlan, Plan, Task};

use crate::files::FileBundle;
use crate::quantity;
use crate::security::pod_security;
use crate::{labels, names, spot};

/// The volume containers of one pod share.
pub const SCRATCH_VOLUME: &str = "scratch";

/// The volume at `/tmp`.
pub const TEMPORARY_VOLUME: &str = "tmp";

/// The volume of the files a pipeline carries.
pub const FILES_VOLUME: &str = "files";

/// What nodes are labelled with.
pub const REGION_LABEL: &str = "topology.kubernetes.io/region";

/// Everything of a pod but its containers. `automountServiceAccountToken` and `enableServiceLinks`
/// are false wherever it is used; both have no other value here, hence no field.
#[derive(Debug, Clone, PartialEq)]
pub struct PodParts {
    /// Labels of the pod.
    pub labels: BTreeMap<String, String>,
    /// Annotations of the pod.
    pub annotations: BTreeMap<String, String>,
    /// The pipeline's own account.
    pub service_account_name: String,
    /// Security settings of the pod.
    pub security_context: PodSecurityContext,
    /// Keeps the pod in its region and on nodes with the labels its tasks ask for; `None` where
    /// nothing says either.
    pub affinity: Option<Affinity>,
    /// Lets pods with GPUs onto nodes that are kept for them, and what may be interrupted onto those
    /// that may be taken away; else empty.
    pub tolerations: Vec<Toleration>,
    /// Scratch, `/tmp`, the files the pipeline carries if there are any, and claims.
    pub volumes: Vec<Volume>,
    /// Seconds between the polite and the final signal.
    pub termination_grace_period_seconds: i64,
}

/// The parts of a pod that runs these tasks, one after another. `files` is the ConfigMap mounted
/// into it; an empty one is left out.
#[must_use]
pub fn pod_parts(plan: &Plan, tasks: &[&Task], files: &FileBundle) -> PodParts {
    // Each task leaves its files behind in scratch: a pod that runs several needs the room of all.
    let each = tasks.iter().map(|task| task_disk(task));
    let scratch = each.clone().fold(0_u64, u64::saturating_add);
    let mut volumes = vec![
        empty_directory(SCRATCH_VOLUME, scratch),
        empty_directory(TEMPORARY_VOLUME, each.max().unwrap_or(0)),
    ];
    let containers = || tasks.iter().flat_map(|task| task.every_container());
    let uses_files = containers().any(|container| container.file.is_some());
    if !files.is_empty() && (uses_files || files.has_extra()) {
        volumes.push(files_volume(&files.name(plan)));
    }
    let claims: BTreeSet<&str> = containers()
        .flat_map(|container| &container.volumes)
        .map(|volume| volume.claim.as_str())
        .collect();
    volumes.extend(claims.into_iter().map(claimed));
    let needs_gpu = containers().any(|container| container.resources.gpu > 0);
    PodParts {
        labels: labels::labels(plan),
        annotations: labels::annotations(plan),
        service_account_name: account_name(plan),
        security_context: pod_security(),
        affinity: affinity(plan, tasks),
        tolerations: needs_gpu
            .then(gpu_toleration)
            .into_iter()
            .chain(spot::tolerations(plan, tasks))
            .collect(),
        volumes,
        termination_grace_period_seconds: 30,
    }
}

/// The name of the pipeline's ServiceAccount and NetworkPolicy.
pub(crate) fn account_name(plan: &Plan) -> String {
    names::dns_label(&plan.pipeline.slug, names::LONGEST_LABEL)
}

/// The disk the most demanding container of a task needs: they follow one another, but for the
/// services, which fill theirs beside the last.
#[must_use]
pub fn task_disk(task: &Task) -> u64 {
    let services = task
        .services
        .iter()
        .map(|service| service.container.resources.disk_bytes)
        .fold(0_u64, u64::saturating_add);
    let (last, before) = match task.containers.split_last() {
        Some((last, before)) => (last.resources.disk_bytes, before),
        None => (0, task.containers.as_slice()),
    };
    before
        .iter()
        .map(|container| container.resources.disk_bytes)
        .fold(last.saturating_add(services), u64::max)
}

/// Places the pods of a plan may stand, sorted: those of the clusters chosen for its tasks. Before a
/// cluster is chosen: those of the pipeline's region in which there is one. Where no cluster is
/// known, all of the region; where no region is demanded, all of the clusters.
#[must_use]
pub fn allowed_places(plan: &Plan) -> Vec<&str> {
    places_of(plan, &[])
}

/// The same of the pods of some tasks.
#[must_use]
pub fn places_of<'a>(plan: &'a Plan, tasks: &[&Task]) -> Vec<&'a str> {
    let own = plan.clusters_of(tasks.iter().copied());
    let chosen = if own.is_empty() { plan.clusters() } else { own };
    if !chosen.is_empty() {
        return names_of(chosen).into_iter().collect();
    }
    let clusters = names_of(&plan.environment.clusters);
    let demanded = plan.pipeline.region.as_ref();
    let Some(region) = demanded.filter(|region| !region.is_anywhere()) else {
        return clusters.into_iter().collect();
    };
    let wanted: BTreeSet<&str> = region
        .places
        .iter()
        .map(|place| place.name.as_str())
        .collect();
    if clusters.is_empty() {
        return wanted.into_iter().collect();
    }
    wanted.intersection(&clusters).copied().collect()
}

/// The places of clusters.
fn names_of<'a>(clusters: impl IntoIterator<Item = &'a ClusterPlan>) -> BTreeSet<&'a str> {
    let clusters = clusters.into_iter();
    clusters
        .flat_map(|cluster| cluster.region.places.iter())
        .map(|place| place.name.as_str())
        .collect()
}

fn affinity(plan: &Plan, tasks: &[&Task]) -> Option<Affinity> {
    let places = places_of(plan, tasks);
    let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (key, value) in tasks.iter().flat_map(|task| &task.node) {
        wanted.entry(key).or_default().insert(value);
    }
    let mut requirements = Vec::new();
    if !places.is_empty() {
        requirements.push(one_of(REGION_LABEL, places));
    }
    // Two values of one label are two requirements: no node has both, and an engine that runs
    // such tasks in one pod must refuse them.
    for (key, values) in wanted {
        requirements.extend(values.into_iter().map(|value| one_of(key, vec![value])));
    }
    requirements.extend(spot::kept_off(plan, tasks));
    let preferred = spot::preferred(plan, tasks);
    if requirements.is_empty() && preferred.is_empty() {
        return None;
    }
    let term = NodeSelectorTerm {
        match_expressions: Some(requirements),
        match_fields: None,
    };
    let required = term
        .match_expressions
        .as_ref()
        .is_some_and(|all| !all.is_empty());
    Some(Affinity {
        node_affinity: Some(NodeAffinity {
            required_during_scheduling_ignored_during_execution: required.then(|| NodeSelector {
                node_selector_terms: vec![term],
            }),
            preferred_during_scheduling_ignored_during_execution: (!preferred.is_empty())
                .then_some(preferred),
        }),
        ..Affinity::default()
    })
}

pub(crate) fn one_of(key: &str, values: Vec<&str>) -> NodeSelectorRequirement {
    NodeSelectorRequirement {
        key: key.to_owned(),
        operator: "In".to_owned(),
        values: Some(values.into_iter().map(str::to_owned).collect()),
    }
}

fn gpu_toleration() -> Toleration {
    Toleration {
        key: Some("nvidia.com/gpu".to_owned()),
        operator: Some("Exists".to_owned()),
        effect: Some("NoSchedule".to_owned()),
        ..Toleration::default()
    }
}

fn empty_directory(name: &str, bytes: u64) -> Volume {
    Volume {
        name: name.to_owned(),
        empty_dir: Some(EmptyDirVolumeSource {
            medium: None,
            size_limit: Some(quantity::bytes(bytes)),
        }),
        ..Volume::default()
    }
}

fn files_volume(config_map: &str) -> Volume {
    Volume {
        name: FILES_VOLUME.to_owned(),
        config_map: Some(ConfigMapVolumeSource {
            name: config_map.to_owned(),
            ..ConfigMapVolumeSource::default()
        }),
        ..Volume::default()
    }
}

/// The name of the volume of a claim. Claims may have dots, volumes may not: what is changed gets a
/// hash, so that two claims never become one volume.
pub(crate) fn claim_volume(claim: &str) -> String {
    let whole = format!("claim-{claim}");
    let label = names::dns_label(&whole, names::LONGEST_LABEL);
    if label == whole {
        return label;
    }
    let head = names::dns_label(&whole, names::LONGEST_LABEL - 9);
    format!("{head}-{}", names::short_hash([claim]))
}

fn claimed(claim: &str) -> Volume {
    Volume {
        name: claim_volume(claim),
        persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
            claim_name: claim.to_owned(),
            read_only: None,
        }),
        ..Volume::default()
    }
}
