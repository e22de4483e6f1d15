//! The plan: the typed, serializable form that is everything a backend may know.
//!
//! One [`Plan`] is one pipeline in one environment, self-contained: the datasets it touches, the
//! places it may run, its tasks with their containers, and the ledger of its constraints. Times
//! are whole seconds, memory and disk are bytes, CPU is thousandths of a core.
//!
//! The JSON form is published and versioned ([`FORMAT`]); its schema is generated from these
//! types. Spans are for diagnostics only and are not part of it.

mod condition;
mod container;
mod control;
mod dataset;
mod egress;
mod environment;
mod ledger;
mod money;
mod origin;
mod pipeline;
mod placed;
mod shared;
mod task;
mod text;
mod trigger;
mod value;

pub use condition::{Branch, Condition, Guard, Operand};
pub use container::{CarriedFile, Container, EnvironmentVariable, Image, Resources, VariableValue};
pub use control::{
    AllowedFailure, Approval, Declassified, Declassifier, Expected, FanOut, Interruptible,
    Parallelism, Places, Rejecting, Repetition, Role, Service, Silence, Volume, Wait, WaitSince,
};
pub use dataset::{
    Abilities, Access, ColumnMatch, ColumnPlan, ColumnType, DatasetPlan, Endpoint, Format, Lane,
    Partition, PartitionUnit, Schema, SecretUse,
};
pub use egress::Egress;
pub use environment::{
    Alerts, ClusterPlan, EnvironmentPlan, GitOps, GitOpsTool, NodePool, Place, Quota, RegionSet,
    Registry, SecretStore, Site, Staging, SyncPolicy, TargetRequest, spot_labels,
};
pub use ledger::{Constraint, ConstraintKind, Ledger, LedgerRow, Status, Waiver};
pub use money::{Budget, BudgetPeriod, Money};
pub use origin::Origin;
pub use pipeline::{
    Backoff, Deadline, Guarantee, Notification, NotificationKind, Overlap, PipelinePlan, Reaction,
    ReactionEvent, Retry,
};
pub use shared::Shared;
pub use task::{
    CheckCondition, CheckOperator, CheckPlan, CheckValue, Task, TaskKind, TaskOutput, WriteMode,
    WritePlan,
};
pub use text::{Text, TextPart, Variable};
pub use trigger::{Backfill, ClockChange, Doubled, Event, LateData, Schedule, Skipped, Trigger};
pub use value::{
    Constant, EngineValue, RunParameter, VALUES_FILE, VALUES_VARIABLE, ValueType, YieldedValue,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name and version of the JSON form. It changes only with a change that breaks readers.
pub const FORMAT: &str = "pipewright.plan/v1";

/// One pipeline in one environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Always [`FORMAT`].
    pub format: String,
    /// The version of the compiler that wrote it.
    pub compiler: String,
    /// Where and how it runs.
    pub environment: Shared<EnvironmentPlan>,
    /// What runs.
    pub pipeline: PipelinePlan,
    /// The datasets it reads or writes, by name.
    pub datasets: Vec<Shared<DatasetPlan>>,
    /// Every constraint, and how it is kept.
    pub ledger: Ledger,
}

impl Plan {
    /// The dataset of a name.
    #[must_use]
    pub fn dataset(&self, name: &str) -> Option<&DatasetPlan> {
        self.datasets
            .iter()
            .find(|dataset| dataset.name == name)
            .map(|dataset| &**dataset)
    }

    /// The task of a name.
    #[must_use]
    pub fn task(&self, name: &str) -> Option<&Task> {
        self.pipeline.tasks.iter().find(|task| task.name == name)
    }
}
