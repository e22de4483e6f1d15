//! A pipeline: its constraints and its tasks.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Backfill, Branch, Budget, Interruptible, LateData, Origin, Parallelism, Places, RegionSet,
    RunParameter, Schedule, SecretUse, Task, Trigger,
};

/// A pipeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PipelinePlan {
    /// Unique in the project, `snake_case`.
    pub name: String,
    /// Its name as a DNS label of at most 52 characters: names of Kubernetes objects.
    pub slug: String,
    /// Its documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Labels of everything generated for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Parameters and the values they have in this environment.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, serde_json::Value>,
    /// Parameters that a trigger or a person supplies when a run starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub run_parameters: Vec<RunParameter>,
    /// What starts runs; at least one.
    pub triggers: Vec<Trigger>,
    /// Where `schedule` was written, or the pipeline.
    pub schedule_origin: Origin,
    /// Runs of the past that are made up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backfill: Option<Backfill>,
    /// How long data of an interval may come late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_data: Option<LateData>,
    /// How long a run may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
    /// Where data and work must stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionSet>,
    /// Where `region` was written, or the pipeline.
    pub region_origin: Origin,
    /// How often each row arrives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guarantee: Option<Guarantee>,
    /// Where `guarantee` was written, or the pipeline.
    pub guarantee_origin: Origin,
    /// What happens after a failed attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// What happens when a run is due while another goes on.
    pub overlap: Overlap,
    /// Where `overlap` was written, or the pipeline.
    pub overlap_origin: Origin,
    /// How many tasks of a run go on at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallelism: Option<Parallelism>,
    /// Places a run must hold while it goes on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Places>,
    /// What its runs may cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
    /// Whether its tasks may be interrupted, where they do not say it themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interruptible: Option<Interruptible>,
    /// The decisions of a run; each stands after those whose ways it lies on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// The work, topologically ordered; ties in source order.
    pub tasks: Vec<Task>,
    /// Who is told what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// Where it is declared (the name).
    pub origin: Origin,
}

impl PipelinePlan {
    /// The schedules, in the order written.
    pub fn schedules(&self) -> impl Iterator<Item = &Schedule> {
        self.triggers.iter().map(|trigger| &trigger.when)
    }

    /// The only schedule, where there is one.
    #[must_use]
    pub fn only_schedule(&self) -> Option<&Schedule> {
        match self.triggers.as_slice() {
            [only] => Some(&only.when),
            _ => None,
        }
    }

    /// The datasets whose writing starts runs.
    pub fn awaited(&self) -> impl Iterator<Item = &str> {
        self.schedules()
            .flat_map(|schedule| match schedule {
                Schedule::Datasets { names } => names.as_slice(),
                _ => &[],
            })
            .map(String::as_str)
    }

    /// The branch of a name.
    #[must_use]
    pub fn branch(&self, name: &str) -> Option<&Branch> {
        self.branches.iter().find(|branch| branch.name == name)
    }
}

/// How long a run may take, from its start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// Seconds.
    pub seconds: u64,
    /// The worst case must fit, not only a clean run.
    pub guaranteed: bool,
    /// Where it was written.
    pub origin: Origin,
}

/// How often each row arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Guarantee {
    /// Once.
    ExactlyOnce,
    /// Once or more.
    AtLeastOnce,
    /// Once or not at all.
    AtMostOnce,
}

/// What happens after a failed attempt of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// Attempts after the first.
    pub times: u32,
    /// Waits between attempts; the engine's own where not written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backoff: Option<Backoff>,
    /// Where it was written.
    pub origin: Origin,
}

/// Waits that double from the first to the longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Backoff {
    /// Seconds before the second attempt.
    pub first_seconds: u64,
    /// No wait is longer, in seconds.
    pub longest_seconds: u64,
}

impl Backoff {
    /// The waits engines are told to keep where the author wrote none: short, since most
    /// failures that a retry mends are gone in seconds.
    pub const USUAL: Self = Self {
        first_seconds: 10,
        longest_seconds: 300,
    };
}

/// What happens when a run is due while another goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// The new run does not start.
    Forbid,
    /// Both run.
    Allow,
    /// The old run is ended.
    Replace,
}

/// Who is told what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reaction {
    /// When.
    pub event: ReactionEvent,
    /// The task it is about; the run where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// To whom.
    pub notify: Vec<Notification>,
    /// Where it was written.
    pub origin: Origin,
}

/// When somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReactionEvent {
    /// A run ended without success.
    Failure,
    /// A run ended with success.
    Success,
    /// A run still goes on this long after its start.
    Late {
        /// Seconds.
        after_seconds: u64,
    },
}

/// A message to somebody. Its kind's fields stand among its own, so it cannot refuse others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Notification {
    /// The connector as written: `slack.channel`.
    pub connector: String,
    /// How it is sent.
    #[serde(flatten)]
    pub kind: NotificationKind,
    /// Where messages are kept, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionSet>,
}

/// The ways a message is sent. Secrets are references.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum NotificationKind {
    /// A Slack channel through an incoming webhook.
    Slack {
        /// `#data-alerts`.
        channel: String,
        /// Holds the webhook URL in its first key.
        webhook: SecretUse,
        /// The Airflow connection that holds it.
        connection: String,
    },
    /// E-mail.
    Email {
        /// Recipients.
        to: Vec<String>,
        /// Sender.
        from: String,
        /// `host:port` of the mail server.
        server: String,
        /// The Airflow connection of the mail server.
        connection: String,
    },
    /// PagerDuty, Events API v2.
    Pagerduty {
        /// Holds the integration key in its first key.
        key: SecretUse,
        /// `critical`, `error`, `warning`, `info`.
        severity: String,
        /// The Airflow connection that holds it.
        connection: String,
    },
    /// A JSON document posted to a URL.
    Webhook {
        /// Holds the URL in its first key.
        url: SecretUse,
        /// The Airflow connection that holds it.
        connection: String,
    },
}
