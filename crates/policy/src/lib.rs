//! Policies: the organisation's own rules, asked of every plan.
//!
//! [`judge`] asks each policy of each of its subjects: pipelines, steps, datasets and writes as
//! plans have them, and environments. What breaks one is a finding under [`rules::POLICY`], with
//! the policy's own words, at the place that breaks it.
//!
//! Invariants: every fact of [`pipewright_model::PolicySubject::facts`] is known here; a fact that
//! nobody stated makes a comparison false, never true; the same finding in several environments is
//! one finding.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod dataset;
mod environment;
mod evaluate;
mod judge;
mod known;
mod pipeline;
pub mod rules;
mod show;
mod step;
mod write;

#[cfg(test)]
mod tests;

pub use judge::{Stage, judge};
