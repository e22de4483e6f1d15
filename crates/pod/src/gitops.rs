//! The objects that let Argo CD or Flux apply the overlay of an environment.

mod argocd;
mod flux;

use std::collections::BTreeMap;

use pipewright_backend::FileTree;
use pipewright_plan::{ClusterPlan, EnvironmentPlan, GitOps, GitOpsTool, Plan, SecretStore};
use serde::Serialize;

use crate::shares::{Share, shares};
use crate::{labels, names, yaml};

/// What a target writes, as far as a GitOps tool must know.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// The target's own folder: `kubernetes`.
    pub folder: &'static str,
    /// Keeps the tool's objects of several targets apart; empty, or `-` and a word.
    pub suffix: &'static str,
    /// The kinds it writes; ExternalSecrets are added where the environment has a store.
    pub kinds: Vec<GroupKind>,
}

/// One kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct GroupKind {
    group: &'static str,
    kind: &'static str,
}

impl GroupKind {
    /// A kind of an API group; that of the core is empty.
    #[must_use]
    pub const fn new(group: &'static str, kind: &'static str) -> Self {
        Self { group, kind }
    }
}

/// The files of the folder `gitops`; none where the environment names no tool.
#[must_use]
pub fn files(plans: &[&Plan], deployment: &Deployment) -> FileTree {
    let mut tree = FileTree::default();
    let Some((environment, gitops)) = of(plans) else {
        return tree;
    };
    let shares = shares(plans);
    let mut written = Vec::new();
    match gitops.tool {
        GitOpsTool::Argocd => {
            for share in &shares {
                let made = argocd::application(environment, gitops, deployment, share);
                written.push((file_name("application", share.among), yaml::body(&made)));
            }
            let made = argocd::project(environment, gitops, deployment, &shares);
            written.push(("appproject.yaml".to_owned(), yaml::body(&made)));
        }
        GitOpsTool::Flux => {
            let made = flux::repository(environment, gitops, deployment);
            written.push(("gitrepository.yaml".to_owned(), yaml::body(&made)));
            for share in &shares {
                let made = flux::kustomization(environment, gitops, deployment, share);
                written.push((
                    file_name("flux-kustomization", share.among),
                    yaml::body(&made),
                ));
            }
        }
    }
    for (name, body) in written {
        let text = format!("{}{body}", yaml::header(&gitops.origin));
        let _collision = tree.add(format!("gitops/{name}"), text);
    }
    tree
}

/// The file of what applies a share: named after its cluster where there are several.
pub(crate) fn file_name(what: &str, among: Option<&ClusterPlan>) -> String {
    match among {
        Some(cluster) => format!("{what}-{}.yaml", cluster.name),
        None => format!("{what}.yaml"),
    }
}

fn of<'a>(plans: &[&'a Plan]) -> Option<(&'a EnvironmentPlan, &'a GitOps)> {
    let environment = &plans.first()?.environment;
    Some((environment, environment.gitops.as_ref()?))
}

/// Name of the tool's own objects.
fn object_name(environment: &EnvironmentPlan, deployment: &Deployment) -> String {
    let name = format!(
        "pipewright-{}-{}{}",
        environment.namespace, environment.name, deployment.suffix
    );
    names::dns_label(&name, names::LONGEST_LABEL)
}

/// The name of the object that applies a share.
fn share_name(environment: &EnvironmentPlan, deployment: &Deployment, share: &Share<'_>) -> String {
    let name = object_name(environment, deployment);
    match share.among {
        Some(cluster) => {
            names::dns_label(&format!("{name}-{}", cluster.name), names::LONGEST_LABEL)
        }
        None => name,
    }
}

/// The overlay's folder in the repository.
fn overlay_path(
    environment: &EnvironmentPlan,
    gitops: &GitOps,
    deployment: &Deployment,
    share: &Share<'_>,
) -> String {
    let (environment, folder) = (&environment.name, deployment.folder);
    let below = format!("{environment}/{folder}/{}", share.overlay());
    match gitops.path.as_str() {
        "" | "." => below,
        path => format!("{path}/{below}"),
    }
}

/// The kinds that are written, sorted by group.
fn kinds(environment: &EnvironmentPlan, deployment: &Deployment) -> Vec<GroupKind> {
    let mut kinds = deployment.kinds.clone();
    if matches!(environment.secrets, SecretStore::External { .. }) {
        kinds.push(GroupKind::new("external-secrets.io", "ExternalSecret"));
    }
    kinds.sort();
    kinds.dedup();
    kinds
}

/// Labels of the tool's own objects.
fn object_labels(environment: &EnvironmentPlan) -> BTreeMap<String, String> {
    [
        ("app.kubernetes.io/part-of", "pipewright".to_owned()),
        ("app.kubernetes.io/managed-by", "pipewright".to_owned()),
        (labels::ENVIRONMENT, names::label_value(&environment.name)),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}
