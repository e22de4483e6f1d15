//! The compiler as one call: sources to files and diagnostics.
//!
//! [`compile`] runs every phase in order and stops where going on would only repeat a mistake in
//! other words: at what is wrong with files and syntax, then with names and types, then with plans.
//!
//! Invariants: no file is given out while there is an error; every constraint of every plan has a row
//! in its ledger for every target it goes to, or there is an error that says so; the result depends
//! on the project and the options alone, not on threads.

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
mod causes;
mod collect;
mod compile;
mod emit;
mod environments;
mod inspect;
mod ledger;
mod options;
mod plans;
mod registry;
pub mod rules;
mod summary;
mod waived;

pub use baseline::{Known, MAX_BASELINE_BYTES, text_of_baseline, unusable};
pub use compile::{Compilation, Examined, compile, examine};
pub use environments::{Compared, compare_environments};
pub use inspect::{Inspection, inspect};
pub use options::{Goal, Options, OptionsError};
pub use pipewright_check::nearest;
pub use plans::Stage;
pub use registry::{all_rules, is_about_plans, target, targets};
pub use summary::PlanSummary;
