//! What is known of a step, and of each service beside it.

use pipewright_plan::{Container, Plan, Task, TaskKind};
use pipewright_source::Span;

use crate::known::{FactValue, Known, Subject};

/// A container of the author's: a step, or a service beside it.
pub struct StepSubject<'p> {
    plan: &'p Plan,
    task: &'p Task,
    container: &'p Container,
    name: String,
    service: bool,
}

impl<'p> StepSubject<'p> {
    /// The steps of a pipeline with their services.
    pub fn of(plan: &'p Plan) -> impl Iterator<Item = Self> {
        plan.pipeline
            .tasks
            .iter()
            .filter(|task| matches!(task.kind, TaskKind::Run { .. }))
            .flat_map(move |task| {
                let own = task.containers.last().map(|container| Self {
                    plan,
                    task,
                    container,
                    name: task.name.clone(),
                    service: false,
                });
                let services = task.services.iter().map(move |service| Self {
                    plan,
                    task,
                    container: &service.container,
                    name: format!("{}.{}", task.name, service.container.name),
                    service: true,
                });
                own.into_iter().chain(services)
            })
    }
}

impl<'p> Subject<'p> for StepSubject<'p> {
    fn called(&self) -> String {
        let what = if self.service { "service" } else { "step" };
        format!(
            "the {what} `{}` of the pipeline `{}`",
            self.name, self.plan.pipeline.name
        )
    }

    fn key(&self) -> String {
        format!("{}.{}", self.plan.pipeline.name, self.name)
    }

    fn declared(&self) -> Span {
        self.container.origin.span
    }

    fn fact(&self, name: &str) -> Option<Known<'p>> {
        let (task, image) = (self.task, &self.container.image);
        let resources = &self.container.resources;
        Some(match name {
            "name" => FactValue::text(&self.name).plain(),
            "pipeline" => FactValue::text(&self.plan.pipeline.name).plain(),
            "environment" => FactValue::text(&self.plan.environment.name).plain(),
            "doc" => FactValue::stated(task.doc.as_ref()).plain(),
            "image" => FactValue::text(&image.reference).plain(),
            "image.registry" => FactValue::text(&image.registry).plain(),
            "image.repository" => FactValue::text(&image.repository).plain(),
            "image.tag" => FactValue::stated(image.tag.as_ref()).plain(),
            "image.digest" => FactValue::stated(image.digest.as_ref()).plain(),
            "script" => FactValue::Truth(self.container.file.is_some()).plain(),
            "service" => FactValue::Truth(self.service).plain(),
            "cpu" => FactValue::number(resources.cpu_millis).plain(),
            "memory" => FactValue::number(resources.memory_bytes).plain(),
            "disk" => FactValue::number(resources.disk_bytes).plain(),
            "gpu" => FactValue::number(u64::from(resources.gpu)).plain(),
            "timeout" => FactValue::number(task.timeout_seconds).at(task.timeout_origin.span),
            "expected" => {
                let expected = task.expected.as_ref();
                FactValue::measured(expected.map(|expected| expected.seconds))
                    .perhaps_at(expected.map(|expected| expected.origin.span))
            }
            "retry" => {
                let retry = task.retry.as_ref();
                FactValue::measured(retry.map(|retry| u64::from(retry.times)))
                    .perhaps_at(retry.map(|retry| retry.origin.span))
            }
            "idempotent" => FactValue::Truth(task.idempotent).plain(),
            "interruptible" => {
                let said = task.interruptible.as_ref();
                FactValue::Truth(said.is_some_and(|said| said.allowed))
                    .perhaps_at(said.map(|said| said.origin.span))
            }
            "allow_failure" => {
                let allowed = task.allowed_failure.as_ref();
                FactValue::stated(allowed.map(|allowed| &allowed.because))
                    .perhaps_at(allowed.map(|allowed| allowed.origin.span))
            }
            "groups" => {
                FactValue::texts(task.places.iter().map(|place| place.name.as_str())).plain()
            }
            "volumes" => {
                let volumes = self.container.volumes.iter();
                FactValue::texts(volumes.map(|volume| volume.claim.as_str())).plain()
            }
            "node" => FactValue::Labels(&task.node).plain(),
            "egress" => {
                let service = self.service.then_some(self.container.name.as_str());
                let own = task.egress.iter();
                let own = own.filter(|host| host.service.as_deref() == service);
                let hosts = own.map(|host| host.endpoint.to_string());
                FactValue::Texts(hosts.collect()).plain()
            }
            "inputs" => FactValue::texts(task.inputs.iter().map(String::as_str)).plain(),
            _ => return None,
        })
    }
}
