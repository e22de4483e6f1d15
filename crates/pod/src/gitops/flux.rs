//! Flux: the repository, and the Kustomization that applies the overlay from it.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use pipewright_plan::{EnvironmentPlan, GitOps, SyncPolicy};
use serde::Serialize;

use super::{Deployment, object_labels, object_name, overlay_path, share_name};
use crate::shares::Share;

/// `source.toolkit.fluxcd.io/v1` `GitRepository`, as far as it is used here.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GitRepository {
    api_version: &'static str,
    kind: &'static str,
    metadata: ObjectMeta,
    spec: RepositorySpec,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct RepositorySpec {
    interval: String,
    url: String,
    #[serde(rename = "ref")]
    reference: Reference,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Reference {
    Branch(String),
    Commit(String),
    Name(String),
}

/// `kustomize.toolkit.fluxcd.io/v1` `Kustomization`, as far as it is used here.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FluxKustomization {
    api_version: &'static str,
    kind: &'static str,
    metadata: ObjectMeta,
    spec: KustomizationSpec,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct KustomizationSpec {
    interval: String,
    timeout: &'static str,
    source_ref: SourceReference,
    path: String,
    prune: bool,
    suspend: bool,
    wait: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct SourceReference {
    kind: &'static str,
    name: String,
}

/// The repository.
#[must_use]
pub fn repository(
    environment: &EnvironmentPlan,
    gitops: &GitOps,
    deployment: &Deployment,
) -> GitRepository {
    GitRepository {
        api_version: "source.toolkit.fluxcd.io/v1",
        kind: "GitRepository",
        metadata: metadata(environment, gitops, object_name(environment, deployment)),
        spec: RepositorySpec {
            interval: interval(gitops),
            url: gitops.repo.clone(),
            reference: reference(&gitops.revision),
        },
    }
}

/// The Kustomization. A manual one is suspended: a person resumes it.
#[must_use]
pub fn kustomization(
    environment: &EnvironmentPlan,
    gitops: &GitOps,
    deployment: &Deployment,
    share: &Share<'_>,
) -> FluxKustomization {
    FluxKustomization {
        api_version: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: metadata(
            environment,
            gitops,
            share_name(environment, deployment, share),
        ),
        spec: KustomizationSpec {
            interval: interval(gitops),
            timeout: "5m",
            source_ref: SourceReference {
                kind: "GitRepository",
                name: object_name(environment, deployment),
            },
            path: format!("./{}", overlay_path(environment, gitops, deployment, share)),
            prune: gitops.sync == SyncPolicy::Prune,
            suspend: gitops.sync == SyncPolicy::Manual,
            wait: true,
        },
    }
}

/// A full commit, a full reference such as `refs/tags/v1`, or a branch.
fn reference(revision: &str) -> Reference {
    let is_commit = revision.len() == 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_commit {
        Reference::Commit(revision.to_owned())
    } else if revision.starts_with("refs/") {
        Reference::Name(revision.to_owned())
    } else {
        Reference::Branch(revision.to_owned())
    }
}

fn interval(gitops: &GitOps) -> String {
    match gitops.interval_seconds.max(1) {
        seconds if seconds.is_multiple_of(3600) => format!("{}h", seconds / 3600),
        seconds if seconds.is_multiple_of(60) => format!("{}m", seconds / 60),
        seconds => format!("{seconds}s"),
    }
}

fn metadata(environment: &EnvironmentPlan, gitops: &GitOps, name: String) -> ObjectMeta {
    ObjectMeta {
        name: Some(name),
        namespace: Some(gitops.namespace.clone()),
        labels: Some(object_labels(environment)),
        ..ObjectMeta::default()
    }
}
