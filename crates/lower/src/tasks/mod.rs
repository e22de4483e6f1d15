//! Steps, checks and writes to tasks: what reads, what waits for what, what runs in which pod.

mod check;
mod read;
mod step;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{DataReference, Dataset, Environment, Pipeline, Program};
use pipewright_plan::{
    Access, Container, Endpoint, Format, Origin, Role, Task, TaskKind, TaskOutput, Text,
};

use crate::containers::{self, Holes};
use crate::data::{self, SCRATCH, Staged};
use crate::names::UniqueNames;

/// All tasks of a pipeline, each after nothing in particular; `order` sorts them.
pub fn tasks(
    program: &Program,
    environment: &Environment,
    pipeline: &Pipeline,
) -> (Vec<Task>, Vec<Diagnostic>) {
    let mut builder = Builder {
        program,
        environment,
        pipeline,
        names: UniqueNames::default(),
        reads: BTreeMap::new(),
        checks: BTreeMap::new(),
        tasks: Vec::new(),
        diagnostics: Vec::new(),
    };
    // Steps keep the names they were given; what is made around them gives way.
    for step in &pipeline.steps {
        let _name = builder.names.claim(&step.name);
    }
    builder.read_tasks();
    builder.name_checks();
    for step in &pipeline.steps {
        builder.step_task(step);
    }
    for (at, check) in pipeline.checks.iter().enumerate() {
        builder.check_task(at, check);
    }
    for write in &pipeline.writes {
        builder.write_task(write);
    }
    (builder.tasks, builder.diagnostics)
}

struct Builder<'a> {
    program: &'a Program,
    environment: &'a Environment,
    pipeline: &'a Pipeline,
    names: UniqueNames,
    /// The task that reads each moved dataset.
    reads: BTreeMap<String, String>,
    /// The checks of each subject: task names by their place among the checks.
    checks: BTreeMap<DataReference, Vec<(usize, String)>>,
    tasks: Vec<Task>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    fn dataset(&self, name: &str) -> Option<&'a Dataset> {
        self.program.datasets.get(name).map(AsRef::as_ref)
    }

    fn staged(&self, task: &str, output: Option<&str>) -> Staged {
        data::staged(
            self.environment.staging.as_ref(),
            &self.pipeline.name,
            task,
            output,
        )
    }

    /// What a reference is called in names and messages: `by_country`, `split.good`.
    fn subject_name(reference: &DataReference) -> String {
        match reference {
            DataReference::Dataset(name) => name.clone(),
            DataReference::Output { step, output: None } => step.clone(),
            DataReference::Output {
                step,
                output: Some(output),
            } => format!("{step}.{output}"),
            DataReference::Collected { group, .. } => group.clone(),
            DataReference::Joined { name } | DataReference::Interval(name) => name.clone(),
        }
    }

    /// Tasks that must have succeeded before `reference` can be read.
    fn producers(&self, reference: &DataReference) -> Vec<String> {
        match reference {
            DataReference::Dataset(name) => self.reads.get(name).cloned().into_iter().collect(),
            DataReference::Output { step, .. } => vec![step.clone()],
            _ => Vec::new(),
        }
    }

    /// Producers and the checks that gate their consumers.
    fn gates(&self, reference: &DataReference) -> Vec<String> {
        let mut needs = self.producers(reference);
        if let Some(checks) = self.checks.get(reference) {
            needs.extend(checks.iter().map(|(_, name)| name.clone()));
        }
        needs
    }

    /// Brings the rows of a reference to a local folder for `task`: the container that does so, if
    /// one is needed, the folder, its format, and the hosts to reach.
    fn fetch(&self, task: &str, reference: &DataReference) -> Fetched {
        let folder = format!("{SCRATCH}/{task}_in");
        let what = Self::subject_name(reference);
        let purpose = format!("fetches the rows of {what}");
        let container = format!("{task}-fetch");
        let (producer, output) = match reference {
            DataReference::Dataset(name) => {
                let dataset = self.dataset(name);
                if let Some((dataset, Access::Location { format, .. })) =
                    dataset.map(|found| (found, &found.facts.access))
                {
                    let holes = Holes {
                        local: folder.clone(),
                        path: Text::literal(dataset.folder.clone().unwrap_or_default()),
                        ..Holes::default()
                    };
                    let container = dataset
                        .read
                        .as_ref()
                        .map(|mover| containers::mover(mover, &container, purpose, &holes));
                    let endpoints = dataset.facts.endpoints.clone();
                    return Fetched {
                        container,
                        folder,
                        format: *format,
                        endpoints,
                    };
                }
                (self.reads.get(name).cloned().unwrap_or_default(), None)
            }
            DataReference::Output { step, output } => (step.clone(), output.as_deref()),
            _ => (String::new(), None),
        };
        let Some(area) = &self.environment.staging else {
            let folder = data::local_folder(&producer, output);
            return Fetched {
                container: None,
                folder,
                format: Format::Parquet,
                endpoints: Vec::new(),
            };
        };
        let holes = Holes {
            local: folder.clone(),
            path: self.staged(&producer, output).path.unwrap_or_default(),
            ..Holes::default()
        };
        Fetched {
            container: Some(containers::mover(&area.fetch, &container, purpose, &holes)),
            folder,
            format: Format::Parquet,
            endpoints: area.facts.endpoints.clone(),
        }
    }

    fn add_staging_endpoints(&self, endpoints: &mut Vec<Endpoint>) {
        if let Some(area) = &self.environment.staging {
            endpoints.extend(area.facts.endpoints.iter().cloned());
        }
    }

    fn push(&mut self, mut parts: TaskParts) {
        let (timeout_seconds, timeout_written, timeout_origin) =
            match (parts.timeout, &self.pipeline.timeout) {
                (Some((seconds, origin)), _) => (seconds, true, origin),
                (None, Some(all)) => (all.value, true, all.origin.clone()),
                (None, None) => (0, false, parts.origin.clone()),
            };
        parts.endpoints.sort();
        parts.endpoints.dedup();
        parts.datasets.sort();
        parts.datasets.dedup();
        let mut seen = BTreeSet::new();
        parts.needs.retain(|need| seen.insert(need.clone()));
        let uses_staging = self.environment.staging.is_some();
        self.tasks.push(Task {
            name: parts.name,
            doc: parts.doc,
            kind: parts.kind,
            needs: parts.needs,
            when: Vec::new(),
            role: Role::Work,
            fan_out: None,
            services: Vec::new(),
            node: BTreeMap::new(),
            values: Vec::new(),
            retry: self.pipeline.retry.clone(),
            allowed_failure: None,
            places: Vec::new(),
            inputs: parts.inputs,
            containers: parts.containers,
            timeout_seconds,
            timeout_written,
            timeout_origin,
            idempotent: parts.idempotent,
            uses_staging,
            datasets: parts.datasets,
            endpoints: parts.endpoints,
            outputs: parts.outputs,
            group: parts.group,
            origin: parts.origin,
        });
    }
}

struct Fetched {
    container: Option<Container>,
    folder: String,
    format: Format,
    endpoints: Vec<Endpoint>,
}

struct TaskParts {
    name: String,
    doc: Option<String>,
    kind: TaskKind,
    needs: Vec<String>,
    inputs: Vec<String>,
    containers: Vec<Container>,
    timeout: Option<(u64, Origin)>,
    datasets: Vec<String>,
    endpoints: Vec<Endpoint>,
    outputs: Vec<TaskOutput>,
    idempotent: bool,
    group: Option<String>,
    origin: Origin,
}
