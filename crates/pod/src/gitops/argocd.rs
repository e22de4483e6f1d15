//! Argo CD: an Application, and an AppProject that lets it do no more than it must.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use pipewright_plan::{EnvironmentPlan, GitOps, SyncPolicy};
use serde::Serialize;

use super::{Deployment, GroupKind, kinds, object_name, overlay_path, share_name};
use crate::shares::Share;

/// The cluster Argo CD itself runs in.
const OWN_CLUSTER: &str = "https://kubernetes.default.svc";

/// `argoproj.io/v1alpha1` `Application`, as far as it is used here.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    api_version: &'static str,
    kind: &'static str,
    metadata: ObjectMeta,
    spec: ApplicationSpec,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ApplicationSpec {
    project: String,
    source: Source,
    destination: Destination,
    sync_policy: Sync,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    #[serde(rename = "repoURL")]
    repo_url: String,
    target_revision: String,
    path: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Destination {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<&'static str>,
    namespace: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Sync {
    #[serde(skip_serializing_if = "Option::is_none")]
    automated: Option<Automated>,
    sync_options: Vec<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Automated {
    prune: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    allow_empty: bool,
    self_heal: bool,
}

/// `argoproj.io/v1alpha1` `AppProject`, as far as it is used here.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AppProject {
    api_version: &'static str,
    kind: &'static str,
    metadata: ObjectMeta,
    spec: ProjectSpec,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ProjectSpec {
    description: String,
    source_repos: Vec<String>,
    destinations: Vec<Destination>,
    namespace_resource_whitelist: Vec<GroupKind>,
}

/// The Application that applies the overlay.
#[must_use]
pub fn application(
    environment: &EnvironmentPlan,
    gitops: &GitOps,
    deployment: &Deployment,
    share: &Share<'_>,
) -> Application {
    let automated = match gitops.sync {
        SyncPolicy::Manual => None,
        SyncPolicy::Automatic => Some(false),
        SyncPolicy::Prune => Some(true),
    };
    Application {
        api_version: "argoproj.io/v1alpha1",
        kind: "Application",
        metadata: metadata(
            environment,
            gitops,
            share_name(environment, deployment, share),
        ),
        spec: ApplicationSpec {
            project: object_name(environment, deployment),
            source: Source {
                repo_url: gitops.repo.clone(),
                target_revision: gitops.revision.clone(),
                path: overlay_path(environment, gitops, deployment, share),
            },
            destination: destination(environment, share),
            sync_policy: Sync {
                automated: automated.map(|prune| Automated {
                    prune,
                    // The last pipeline that moves to another cluster leaves nothing behind.
                    allow_empty: prune && share.among.is_some(),
                    self_heal: true,
                }),
                // A pod that still runs may need a ConfigMap that is gone from Git.
                sync_options: vec!["PruneLast=true", "ServerSideApply=true"],
            },
        },
    }
}

/// The project: this repository, this namespace, these kinds; nothing that is not in a namespace.
#[must_use]
pub fn project(
    environment: &EnvironmentPlan,
    gitops: &GitOps,
    deployment: &Deployment,
    shares: &[Share<'_>],
) -> AppProject {
    AppProject {
        api_version: "argoproj.io/v1alpha1",
        kind: "AppProject",
        metadata: metadata(environment, gitops, object_name(environment, deployment)),
        spec: ProjectSpec {
            description: format!("Pipelines of the environment {}.", environment.name),
            source_repos: vec![gitops.repo.clone()],
            destinations: shares
                .iter()
                .map(|share| destination(environment, share))
                .collect(),
            namespace_resource_whitelist: kinds(environment, deployment),
        },
    }
}

fn destination(environment: &EnvironmentPlan, share: &Share<'_>) -> Destination {
    let name = share.cluster.map(|cluster| cluster.name.clone());
    Destination {
        server: name.is_none().then_some(OWN_CLUSTER),
        name,
        namespace: environment.namespace.clone(),
    }
}

fn metadata(environment: &EnvironmentPlan, gitops: &GitOps, name: String) -> ObjectMeta {
    ObjectMeta {
        name: Some(name),
        namespace: Some(gitops.namespace.clone()),
        labels: Some(super::object_labels(environment)),
        ..ObjectMeta::default()
    }
}
