//! Tracing: which source line and which constraint made each generated line, and back.
//!
//! Nothing is written beside the output for it, and no target has to keep books: what the compiler
//! writes is regular enough to be read back. [`Outline`] finds the named fields of a generated file
//! and the lines they take; [`Outline::find`] finds the field a ledger row names; [`Trace::of`] says
//! of every line of every file what made it: a constraint of the ledger, a part of the source, or a
//! [`Habit`] of the compiler, which says why it is there. [`ledger()`] is the ledger with the lines
//! its fields stand on.
//!
//! Invariants: the segments of a file follow one another and cover every line once; every segment
//! has a place in the source; the result depends on plans and files alone. A text that is not the
//! compiler's own gives a coarser outline, never a failure.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod attribute;
mod brackets;
mod find;
mod habits;
mod ledger;
mod map;
mod names;
mod outline;
mod python;
#[cfg(test)]
mod tests;
mod tokens;
mod yaml;

pub use habits::{HABITS, Habit};
pub use ledger::{
    FORMAT, Kept, LedgerConstraint, LedgerDocument, LedgerPipeline, LineRange, ledger, schema,
};
pub use map::{Cause, Demand, FileTrace, Segment, Trace};
pub use outline::{Field, Label, Outline};
