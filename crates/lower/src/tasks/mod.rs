//! Steps, checks and writes to tasks: what reads, what waits for what, what runs in which pod.

mod branches;
mod check;
mod fetch;
mod gates;
mod index;
mod join;
mod lanes;
mod measure;
mod pauses;
mod places;
mod read;
mod references;
mod service;
mod step;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{DataReference, Dataset, Environment, Pipeline, Program};
use pipewright_plan::{
    AllowedFailure, Branch, Container, Declassified, Egress, Endpoint, Expected, FanOut, Guard,
    Interruptible, Origin, Places, Repetition, Retry, Role, Service, Task, TaskKind, TaskOutput,
    YieldedValue,
};

use crate::names::UniqueNames;
use index::Index;

/// What a pipeline becomes.
pub struct Made {
    /// All tasks, each after nothing in particular; `order` sorts them.
    pub tasks: Vec<Task>,
    /// All branches, outer ones first.
    pub branches: Vec<Branch>,
    /// What cannot be made.
    pub diagnostics: Vec<Diagnostic>,
}

/// All tasks and branches of a pipeline.
pub fn make(program: &Program, environment: &Environment, pipeline: &Pipeline) -> Made {
    let mut builder = Builder {
        program,
        environment,
        pipeline,
        index: Index::of(pipeline),
        names: UniqueNames::default(),
        reads: BTreeMap::new(),
        read_ways: BTreeMap::new(),
        gates: BTreeMap::new(),
        check_names: Vec::new(),
        approval_names: Vec::new(),
        wait_names: Vec::new(),
        rejecting: BTreeMap::new(),
        measures: BTreeMap::new(),
        write_names: Vec::new(),
        passed: BTreeMap::new(),
        unguarded: BTreeSet::new(),
        tasks: Vec::new(),
        diagnostics: Vec::new(),
    };
    builder.claim_names();
    builder.name_reads();
    builder.name_gates();
    builder.ways_of_reads();
    builder.name_measures();
    builder.one_place_each();
    builder.read_tasks();
    for step in &pipeline.steps {
        builder.step_task(step);
    }
    for join in &pipeline.joins {
        builder.join_task(join);
    }
    builder.measure_tasks();
    for (at, check) in pipeline.checks.iter().enumerate() {
        builder.check_task(at, check);
    }
    builder.approval_tasks();
    builder.wait_tasks();
    builder.pass_tasks();
    builder.fail_tasks();
    for write in &pipeline.writes {
        builder.write_task(write);
    }
    builder.release_tasks();
    builder.lane_tasks();
    builder.late_data_task();
    let branches = builder.branches();
    Made {
        tasks: builder.tasks,
        branches,
        diagnostics: builder.diagnostics,
    }
}

