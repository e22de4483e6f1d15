//! Containers beside a step.

use pipewright_model::{Service, Step};
use pipewright_plan::{Container, Service as Planned};

use crate::environment::{Environment, Holes};
use crate::names::dns_label;

/// The container of a service beside a step.
pub fn container_name(step: &str, service: &str) -> String {
    dns_label(&format!("{step}-{service}"), 63)
}

/// A service of a step.
pub fn lower(step: &Step, service: &Service) -> Planned {
    let mut environment = Environment::default();
    for (name, value) in &service.env {
        let value = environment.value(value, &Holes::default());
        // The checker refuses a record that sets one variable twice.
        let _same = environment.set(name, value);
    }
    let (env, takes) = environment.finish();
    Planned {
        container: Container {
            name: container_name(&step.name, &service.name),
            purpose: format!("serves {} as {}", step.name, service.name),
            image: service.image.clone(),
            command: None,
            args: Vec::new(),
            env,
            resources: service.resources,
            file: None,
            takes,
            volumes: Vec::new(),
            author_image: true,
            origin: service.origin.clone(),
        },
        port: service.port,
    }
}
