//! Schedules: cron expressions and time zones, normalised, and what they amount to.
//!
//! [`cron::analyse`] reads a five-field cron and its zone; [`every::analyse`] turns `every D` into
//! one. Both give an [`Analysis`]: the normalised expression, the shortest and the longest time
//! between two runs (clock changes included), and warnings. What is wrong comes as [`Problem`]s,
//! which know their rule and become diagnostics where the caller knows the places.
//!
//! Nothing here reads a clock. Periods and clock changes are those of the 28 years from 2026, in
//! which the calendar repeats, and zones come from the database compiled in.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::disallowed_methods
    )
)]

mod analysis;
mod backfill;
mod calendar;
mod clock;
pub mod cron;
pub mod duration;
pub mod every;
mod field;
mod frequency;
mod next;
mod problem;
pub mod rules;
mod runs;
mod ticks;
pub mod zone;

pub use analysis::Analysis;
pub use backfill::{Backfilled, backfilled};
pub use frequency::{Stretch, most_runs};
pub use next::next_runs;
pub use problem::{Problem, Subject, Suggestion};
pub use ticks::{Part, Ticks};
