//! Steps: the author's containers.

use std::collections::BTreeMap;

use pipewright_plan::{
    AllowedFailure, CarriedFile, Declassified, Egress, Guard, Image, Interruptible, Origin, Places,
    Repetition, Resources, Retry, Volume, YieldedValue,
};

use crate::{FanOut, Input, Output, Template, VariableTemplate, Written};

/// What a step is to the run; see [`crate::Resource`] for the rest.
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
    /// What its author says of running it again.
    pub repetition: Option<Repetition>,
    /// Columns of its outputs that its image makes harmless.
    pub declassifies: Vec<Declassified>,
    /// Places it must hold.
    pub places: Vec<Places>,
    /// Whether it may be interrupted, where written.
    pub interruptible: Option<Interruptible>,
    /// Volumes.
    pub volumes: Vec<Volume>,
    /// Hosts it, or a service beside it, talks to by itself.
    pub egress: Vec<Egress>,
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
    /// How long one attempt usually takes, in seconds, where written.
    pub expected: Option<Written<u64>>,
    /// The whole step.
    pub origin: Origin,
}
