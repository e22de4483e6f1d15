//! Control flow: decisions, repetitions, resources, and what gates data.

use std::sync::Arc;

/// One way of one decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// The decision, by index.
    pub branch: usize,
    /// Whether its condition holds on this way.
    pub holds: bool,
}

/// Where a clause stands among the decisions and resources of its pipeline; cheap to copy.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// The ways it lies on, outermost first.
    pub ways: Arc<Vec<Way>>,
    /// The innermost resource around it, by index.
    pub resource: Option<usize>,
}
