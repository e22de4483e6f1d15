//! Tasks: the units engines schedule, retry and show.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    AllowedFailure, Approval, Container, Declassified, Egress, Endpoint, Expected, FanOut, Guard,
    Interruptible, Lane, Origin, Places, Rejecting, Repetition, Retry, Role, Schema, Service, Wait,
    YieldedValue,
};
use std::collections::BTreeMap;

/// A task: containers that run one after another, the last of which is the task's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Unique in the pipeline; `[a-z][a-z0-9_]*`: `read_accounts`, `by_country`,
    /// `check_by_country`, `write_country_revenue`.
    pub name: String,
    /// Its documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// What it does.
    pub kind: TaskKind,
    /// Tasks that must have succeeded before, in plan order. Of a release: tasks that must have
    /// ended before, whatever became of them. The tasks its guards are decided by
    /// ([`crate::Branch::needs`]) come before it as well, and are not named here.
    pub needs: Vec<String>,
    /// The ways of decisions it lies on, outermost first: it is skipped where one went the other.
    /// A task is skipped too when one it needs was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Guard>,
    /// What it is to the run.
    #[serde(default, skip_serializing_if = "Role::is_work")]
    pub role: Role,
    /// One of it for each element of a list of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fan_out: Option<FanOut>,
    /// At least one, but for joins, approvals and waits, which have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub containers: Vec<Container>,
    /// What runs beside its last container.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Service>,
    /// The cluster its pods stand in: chosen among those of the environment. None for tasks without
    /// containers, and where no cluster is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Labels a node must have to run it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub node: BTreeMap<String, String>,
    /// Small values it yields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<YieldedValue>,
    /// What happens after a failed attempt: its own `retry`, or the pipeline's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// Its failure is none of the run's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_failure: Option<AllowedFailure>,
    /// Places it must hold while it runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Places>,
    /// Whether it may be interrupted: its own word, or the pipeline's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interruptible: Option<Interruptible>,
    /// How long one attempt may take, in seconds.
    pub timeout_seconds: u64,
    /// Whether the author wrote that, here or for the pipeline, rather than taking the default.
    pub timeout_written: bool,
    /// Where the timeout was written, or the task.
    pub timeout_origin: Origin,
    /// How long one attempt usually takes, where the author says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Expected>,
    /// Whether running it twice leaves the same state as running it once.
    pub idempotent: bool,
    /// What the author says of running it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repetition: Option<Repetition>,
    /// Columns of its outputs that its image makes harmless.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declassifies: Vec<Declassified>,
    /// Whether it uses staging.
    pub uses_staging: bool,
    /// What a step reads, datasets and outputs by name: `accounts`, `split.good`. The subject of
    /// a check or a write stands in its kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    /// Datasets whose data passes through it, by name (its inputs or its sink).
    pub datasets: Vec<String>,
    /// Hosts it must reach.
    pub endpoints: Vec<Endpoint>,
    /// Those among them that its author stated, with where they lie.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub egress: Vec<Egress>,
    /// What it leaves in staging.
    pub outputs: Vec<TaskOutput>,
    /// The list variable's element, where a `for` made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What caused it.
    pub origin: Origin,
}

impl Task {
    /// A pause that needs nothing.
    #[must_use]
    pub fn pause(name: String, wait: crate::Wait, origin: Origin) -> Self {
        Self {
            name,
            doc: None,
            timeout_seconds: wait.seconds,
            timeout_written: true,
            timeout_origin: origin.clone(),
            kind: TaskKind::Wait(wait),
            needs: Vec::new(),
            when: Vec::new(),
            role: Role::Work,
            fan_out: None,
            containers: Vec::new(),
            services: Vec::new(),
            cluster: None,
            node: BTreeMap::new(),
            values: Vec::new(),
            retry: None,
            allowed_failure: None,
            places: Vec::new(),
            interruptible: None,
            expected: None,
            idempotent: true,
            repetition: None,
            declassifies: Vec::new(),
            uses_staging: false,
            inputs: Vec::new(),
            datasets: Vec::new(),
            endpoints: Vec::new(),
            egress: Vec::new(),
            outputs: Vec::new(),
            group: None,
            origin,
        }
    }

