//! Shares of an environment: what is applied to one cluster, and the folders it lies in.
//!
//! With one cluster, or none, everything is one share: `base` holds it, and the overlay named after
//! the environment applies it. With several there is an overlay for each, named after it; it holds
//! the pipelines that were placed there and what those share, and `base` is no more than their
//! folders. A cluster without pipelines has an overlay too: from it what moved away is deleted.

use pipewright_backend::FileTree;
use pipewright_plan::{ClusterPlan, EnvironmentPlan, GitOps, GitOpsTool, Plan, Status, SyncPolicy};

use crate::kustomize::{kustomization, overlay};
use crate::{gitops, yaml};

/// What is applied to one cluster.
#[derive(Debug)]
pub struct Share<'a> {
    /// The environment.
    pub environment: &'a EnvironmentPlan,
    /// The cluster; `None` where none is known.
    pub cluster: Option<&'a ClusterPlan>,
    /// The cluster, where there are others.
    pub among: Option<&'a ClusterPlan>,
    /// The pipelines placed there.
    pub plans: Vec<&'a Plan>,
}

/// The shares of an environment, in the order of its clusters.
#[must_use]
pub fn shares<'a>(plans: &[&'a Plan]) -> Vec<Share<'a>> {
    let Some(first) = plans.first() else {
        return Vec::new();
    };
    let environment = &*first.environment;
    let share = |cluster, among, plans| Share {
        environment,
        cluster,
        among,
        plans,
    };
    match environment.clusters.as_slice() {
        [] => vec![share(None, None, plans.to_vec())],
        [only] => vec![share(Some(only), None, plans.to_vec())],
        several => several
            .iter()
            .map(|cluster| {
                let here = plans.iter().copied().filter(|plan| {
                    let home = plan.home();
                    home.is_some_and(|home| home.name == cluster.name)
                });
                share(Some(cluster), Some(cluster), here.collect())
            })
            .collect(),
    }
}

/// The overlay that a plan's pipeline is applied by, from the target's own folder.
#[must_use]
pub fn overlay_of(plan: &Plan) -> String {
    overlay_folder(&plan.environment, among(plan))
}

/// The folder of what a plan's pipeline shares with others, from the target's own.
#[must_use]
pub fn shared_folder(plan: &Plan) -> String {
    match among(plan) {
        Some(_) => overlay_of(plan),
        None => "base".to_owned(),
    }
}

/// What decides on the cluster that a plan's objects are applied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The file that says it, from the target's own folder.
    pub file: String,
    /// The field.
    pub by: &'static str,
    /// Whether a tool does what the field says, rather than a person.
    pub status: Status,
    /// How that decides.
    pub because: String,
}

/// What says to which cluster a plan's objects go: a tool that applies them there, or the overlay
/// they are in, for whoever applies it. Nothing where there is one cluster and no such tool.
#[must_use]
pub fn applied(plan: &Plan) -> Option<Applied> {
    let cluster = &plan.home()?.name;
    let among = among(plan);
    let overlay = overlay_of(plan);
    let gitops = plan.environment.gitops.as_ref();
    if gitops.is_some_and(|gitops| gitops.tool == GitOpsTool::Argocd) {
        return Some(Applied {
            file: format!("gitops/{}", gitops::file_name("application", among)),
            by: "spec.destination.name",
            status: Status::Enforced,
            because: format!(
                "Argo CD applies {overlay} to {cluster}, by its name in Argo CD{}",
                left_behind(gitops, among)
            ),
        });
    }
    among.map(|_| Applied {
        file: format!("{overlay}/kustomization.yaml"),
        by: "resources",
        status: Status::Carried,
        because: format!("it is listed here; who applies {overlay} to {cluster} keeps that"),
    })
}

/// What becomes of a pipeline that moves to another cluster, where nothing deletes it from this one.
fn left_behind(gitops: Option<&GitOps>, among: Option<&ClusterPlan>) -> &'static str {
    let kept = gitops.is_some_and(|gitops| gitops.sync != SyncPolicy::Prune);
    match among {
        Some(_) if kept => {
            "; if it moves, it runs there too until somebody deletes it: only `sync = prune` does"
        }
        _ => "",
    }
}

/// The cluster a plan's pipeline is applied to, where there are others.
fn among(plan: &Plan) -> Option<&ClusterPlan> {
    plan.home().filter(|_| plan.environment.clusters.len() > 1)
}

fn overlay_folder(environment: &EnvironmentPlan, among: Option<&ClusterPlan>) -> String {
    let name = among.map_or(&environment.name, |cluster| &cluster.name);
    format!("overlays/{name}")
}

impl Share<'_> {
    /// Its overlay, from the target's own folder.
    #[must_use]
    pub fn overlay(&self) -> String {
        overlay_folder(self.environment, self.among)
    }

    /// Adds its base and its overlay, with files that its pipelines share: name and text of each.
    pub fn add_to(&self, tree: &mut FileTree, shared: Vec<(&str, String)>) {
        let origin = &self.environment.origin;
        let overlay_folder = self.overlay();
        let folder = match self.among {
            Some(_) => overlay_folder.as_str(),
            None => "base",
        };
        let pipelines = self.plans.iter().map(|plan| &plan.pipeline.slug);
        let mut resources: Vec<String> = match self.among {
            Some(_) => pipelines.map(|slug| format!("../../base/{slug}")).collect(),
            None => pipelines.cloned().collect(),
        };
        resources.extend(shared.iter().map(|(name, _)| (*name).to_owned()));
        resources.sort();
        let mut written: Vec<(String, String)> = shared
            .into_iter()
            .map(|(name, text)| (format!("{folder}/{name}"), text))
            .collect();
        let applied = if self.among.is_some() {
            overlay(self.environment, resources)
        } else {
            let base = yaml::document(origin, &[], &kustomization(resources));
            written.push(("base/kustomization.yaml".to_owned(), base));
            overlay(self.environment, vec!["../../base".to_owned()])
        };
        written.push((
            format!("{overlay_folder}/kustomization.yaml"),
            yaml::document(origin, &[], &applied),
        ));
        for (path, text) in written {
            // Names are distinct by construction.
            let _collision = tree.add(path, text);
        }
    }
}
