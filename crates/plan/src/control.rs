//! What surrounds a task's work: fan-out, roles, locks, helpers, tolerated failures.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Container, Origin, ValueType};

/// One task for each element of a list that is known at run time only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FanOut {
    /// The task that yields the list.
    pub task: String,
    /// The value's name.
    pub value: String,
    /// The type of its elements.
    pub element: ValueType,
    /// More elements are a failure.
    pub max: u32,
    /// How many at once; all of them where not written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
    /// Where the loop was written.
    pub origin: Origin,
}

/// What a task is to the run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Role {
    /// Part of the work.
    #[default]
    Work,
    /// Makes a resource that other tasks use.
    Acquire {
        /// The resource's name.
        resource: String,
    },
    /// Takes a resource away: on every path on which it was made, after all who use it.
    Release {
        /// The resource's name.
        resource: String,
        /// The task that makes it.
        acquire: String,
    },
    /// Runs at the end of every run, whatever became of it.
    Finally,
}

impl Role {
    /// Whether it is part of the work.
    #[must_use]
    pub const fn is_work(&self) -> bool {
        matches!(self, Self::Work)
    }
}

/// A failure that is no failure of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowedFailure {
    /// Why.
    pub because: String,
    /// Where it was written.
    pub origin: Origin,
}

/// What the author says of running a step again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repetition {
    /// Whether twice leaves the same state as once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotent: Option<bool>,
    /// Whether the same rows in give the same rows out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deterministic: Option<bool>,
    /// Where the first of them was written.
    pub origin: Origin,
}

/// A column of a step's output that no longer tells of a person, though its input did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declassified {
    /// The column.
    pub column: String,
    /// By what.
    pub by: Declassifier,
    /// Where it was written.
    pub origin: Origin,
}

/// What makes a column harmless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Declassifier {
    /// A hash salted with a secret that the step is handed.
    Hashed {
        /// Path of the secret: `analytics/salt`.
        path: String,
        /// The key in it.
        key: String,
    },
    /// A row stands for at least so many: a check of the step's rows keeps it.
    Grouped {
        /// The column that counts them.
        count: String,
        /// How many.
        least: u32,
    },
}

/// Whether work may be stopped at any time and started again, as nodes that can be taken away do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interruptible {
    /// It may.
    pub allowed: bool,
    /// Where it was written.
    pub origin: Origin,
}

/// How long something usually takes: a declared fact, which nothing enforces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Seconds.
    pub seconds: u64,
    /// Where it was written.
    pub origin: Origin,
}

/// A number of places that tasks, or runs, of the whole environment share. One place is a mutex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Places {
    /// Its name: `warehouse`.
    pub name: String,
    /// How many may hold one at once.
    pub most: u32,
    /// Where it was written.
    pub origin: Origin,
}

/// How many tasks of one run go on at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parallelism {
    /// At least 1.
    pub most: u32,
    /// Where it was written.
    pub origin: Origin,
}

/// A volume that is there already, mounted into a step's container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// The PersistentVolumeClaim.
    pub claim: String,
    /// Where it is mounted.
    pub path: String,
}

/// A container that runs beside a step and is reached on localhost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// What runs.
    pub container: Container,
    /// The port that must answer before the step starts.
    pub port: u16,
}

/// A person's consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// What is approved: `by_country`.
    pub subject: String,
    /// Who may answer; anybody who may operate the engine where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// How long it waits, in seconds.
    pub within_seconds: u64,
    /// What silence means.
    pub on_timeout: Silence,
    /// What people are asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What silence of those asked means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// The same as no: what it gates is skipped.
    Reject,
    /// The run fails.
    Fail,
}

/// A timed pause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// How long, in seconds. 0 is no pause: a place where ways meet or part.
    pub seconds: u64,
    /// From when.
    pub since: WaitSince,
}

/// From when a pause counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitSince {
    /// The end of what it needs.
    Predecessors,
    /// The run's logical time, which is the end of its data interval.
    LogicalTime,
}

/// Rows of a check that break a row condition go to a dataset; the rest goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rejecting {
    /// The sink.
    pub dataset: String,
    /// Where it was written.
    pub origin: Origin,
}