struct Builder<'a> {
    program: &'a Program,
    environment: &'a Environment,
    pipeline: &'a Pipeline,
    index: Index<'a>,
    names: UniqueNames,
    /// The task that reads each dataset, or only its rows of the run's interval.
    reads: BTreeMap<read::ReadKey, String>,
    /// The ways each of them lies on.
    read_ways: BTreeMap<read::ReadKey, read::ReadWays<'a>>,
    /// What stands between each subject and those who use it.
    gates: BTreeMap<DataReference, Vec<gates::Gate<'a>>>,
    /// The tasks of the checks, approvals and waits, in source order.
    check_names: Vec<String>,
    approval_names: Vec<String>,
    wait_names: Vec<String>,
    /// The checks of each subject that reject rows: their places among the checks, and names.
    rejecting: BTreeMap<DataReference, Vec<(usize, String)>>,
    /// The task that measures each subject, and what is asked.
    measures: BTreeMap<DataReference, measure::Measure<'a>>,
    /// The tasks of the writes, in source order.
    write_names: Vec<String>,
    /// Ways around gates that some ways do not have, by gate and depth.
    passed: BTreeMap<(String, usize), String>,
    /// Rejecting checks that were reported as standing where some reader does not.
    unguarded: BTreeSet<usize>,
    tasks: Vec<Task>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    fn dataset(&self, name: &str) -> Option<&'a Dataset> {
        self.program.datasets.get(name).map(AsRef::as_ref)
    }

    /// Steps and what else the author named keep their names; what is made around them gives way.
    fn claim_names(&mut self) {
        let pipeline = self.pipeline;
        let steps = pipeline.steps.iter();
        let groups: BTreeSet<&str> = steps
            .clone()
            .filter_map(|step| step.group.as_deref())
            .collect();
        let own = steps
            .map(|step| step.name.as_str())
            .chain(pipeline.joins.iter().map(|join| join.name.as_str()))
            .chain(pipeline.bounds.iter().map(|bound| bound.name.as_str()))
            .chain(pipeline.pauses.iter().map(|pause| pause.name.as_str()))
            .chain(pipeline.branches.iter().map(|branch| branch.name.as_str()));
        let mut claimed: BTreeSet<&str> = BTreeSet::new();
        // A loop's word names a folder: no task may have it, unless it is the loop's own.
        for name in own.chain(groups) {
            if claimed.insert(name) {
                let _name = self.names.claim(name);
            }
        }
    }

    fn add_staging_endpoints(&self, endpoints: &mut Vec<Endpoint>) {
        if let Some(area) = &self.environment.staging {
            endpoints.extend(area.facts.endpoints.iter().cloned());
        }
    }

    fn push(&mut self, mut parts: TaskParts) {
        let runs = !parts.containers.is_empty();
        let (timeout_seconds, timeout_written, timeout_origin) =
            match (parts.timeout, &self.pipeline.timeout) {
                (Some((seconds, origin)), _) => (seconds, true, origin),
                (None, Some(all)) if runs => (all.value, true, all.origin.clone()),
                (None, _) => (0, false, parts.origin.clone()),
            };
        parts.endpoints.sort();
        parts.endpoints.dedup();
        parts.datasets.sort();
        parts.datasets.dedup();
        let mut seen = BTreeSet::new();
        parts.needs.retain(|need| seen.insert(need.clone()));
        let retry = parts.retry.or_else(|| self.pipeline.retry.clone());
        let interruptible = parts
            .interruptible
            .or_else(|| self.pipeline.interruptible.clone());
        self.tasks.push(Task {
            name: parts.name,
            doc: parts.doc,
            kind: parts.kind,
            needs: parts.needs,
            when: parts.when,
            role: parts.role,
            fan_out: parts.fan_out,
            inputs: parts.inputs,
            retry: retry.filter(|_| runs && !parts.once),
            containers: parts.containers,
            services: parts.services,
            cluster: None,
            node: parts.node,
            values: parts.values,
            allowed_failure: parts.allowed_failure,
            repetition: parts.repetition,
            declassifies: parts.declassifies,
            places: parts.places,
            interruptible: interruptible.filter(|_| runs),
            timeout_seconds,
            timeout_written,
            timeout_origin,
            expected: parts.expected,
            idempotent: parts.idempotent,
            uses_staging: runs && self.environment.staging.is_some(),
            datasets: parts.datasets,
            endpoints: parts.endpoints,
            egress: parts.egress,
            outputs: parts.outputs,
            group: parts.group,
            origin: parts.origin,
        });
    }
}

/// A task in the making; most have little of it.
struct TaskParts {
    name: String,
    doc: Option<String>,
    kind: TaskKind,
    needs: Vec<String>,
    when: Vec<Guard>,
    role: Role,
    fan_out: Option<FanOut>,
    inputs: Vec<String>,
    containers: Vec<Container>,
    services: Vec<Service>,
    node: BTreeMap<String, String>,
    values: Vec<YieldedValue>,
    retry: Option<Retry>,
    /// Whether another attempt would be pointless.
    once: bool,
    allowed_failure: Option<AllowedFailure>,
    repetition: Option<Repetition>,
    declassifies: Vec<Declassified>,
    places: Vec<Places>,
    interruptible: Option<Interruptible>,
    timeout: Option<(u64, Origin)>,
    expected: Option<Expected>,
    datasets: Vec<String>,
    endpoints: Vec<Endpoint>,
    egress: Vec<Egress>,
    outputs: Vec<TaskOutput>,
    idempotent: bool,
    group: Option<String>,
    origin: Origin,
}

impl TaskParts {
    fn new(name: String, kind: TaskKind, when: &[Guard], origin: &Origin) -> Self {
        Self {
            name,
            doc: None,
            kind,
            needs: Vec::new(),
            when: when.to_vec(),
            role: Role::Work,
            fan_out: None,
            inputs: Vec::new(),
            containers: Vec::new(),
            services: Vec::new(),
            node: BTreeMap::new(),
            values: Vec::new(),
            retry: None,
            once: false,
            allowed_failure: None,
            repetition: None,
            declassifies: Vec::new(),
            places: Vec::new(),
            interruptible: None,
            timeout: None,
            expected: None,
            datasets: Vec::new(),
            endpoints: Vec::new(),
            egress: Vec::new(),
            outputs: Vec::new(),
            idempotent: true,
            group: None,
            origin: origin.clone(),
        }
    }
}
