//! Pipelines as the author wrote them, resolved and computed for one environment.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_plan::{
    AllowedFailure, Backfill, CarriedFile, CheckCondition, Constant, Deadline, EnvironmentPlan,
    Guarantee, Guard, Image, LateData, Origin, Overlap, Parallelism, Places, Reaction, RegionSet,
    Resources, Retry, RunParameter, Schema, Shared, Trigger, ValueType, Volume, WriteMode,
    YieldedValue,
};

use crate::{Dataset, Policy, StagingArea, Template, VariableTemplate};

/// A whole project.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Every dataset, by unique name.
    pub datasets: BTreeMap<String, Arc<Dataset>>,
    /// Every environment, sorted by name.
    pub environments: Vec<Environment>,
    /// The organisation's own rules.
    pub policies: Vec<Policy>,
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
    /// Parameters of its runs.
    pub run_parameters: Vec<RunParameter>,
    /// What starts it; at least one. The origin is the clause's.
    pub triggers: Written<Vec<Trigger>>,
    /// Runs of the past.
    pub backfill: Option<Backfill>,
    /// How late data may come.
    pub late_data: Option<LateData>,
    /// How many tasks go on at once.
    pub parallelism: Option<Parallelism>,
    /// Places a run must hold.
    pub places: Vec<Places>,
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
    /// Decisions in source order, outer ones first.
    pub branches: Vec<Branch>,
    /// Steps in source order, loops unrolled, calls and templates put in their place.
    pub steps: Vec<Step>,
    /// `either`s in source order.
    pub joins: Vec<Join>,
    /// Approvals in source order.
    pub approvals: Vec<Approval>,
    /// Waits in source order.
    pub waits: Vec<Wait>,
    /// Bounded loops that must have come to their end: the run fails where one did not.
    pub bounds: Vec<Bound>,
    /// Resources in source order.
    pub resources: Vec<Resource>,
    /// Loops whose steps may not all go on at once.
    pub lanes: Vec<Lanes>,
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
    /// What all steps of a loop yield, as one: `collect(load)`.
    Collected {
        /// The loop's step as written, with a caller's prefix: `load`. See [`Step::group`].
        group: String,
        /// The output's name where the steps have several.
        output: Option<String>,
    },
    /// What that step of an `either` yields which ran.
    Joined {
        /// The `either`'s name.
        name: String,
    },
    /// The rows of a dataset in the run's data interval: `interval(orders)`.
    Interval(String),
}

/// A condition of a run, with the references lowering turns into tasks.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Each holds.
    All(Vec<Condition>),
    /// One holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// A truth value.
    Is(Operand),
    /// Two values of one type.
    Compare(Operand, String, Operand),
    /// One of these.
    In(Operand, Vec<Constant>),
    /// A text and an expression.
    Matches(Operand, String),
}

/// A value in a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// Known now.
    Constant(Constant),
    /// A parameter of the run.
    Parameter {
        /// Its name.
        name: String,
        /// Its type.
        kind: ValueType,
    },
    /// A value of a step, or of that member of an `either` which ran.
    Value {
        /// The step or `either`.
        step: String,
        /// The value.
        name: String,
        /// Its type.
        kind: ValueType,
    },
    /// `rows(by_country)`: how many rows, an `int`.
    Rows(DataReference),
    /// `age(orders.updated_at)`: how long ago the newest value is, a `duration`.
    Age {
        /// The data.
        of: DataReference,
        /// Its column.
        column: String,
    },
}

/// A decision of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Unique in the pipeline: `when_1`.
    pub name: String,
    /// What decides.
    pub condition: Condition,
    /// As written.
    pub text: String,
    /// The ways it lies on, outermost first.
    pub when: Vec<Guard>,
    /// The condition.
    pub origin: Origin,
}

/// `step result = either a or b`.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// Unique in the pipeline, also among steps.
    pub name: String,
    /// Two or more: outputs of steps on different ways. Empty where only values are joined.
    pub data: Vec<DataReference>,
    /// The steps themselves, in the same order.
    pub steps: Vec<String>,
    /// The rows.
    pub schema: Option<Schema>,
    /// Values that all of them yield.
    pub values: Vec<YieldedValue>,
    /// The ways it lies on.
    pub when: Vec<Guard>,
    /// The whole step.
    pub origin: Origin,
}

/// `approval by_country { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Approval {
    /// What is approved.
    pub subject: DataReference,
    /// What is asked; `subject` in it is filled by lowering.
    pub plan: pipewright_plan::Approval,
    /// The ways it lies on.
    pub when: Vec<Guard>,
    /// The whole clause.
    pub origin: Origin,
}

