//! Checks and writes.

use pipewright_plan::{CheckCondition, Guard, Origin, WriteMode};

use crate::DataReference;

/// A check.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// What is checked.
    pub subject: DataReference,
    /// The step as written, where a loop made it.
    pub group: Option<String>,
    /// Its documentation.
    pub doc: Option<String>,
    /// At least one, in source order.
    pub conditions: Vec<CheckCondition>,
    /// Where rows go that break a condition on rows, and how they land.
    pub rejecting: Option<Rejecting>,
    /// The ways it lies on.
    pub when: Vec<Guard>,
    /// The whole check.
    pub origin: Origin,
}

/// `rejecting to rejects appending`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejecting {
    /// The sink's unique name.
    pub dataset: String,
    /// How rows land.
    pub mode: WriteMode,
    /// Where the mode is written.
    pub mode_origin: Origin,
    /// The words.
    pub origin: Origin,
}

/// A write.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// What is written.
    pub subject: DataReference,
    /// The step as written, where a loop made it.
    pub group: Option<String>,
    /// Its documentation.
    pub doc: Option<String>,
    /// The sink's unique name.
    pub dataset: String,
    /// How rows land.
    pub mode: WriteMode,
    /// Whether one transaction was asked for.
    pub in_one_transaction: bool,
    /// The ways it lies on.
    pub when: Vec<Guard>,
    /// Steps it must wait for though it reads nothing of them (a resource's acquire).
    pub after: Vec<String>,
    /// Where the mode is written.
    pub mode_origin: Origin,
    /// The whole write.
    pub origin: Origin,
}
