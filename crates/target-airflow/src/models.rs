//! Kubernetes objects as constructor calls of the official Python client.
//!
//! The calls are made from what `k8s-openapi` serializes, field by field, so that nothing in a pod
//! can be forgotten here: a field whose class is not in [`CLASSES`] becomes a plain dictionary,
//! which the client sends as it is.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::python::{Argument, Expression, Kind};

/// The class of a field that holds an object or a list of objects, by the class that has it.
const CLASSES: &[(&str, &str, &str)] = &[
    ("V1Affinity", "nodeAffinity", "V1NodeAffinity"),
    ("V1ConfigMapVolumeSource", "items", "V1KeyToPath"),
    ("V1Container", "env", "V1EnvVar"),
    ("V1Container", "resources", "V1ResourceRequirements"),
    ("V1Container", "securityContext", "V1SecurityContext"),
    ("V1Container", "startupProbe", "V1Probe"),
    ("V1Container", "volumeMounts", "V1VolumeMount"),
    ("V1EnvVar", "valueFrom", "V1EnvVarSource"),
    (
        "V1EnvVarSource",
        "configMapKeyRef",
        "V1ConfigMapKeySelector",
    ),
    ("V1EnvVarSource", "fieldRef", "V1ObjectFieldSelector"),
    ("V1EnvVarSource", "secretKeyRef", "V1SecretKeySelector"),
    (
        "V1NodeAffinity",
        "preferredDuringSchedulingIgnoredDuringExecution",
        "V1PreferredSchedulingTerm",
    ),
    (
        "V1NodeAffinity",
        "requiredDuringSchedulingIgnoredDuringExecution",
        "V1NodeSelector",
    ),
    ("V1NodeSelector", "nodeSelectorTerms", "V1NodeSelectorTerm"),
    (
        "V1NodeSelectorTerm",
        "matchExpressions",
        "V1NodeSelectorRequirement",
    ),
    (
        "V1NodeSelectorTerm",
        "matchFields",
        "V1NodeSelectorRequirement",
    ),
    ("V1Pod", "spec", "V1PodSpec"),
    ("V1PodSecurityContext", "seccompProfile", "V1SeccompProfile"),
    ("V1PodSpec", "affinity", "V1Affinity"),
    ("V1PodSpec", "containers", "V1Container"),
    ("V1PodSpec", "initContainers", "V1Container"),
    ("V1PodSpec", "securityContext", "V1PodSecurityContext"),
    ("V1PodSpec", "tolerations", "V1Toleration"),
    ("V1PodSpec", "volumes", "V1Volume"),
    (
        "V1PreferredSchedulingTerm",
        "preference",
        "V1NodeSelectorTerm",
    ),
    ("V1Probe", "tcpSocket", "V1TCPSocketAction"),
    ("V1SecurityContext", "capabilities", "V1Capabilities"),
    ("V1SecurityContext", "seccompProfile", "V1SeccompProfile"),
    ("V1Volume", "configMap", "V1ConfigMapVolumeSource"),
    ("V1Volume", "emptyDir", "V1EmptyDirVolumeSource"),
    (
        "V1Volume",
        "persistentVolumeClaim",
        "V1PersistentVolumeClaimVolumeSource",
    ),
    ("V1Volume", "secret", "V1SecretVolumeSource"),
];

/// Fields in the order a person would write them; all others follow as they come.
const FIRST: &[&str] = &[
    "name",
    "key",
    "operator",
    "image",
    "imagePullPolicy",
    "serviceAccountName",
    "automountServiceAccountToken",
    "enableServiceLinks",
    "terminationGracePeriodSeconds",
    "command",
    "args",
    "env",
    "resources",
    "securityContext",
    "affinity",
    "requests",
    "cpu",
    "memory",
    "ephemeral-storage",
];

/// What is said above a field.
const COMMENTS: &[(&str, &str)] = &[(
    "affinity",
    "Data residency: pods may only run on nodes in these regions.",
)];

/// An object of Kubernetes as JSON; nothing these types hold can fail to serialize.
#[must_use]
pub fn json(object: &impl Serialize) -> Value {
    serde_json::to_value(object).unwrap_or_default()
}

/// `k8s.CLASS(…)` from an object's JSON.
#[must_use]
pub fn construct(class: &str, object: &Value) -> Expression {
    let Value::Object(fields) = object else {
        return plain(object);
    };
    let named = ordered(fields)
        .into_iter()
        .map(|(key, value)| Argument {
            comment: COMMENTS
                .iter()
                .find(|(field, _)| field == key)
                .map(|(_, comment)| *comment),
            name: snake_case(key),
            value: field(class, key, value),
        })
        .collect();
    let call = Expression::call(format!("k8s.{class}"), named);
    share(class, object, call)
}

