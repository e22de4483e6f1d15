//! What a schedule amounts to.

use crate::Problem;

/// A schedule that can run: normalised, measured, with what is worth a warning.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// Five fields that every engine reads alike: numbers only, Sunday is 0, single spaces.
    pub expression: String,
    /// The IANA zone, spelled as the database does.
    pub zone: String,
    /// The shortest time between two runs, in seconds.
    pub shortest_period_seconds: u64,
    /// The longest time between two runs, in seconds: weekends and clock changes included.
    pub longest_period_seconds: u64,
    /// Whether every two runs are equally far apart, clock changes included. Proven of schedules
    /// that run on every day or on one day of the week; those that name days of a month or months
    /// are never even, whatever a window of some years shows.
    pub even: bool,
    /// Whether a clock change skips one of its runs.
    pub skips: bool,
    /// Whether a clock change brings the time of one of its runs twice.
    pub doubles: bool,
    /// What compiles but is likely not meant.
    pub warnings: Vec<Problem>,
}