/// `wait 15m after load`.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// What is waited after.
    pub subject: DataReference,
    /// Seconds.
    pub seconds: u64,
    /// The ways it lies on.
    pub when: Vec<Guard>,
    /// The whole clause.
    pub origin: Origin,
}

/// The end of a `repeat`: on the way given, the run fails.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// Unique in the pipeline, also among steps: `repeat_1_end`.
    pub name: String,
    /// What is said.
    pub message: String,
    /// The way: the last condition does not hold.
    pub when: Vec<Guard>,
    /// The clause.
    pub origin: Origin,
}

/// `resource cluster { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Its name.
    pub name: String,
    /// The step that makes it, named as the resource is.
    pub acquire: String,
    /// The step that takes it away: `release_cluster`.
    pub release: String,
    /// The steps that use it. They need `acquire`, `release` comes after them.
    pub users: Vec<String>,
    /// The whole clause.
    pub origin: Origin,
}

/// `for … concurrency 3`: the elements in order, and how many go on at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Lanes {
    /// For each element, its steps.
    pub elements: Vec<Vec<String>>,
    /// How many at once.
    pub most: u32,
    /// Where it was written.
    pub origin: Origin,
}

/// A run-time list that a step is repeated over.
#[derive(Debug, Clone, PartialEq)]
pub struct FanOut {
    /// The step that yields it.
    pub step: String,
    /// The value.
    pub value: String,
    /// Type of the elements.
    pub element: ValueType,
    /// More are a failure.
    pub max: u32,
    /// How many at once.
    pub concurrency: Option<u32>,
    /// The loop's head.
    pub origin: Origin,
}

/// What a step is to the run; see [`Resource`] for the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StepRole {
    /// Part of the work.
    #[default]
    Work,
    /// Makes a resource.
    Acquire,
    /// Takes it away.
    Release,
    /// In `finally`.
    Finally,
}

/// A container beside a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its image.
    pub image: Image,
    /// Its port.
    pub port: u16,
    /// Environment in source order.
    pub env: Vec<(String, VariableTemplate)>,
    /// What it needs.
    pub resources: Resources,
    /// Where it is written.
    pub origin: Origin,
}

/// A step that runs the author's container.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Unique in the pipeline, `[a-z][a-z0-9_]*`; with its element inside a loop: `load_orders`.
    pub name: String,
    /// The step as written (`load`), where a loop made it.
    pub group: Option<String>,
    /// The element's name (`orders`), where a compile-time loop made it.
    pub label: Option<String>,
    /// The ways of decisions it lies on, outermost first.
    pub when: Vec<Guard>,
    /// What it is to the run.
    pub role: StepRole,
    /// One of it for each element of a run-time list.
    pub fan_out: Option<FanOut>,
    /// Steps it must wait for though it reads nothing of them: the acquire of the resource it
    /// uses, the step before it in a `repeat`.
    pub after: Vec<String>,
    /// Small values it yields.
    pub values: Vec<YieldedValue>,
    /// Its own retry.
    pub retry: Option<Retry>,
    /// Its failure is none of the run's.
    pub allowed_failure: Option<AllowedFailure>,
    /// Places it must hold.
    pub places: Vec<Places>,
    /// Volumes.
    pub volumes: Vec<Volume>,
    /// Labels its node must have.
    pub node: BTreeMap<String, String>,
    /// Containers beside it.
    pub services: Vec<Service>,
    /// The author's script, where the step is written in place; its command runs it.
    pub script: Option<CarriedFile>,
    /// Where `volumes`, `node` or `services` were written.
    pub placement_written: Option<Origin>,
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
    /// Where rows go that break a condition on rows, and how they land.
    pub rejecting: Option<Rejecting>,
    /// The ways it lies on.
    pub when: Vec<Guard>,
    /// The whole check.
    pub origin: Origin,
}

/// `rejecting to rejects appending`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejecting {
    /// The sink's unique name.
    pub dataset: String,
    /// How rows land.
    pub mode: WriteMode,
    /// Where the mode is written.
    pub mode_origin: Origin,
    /// The words.
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
    /// The ways it lies on.
    pub when: Vec<Guard>,
    /// Steps it must wait for though it reads nothing of them (a resource's acquire).
    pub after: Vec<String>,
    /// Where the mode is written.
    pub mode_origin: Origin,
    /// The whole write.
    pub origin: Origin,
}
