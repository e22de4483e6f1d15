//! What starts a run.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Constant, Origin};

/// Something that starts runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// What it is.
    pub when: Schedule,
    /// Parameters of the run that it supplies.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Constant>,
    /// What becomes of runs that a clock change hits, where the author says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_change: Option<ClockChange>,
    /// Where it was written.
    pub origin: Origin,
}

/// What becomes of runs that fall into the hour a clock change skips or doubles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockChange {
    /// Of those whose local time does not exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<Skipped>,
    /// Of those whose local time comes twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubled: Option<Doubled>,
    /// Where it was written.
    pub origin: Origin,
}

/// A run whose local time does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Skipped {
    /// Comes when the clock has gone on.
    Later,
    /// Is left out.
    Never,
}

/// A run whose local time comes twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Doubled {
    /// Comes the first time only.
    Once,
    /// Comes both times.
    Twice,
}

/// When a run starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Schedule {
    /// By the clock.
    Cron {
        /// Five fields, normalised: Sunday is 0, names are numbers.
        expression: String,
        /// An IANA zone, `UTC` unless written.
        zone: String,
        /// As written, for people: `every 6h`.
        written: String,
        /// The shortest time between two runs, in seconds.
        shortest_period_seconds: u64,
        /// Whether every two runs are that far apart.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        even: bool,
    },
    /// When all of these have been written anew.
    Datasets {
        /// Names of datasets of the plan.
        names: Vec<String>,
    },
    /// When the system of a dataset says that something arrived there.
    Event {
        /// A dataset of the plan, whose `event` says what is listened to.
        dataset: String,
    },
    /// When a person says so.
    Manual,
}

/// What a dataset's system announces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Event {
    /// An object was put into a bucket.
    ObjectCreated {
        /// `aws`, `gcp`, `azure`: whose bucket it is.
        cloud: String,
        /// The bucket.
        bucket: String,
        /// Only objects whose path begins so.
        prefix: String,
    },
    /// A message was put into a topic.
    Message {
        /// The topic.
        topic: String,
        /// `host:port` of a broker, with commas between several.
        brokers: String,
    },
}

/// Runs of the past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Backfill {
    /// The first day, `2026-01-01`.
    pub from: String,
    /// The day before which it ends; the present where not written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The logical times of the runs it makes up, RFC 3339 in UTC; known where it has an end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<String>,
    /// Where it was written.
    pub origin: Origin,
}

/// How long data of an interval may come late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LateData {
    /// Seconds after the interval's end.
    pub seconds: u64,
    /// The sum it follows from, line by line, where the author did not write it: pipelines that
    /// write what this one reads of its interval have landed it by then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
    /// Where it was written.
    pub origin: Origin,
}
