//! The files of a pipeline, and those that speak of all pipelines of an environment.

use pipewright_backend::FileTree;
use pipewright_plan::Plan;
use pipewright_pod::kustomize::kustomization;
use pipewright_pod::shares::{Share, shares};
use pipewright_pod::{
    NETWORK_NOTES, external_secrets, gitops, network_policy, service_account, yaml,
};

use crate::frame::Frame;
use crate::{backfill, cron, executor, notify, places, spec};

/// The WorkflowTemplate.
pub const WORKFLOW_TEMPLATE: &str = "workflowtemplate.yaml";

/// The CronWorkflows.
pub const CRON_WORKFLOW: &str = "cronworkflow.yaml";

/// The WorkflowTemplate of runs of the past.
pub const BACKFILL: &str = "backfill.yaml";

/// The files of the plan.
pub const CONFIG_MAP: &str = "configmap.yaml";

/// What may be reached.
pub const NETWORK_POLICY: &str = "networkpolicy.yaml";

/// The account and its one right.
pub const ACCOUNT: &str = "serviceaccount.yaml";

/// The ExternalSecrets, which pipelines share.
pub const EXTERNAL_SECRETS: &str = "external-secrets.yaml";

/// The semaphores, which pipelines share.
pub const PLACES: &str = "places.yaml";

/// What the executor may reach.
pub const EXECUTOR_POLICY: &str = "executor-networkpolicy.yaml";

/// The folder of a pipeline's manifests, from the target's own.
#[must_use]
pub fn folder(plan: &Plan) -> String {
    format!("base/{}", plan.pipeline.slug)
}

/// The manifests of one pipeline and their kustomization.
#[must_use]
pub fn of_pipeline(plan: &Plan) -> FileTree {
    let origin = &plan.pipeline.origin;
    let frame = Frame::of(plan);
    let account = service_account(plan);
    let account_name = account.metadata.name.clone().unwrap_or_default();
    let mut manifests: Vec<(&str, String)> = Vec::new();
    if let Some(made) = backfill::workflow_template(&frame) {
        let text = yaml::manifest(origin, &[], made, |made| &mut made.metadata);
        manifests.push((BACKFILL, text));
    }
    if let Some(map) = spec::files(plan).config_map(plan) {
        let text = yaml::manifest(origin, &[], map, |map| &mut map.metadata);
        manifests.push((CONFIG_MAP, text));
    }
    let schedules = cron::cron_workflows(plan);
    if !schedules.is_empty() {
        let texts = schedules
            .into_iter()
            .map(|made| yaml::manifest(origin, &[], made, |made| &mut made.metadata));
        manifests.push((CRON_WORKFLOW, yaml::joined(texts)));
    }
    let mut policies = vec![yaml::manifest(
        origin,
        NETWORK_NOTES,
        network_policy(plan),
        |policy| &mut policy.metadata,
    )];
    if notify::tells(plan) {
        policies.push(yaml::manifest(
            origin,
            &[],
            executor::notifier_policy(plan),
            |policy| &mut policy.metadata,
        ));
    }
    manifests.push((NETWORK_POLICY, yaml::joined(policies)));
    let role = executor::role(plan, &account_name);
    let binding = executor::role_binding(plan, &account_name);
    let rights = [
        yaml::manifest(origin, &[], account, |made| &mut made.metadata),
        yaml::manifest(origin, &[], role, |made| &mut made.metadata),
        yaml::manifest(origin, &[], binding, |made| &mut made.metadata),
    ];
    manifests.push((ACCOUNT, yaml::joined(rights)));
    let template = spec::workflow_template(&frame);
    let text = yaml::manifest(origin, &[], template, |made| &mut made.metadata);
    manifests.push((WORKFLOW_TEMPLATE, text));
    let names = manifests
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let list = yaml::document(origin, &[], &kustomization(names));
    manifests.push(("kustomization.yaml", list));

    let mut tree = FileTree::default();
    let folder = folder(plan);
    for (name, text) in manifests {
        // Names are distinct by construction.
        let _collision = tree.add(format!("{folder}/{name}"), text);
    }
    tree
}

/// The bases, the overlays, what pipelines share, and the GitOps objects of an environment.
#[must_use]
pub fn of_environment(plans: &[&Plan]) -> FileTree {
    let mut tree = gitops::files(plans, &crate::gitops::deployment(plans));
    for share in shares(plans) {
        share.add_to(&mut tree, shared(&share));
    }
    tree
}

/// What the pipelines of one cluster share.
fn shared(share: &Share<'_>) -> Vec<(&'static str, String)> {
    let origin = &share.environment.origin;
    let mut written = Vec::new();
    if !share.plans.is_empty() || share.among.is_none() {
        let policy = yaml::manifest(
            origin,
            executor::POLICY_NOTES,
            executor::policy(share.environment),
            |policy| &mut policy.metadata,
        );
        written.push((EXECUTOR_POLICY, policy));
    }
    let secrets: Vec<String> = external_secrets(&share.plans)
        .into_iter()
        .map(|secret| yaml::manifest(origin, &[], secret, |secret| &mut secret.metadata))
        .collect();
    if !secrets.is_empty() {
        written.push((EXTERNAL_SECRETS, yaml::joined(secrets)));
    }
    if let Some(map) = places::config_map(&share.plans) {
        let text = yaml::manifest(origin, &[], map, |map| &mut map.metadata);
        written.push((PLACES, text));
    }
    written
}
