//! Containers: images, arguments, environment, resources.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EngineValue, Origin, Text, Volume};

/// A container, neutral of engine. The engine adds its security settings, volumes and the
/// variables of [`crate::Variable`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Container {
    /// Unique in the pipeline; a DNS label of at most 63 characters.
    pub name: String,
    /// What it does, in a few words, for people: "moves accounts out of Salesforce".
    pub purpose: String,
    /// The image.
    pub image: Image,
    /// Replaces the image's entry point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<Vec<Text>>,
    /// Arguments, exec form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<Text>,
    /// Environment in this order; later ones may refer to earlier ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub env: Vec<EnvironmentVariable>,
    /// What it needs.
    pub resources: Resources,
    /// The file it executes, if any; mounted read-only at `/pipewright/files/<name>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<CarriedFile>,
    /// What the engine hands it in variables, beside the run's id and logical time; sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub takes: Vec<EngineValue>,
    /// Volumes mounted into it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<Volume>,
    /// Whether it is the author's own image (a `run` step) rather than one of the connectors'.
    pub author_image: bool,
    /// What caused it.
    pub origin: Origin,
}

/// An image reference, in its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// As written, fully: `ghcr.io/acme/analytics:2.1`.
    pub reference: String,
    /// `ghcr.io`.
    pub registry: String,
    /// `acme/analytics`.
    pub repository: String,
    /// `2.1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// `sha256:…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// What a container needs. Requests and limits are both set to it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Resources {
    /// Thousandths of a core.
    pub cpu_millis: u64,
    /// Bytes.
    pub memory_bytes: u64,
    /// Bytes of scratch volume and root file system it may fill.
    pub disk_bytes: u64,
    /// Whole GPUs.
    pub gpu: u32,
}

/// A file that rides in the pipeline's ConfigMap: SQL of the compiler's, or the author's script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CarriedFile {
    /// File name, unique in the pipeline: `check_by_country.sql`, `clean.py`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// One variable of a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentVariable {
    /// A C identifier.
    pub name: String,
    /// Its value.
    pub value: VariableValue,
}

/// Where a variable's value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VariableValue {
    /// Text known now, but for the engine's variables.
    Text(Text),
    /// A key of a Kubernetes Secret; its value exists at run time only.
    Secret {
        /// Path in the store the Secret is filled from: `salesforce/api`.
        path: String,
        /// Name of the Secret.
        secret: String,
        /// Key in it.
        key: String,
    },
}
