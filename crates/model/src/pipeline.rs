//! A pipeline as the author wrote it, resolved and computed for one environment.

use std::collections::BTreeMap;

use pipewright_plan::{
    Backfill, Budget, Deadline, Guarantee, Interruptible, LateData, Origin, Overlap, Parallelism,
    Places, Reaction, RegionSet, Retry, RunParameter, Trigger,
};

use crate::{Approval, Bound, Branch, Check, Join, Lanes, Pause, Resource, Step, Wait, Write};

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
    /// What its runs may cost.
    pub budget: Option<Budget>,
    /// Whether its tasks may be interrupted.
    pub interruptible: Option<Interruptible>,
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
    /// Pauses between the passes of `repeat`s.
    pub pauses: Vec<Pause>,
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
