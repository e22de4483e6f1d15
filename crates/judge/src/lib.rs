//! Judging findings: what a project makes of them by levels, waivers and a baseline.
//!
//! Phases find; what a finding weighs in this project is decided here and nowhere else. [`Judge`]
//! knows the levels of `pipewright.toml` and the waivers of the sources; [`Baseline`] knows the
//! findings there were when somebody last looked.
//!
//! Invariants: an error of a rule that is [`Standing::Fixed`] is never lowered; what is waived is
//! waived by exactly one waiver; nothing here reads the clock.
//!
//! [`Standing::Fixed`]: pipewright_diagnostics::Standing::Fixed

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod baseline;
mod day;
mod fingerprint;
mod judge;
mod levels;
#[cfg(test)]
mod policies;
pub mod rules;
#[cfg(test)]
mod tests;
mod waivers;

pub use baseline::{Baseline, BaselineError, Judged, baseline_text, is_baseline};
pub use day::Day;
pub use judge::{Judge, Verdict};
pub use levels::{Level, Levels};
pub use waivers::{Waiver, Waivers};
