//! An environment: clusters, targets, GitOps, registry, staging, secrets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Endpoint, EnvironmentVariable, Image, Money, Origin, SecretUse};

/// How a stage of life differs from the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentPlan {
    /// `prod`.
    pub name: String,
    /// The Kubernetes namespace pods run in.
    pub namespace: String,
    /// Targets in the order written; this pipeline's share of them.
    pub targets: Vec<TargetRequest>,
    /// Clusters pods may run on, in the order written.
    pub clusters: Vec<ClusterPlan>,
    /// Who applies the manifests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gitops: Option<GitOps>,
    /// Registries whose place is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub registries: Vec<Registry>,
    /// Where moved data waits between tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staging: Option<Staging>,
    /// Where Secrets come from.
    pub secrets: SecretStore,
    /// Where the store of the Secrets is, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secrets_site: Option<Site>,
    /// What turns failed Jobs into messages, for the kubernetes target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alerts: Option<Alerts>,
    /// Where it is declared.
    pub origin: Origin,
}

/// A target and the version of its engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetRequest {
    /// `json`, `kubernetes`, `airflow`.
    pub name: String,
    /// `3.3`; the target's default where not written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Where it is asked for.
    pub origin: Origin,
}

/// A Kubernetes cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClusterPlan {
    /// `frankfurt`.
    pub name: String,
    /// Where its nodes stand.
    pub region: RegionSet,
    /// Kinds of node; empty where nobody said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<NodePool>,
    /// Whether nodes may be taken away, where `nodes` do not say it themselves.
    pub spot: bool,
    /// How much of the cluster all pods of the namespace may ask for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<Quota>,
    /// How long a pod waits at most for a node and its images, in seconds; `None` where nobody
    /// said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub startup_seconds: Option<u64>,
    /// Where logs are kept; `None` where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logs: Option<RegionSet>,
    /// Classes (`pii`, …) its logs may hold, sorted; `None` where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepts: Option<Vec<String>>,
    /// Where `region` was written.
    pub region_origin: Origin,
    /// Where `logs` was written, or the cluster.
    pub logs_origin: Origin,
    /// Where it is declared.
    pub origin: Origin,
}

/// Nodes of one size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodePool {
    /// Thousandths of a core.
    pub cpu_millis: u64,
    /// Bytes.
    pub memory_bytes: u64,
    /// Bytes of disk for pods; `None` where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk_bytes: Option<u64>,
    /// Whole GPUs.
    pub gpu: u32,
    /// How many there may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// Whether they may be taken away at any time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spot: bool,
    /// Labels these nodes have, as far as somebody said.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// What one of them costs an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hourly: Option<Money>,
}

/// The labels by which pods are kept off nodes that may be taken away: one of each such kind of
/// node, that no other node has.
///
/// # Errors
/// The first cluster that has such nodes without a label of their own.
pub fn spot_labels<'a>(
    clusters: impl Iterator<Item = &'a ClusterPlan> + Clone,
) -> Result<BTreeSet<(&'a str, &'a str)>, &'a ClusterPlan> {
    let staying: BTreeSet<(&str, &str)> = clusters
        .clone()
        .flat_map(|cluster| &cluster.nodes)
        .filter(|pool| !pool.spot)
        .flat_map(|pool| pool.labels.iter())
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    let mut labels = BTreeSet::new();
    for cluster in clusters {
        if cluster.nodes.is_empty() && cluster.spot {
            return Err(cluster);
        }
        for pool in cluster.nodes.iter().filter(|pool| pool.spot) {
            let mut own = pool
                .labels
                .iter()
                .map(|(key, value)| (key.as_str(), value.as_str()));
            labels.insert(own.find(|label| !staying.contains(label)).ok_or(cluster)?);
        }
    }
    Ok(labels)
}

/// How much pods of one namespace may ask for at once; `None` is as much as there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Thousandths of a core.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_millis: Option<u64>,
    /// Bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
    /// Whole GPUs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gpu: Option<u64>,
    /// Pods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pods: Option<u64>,
    /// Where it was written.
    pub origin: Origin,
}

