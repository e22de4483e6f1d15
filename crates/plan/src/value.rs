//! Small typed values: parameters of a run, what steps yield beside their datasets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Origin;

/// The type of a small value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    /// Unicode text.
    String,
    /// 64 bits, signed.
    Int,
    /// An exact number, written as text.
    Decimal,
    /// True or false.
    Bool,
    /// A day, `2026-01-31`.
    Date,
    /// A moment, RFC 3339 in UTC.
    Timestamp,
    /// Whole seconds.
    Duration,
    /// A list of one of the others.
    List(Box<ValueType>),
}

impl std::fmt::Display for ValueType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::String => f.write_str("string"),
            Self::Int => f.write_str("int"),
            Self::Decimal => f.write_str("decimal"),
            Self::Bool => f.write_str("bool"),
            Self::Date => f.write_str("date"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Duration => f.write_str("duration"),
            Self::List(inner) => write!(f, "list<{inner}>"),
        }
    }
}

/// A value known when compiling.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Constant {
    /// A whole number; durations are seconds.
    Int(i64),
    /// An exact decimal, as written.
    Decimal(String),
    /// Text; timestamps are RFC 3339.
    Text(String),
    /// A day.
    Date(String),
    /// True or false.
    Bool(bool),
    /// A list.
    List(Vec<Constant>),
}

impl std::fmt::Display for Constant {
    /// As engines hand it to containers: text plain, lists as JSON.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(number) => write!(f, "{number}"),
            Self::Bool(truth) => write!(f, "{truth}"),
            Self::Decimal(text) | Self::Text(text) | Self::Date(text) => f.write_str(text),
            Self::List(values) => {
                let list: Vec<serde_json::Value> = values.iter().map(Self::json).collect();
                write!(f, "{}", serde_json::Value::Array(list))
            }
        }
    }
}

impl Constant {
    /// As JSON; decimals are text, so that no digit is lost.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::Int(number) => (*number).into(),
            Self::Bool(truth) => (*truth).into(),
            Self::Decimal(text) | Self::Text(text) | Self::Date(text) => text.as_str().into(),
            Self::List(values) => values.iter().map(Self::json).collect(),
        }
    }
}

/// A parameter that a trigger or a person supplies when a run starts. Containers see it as
/// `PIPEWRIGHT_PARAMETER_<NAME>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunParameter {
    /// `[a-z][a-z0-9_]*`.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ValueType,
    /// Its documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Its value where nobody supplies one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Constant>,
    /// What must hold of it; speaks of this parameter only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<crate::Condition>,
    /// The condition as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition_text: Option<String>,
    /// Where it is declared.
    pub origin: Origin,
}

/// A small value a task yields: a field of the JSON object that its last container writes to the
/// file named by `PIPEWRIGHT_VALUES`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YieldedValue {
    /// `[a-z][a-z0-9_]*`.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ValueType,
    /// Its documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// What the engine hands a container in a variable, beside the run's id and logical time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum EngineValue {
    /// `PIPEWRIGHT_DATE`: the UTC day of the logical time.
    Date,
    /// `PIPEWRIGHT_INTERVAL_START`: begin of the run's data interval, RFC 3339 in UTC.
    IntervalStart,
    /// `PIPEWRIGHT_INTERVAL_END`: its end, which is not part of it.
    IntervalEnd,
    /// `PIPEWRIGHT_PARAMETER_<NAME>`: a parameter of the run.
    Parameter {
        /// Its name.
        name: String,
    },
    /// `PIPEWRIGHT_VALUE_<TASK>_<NAME>`: a value of a task that this one needs, lists as JSON.
    Value {
        /// The task; where it is a join, the value is that of the one of its `of` that ran.
        task: String,
        /// The value.
        name: String,
    },
    /// `PIPEWRIGHT_ITEM`: the element of the run-time list.
    Item,
    /// `PIPEWRIGHT_INDEX`: its place in the list, from 0.
    Index,
}

impl EngineValue {
    /// The variable's name.
    #[must_use]
    pub fn variable(&self) -> String {
        match self {
            Self::Date => "PIPEWRIGHT_DATE".to_owned(),
            Self::IntervalStart => "PIPEWRIGHT_INTERVAL_START".to_owned(),
            Self::IntervalEnd => "PIPEWRIGHT_INTERVAL_END".to_owned(),
            Self::Parameter { name } => {
                format!("PIPEWRIGHT_PARAMETER_{}", name.to_ascii_uppercase())
            }
            Self::Value { task, name } => format!(
                "PIPEWRIGHT_VALUE_{}_{}",
                task.to_ascii_uppercase(),
                name.to_ascii_uppercase()
            ),
            Self::Item => "PIPEWRIGHT_ITEM".to_owned(),
            Self::Index => "PIPEWRIGHT_INDEX".to_owned(),
        }
    }
}

/// The variable that names the file a container writes its values to.
pub const VALUES_VARIABLE: &str = "PIPEWRIGHT_VALUES";

/// That file. The kubelet hands what is in it to whoever watches the pod, up to 4 KiB.
pub const VALUES_FILE: &str = "/dev/termination-log";
