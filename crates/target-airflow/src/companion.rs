//! What pods need beside the DAG: an account, a network policy, SQL files, Secrets. An ordinary
//! Kustomize base in `kubernetes/`, applied once to the cluster Airflow starts pods in.

use pipewright_backend::FileTree;
use pipewright_plan::Plan;
use pipewright_pod::{FileBundle, external_secrets, network_policy, service_account, yaml};
use serde_json::json;

use crate::pools;

const NETWORK_NOTES: &[&str] = &[
    "NetworkPolicy knows addresses and ports, no host names. Ports, addresses and namespaces are",
    "enforced here; a host name opens its port towards the addresses it may resolve to, and the",
    "annotation pipewright.dev/egress lists the names for a network plugin that can enforce them.",
];

/// Where the objects of one pipeline lie, from the target's folder.
fn folder(plan: &Plan) -> String {
    format!("kubernetes/{}", plan.pipeline.slug)
}

/// The path of the NetworkPolicy.
#[must_use]
pub fn network_path(plan: &Plan) -> String {
    format!("{}/networkpolicy.yaml", folder(plan))
}

/// The path of the ServiceAccount.
fn account_path(plan: &Plan) -> String {
    format!("{}/serviceaccount.yaml", folder(plan))
}

/// The path of the ConfigMap.
#[must_use]
pub fn sql_path(plan: &Plan) -> String {
    format!("{}/configmap.yaml", folder(plan))
}

/// The path of the ExternalSecret that fills a Secret.
#[must_use]
pub fn secret_path(name: &str) -> String {
    format!("kubernetes/secrets/{name}.yaml")
}

/// The objects of one pipeline.
#[must_use]
pub fn objects(plan: &Plan) -> FileTree {
    let origin = &plan.pipeline.origin;
    let mut files = FileTree::default();
    let mut add = |path: String, text: String| {
        let _collision = files.add(path, text);
    };
    let account = yaml::manifest(origin, &[], service_account(plan), |made| {
        &mut made.metadata
    });
    add(account_path(plan), account);
    let policy = yaml::manifest(origin, NETWORK_NOTES, network_policy(plan), |made| {
        &mut made.metadata
    });
    add(network_path(plan), policy);
    if let Some(config_map) = FileBundle::of(plan).config_map(plan) {
        let files = yaml::manifest(origin, &[], config_map, |made| &mut made.metadata);
        add(sql_path(plan), files);
    }
    files
}

/// The Secrets of all pipelines, and the list of everything.
#[must_use]
pub fn together(plans: &[&Plan]) -> FileTree {
    let mut files = FileTree::default();
    let Some(first) = plans.first() else {
        return files;
    };
    let origin = &first.environment.origin;
    let mut resources: Vec<String> = plans
        .iter()
        .flat_map(|plan| {
            let sql = FileBundle::of(plan);
            let sql = (!sql.is_empty()).then(|| sql_path(plan));
            [account_path(plan), network_path(plan)]
                .into_iter()
                .chain(sql)
        })
        .collect();
    // Airflow tells people through its own connections: what only they need is no Secret here.
    let silent: Vec<Plan> = plans
        .iter()
        .map(|&plan| {
            let mut plan = plan.clone();
            plan.pipeline.reactions.clear();
            plan
        })
        .collect();
    for secret in external_secrets(&silent.iter().collect::<Vec<_>>()) {
        let path = secret_path(secret.metadata.name.as_deref().unwrap_or_default());
        let text = yaml::manifest(origin, &[], secret, |made| &mut made.metadata);
        if files.add(path.clone(), text).is_none() {
            resources.push(path);
        }
    }
    if let Some(pools) = pools::document(plans) {
        let _collision = files.add(pools::PATH, pools);
    }
    let resources: Vec<&str> = resources
        .iter()
        .filter_map(|path| path.strip_prefix("kubernetes/"))
        .collect();
    let list = json!({
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": resources,
    });
    let _collision = files.add(
        "kubernetes/kustomization.yaml",
        yaml::document(origin, &[], &list),
    );
    files
}
