//! The files of a pipeline, and those that speak of all pipelines of an environment.

use pipewright_backend::FileTree;
use pipewright_plan::Plan;
use pipewright_pod::kustomize::kustomization;
use pipewright_pod::shares::shares;
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

/// The bases, the overlays, the ExternalSecrets and the GitOps objects of an environment.
#[must_use]
pub fn of_environment(plans: &[&Plan]) -> FileTree {
    let mut tree = gitops::files(plans);
    for share in shares(plans) {
        let secrets = external_secrets(&share.plans).into_iter().map(|secret| {
            let origin = &share.environment.origin;
            yaml::manifest(origin, &[], secret, |secret| &mut secret.metadata)
        });
        let secrets: Vec<String> = secrets.collect();
        let mut shared = Vec::new();
        if !secrets.is_empty() {
            shared.push((EXTERNAL_SECRETS, joined(secrets)));
        }
        share.add_to(&mut tree, shared);
    }
    tree
}
