//! Steps: the author's container with what it reads and yields in its environment.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Builtin, DataReference, Step, Template, TemplatePart, VariableTemplate};
use pipewright_plan::{Access, Container, TaskKind, TaskOutput, Text};

use super::{Builder, TaskParts};
use crate::containers::{self, Holes};
use crate::names::{dns_label, variable_tail};
use crate::rules;

impl Builder<'_> {
    pub(super) fn step_task(&mut self, step: &Step) {
        let mut environment = containers::Environment::default();
        let mut conflicts = Vec::new();
        let mut needs = Vec::new();
        let mut datasets = Vec::new();
        let mut endpoints = Vec::new();
        conflicts.extend(environment.set_text("PIPEWRIGHT_PIPELINE", self.pipeline.name.as_str()));
        let stage = self.environment.facts.name.as_str();
        conflicts.extend(environment.set_text("PIPEWRIGHT_ENVIRONMENT", stage));
        conflicts.extend(environment.set_text("PIPEWRIGHT_STEP", step.name.as_str()));
        let mut staged_input = false;
        let mut stores = Vec::new();
        for input in &step.inputs {
            needs.extend(self.gates(&input.from));
            let (uri, staged) = self.location(&input.from);
            staged_input |= staged;
            let name_of_input = format!("PIPEWRIGHT_INPUT_{}", variable_tail(&input.name));
            conflicts.extend(environment.set_text(&name_of_input, uri));
            if let DataReference::Dataset(name) = &input.from {
                datasets.push(name.clone());
                if let (false, Some(dataset)) = (staged, self.dataset(name)) {
                    endpoints.extend(dataset.facts.endpoints.iter().cloned());
                    stores.push((name_of_input, dataset));
                }
            }
        }
        for output in &step.outputs {
            let staged = self.staged(&step.name, output.name.as_deref());
            let name = match &output.name {
                None => "PIPEWRIGHT_OUTPUT".to_owned(),
                Some(name) => format!("PIPEWRIGHT_OUTPUT_{}", variable_tail(name)),
            };
            conflicts.extend(environment.set_text(&name, staged.uri));
        }
        // Staging has the plain names. A store that needs another value there, such as a bucket in
        // another region, gets names of its own: `PIPEWRIGHT_INPUT_ORDERS_AWS_REGION`.
        if let Some(area) = &self.environment.staging
            && (staged_input || !step.outputs.is_empty())
        {
            for variable in &area.facts.env {
                conflicts.extend(environment.set(&variable.name, variable.value.clone()));
            }
            self.add_staging_endpoints(&mut endpoints);
        }
        for (input, dataset) in stores {
            for (name, value) in dataset.read.iter().flat_map(|mover| &mover.env) {
                if !names_a_local_file(value) {
                    let value = environment.value(value, &Holes::default());
                    if environment.set(name, value.clone()).is_some() {
                        conflicts.extend(environment.set(&format!("{input}_{name}"), value));
                    }
                }
            }
        }
        let holes = Holes::default();
        for (name, value) in &step.env {
            let value = environment.value(value, &holes);
            conflicts.extend(environment.set(name, value));
        }
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
        let container = Container {
            name: dns_label(&step.name, 63),
            purpose: format!("runs {}", step.name),
            image: step.image.clone(),
            command,
            args,
            env: environment.finish(),
            resources: step.resources,
            file: step.script.clone(),
            takes: Vec::new(),
            volumes: step.volumes.clone(),
            author_image: true,
            origin: step.origin.clone(),
        };
        let outputs = step
            .outputs
            .iter()
            .map(|output| TaskOutput {
                name: match &output.name {
                    None => step.name.clone(),
                    Some(name) => format!("{}.{name}", step.name),
                },
                schema: output.schema.clone(),
                inferred: output.inferred,
            })
            .collect();
        self.push(TaskParts {
            name: step.name.clone(),
            doc: step.doc.clone(),
            kind: TaskKind::Run {
                step: step.name.clone(),
            },
            needs,
            inputs: step
                .inputs
                .iter()
                .map(|input| Self::subject_name(&input.from))
                .collect(),
            containers: vec![container],
            timeout: step
                .timeout
                .as_ref()
                .map(|written| (written.value, written.origin.clone())),
            datasets,
            endpoints,
            outputs,
            idempotent: true,
            group: step.group.clone(),
            origin: step.origin.clone(),
        });
    }

    /// Where a step finds the rows, and whether that is in staging.
    pub(super) fn location(&self, reference: &DataReference) -> (Text, bool) {
        match reference {
            DataReference::Dataset(name) => {
                match self.dataset(name).map(|found| &found.facts.access) {
                    Some(Access::Location { uri, .. }) => (Text::literal(uri.clone()), false),
                    _ => {
                        let task = self.reads.get(name).cloned().unwrap_or_default();
                        (self.staged(&task, None).uri, true)
                    }
                }
            }
            DataReference::Output { step, output } => {
                (self.staged(step, output.as_deref()).uri, true)
            }
            _ => (Text::default(), true),
        }
    }
}

/// Whether a connector's variable speaks of the mover's own file, which a step does not have.
fn names_a_local_file(value: &VariableTemplate) -> bool {
    let VariableTemplate::Text(Template(parts)) = value else {
        return false;
    };
    parts.iter().any(|part| {
        matches!(
            part,
            TemplatePart::Builtin(Builtin::Local | Builtin::Path | Builtin::Mode)
        )
    })
}