/// The value of one field of a class.
#[must_use]
pub fn field(class: &str, key: &str, value: &Value) -> Expression {
    let known = CLASSES
        .iter()
        .find(|(owner, name, _)| *owner == class && *name == key);
    match (class, key, value, known) {
        ("V1Container", "image", Value::String(image), _) => image_reference(image),
        (_, _, Value::Array(items), Some((_, _, inner))) => {
            Expression::List(items.iter().map(|item| construct(inner, item)).collect())
        }
        (_, _, object, Some((_, _, inner))) => construct(inner, object),
        (_, _, other, None) => plain(other),
    }
}

/// An image, shared where several containers run it.
#[must_use]
pub fn image_reference(image: &str) -> Expression {
    let hint = image
        .split(['@', ':'])
        .next()
        .and_then(|path| path.rsplit('/').next())
        .unwrap_or_default();
    let value = Box::new(Expression::text(image));
    Expression::Shared(Kind::Image, hint.to_owned(), value)
}

/// JSON as Python's own literals.
fn plain(value: &Value) -> Expression {
    match value {
        Value::Null => Expression::none(),
        Value::Bool(value) => Expression::bool(*value),
        Value::Number(number) => Expression::name(number.to_string()),
        Value::String(text) => Expression::text(text),
        Value::Array(items) => Expression::List(items.iter().map(plain).collect()),
        Value::Object(fields) => Expression::Dict(
            ordered(fields)
                .into_iter()
                .map(|(key, value)| (key.clone(), plain(value)))
                .collect(),
        ),
    }
}

/// What tells resources apart besides CPU and memory, and the size that is not worth a word.
const MORE_RESOURCES: &[(&str, &str, &str)] = &[
    ("DISK", "/requests/ephemeral-storage", "4Gi"),
    ("GPU", "/requests/nvidia.com~1gpu", ""),
];

/// Marks what deserves a name where it stands twice.
fn share(class: &str, object: &Value, call: Expression) -> Expression {
    let text = |pointer: &str| {
        object
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let (kind, hint) = match class {
        "V1SecurityContext" => (Kind::Security, "RESTRICTED".to_owned()),
        "V1ResourceRequirements" => {
            let mut hint = format!(
                "CPU_{}_MEMORY_{}",
                text("/requests/cpu"),
                text("/requests/memory")
            );
            for (word, pointer, usual) in MORE_RESOURCES {
                let size = text(pointer);
                if size != *usual {
                    hint = format!("{hint}_{word}_{size}");
                }
            }
            (Kind::Resources, hint)
        }
        "V1VolumeMount" => (Kind::Mount, format!("{}_MOUNT", text("/name"))),
        "V1EnvVar" => (Kind::Variable, text("/name").to_owned()),
        _ => return call,
    };
    Expression::Shared(kind, hint, Box::new(call))
}

fn ordered(fields: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut fields: Vec<_> = fields
        .iter()
        .filter(|(_, value)| !value.is_null())
        .collect();
    let rank = |key: &str| {
        FIRST
            .iter()
            .position(|first| *first == key)
            .unwrap_or(FIRST.len())
    };
    fields.sort_by_key(|(key, _)| rank(key));
    fields
}

/// `runAsNonRoot` as the client spells it: `run_as_non_root`; `hostIPC` as `host_ipc`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut after_lower = false;
    for character in name.chars() {
        if character.is_ascii_uppercase() && after_lower {
            snake.push('_');
        }
        after_lower = character.is_ascii_lowercase() || character.is_ascii_digit();
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::statement;

    #[test]
    fn names_are_those_of_the_python_client() {
        for (field, name) in [
            ("runAsNonRoot", "run_as_non_root"),
            ("hostIPC", "host_ipc"),
            ("downwardAPI", "downward_api"),
            ("setHostnameAsFQDN", "set_hostname_as_fqdn"),
            (
                "requiredDuringSchedulingIgnoredDuringExecution",
                "required_during_scheduling_ignored_during_execution",
            ),
        ] {
            assert_eq!(snake_case(field), name);
        }
    }

    #[test]
    fn what_has_no_class_here_is_handed_over_as_it_is() {
        let object = serde_json::json!({
            "lifecycle": {"preStop": {"sleep": {"seconds": 5}}},
            "name": "it's",
        });
        let text = statement(0, "", &construct("V1Container", &object));
        assert_eq!(
            text,
            "k8s.V1Container(name=\"it's\", lifecycle={\"preStop\": {\"sleep\": {\"seconds\": 5}}})\n"
        );
    }
}
