//! The constraint ledger: what was demanded, and how it is kept.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Origin;

/// Every constraint of a pipeline in source order, and the rows that keep it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// What was demanded. Lowering lists all of them.
    pub constraints: Vec<Constraint>,
    /// How each is kept: by proof for all targets, or by a mechanism per target.
    pub rows: Vec<LedgerRow>,
    /// What of the rules is waived here, by the pipeline or by a file it is made of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
}

/// A rule the author is excused from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The rule's code: `PW0513`.
    pub rule: String,
    /// What the one policy says that is waived; none where it is the whole rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Why.
    pub because: String,
    /// The last day it holds, `2027-03-31`. Building does not judge it.
    pub until: String,
    /// Where it was written.
    pub origin: Origin,
}

impl Waiver {
    /// What is waived, for people: `PW0513`, or `PW1001` and what its policy says.
    #[must_use]
    pub fn what(&self) -> String {
        match &self.policy {
            Some(policy) => format!("{} \"{policy}\"", self.rule),
            None => self.rule.clone(),
        }
    }
}

impl Ledger {
    /// Constraints no row keeps on `target`: neither proven, nor enforced there.
    #[must_use]
    pub fn open(&self, target: &str) -> Vec<&Constraint> {
        self.constraints
            .iter()
            .filter(|constraint| {
                !self.rows.iter().any(|row| {
                    row.constraint == constraint.id
                        && row.target.as_deref().is_none_or(|name| name == target)
                })
            })
            .collect()
    }
}

/// One demand of the author.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Constraint {
    /// Unique in the pipeline and stable: `region`, `deadline`, `timeout/by_country`,
    /// `check/check_by_country/2`, `schema/write_country_revenue`. Each kind says its own.
    pub id: String,
    /// What it is about.
    pub kind: ConstraintKind,
    /// As written: `deadline 30m`.
    pub text: String,
    /// Where it was written.
    pub origin: Origin,
}

/// What a constraint is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ConstraintKind {
    /// `schedule`.
    Schedule,
    /// `deadline`.
    Deadline,
    /// `region`: where data and work stay.
    Region,
    /// `guarantee`.
    Guarantee,
    /// `retry`: the pipeline's, and `retry/<task>` for a step's own.
    Retry,
    /// `timeout`, written.
    Timeout,
    /// `overlap`.
    Overlap,
    /// `owner`.
    Owner,
    /// `labels`.
    Labels,
    /// cpu, memory, disk, gpu of a step.
    Resources,
    /// One condition of a check.
    Check,
    /// The columns of a write fit the sink.
    Schema,
    /// The mode of a write.
    WriteMode,
    /// `freshness` of a dataset this pipeline writes.
    Freshness,
    /// `on failure`, `on success`.
    Notification,
    /// A secret is handed over by reference.
    Secret,
    /// A class of data, such as `pii`, reaches only what carries or accepts it.
    Class,
    /// `when`: work happens on one way only. `branch/<branch>`; `either/<join>` for what stands
    /// for the one that ran; `bound/<task>` for a `repeat` that fails the run at its bound.
    Branch,
    /// A run-time `for`: its bound and its concurrency. `fan_out/<task>`.
    FanOut,
    /// How much goes on at once: `concurrency` of a run's tasks; `concurrency/run/<name>` for
    /// places a run holds, `concurrency/task/<task>/<name>` for those a task holds;
    /// `concurrency/loop/<n>` for a compile-time `for`, kept by the needs of its tasks.
    Concurrency,
    /// `resource`: released on every path. `release/<task>`, the task that releases.
    Release,
    /// `finally`. `finally/<task>`.
    Finally,
    /// `approval`: nothing goes on without consent. `approval/<task>`.
    Approval,
    /// `wait/<task>`: `wait`, and `late data within`, which is a task too.
    Wait,
    /// `allow_failure`. `allowed_failure/<task>`.
    AllowedFailure,
    /// `backfill`.
    Backfill,
    /// A parameter of the run, and its validator. `parameter/<name>`.
    RunParameter,
    /// Small values a step yields, or a condition asks of data. `values/<task>`.
    Values,
    /// `interval(…)`, `run.interval_start`: the run's data interval. `interval/<task>`.
    Interval,
    /// `services`, `volumes`, `node` of a step. `placement/<task>`.
    Placement,
    /// `clusters` of the environment: the work stands in one of them. `cluster`, or `cluster/<task>`
    /// where tasks may stand in several.
    Cluster,
    /// `egress`: the hosts a step, or a service beside it, talks to. `egress/<task>`.
    Egress,
    /// `rejecting to`. `dead_letter/<task>`, the check.
    DeadLetter,
    /// `budget`.
    Budget,
    /// `interruptible`: the pipeline's, and `interruptible/<task>` for a step's own.
    Interruptible,
}

/// How one constraint is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerRow {
    /// The constraint's id.
    pub constraint: String,
    /// Proven or waived for all targets; or enforced, or carried, by one.
    pub status: Status,
    /// The target that enforces or carries it; `None` for a proof or a waiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The rule that proved it or was waived, or the mechanism: `spec.jobTemplate.spec.activeDeadlineSeconds`.
    pub by: String,
    /// The generated file that holds the mechanism, from the environment's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The facts or the arithmetic, line by line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
}

/// How a constraint is kept.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// True by the facts in the project.
    Proven,
    /// Kept at run time by a named mechanism.
    Enforced,
    /// Said by a document that executes nothing; who executes it keeps it.
    Carried,
    /// Not kept: the author is excused, for the reason of a waiver.
    Waived,
}
