//! What surrounds steps: approvals, waits, resources, loops.

use pipewright_plan::{Guard, Origin, ValueType};

use crate::DataReference;

/// `approval by_country { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Approval {
    /// What is approved.
    pub subject: DataReference,
    /// What is asked; `subject` in it is filled by lowering.
    pub plan: pipewright_plan::Approval,
    /// The ways it lies on.
    pub when: Vec<Guard>,
    /// The whole clause.
    pub origin: Origin,
}

/// `wait 15m after load`.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// What is waited after.
    pub subject: DataReference,
    /// Seconds.
    pub seconds: u64,
    /// The ways it lies on.
    pub when: Vec<Guard>,
    /// The whole clause.
    pub origin: Origin,
}

/// A pause between two passes of a `repeat`. Steps of the later pass name it in `after`.
#[derive(Debug, Clone, PartialEq)]
pub struct Pause {
    /// Unique in the pipeline, also among steps: `repeat_1_wait_1`.
    pub name: String,
    /// Seconds.
    pub seconds: u64,
    /// The steps of the pass before it that nothing of that pass follows.
    pub after: Vec<String>,
    /// The ways the later pass lies on.
    pub when: Vec<Guard>,
    /// What says how long.
    pub origin: Origin,
}

/// `resource cluster { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Its name.
    pub name: String,
    /// The step that makes it, named as the resource is.
    pub acquire: String,
    /// The step that takes it away: `release_cluster`.
    pub release: String,
    /// The steps that use it. They need `acquire`, `release` comes after them.
    pub users: Vec<String>,
    /// The whole clause.
    pub origin: Origin,
}

/// `for … concurrency 3`: the elements in order, and how many go on at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Lanes {
    /// For each element, its steps.
    pub elements: Vec<Vec<String>>,
    /// How many at once.
    pub most: u32,
    /// Where it was written.
    pub origin: Origin,
}

/// A run-time list that a step is repeated over.
#[derive(Debug, Clone, PartialEq)]
pub struct FanOut {
    /// The step that yields it.
    pub step: String,
    /// The value.
    pub value: String,
    /// Type of the elements.
    pub element: ValueType,
    /// More are a failure.
    pub max: u32,
    /// How many at once.
    pub concurrency: Option<u32>,
    /// The loop's head.
    pub origin: Origin,
}