    /// Its containers and those of its services.
    pub fn every_container(&self) -> impl Iterator<Item = &Container> {
        let services = self.services.iter().map(|service| &service.container);
        self.containers.iter().chain(services)
    }
}

/// What a task does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum TaskKind {
    /// Moves a dataset into staging.
    Read {
        /// Its name.
        dataset: String,
        /// Only rows whose cursor lies in the run's data interval.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        interval: bool,
    },
    /// Runs the author's container.
    Run {
        /// The step's name.
        step: String,
    },
    /// Checks staged rows with SQL.
    Check(CheckPlan),
    /// Publishes staged rows.
    Write(WritePlan),
    /// Counts what conditions ask of data: rows, ages. It yields values.
    Measure {
        /// The task output or dataset.
        subject: String,
    },
    /// Stands for that one of several tasks which ran; they stage their rows in one place. It
    /// goes on where one of them succeeded and none of its needs failed: of its needs, and only
    /// of its, some are skipped. Its values are those of the task that ran; of the passes of a
    /// `repeat`, which stand here last first, several may have: the first of them counts.
    Join {
        /// Tasks on different ways of a decision, or passes of a `repeat`, some of its needs; none is a join itself,
        /// unless it stands for a gate that some ways go around.
        of: Vec<String>,
    },
    /// Waits for a person's consent.
    Approval(Approval),
    /// A timed pause.
    Wait(Wait),
    /// Ends the run as failed: a bounded loop came to its bound.
    Fail {
        /// What is said.
        message: String,
    },
}

/// What a check demands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckPlan {
    /// The task output or dataset: `by_country`.
    pub subject: String,
    /// In source order.
    pub conditions: Vec<CheckCondition>,
    /// Where rows go that break a condition on rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejecting: Option<Rejecting>,
}

/// One condition, for people and for SQL.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckCondition {
    /// As written, formatted: `revenue >= 0`.
    pub text: String,
    /// Whether it only warns.
    pub warn: bool,
    /// What it compares.
    pub operator: CheckOperator,
    /// Where it was written.
    pub origin: Origin,
}

/// The conditions there are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum CheckOperator {
    /// The number of rows compared to a number.
    Rows {
        /// `==`, `!=`, `<`, `<=`, `>`, `>=`.
        comparison: String,
        /// The number.
        value: i64,
    },
    /// A column compared to a value or another column, in each row.
    Compare {
        /// The column.
        column: String,
        /// `==`, `!=`, `<`, `<=`, `>`, `>=`.
        comparison: String,
        /// The other side.
        value: CheckValue,
    },
    /// No two rows share these columns' values.
    Unique {
        /// The columns.
        columns: Vec<String>,
    },
    /// No nulls.
    Complete {
        /// The columns.
        columns: Vec<String>,
    },
    /// Each value is one of these.
    In {
        /// The column.
        column: String,
        /// The values.
        values: Vec<CheckValue>,
    },
    /// Each value matches the expression (RE2).
    Matches {
        /// The column.
        column: String,
        /// The expression.
        pattern: String,
    },
    /// The newest value is no older than this many seconds.
    Fresh {
        /// The column.
        column: String,
        /// Seconds.
        within_seconds: u64,
    },
}

/// A value in a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckValue {
    /// A whole number.
    Int(i64),
    /// An exact decimal, as written.
    Decimal(String),
    /// Text.
    Text(String),
    /// A day.
    Date(String),
    /// True or false.
    Bool(bool),
    /// Another column.
    Column(String),
}

/// What a write does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WritePlan {
    /// The task output or dataset that is written: `by_country`.
    pub subject: String,
    /// The sink.
    pub dataset: String,
    /// How.
    pub mode: WriteMode,
    /// Whether one transaction was asked for.
    pub in_one_transaction: bool,
    /// Where the mode was written.
    pub mode_origin: Origin,
}

/// How rows land.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteMode {
    /// The mode.
    pub lane: Lane,
    /// Key columns (merging) or partition columns (replacing partition).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
}

/// A dataset a task leaves in staging.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskOutput {
    /// `by_country`, or `split.good`.
    pub name: String,
    /// Its rows; `None` where the author did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
    /// Whether the rows were taken from the dataset it is written to. Otherwise the author wrote
    /// them, and they say which classes of data leave the step.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
}
