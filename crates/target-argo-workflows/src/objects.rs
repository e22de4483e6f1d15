//! Metadata of what belongs to an environment rather than to a pipeline.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use pipewright_plan::EnvironmentPlan;
use pipewright_pod::{labels, names};

/// The namespace and labels of it.
#[must_use]
pub fn of_environment(environment: &EnvironmentPlan) -> ObjectMeta {
    ObjectMeta {
        namespace: Some(environment.namespace.clone()),
        labels: Some(shared_labels(environment)),
        ..ObjectMeta::default()
    }
}

/// Labels of everything of an environment, pods too.
#[must_use]
pub fn shared_labels(environment: &EnvironmentPlan) -> BTreeMap<String, String> {
    [
        ("app.kubernetes.io/part-of", "pipewright".to_owned()),
        ("app.kubernetes.io/managed-by", "pipewright".to_owned()),
        (labels::ENVIRONMENT, names::label_value(&environment.name)),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}
