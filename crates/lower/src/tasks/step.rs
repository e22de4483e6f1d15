//! Steps: the author's container with what it reads and yields in its environment.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{
    Builtin, DataReference, Dataset, Step, StepRole, Template, TemplatePart, VariableTemplate,
};
use pipewright_plan::{
    Container, Egress, Endpoint, EngineValue, Expected, FanOut, Role, TaskKind, TaskOutput, Text,
    VALUES_FILE, VALUES_VARIABLE,
};

use super::places::Rows;
use super::service::container_name;
use super::{Builder, TaskParts};
use crate::environment::{Environment, Holes};
use crate::names::{dns_label, variable_tail};
use crate::rules;

/// A step's environment in the making.
struct Surroundings<'a> {
    environment: Environment,
    /// Variables that would get two values.
    conflicts: Vec<String>,
    endpoints: Vec<Endpoint>,
    /// Whether it reads or writes staged rows.
    staged: bool,
    /// Stores it reads itself, with the variable that names the input.
    stores: Vec<(String, &'a Dataset)>,
}

impl Surroundings<'_> {
    fn text(&mut self, name: &str, value: impl Into<Text>) {
        self.conflicts
            .extend(self.environment.set_text(name, value));
    }
}

impl<'a> Builder<'a> {
    pub(super) fn step_task(&mut self, step: &Step) {
        let mut around = Surroundings {
            environment: Environment::default(),
            conflicts: Vec::new(),
            endpoints: Vec::new(),
            staged: false,
            stores: Vec::new(),
        };
        around.text("PIPEWRIGHT_PIPELINE", self.pipeline.name.as_str());
        around.text(
            "PIPEWRIGHT_ENVIRONMENT",
            self.environment.facts.name.as_str(),
        );
        around.text("PIPEWRIGHT_STEP", step.name.as_str());
        let mut needs = Vec::new();
        for input in &step.inputs {
            needs.extend(self.gates(&input.from, &step.when));
            self.input(step, &input.name, &input.from, &mut around);
        }
        self.outputs(step, &mut around);
        self.stores(&mut around);
        let holes = Holes::default();
        for (name, value) in &step.env {
            let value = around.environment.value(value, &holes);
            around.conflicts.extend(around.environment.set(name, value));
        }
        self.report_conflicts(step, &around.conflicts);
        let mut environment = around.environment;
        let command = step.command.as_ref().map(|parts| {
            parts
                .iter()
                .map(|part| environment.text(part, &holes))
                .collect::<Vec<_>>()
        });
        let args = step
            .args
            .iter()
            .map(|part| environment.text(part, &holes))
            .collect();
        if step.fan_out.is_some() {
            environment.take(EngineValue::Item);
            environment.take(EngineValue::Index);
        }
        let (env, takes) = environment.finish();
        let container = Container {
            name: dns_label(&step.name, 63),
            purpose: format!("runs {}", step.name),
            image: step.image.clone(),
            command,
            args,
            env,
            resources: step.resources,
            file: step.script.clone(),
            takes,
            volumes: step.volumes.clone(),
            author_image: true,
            origin: step.origin.clone(),
        };
        let services: Vec<_> = step
            .services
            .iter()
            .map(|service| super::service::lower(step, service))
            .collect();
        let taken = std::iter::once(&container).chain(services.iter().map(|one| &one.container));
        for value in taken.flat_map(|container| &container.takes) {
            if let EngineValue::Value { task, .. } = value {
                needs.push(task.clone());
            }
        }
        if let Some(fan_out) = &step.fan_out {
            needs.push(fan_out.step.clone());
        }
        needs.extend(step.after.iter().cloned());
        let kind = TaskKind::Run {
            step: step.name.clone(),
        };
        let mut parts = TaskParts::new(step.name.clone(), kind, &step.when, &step.origin);
        parts.doc = step.doc.clone();
        parts.needs = needs;
        parts.role = self.role(step);
        parts.fan_out = step.fan_out.as_ref().map(fan_out);
        for input in &step.inputs {
            parts.inputs.extend(self.input_names(&input.from));
            parts
                .datasets
                .extend(Self::dataset_of(&input.from).map(str::to_owned));
        }
        parts.containers = vec![container];
        parts.services = services;
        parts.node = step.node.clone();
        parts.values = step.values.clone();
        parts.retry = step.retry.clone();
        parts.allowed_failure = step.allowed_failure.clone();
        let said = step.repetition.as_ref();
        parts.idempotent = said.and_then(|said| said.idempotent) != Some(false);
        parts.repetition = step.repetition.clone();
        parts.declassifies = step.declassifies.clone();
        parts.places = step.places.clone();
        parts.interruptible.clone_from(&step.interruptible);
        parts.timeout = step
            .timeout
            .as_ref()
            .map(|written| (written.value, written.origin.clone()));
        parts.expected = step.expected.as_ref().map(|written| Expected {
            seconds: written.value,
            origin: written.origin.clone(),
        });
        parts.endpoints = around.endpoints;
        let hosts = step.egress.iter().map(|host| host.endpoint.clone());
        parts.endpoints.extend(hosts);
        parts.egress = step.egress.iter().map(|host| stated(step, host)).collect();
        parts.outputs = outputs(step);
        parts.group = step.group.clone();
        self.push(parts);
    }

