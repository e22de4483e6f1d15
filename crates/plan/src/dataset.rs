//! Datasets as a plan sees them: schema, place, abilities, and who must be reachable.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Event, Origin, RegionSet, Site};

/// A dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatasetPlan {
    /// Unique in the project, `module.name` for one of another file than the pipeline's.
    pub name: String,
    /// Its documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// The connector: `salesforce.object`.
    pub connector: String,
    /// A stable URI without secrets: lineage and asset name.
    pub address: String,
    /// Written outside this project.
    pub external: bool,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The rows.
    pub schema: Schema,
    /// How steps reach it.
    pub access: Access,
    /// Where it lies; `None` where nobody said so.
    pub region: Option<RegionSet>,
    /// Where the region was written, or the dataset itself.
    pub region_origin: Origin,
    /// Where its system keeps copies of the rows: replicas, backups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<Site>,
    /// Readers may rely on data no older than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freshness_seconds: Option<u64>,
    /// How its rows are cut into parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<Partition>,
    /// The column that says when a row came to be or was changed last; runs may read by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// What its system announces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
    /// Classes (`pii`, …) that may be written to it besides those its own columns carry, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepts: Vec<String>,
    /// A row may be in it more than once: who reads it has to remove the others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub duplicates: bool,
    /// What its connector can do.
    pub abilities: Abilities,
    /// Hosts that pods which move it must reach.
    pub endpoints: Vec<Endpoint>,
    /// Secrets it needs.
    pub secrets: Vec<SecretUse>,
    /// Where it is declared.
    pub origin: Origin,
}

/// How rows are cut into parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    /// By what.
    pub by: PartitionUnit,
    /// The column.
    pub column: String,
}

/// By what rows are cut into parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartitionUnit {
    /// The UTC hour of a timestamp.
    Hour,
    /// The UTC day of a timestamp, or a date.
    Day,
    /// The UTC month of either.
    Month,
    /// The value itself.
    Key,
}

/// How data reaches a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Access {
    /// Steps are handed this location.
    Location {
        /// `s3://bucket/prefix/`.
        uri: String,
        /// The objects' format.
        format: Format,
    },
    /// The connector's container moves rows to and from staging.
    Moved,
}

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Apache Parquet.
    Parquet,
    /// Comma-separated with a header line.
    Csv,
    /// One JSON object a line.
    Json,
}

/// What a connector can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Abilities {
    /// It can be read.
    pub reads: bool,
    /// Reading again gives the rows of the same moment or later, none lost.
    pub replayable: bool,
    /// Its container can be told to read only rows whose column lies in an interval.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub incremental: bool,
    /// Write modes it knows.
    pub writes: Vec<Lane>,
    /// Every write is one transaction (or one atomic object).
    pub transactional: bool,
    /// How columns are matched on write.
    pub columns: ColumnMatch,
}

/// A write mode a connector knows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Adds rows.
    Appending,
    /// Replaces everything.
    ReplacingAll,
    /// Replaces the partitions present in the rows.
    ReplacingPartition,
    /// Inserts or updates by the key columns.
    MergingByKey,
}

/// How a sink finds its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnMatch {
    /// By name.
    Name,
    /// By position: order is meaning.
    Position,
}

/// Ordered columns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// The type's name, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// In order.
    pub columns: Vec<ColumnPlan>,
}

impl Schema {
    /// Names of the key columns, in order.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        self.columns
            .iter()
            .filter(|column| column.key)
            .map(|column| column.name.as_str())
            .collect()
    }
}

impl ColumnPlan {
    /// The columns nested in it.
    #[must_use]
    pub fn nested(&self) -> &[ColumnPlan] {
        let mut kind = &self.kind;
        while let ColumnType::List(inner) = kind {
            kind = inner;
        }
        match kind {
            ColumnType::Record(columns) => columns,
            _ => &[],
        }
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnPlan {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// May be missing.
    pub optional: bool,
    /// Part of the key.
    pub key: bool,
    /// `pii` and other classes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
}

/// A column's type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Unicode text.
    String,
    /// Unicode text of at most so many characters.
    Bounded(u32),
    /// 64 bits, signed.
    Int,
    /// Exact: digits in all, digits after the point.
    Decimal {
        /// 1 to 38.
        precision: u8,
        /// At most the precision.
        scale: u8,
    },
    /// 64 bits, binary.
    Float,
    /// True or false.
    Bool,
    /// A day.
    Date,
    /// A moment, microseconds, UTC.
    Timestamp,
    /// Any JSON value.
    Json,
    /// Raw bytes.
    Bytes,
    /// A list of one type.
    List(Box<ColumnType>),
    /// Nested columns.
    Record(Vec<ColumnPlan>),
}

impl ColumnType {
    /// Whether its values are text, of any length or a bounded one.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self, Self::String | Self::Bounded(_))
    }
}

impl std::fmt::Display for ColumnType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::String => f.write_str("string"),
            Self::Bounded(most) => write!(f, "string({most})"),
            Self::Int => f.write_str("int"),
            Self::Decimal { precision, scale } => write!(f, "decimal({precision}, {scale})"),
            Self::Float => f.write_str("float"),
            Self::Bool => f.write_str("bool"),
            Self::Date => f.write_str("date"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Json => f.write_str("json"),
            Self::Bytes => f.write_str("bytes"),
            Self::List(inner) => write!(f, "list<{inner}>"),
            Self::Record(columns) => {
                f.write_str("{ ")?;
                for (index, column) in columns.iter().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    let optional = if column.optional { "?" } else { "" };
                    write!(f, "{separator}{}: {}{optional}", column.name, column.kind)?;
                }
                f.write_str(" }")
            }
        }
    }
}

/// A host and port that must be reachable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// A host name or address.
    pub host: String,
    /// A TCP port.
    pub port: u16,
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl SecretUse {
    /// The name of the Kubernetes Secret that holds the secret of a path: a DNS subdomain made of
    /// the path's letters and digits.
    #[must_use]
    pub fn name_of(path: &str) -> String {
        let mut name = String::new();
        for character in path.chars() {
            if character.is_ascii_alphanumeric() {
                name.push(character.to_ascii_lowercase());
            } else if !name.is_empty() && !name.ends_with('-') {
                name.push('-');
            }
        }
        let name: String = name.chars().take(200).collect();
        name.trim_end_matches('-').to_owned()
    }
}

/// A secret something needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretUse {
    /// Path in the store: `salesforce/api`.
    pub path: String,
    /// Name of the Kubernetes Secret: `salesforce-api`.
    pub secret: String,
    /// Keys needed, sorted.
    pub keys: Vec<String>,
}