/// A named set of places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegionSet {
    /// As written: `eu`, `eu or uk`, `eu-west-1`.
    pub name: String,
    /// Every place in it, sorted by name.
    pub places: Arc<[Place]>,
}

/// A place something lies in, and where that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Where it lies.
    pub region: RegionSet,
    /// Where that was written.
    pub origin: Origin,
}

/// The place that stands for any place: what is restricted may not enter it, and who allows it
/// allows every place.
const ANYWHERE: &str = "global";

impl RegionSet {
    /// Whether it allows every place.
    #[must_use]
    pub fn is_anywhere(&self) -> bool {
        self.places
            .binary_search_by(|place| place.name.as_str().cmp(ANYWHERE))
            .is_ok()
    }

    /// The places of `self` that `other` does not hold.
    #[must_use]
    pub fn outside<'a>(&'a self, other: &Self) -> Vec<&'a Place> {
        if other.is_anywhere() {
            return Vec::new();
        }
        self.places
            .iter()
            .filter(|place| {
                other
                    .places
                    .binary_search_by(|known| known.name.cmp(&place.name))
                    .is_err()
            })
            .collect()
    }

    /// Whether all of it lies in `other`. A set of no places is nowhere: never inside.
    #[must_use]
    pub fn is_inside(&self, other: &Self) -> bool {
        !self.places.is_empty() && self.outside(other).is_empty()
    }
}

/// One region of one cloud.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// `eu-west-1`; also the value of the node label `topology.kubernetes.io/region`.
    pub name: String,
    /// `aws`, `gcp`, `azure`, or another.
    pub cloud: String,
    /// ISO 3166 country, `IE`; `""` where it spans countries.
    pub country: String,
}

/// An image registry whose place is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// `ghcr.io/acme`: images whose reference starts with it, at a `/`.
    pub prefix: String,
    /// Where it is.
    pub region: RegionSet,
    /// Where that was written.
    pub origin: Origin,
}

/// The object store that carries data between tasks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Staging {
    /// The connector: `s3.location`.
    pub connector: String,
    /// Root URI with a final slash: `s3://acme-staging/`.
    pub uri: String,
    /// Where it is.
    pub region: RegionSet,
    /// Hosts to reach.
    pub endpoints: Vec<Endpoint>,
    /// Secrets it needs.
    pub secrets: Vec<SecretUse>,
    /// Variables that steps get so that they can reach it: region, credentials.
    pub env: Vec<EnvironmentVariable>,
    /// The image whose container copies to and from it.
    pub image: Image,
    /// Classes (`pii`, …) that may wait in it, sorted; `None` where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepts: Option<Vec<String>>,
    /// Where the region was written.
    pub region_origin: Origin,
    /// Where it is declared.
    pub origin: Origin,
}

/// Who applies the manifests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GitOps {
    /// The tool.
    pub tool: GitOpsTool,
    /// Repository that holds the generated files.
    pub repo: String,
    /// Folder of the generated files in it, without slashes at its ends.
    pub path: String,
    /// Branch, tag or commit.
    pub revision: String,
    /// Namespace of the tool's own objects.
    pub namespace: String,
    /// How changes are applied.
    pub sync: SyncPolicy,
    /// How often the tool looks, in seconds (flux).
    pub interval_seconds: u64,
    /// Where it is declared.
    pub origin: Origin,
}

/// The GitOps tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GitOpsTool {
    /// Argo CD.
    Argocd,
    /// Flux.
    Flux,
}

/// How a GitOps tool applies changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SyncPolicy {
    /// A person syncs (Argo CD) or resumes (Flux, suspended).
    Manual,
    /// Applied by itself, nothing deleted.
    Automatic,
    /// Applied by itself, and what is gone from Git is deleted.
    Prune,
}

/// Where Kubernetes Secrets come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SecretStore {
    /// They are there already.
    Existing,
    /// An External Secrets store fills them.
    External {
        /// Name of the `ClusterSecretStore`.
        store: String,
    },
}

/// What turns failed Jobs into messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Alerts {
    /// The Prometheus operator with kube-state-metrics.
    Prometheus,
}
