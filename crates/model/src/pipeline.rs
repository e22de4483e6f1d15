//! Pipelines as the author wrote them, resolved and computed for one environment.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_plan::{
    CheckCondition, Deadline, EnvironmentPlan, Guarantee, Image, Origin, Overlap, Reaction,
    RegionSet, Resources, Retry, Schedule, Schema, Shared, WriteMode,
};

use crate::{Dataset, StagingArea, Template, VariableTemplate};

/// A whole project.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Every dataset, by unique name.
    pub datasets: BTreeMap<String, Arc<Dataset>>,
    /// Every environment, sorted by name.
    pub environments: Vec<Environment>,
}

/// An environment and the pipelines as they are in it.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The facts, as they stand in plans; `targets` are all of the environment's.
    pub facts: Shared<EnvironmentPlan>,
    /// Its staging area.
    pub staging: Option<StagingArea>,
    /// Pipelines, sorted by name. A pipeline without parameters is shared between environments.
    pub pipelines: Vec<Arc<Pipeline>>,
}

/// A value and the clause that says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Written<T> {
    /// The value.
    pub value: T,
    /// The whole clause.
    pub origin: Origin,
}

/// A pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Pipeline {
    /// Unique in the project, `[a-z][a-z0-9_]*`.
    pub name: String,
    /// Its documentation.
    pub doc: Option<String>,
    /// Parameters and their values here.
    pub parameters: BTreeMap<String, serde_json::Value>,
    /// When it runs.
    pub schedule: Written<Schedule>,
    /// How long a run may take.
    pub deadline: Option<Deadline>,
    /// Where data and work must stay.
    pub region: Option<Written<RegionSet>>,
    /// How often each row arrives.
    pub guarantee: Option<Written<Guarantee>>,
    /// What happens after a failed attempt.
    pub retry: Option<Retry>,
    /// The timeout of steps that have none, in seconds.
    pub timeout: Option<Written<u64>>,
    /// What happens when a run is due while another goes on.
    pub overlap: Option<Written<Overlap>>,
    /// Who answers for it.
    pub owner: Option<Written<String>>,
    /// Labels of everything generated for it.
    pub labels: Option<Written<BTreeMap<String, String>>>,
    /// The only targets it is for, where written; each a target of the environment.
    pub targets: Option<Written<Vec<String>>>,
    /// Steps in source order, loops unrolled.
    pub steps: Vec<Step>,
    /// Checks in source order.
    pub checks: Vec<Check>,
    /// Writes in source order.
    pub writes: Vec<Write>,
    /// Who is told what.
    pub reactions: Vec<Reaction>,
    /// The pipeline's name where it is declared.
    pub origin: Origin,
}

/// Data inside a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataReference {
    /// A dataset, by its unique name.
    Dataset(String),
    /// What a step yields.
    Output {
        /// The step's name, loops unrolled: `load_orders`.
        step: String,
        /// The output's name where the step has several.
        output: Option<String>,
    },
}

/// A step that runs the author's container.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Unique in the pipeline, `[a-z][a-z0-9_]*`; with its element inside a loop: `load_orders`.
    pub name: String,
    /// The step as written (`load`), where a loop made it.
    pub group: Option<String>,
    /// Its documentation.
    pub doc: Option<String>,
    /// Its image.
    pub image: Image,
    /// Replaces the image's entry point.
    pub command: Option<Vec<Template>>,
    /// Arguments.
    pub args: Vec<Template>,
    /// Environment in source order.
    pub env: Vec<(String, VariableTemplate)>,
    /// What it reads.
    pub inputs: Vec<Input>,
    /// What it yields; at least one, with the step's own name (`None`) or several named ones.
    pub outputs: Vec<Output>,
    /// What it needs; the checker fills defaults.
    pub resources: Resources,
    /// Whether and where the author wrote any of cpu, memory, disk, gpu.
    pub resources_written: Option<Origin>,
    /// Its timeout in seconds, where written.
    pub timeout: Option<Written<u64>>,
    /// The whole step.
    pub origin: Origin,
}

/// What a step reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The name in `PIPEWRIGHT_INPUT_<NAME>`, `[a-z][a-z0-9_]*`, unique in the step.
    pub name: String,
    /// What it is.
    pub from: DataReference,
    /// Where it is named.
    pub origin: Origin,
}

/// What a step yields.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// `good` of `step.good`; `None` for the step's only output.
    pub name: Option<String>,
    /// Its rows: written, or inferred from the dataset it is written to.
    pub schema: Option<Schema>,
    /// Whether they were inferred.
    pub inferred: bool,
}

/// A check.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// What is checked.
    pub subject: DataReference,
    /// The step as written, where a loop made it.
    pub group: Option<String>,
    /// Its documentation.
    pub doc: Option<String>,
    /// At least one, in source order.
    pub conditions: Vec<CheckCondition>,
    /// The whole check.
    pub origin: Origin,
}

/// A write.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// What is written.
    pub subject: DataReference,
    /// The step as written, where a loop made it.
    pub group: Option<String>,
    /// Its documentation.
    pub doc: Option<String>,
    /// The sink's unique name.
    pub dataset: String,
    /// How rows land.
    pub mode: WriteMode,
    /// Whether one transaction was asked for.
    pub in_one_transaction: bool,
    /// Where the mode is written.
    pub mode_origin: Origin,
    /// The whole write.
    pub origin: Origin,
}
