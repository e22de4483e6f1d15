//! What surrounds the containers of a pod: place, identity, volumes.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{
    Affinity, ConfigMapVolumeSource, EmptyDirVolumeSource, NodeAffinity, NodeSelector,
    NodeSelectorRequirement, NodeSelectorTerm, PodSecurityContext, Toleration, Volume,
};
use pipewright_plan::{Plan, Task};

use crate::files::FileBundle;
use crate::quantity;
use crate::security::pod_security;
use crate::{labels, names};

/// The volume containers of one pod share.
pub const SCRATCH_VOLUME: &str = "scratch";

/// The volume at `/tmp`.
pub const TEMPORARY_VOLUME: &str = "tmp";

/// The volume of SQL files.
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
    /// Keeps the pod in its region; `None` where neither the pipeline nor a cluster says one.
    pub affinity: Option<Affinity>,
    /// Lets pods with GPUs onto nodes that are kept for them; else empty.
    pub tolerations: Vec<Toleration>,
    /// Scratch, `/tmp`, and the SQL files if there are any.
    pub volumes: Vec<Volume>,
    /// Seconds between the polite and the final signal.
    pub termination_grace_period_seconds: i64,
}

/// The parts of a pod that runs these tasks, one after another. `sql` is the ConfigMap mounted
/// into it; an empty one is left out.
#[must_use]
pub fn pod_parts(plan: &Plan, tasks: &[&Task], sql: &FileBundle) -> PodParts {
    // Each task leaves its files behind in scratch: a pod that runs several needs the room of all.
    let each = tasks.iter().map(|task| task_disk(task));
    let scratch = each.clone().fold(0_u64, u64::saturating_add);
    let mut volumes = vec![
        empty_directory(SCRATCH_VOLUME, scratch),
        empty_directory(TEMPORARY_VOLUME, each.max().unwrap_or(0)),
    ];
    let uses_sql = tasks.iter().any(|task| {
        task.containers
            .iter()
            .any(|container| container.file.is_some())
    });
    if !sql.is_empty() && (uses_sql || sql.has_extra()) {
        volumes.push(sql_volume(&sql.name(plan)));
    }
    let needs_gpu = tasks.iter().any(|task| {
        task.containers
            .iter()
            .any(|container| container.resources.gpu > 0)
    });
    PodParts {
        labels: labels::labels(plan),
        annotations: labels::annotations(plan),
        service_account_name: account_name(plan),
        security_context: pod_security(),
        affinity: affinity(plan),
        tolerations: if needs_gpu {
            vec![gpu_toleration()]
        } else {
            Vec::new()
        },
        volumes,
        termination_grace_period_seconds: 30,
    }
}

/// The name of the pipeline's ServiceAccount and NetworkPolicy.
pub(crate) fn account_name(plan: &Plan) -> String {
    names::dns_label(&plan.pipeline.slug, names::LONGEST_LABEL)
}

/// The disk the most demanding container of a task needs: they follow one another.
#[must_use]
pub fn task_disk(task: &Task) -> u64 {
    task.containers
        .iter()
        .map(|container| container.resources.disk_bytes)
        .max()
        .unwrap_or(0)
}

/// Places a pod may stand, sorted: those of the pipeline's region in which there is a cluster.
/// Where no cluster is known, all of the region; where no region is demanded, all of the clusters.
#[must_use]
pub fn allowed_places(plan: &Plan) -> Vec<&str> {
    let clusters: BTreeSet<&str> = plan
        .environment
        .clusters
        .iter()
        .flat_map(|cluster| cluster.region.places.iter())
        .map(|place| place.name.as_str())
        .collect();
    let Some(region) = &plan.pipeline.region else {
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

fn affinity(plan: &Plan) -> Option<Affinity> {
    let places = allowed_places(plan);
    if places.is_empty() {
        return None;
    }
    let requirement = NodeSelectorRequirement {
        key: REGION_LABEL.to_owned(),
        operator: "In".to_owned(),
        values: Some(places.into_iter().map(str::to_owned).collect()),
    };
    let term = NodeSelectorTerm {
        match_expressions: Some(vec![requirement]),
        match_fields: None,
    };
    Some(Affinity {
        node_affinity: Some(NodeAffinity {
            required_during_scheduling_ignored_during_execution: Some(NodeSelector {
                node_selector_terms: vec![term],
            }),
            ..NodeAffinity::default()
        }),
        ..Affinity::default()
    })
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

fn sql_volume(config_map: &str) -> Volume {
    Volume {
        name: FILES_VOLUME.to_owned(),
        config_map: Some(ConfigMapVolumeSource {
            name: config_map.to_owned(),
            ..ConfigMapVolumeSource::default()
        }),
        ..Volume::default()
    }
}