    /// What the step is to the run. What runs at its end needs nothing that may not have run.
    fn role(&self, step: &Step) -> Role {
        let resource = self.index.resources.get(step.name.as_str());
        match (step.role, resource) {
            (StepRole::Acquire, Some(resource)) => Role::Acquire {
                resource: resource.name.clone(),
            },
            (StepRole::Release, Some(resource)) => Role::Release {
                resource: resource.name.clone(),
                acquire: resource.acquire.clone(),
            },
            (StepRole::Finally, _) => Role::Finally,
            _ => Role::Work,
        }
    }

    /// Hands over where the rows of an input lie.
    fn input(
        &mut self,
        step: &Step,
        name: &str,
        from: &DataReference,
        around: &mut Surroundings<'a>,
    ) {
        let variable = format!("PIPEWRIGHT_INPUT_{}", variable_tail(name));
        match self.rows(from, &step.when) {
            Some(Rows::Store(dataset, uri, _)) => {
                around.text(&variable, uri.as_str());
                let endpoints = dataset.facts.endpoints.iter().cloned();
                around.endpoints.extend(endpoints);
                around.stores.push((variable, dataset));
            }
            Some(Rows::Staged(place)) => {
                around.text(&variable, self.staged(&place).uri);
                around.staged = true;
            }
            None => {}
        }
    }

    /// Hands over where rows are to be put, and the file values are to be put into.
    fn outputs(&self, step: &Step, around: &mut Surroundings<'a>) {
        for output in &step.outputs {
            let reference = DataReference::Output {
                step: step.name.clone(),
                output: output.name.clone(),
            };
            let Some(place) = self.place(&reference, 0) else {
                continue;
            };
            let name = match &output.name {
                None => "PIPEWRIGHT_OUTPUT".to_owned(),
                Some(name) => format!("PIPEWRIGHT_OUTPUT_{}", variable_tail(name)),
            };
            around.text(&name, self.staged(&place).uri);
            around.staged = true;
        }
        if !step.values.is_empty() {
            around.text(VALUES_VARIABLE, VALUES_FILE);
        }
    }

    /// Hands over what staging and the stores it reads need. Staging has the plain names. A store
    /// that needs another value there, such as a bucket in another region, gets names of its own:
    /// `PIPEWRIGHT_INPUT_ORDERS_AWS_REGION`.
    fn stores(&self, around: &mut Surroundings<'a>) {
        if let Some(area) = self.environment.staging.as_ref().filter(|_| around.staged) {
            for variable in &area.facts.env {
                let known = around
                    .environment
                    .set(&variable.name, variable.value.clone());
                around.conflicts.extend(known);
            }
            self.add_staging_endpoints(&mut around.endpoints);
        }
        for (input, dataset) in std::mem::take(&mut around.stores) {
            for (name, value) in dataset.read.iter().flat_map(|mover| &mover.env) {
                if !speaks_of_the_mover(value) {
                    let value = around.environment.value(value, &Holes::default());
                    if around.environment.set(name, value.clone()).is_some() {
                        let name = format!("{input}_{name}");
                        around
                            .conflicts
                            .extend(around.environment.set(&name, value));
                    }
                }
            }
        }
    }

    fn report_conflicts(&mut self, step: &Step, conflicts: &[String]) {
        for name in conflicts {
            self.diagnostics.push(
                Diagnostic::new(
                    &rules::VARIABLE_CONFLICT,
                    format!("`{}` would get two values of `{name}`", step.name),
                    step.origin.span,
                    format!("this step needs `{name}` with two values"),
                )
                .help(format!(
                    "leave `{name}` out of `env`: the stores this step reads and writes set it"
                )),
            );
        }
    }
}

/// A stated host, with the container that talks to it.
fn stated(step: &Step, host: &Egress) -> Egress {
    let service = host.service.as_deref();
    Egress {
        service: service.map(|service| container_name(&step.name, service)),
        ..host.clone()
    }
}

fn fan_out(fan_out: &pipewright_model::FanOut) -> FanOut {
    FanOut {
        task: fan_out.step.clone(),
        value: fan_out.value.clone(),
        element: fan_out.element.clone(),
        max: fan_out.max,
        concurrency: fan_out.concurrency,
        origin: fan_out.origin.clone(),
    }
}

fn outputs(step: &Step) -> Vec<TaskOutput> {
    let outputs = step.outputs.iter();
    outputs
        .map(|output| TaskOutput {
            name: match &output.name {
                None => step.name.clone(),
                Some(name) => format!("{}.{name}", step.name),
            },
            schema: output.schema.clone(),
            inferred: output.inferred,
        })
        .collect()
}

/// Whether a connector's variable speaks of the mover's own work, which a step does not do.
fn speaks_of_the_mover(value: &VariableTemplate) -> bool {
    let VariableTemplate::Text(Template(parts)) = value else {
        return false;
    };
    parts.iter().any(|part| {
        matches!(
            part,
            TemplatePart::Builtin(
                Builtin::Local
                    | Builtin::Path
                    | Builtin::Mode
                    | Builtin::Cursor
                    | Builtin::ReadFrom
                    | Builtin::ReadTo
            )
        )
    })
}
