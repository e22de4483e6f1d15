//! The rules of proving, by subject.

mod classes;
mod example;
mod guarantees;
mod placement;
mod project;
mod residency;
mod time;

use pipewright_diagnostics::Rule;

pub use classes::{CLASS_IN_A_VALUE, CLASS_NOT_ACCEPTED};
pub use guarantees::{
    BACKFILL_APPENDS, BACKFILL_BY_THE_CLOCK, BACKFILL_WIPES, GUARANTEE_BROKEN, RETRIED_APPEND,
    SILENCE_LOSES_ROWS,
};
pub use placement::{NO_NODE, UNKNOWN_NODES};
pub use project::{RIVAL_WRITERS, STALE_CHAIN};
pub use residency::{LEAVES_REGION, UNKNOWN_PLACE, UNSTATED_PLACE};
pub use time::{
    DEADLINE_AT_RISK, DEADLINE_MISSED, DEADLINE_NOT_GUARANTEED, DEADLINE_OVER_PERIOD,
    FRESH_ON_ONE_WAY, LATE_NEVER_TOLD, RACING_REPLACEMENT, STALE,
};

/// Every rule of this crate.
pub const ALL: &[&Rule] = &[
    &DEADLINE_MISSED,
    &DEADLINE_NOT_GUARANTEED,
    &DEADLINE_AT_RISK,
    &DEADLINE_OVER_PERIOD,
    &RACING_REPLACEMENT,
    &STALE,
    &STALE_CHAIN,
    &FRESH_ON_ONE_WAY,
    &LATE_NEVER_TOLD,
    &BACKFILL_BY_THE_CLOCK,
    &LEAVES_REGION,
    &UNKNOWN_PLACE,
    &UNSTATED_PLACE,
    &CLASS_NOT_ACCEPTED,
    &CLASS_IN_A_VALUE,
    &NO_NODE,
    &UNKNOWN_NODES,
    &GUARANTEE_BROKEN,
    &RETRIED_APPEND,
    &RIVAL_WRITERS,
    &SILENCE_LOSES_ROWS,
    &BACKFILL_APPENDS,
    &BACKFILL_WIPES,
];
