//! The files of a pipeline, and those that speak of all pipelines of an environment.

use pipewright_backend::FileTree;
use pipewright_plan::Plan;
use pipewright_pod::kustomize::{kustomization, overlay};
use pipewright_pod::yaml::joined;
use pipewright_pod::{NETWORK_NOTES, external_secrets, network_policy, service_account, yaml};

use crate::alerts::{alertmanager_config, prometheus_rule, told_of_failure};
use crate::cronjob::{cron_job, file_bundle};
use crate::{gitops, place};

/// File of the ExternalSecrets: pipelines share them, so they lie beside the pipelines.
pub const EXTERNAL_SECRETS: &str = "external-secrets.yaml";

/// The manifests of one pipeline and their kustomization.
#[must_use]
pub fn of_pipeline(plan: &Plan) -> FileTree {
    let origin = &plan.pipeline.origin;
    let told = told_of_failure(plan);
    let mut manifests = Vec::new();
    if !told.is_empty() {
        let rule = yaml::manifest(origin, &[], prometheus_rule(plan), |rule| {
            &mut rule.metadata
        });
        let route = yaml::manifest(origin, &[], alertmanager_config(plan, &told), |config| {
            &mut config.metadata
        });
        manifests.push(("alerts.yaml", joined([rule, route])));
    }
    if let Some(map) = file_bundle(plan).config_map(plan) {
        manifests.push((
            "configmap.yaml",
            yaml::manifest(origin, &[], map, |map| &mut map.metadata),
        ));
    }
    manifests.push((
        "cronjob.yaml",
        yaml::manifest(origin, &[], cron_job(plan), |job| &mut job.metadata),
    ));
    manifests.push((
        "networkpolicy.yaml",
        yaml::manifest(origin, NETWORK_NOTES, network_policy(plan), |policy| {
            &mut policy.metadata
        }),
    ));
    manifests.push((
        "serviceaccount.yaml",
        yaml::manifest(origin, &[], service_account(plan), |account| {
            &mut account.metadata
        }),
    ));
    let names = manifests
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let list = yaml::document(origin, &[], &kustomization(names));
    manifests.push(("kustomization.yaml", list));

    let mut tree = FileTree::default();
    let folder = place::folder(plan);
    for (name, text) in manifests {
        // Names are distinct by construction.
        let _collision = tree.add(format!("{folder}/{name}"), text);
    }
    tree
}

/// The base, the overlay, the ExternalSecrets and the GitOps objects of an environment.
#[must_use]
pub fn of_environment(plans: &[&Plan]) -> FileTree {
    let mut tree = gitops::files(plans);
    let Some(first) = plans.first() else {
        return tree;
    };
    let environment = &first.environment;
    let origin = &environment.origin;
    let mut resources: Vec<String> = plans
        .iter()
        .map(|plan| plan.pipeline.slug.clone())
        .collect();
    let secrets: Vec<String> = external_secrets(plans)
        .into_iter()
        .map(|secret| yaml::manifest(origin, &[], secret, |secret| &mut secret.metadata))
        .collect();
    let mut written = Vec::new();
    if !secrets.is_empty() {
        resources.push(EXTERNAL_SECRETS.to_owned());
        written.push((format!("base/{EXTERNAL_SECRETS}"), joined(secrets)));
    }
    resources.sort();
    let base = yaml::document(origin, &[], &kustomization(resources));
    written.push(("base/kustomization.yaml".to_owned(), base));
    written.push((
        format!("overlays/{}/kustomization.yaml", environment.name),
        yaml::document(origin, &[], &overlay(environment)),
    ));
    for (path, text) in written {
        let _collision = tree.add(path, text);
    }
    tree
}
