//! Kustomizations: one a pipeline, one for the base, one for the overlay of the environment.

use std::collections::BTreeMap;

use pipewright_plan::EnvironmentPlan;
use serde::Serialize;

use crate::{labels, names};

/// `kustomize.config.k8s.io/v1beta1` `Kustomization`, as far as it is used here.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Kustomization {
    api_version: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<Labels>,
    resources: Vec<String>,
}

/// Labels the overlay sets.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Labels {
    pairs: BTreeMap<&'static str, String>,
    include_templates: bool,
}

/// A folder's list of resources.
#[must_use]
pub fn kustomization(resources: Vec<String>) -> Kustomization {
    Kustomization {
        api_version: "kustomize.config.k8s.io/v1beta1",
        kind: "Kustomization",
        namespace: None,
        labels: Vec::new(),
        resources,
    }
}

/// The overlay of an environment: its namespace and its label on these resources. Selectors are left
/// alone.
#[must_use]
pub fn overlay(environment: &EnvironmentPlan, resources: Vec<String>) -> Kustomization {
    let label = (labels::ENVIRONMENT, names::label_value(&environment.name));
    Kustomization {
        namespace: Some(environment.namespace.clone()),
        labels: vec![Labels {
            pairs: BTreeMap::from([label]),
            include_templates: true,
        }],
        ..kustomization(resources)
    }
}
