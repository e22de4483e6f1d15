//! The objects that let Argo CD or Flux apply the overlay of an environment.

mod argocd;
mod flux;

use std::collections::BTreeMap;

use pipewright_backend::FileTree;
use pipewright_plan::{ClusterPlan, EnvironmentPlan, GitOps, GitOpsTool, Plan};
use pipewright_pod::{labels, names, yaml};

/// The files of the folder `gitops`; none where the environment names no tool.
#[must_use]
pub fn files(plans: &[&Plan]) -> FileTree {
    let mut tree = FileTree::default();
    let Some((environment, gitops)) = of(plans) else {
        return tree;
    };
    let written = match gitops.tool {
        GitOpsTool::Argocd => vec![
            (
                "application.yaml",
                yaml::body(&argocd::application(plans, environment, gitops)),
            ),
            (
                "appproject.yaml",
                yaml::body(&argocd::project(plans, environment, gitops)),
            ),
        ],
        GitOpsTool::Flux => vec![
            (
                "gitrepository.yaml",
                yaml::body(&flux::repository(environment, gitops)),
            ),
            (
                "flux-kustomization.yaml",
                yaml::body(&flux::kustomization(environment, gitops)),
            ),
        ],
    };
    for (name, body) in written {
        let text = format!("{}{body}", yaml::header(&gitops.origin));
        let _collision = tree.add(format!("gitops/{name}"), text);
    }
    tree
}

fn of<'a>(plans: &[&'a Plan]) -> Option<(&'a EnvironmentPlan, &'a GitOps)> {
    let environment = &plans.first()?.environment;
    Some((environment, environment.gitops.as_ref()?))
}

/// The first cluster, in the order written, that lies in the region of every pipeline; `None`
/// where there is none, or where no cluster is known. One cluster: a CronJob that stood in two
/// would run twice.
#[must_use]
pub fn cluster<'a>(plans: &[&'a Plan]) -> Option<&'a ClusterPlan> {
    let environment = &plans.first()?.environment;
    environment.clusters.iter().find(|cluster| {
        plans.iter().all(|plan| {
            let region = plan.pipeline.region.as_ref();
            region.is_none_or(|region| cluster.region.outside(region).is_empty())
        })
    })
}

/// Name of the tool's own objects.
fn object_name(environment: &EnvironmentPlan) -> String {
    let name = format!("pipewright-{}-{}", environment.namespace, environment.name);
    names::dns_label(&name, names::LONGEST_LABEL)
}

/// The overlay's folder in the repository.
fn overlay_path(environment: &EnvironmentPlan, gitops: &GitOps) -> String {
    let below = format!("{0}/{1}/overlays/{0}", environment.name, crate::NAME);
    match gitops.path.as_str() {
        "" | "." => below,
        path => format!("{path}/{below}"),
    }
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
