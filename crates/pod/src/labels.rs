//! Labels, annotations and metadata of everything generated for a pipeline.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use pipewright_plan::Plan;

use crate::names::label_value;

/// Prefix of our own labels and annotations.
pub const PREFIX: &str = "pipewright.dev/";

/// The label that selects the pods of a pipeline; its value is the slug.
pub const PIPELINE: &str = "pipewright.dev/pipeline";

/// The label that says the environment.
pub const ENVIRONMENT: &str = "pipewright.dev/environment";

/// The label, and the annotation with the exact text, that say who answers for it.
pub const OWNER: &str = "pipewright.dev/owner";

/// The annotation that lists hosts and ports a pipeline talks to.
pub const EGRESS: &str = "pipewright.dev/egress";

/// The annotation that keeps Flux from rewriting `${…}` in an object.
pub const FLUX_SUBSTITUTE: &str = "kustomize.toolkit.fluxcd.io/substitute";

/// The label of the pod a Job made that carries the Job's name: the run id under a CronJob.
pub const JOB_NAME: &str = "batch.kubernetes.io/job-name";

/// Whether a label key is ours or Kubernetes' own, so that an author may not set it.
#[must_use]
pub fn is_reserved(key: &str) -> bool {
    key.split_once('/').is_some_and(|(prefix, _)| {
        let owned = |domain: &str| {
            prefix == domain
                || prefix
                    .strip_suffix(domain)
                    .is_some_and(|rest| rest.ends_with('.'))
        };
        owned("kubernetes.io") || owned("k8s.io") || owned("pipewright.dev")
    })
}

/// The labels of every object and pod of the pipeline: the author's, the recommended ones, ours.
#[must_use]
pub fn labels(plan: &Plan) -> BTreeMap<String, String> {
    let mut labels = plan.pipeline.labels.clone();
    let mut set = |key: &str, value: String| labels.insert(key.to_owned(), value);
    set("app.kubernetes.io/name", plan.pipeline.slug.clone());
    set("app.kubernetes.io/component", "pipeline".to_owned());
    set("app.kubernetes.io/part-of", "pipewright".to_owned());
    set("app.kubernetes.io/managed-by", "pipewright".to_owned());
    set(PIPELINE, plan.pipeline.slug.clone());
    set(ENVIRONMENT, label_value(&plan.environment.name));
    if let Some(owner) = &plan.pipeline.owner {
        set(OWNER, label_value(owner));
    }
    labels
}

/// The labels that select the pipeline's pods, and nothing else in the namespace.
#[must_use]
pub fn selector(plan: &Plan) -> BTreeMap<String, String> {
    BTreeMap::from([(PIPELINE.to_owned(), plan.pipeline.slug.clone())])
}

/// The annotations of every object and pod of the pipeline.
#[must_use]
pub fn annotations(plan: &Plan) -> BTreeMap<String, String> {
    let mut annotations = BTreeMap::new();
    if let Some(owner) = &plan.pipeline.owner {
        annotations.insert(OWNER.to_owned(), owner.clone());
    }
    annotations
}

/// Metadata of an object of the pipeline.
#[must_use]
pub fn metadata(plan: &Plan, name: impl Into<String>) -> ObjectMeta {
    let annotations = annotations(plan);
    ObjectMeta {
        name: Some(name.into()),
        namespace: Some(plan.environment.namespace.clone()),
        labels: Some(labels(plan)),
        annotations: (!annotations.is_empty()).then_some(annotations),
        ..ObjectMeta::default()
    }
}

/// Adds an annotation.
pub fn annotate(metadata: &mut ObjectMeta, key: &str, value: impl Into<String>) {
    metadata
        .annotations
        .get_or_insert_default()
        .insert(key.to_owned(), value.into());
}

#[cfg(test)]
mod tests {
    use super::is_reserved;

    #[test]
    fn only_labels_of_others_are_free() {
        for key in [
            "app.kubernetes.io/name",
            "kubernetes.io/x",
            "a.k8s.io/x",
            "pipewright.dev/owner",
        ] {
            assert!(is_reserved(key), "{key}");
        }
        for key in ["team", "acme.com/kubernetes.io", "notkubernetes.io/x"] {
            assert!(!is_reserved(key), "{key}");
        }
    }
}
