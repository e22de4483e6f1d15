//! The Secrets a pipeline refers to, and the ExternalSecrets that fill them.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use pipewright_plan::{NotificationKind, Plan, SecretStore, SecretUse, VariableValue};
use serde::Serialize;

use crate::labels;
use crate::names::label_value;

/// Every secret of the plan, by the name of its Secret; keys sorted. Where two paths lead to one
/// name both are listed, which [`crate::refuse`] reports.
#[must_use]
pub fn secrets(plan: &Plan) -> Vec<SecretUse> {
    let mut keys: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    let declared = plan
        .datasets
        .iter()
        .flat_map(|dataset| &dataset.secrets)
        .chain(
            plan.environment
                .staging
                .iter()
                .flat_map(|staging| &staging.secrets),
        );
    let told = plan
        .pipeline
        .reactions
        .iter()
        .flat_map(|reaction| &reaction.notify)
        .filter_map(|notification| match &notification.kind {
            NotificationKind::Slack { webhook, .. } => Some(webhook),
            NotificationKind::Pagerduty { key, .. } => Some(key),
            NotificationKind::Webhook { url, .. } => Some(url),
            NotificationKind::Email { .. } => None,
        });
    for used in declared.chain(told) {
        keys.entry((&used.secret, &used.path))
            .or_default()
            .extend(used.keys.iter().map(String::as_str));
    }
    let containers = plan
        .pipeline
        .tasks
        .iter()
        .flat_map(|task| task.every_container());
    for variable in containers.flat_map(|container| &container.env) {
        if let VariableValue::Secret { path, secret, key } = &variable.value {
            keys.entry((secret, path)).or_default().insert(key);
        }
    }
    keys.into_iter()
        .map(|((secret, path), keys)| SecretUse {
            path: path.to_owned(),
            secret: secret.to_owned(),
            keys: keys.into_iter().map(str::to_owned).collect(),
        })
        .collect()
}

/// One ExternalSecret for each Secret of these plans, sorted by name; none where Secrets are there
/// already. Pipelines share Secrets, so this is asked once an environment: two owners of one
/// Secret would fight. The plans are of one environment.
#[must_use]
pub fn external_secrets(plans: &[&Plan]) -> Vec<ExternalSecret> {
    let Some(first) = plans.first() else {
        return Vec::new();
    };
    let SecretStore::External { store } = &first.environment.secrets else {
        return Vec::new();
    };
    let mut merged: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    for used in plans.iter().flat_map(|plan| secrets(plan)) {
        merged
            .entry(used.secret)
            .or_insert_with(|| (used.path, BTreeSet::new()))
            .1
            .extend(used.keys);
    }
    merged
        .into_iter()
        .map(|(secret, (path, keys))| external_secret(first, store, secret, &path, keys))
        .collect()
}

fn external_secret(
    plan: &Plan,
    store: &str,
    secret: String,
    path: &str,
    keys: BTreeSet<String>,
) -> ExternalSecret {
    let shared = [
        ("app.kubernetes.io/part-of", "pipewright".to_owned()),
        ("app.kubernetes.io/managed-by", "pipewright".to_owned()),
        (labels::ENVIRONMENT, label_value(&plan.environment.name)),
    ];
    let metadata = ObjectMeta {
        name: Some(secret.clone()),
        namespace: Some(plan.environment.namespace.clone()),
        labels: Some(
            shared
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        ),
        ..ObjectMeta::default()
    };
    ExternalSecret {
        api_version: "external-secrets.io/v1",
        kind: "ExternalSecret",
        metadata,
        spec: ExternalSecretSpec {
            refresh_interval: "1h",
            secret_store_ref: StoreReference {
                kind: "ClusterSecretStore",
                name: store.to_owned(),
            },
            target: Target {
                name: secret,
                creation_policy: "Owner",
                deletion_policy: "Retain",
            },
            data: keys
                .into_iter()
                .map(|key| Entry {
                    secret_key: key.clone(),
                    remote_ref: RemoteReference {
                        key: path.to_owned(),
                        property: key,
                    },
                })
                .collect(),
        },
    }
}

/// `external-secrets.io/v1` `ExternalSecret`, as far as it is used here.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalSecret {
    api_version: &'static str,
    kind: &'static str,
    /// Its metadata; the name is that of the Secret.
    pub metadata: ObjectMeta,
    spec: ExternalSecretSpec,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ExternalSecretSpec {
    refresh_interval: &'static str,
    secret_store_ref: StoreReference,
    target: Target,
    data: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct StoreReference {
    kind: &'static str,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    name: String,
    creation_policy: &'static str,
    deletion_policy: &'static str,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    secret_key: String,
    remote_ref: RemoteReference,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct RemoteReference {
    key: String,
    property: String,
}
