//! The rules only the assembled tasks can break.

mod containers;
mod ways;

use pipewright_diagnostics::Rule;

pub use containers::{UNMOVABLE_COLUMN, VARIABLE_CONFLICT};
pub use ways::{
    APPROVAL_OF_A_MEMBER, GATE_BEHIND_ITS_READER, LANE_MAY_STOP, LANES_WITHOUT_STEPS,
    REJECTING_ON_ONE_WAY, TWO_PLACES,
};

/// All rules of this crate.
pub const ALL: &[&Rule] = &[
    &VARIABLE_CONFLICT,
    &REJECTING_ON_ONE_WAY,
    &TWO_PLACES,
    &APPROVAL_OF_A_MEMBER,
    &LANE_MAY_STOP,
    &GATE_BEHIND_ITS_READER,
    &LANES_WITHOUT_STEPS,
    &UNMOVABLE_COLUMN,
];
