//! What an engine tells every container: by annotations of the pod, which the downward API hands
//! over, or by sources of the engine's own.

use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, ObjectFieldSelector};
use pipewright_plan::{EngineValue, Variable};

use crate::labels::PREFIX;
use crate::names::{LONGEST_LABEL, short_hash};

/// The variables whose source differs between engines.
#[derive(Debug, Clone)]
pub struct EngineVariables {
    /// `PIPEWRIGHT_RUN_ID`.
    pub run_id: EnvVar,
    /// `PIPEWRIGHT_LOGICAL_TIME`.
    pub logical_time: EnvVar,
    /// Where each value comes from that a container takes beside them; the variable's name is
    /// [`EngineValue::variable`], so that only its source is asked for.
    pub source: fn(&EngineValue) -> EnvVarSource,
}

impl EngineVariables {
    /// Everything comes from annotations of the pod. An engine fills those in by its own means, in
    /// one place; containers are the same whatever the engine, and no value is spliced into text.
    #[must_use]
    pub fn from_annotations() -> Self {
        let variable = |variable: Variable| EnvVar {
            name: variable.name().to_owned(),
            value: None,
            value_from: Some(from_annotation(&run_annotation(variable))),
        };
        Self {
            run_id: variable(Variable::RunId),
            logical_time: variable(Variable::LogicalTime),
            source: |value| from_annotation(&annotation(value)),
        }
    }

    /// The variable of a value.
    #[must_use]
    pub fn variable(&self, value: &EngineValue) -> EnvVar {
        EnvVar {
            name: value.variable(),
            value: None,
            value_from: Some((self.source)(value)),
        }
    }
}

/// The annotation that holds the run's id, or the moment the run stands for.
#[must_use]
pub fn run_annotation(variable: Variable) -> String {
    let name = match variable {
        Variable::RunId => "run-id",
        Variable::LogicalTime => "logical-time",
    };
    format!("{PREFIX}{name}")
}

/// The annotation that holds a value of the engine's: `pipewright.dev/date`,
/// `pipewright.dev/parameter.batch`, `pipewright.dev/value.count_rows.count`.
#[must_use]
pub fn annotation(value: &EngineValue) -> String {
    let name = match value {
        EngineValue::Date => "date".to_owned(),
        EngineValue::IntervalStart => "interval-start".to_owned(),
        EngineValue::IntervalEnd => "interval-end".to_owned(),
        EngineValue::Parameter { name } => format!("parameter.{name}"),
        EngineValue::Value { task, name } => format!("value.{task}.{name}"),
        EngineValue::Item => "item".to_owned(),
        EngineValue::Index => "index".to_owned(),
    };
    format!("{PREFIX}{}", fitting(&name))
}

/// A name Kubernetes takes behind the prefix: at most 63 characters, a letter or digit at its
/// ends. What had to be cut is replaced by a hash of the whole.
fn fitting(name: &str) -> String {
    let ends_well = name.ends_with(|last: char| last.is_ascii_alphanumeric());
    if name.len() <= LONGEST_LABEL && ends_well {
        return name.to_owned();
    }
    let head: String = name.chars().take(LONGEST_LABEL - 9).collect();
    let head = head.trim_end_matches(|last: char| !last.is_ascii_alphanumeric());
    format!("{head}-{}", short_hash([name]))
}

/// A variable's value from an annotation of its pod.
#[must_use]
pub fn from_annotation(annotation: &str) -> EnvVarSource {
    EnvVarSource {
        field_ref: Some(ObjectFieldSelector {
            api_version: None,
            field_path: format!("metadata.annotations['{annotation}']"),
        }),
        ..EnvVarSource::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::is_label_key;

    #[test]
    fn annotations_are_keys_kubernetes_takes_and_differ() {
        let value = |task: &str| EngineValue::Value {
            task: task.to_owned(),
            name: "count_".to_owned(),
        };
        let (long, longer) = ("n".repeat(80), "n".repeat(81));
        let keys: Vec<String> = [
            EngineValue::Date,
            EngineValue::Index,
            value("a"),
            value(&long),
            value(&longer),
        ]
        .iter()
        .map(annotation)
        .collect();
        for (place, key) in keys.iter().enumerate() {
            assert!(is_label_key(key), "{key}");
            assert!(!keys[..place].contains(key), "{key}");
        }
        assert_eq!(keys[0], "pipewright.dev/date");
        let parameter = EngineValue::Parameter {
            name: "batch".to_owned(),
        };
        assert_eq!(annotation(&parameter), "pipewright.dev/parameter.batch");
    }
}
