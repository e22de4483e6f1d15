//! Comparing plans: is it the same graph, and which bindings differ.
//!
//! An environment binds the declared parameters of pipelines and the facts of its platform, and
//! nothing else. [`compare_platforms`] tells the facts that differ. [`compare`] tells of one pipeline
//! which parameters differ, and where its graph differs all the same, since a parameter decides what
//! a loop goes over.
//!
//! Invariant: what the plan may gain later counts as part of the graph until it is listed as a value
//! in [`graph`]; so a difference is told once too often rather than never.
//!
//! [`graph`]: self

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod bindings;
mod difference;
mod graph;
mod pipeline;
#[cfg(test)]
mod tests;

pub use difference::{Difference, shown};
pub use pipeline::{PipelineComparison, compare, compare_platforms};
