//! Containers beside a step, reached on localhost.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Service;
use pipewright_plan::{Egress, Resources};
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind};

use super::super::frames::FlatStep;
use crate::connector::SecretUses;
use crate::context::{Ambient, Context};
use crate::fields::Fields;
use crate::rules;
use crate::values::forms;

const FIELDS: [(&str, bool); 7] = [
    ("name", true),
    ("image", true),
    ("port", true),
    ("env", false),
    ("cpu", false),
    ("memory", false),
    ("egress", false),
];

/// Services of one step.
const MOST: usize = 16;

const MIB: u64 = 1 << 20;

/// What a service gets that asks for nothing.
const fn service_resources() -> Resources {
    Resources {
        cpu_millis: 500,
        memory_bytes: 512 * MIB,
        disk_bytes: 1_024 * MIB,
        gpu: 0,
    }
}

impl<'a> Context<'_, 'a> {
    /// `services = [{ name = "db", image = "postgres:17.2", port = 5432 }]`.
    pub(super) fn services(
        &mut self,
        fields: &Fields<'a>,
        step: &FlatStep<'a>,
        secrets: &mut SecretUses,
        egress: &mut Vec<Egress>,
    ) -> Vec<Service> {
        let Some(field) = fields.get("services") else {
            return Vec::new();
        };
        let items = match &field.value.kind {
            ExpressionKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&field.value),
        };
        if items.len() > MOST {
            self.too_large(field.value.span, "this step", &format!("{MOST} services"));
            return Vec::new();
        }
        let mut services: Vec<Service> = Vec::new();
        let mut names: BTreeMap<String, Span> = BTreeMap::new();
        let mut ports: BTreeMap<u16, Span> = BTreeMap::new();
        for item in items {
            let Some((service, name, port)) = self.service(item, step, secrets, egress) else {
                continue;
            };
            if let Some(first) = names.get(&service.name) {
                let message = format!("two services are named `{}`", service.name);
                self.clash(message, name, "named again here", *first);
            } else if let Some(first) = ports.get(&service.port) {
                let message = format!("two services answer at port {}", service.port);
                self.clash(message, port, "taken already", *first);
            } else {
                names.insert(service.name.clone(), name);
                ports.insert(service.port, port);
                services.push(service);
            }
        }
        services
    }

    /// One service, and where its name and its port stand.
    fn service(
        &mut self,
        item: &'a Expression,
        step: &FlatStep<'a>,
        secrets: &mut SecretUses,
        egress: &mut Vec<Egress>,
    ) -> Option<(Service, Span, Span)> {
        let ExpressionKind::Record(record) = &item.kind else {
            let value = self.located(item);
            self.mismatch(value.span, "a record of a service", &value.value);
            return None;
        };
        let fields = Fields::read(self, record, "a service", &FIELDS);
        let name = fields.get("name").and_then(|field| {
            let value = self.located(&field.value);
            let text = self.literal_text(&value)?;
            if forms::is_dns_label(&text) && text.len() <= 40 {
                return Some((text, value.span));
            }
            let shown: String = text.chars().take(80).collect();
            self.malformed(
                value.span,
                &format!("`{shown}` is no name of a service"),
                "lower-case letters, digits and `-`, at most 40",
            );
            None
        });
        let image = fields.get("image").and_then(|field| {
            let value = self.located(&field.value);
            self.image(&value)
        });
        let port = fields.get("port").and_then(|field| {
            let value = self.located(&field.value);
            let port = self.integer_in(&value, 1, 65_535, "a port")?;
            Some((u16::try_from(port).ok()?, value.span))
        });
        let env = fields.get("env").map(|field| {
            self.at(&step.flat, Ambient::Run)
                .variables(&field.value, secrets)
        });
        let resources = self.resources(&fields, service_resources());
        let ((name, named), (port, at)) = (name?, port?);
        egress.extend(self.step_egress(&fields, Some(&name)));
        let service = Service {
            name,
            image: image?,
            port,
            env: env.unwrap_or_default(),
            resources,
            origin: self.origin(item.span),
        };
        Some((service, named, at))
    }

    fn clash(&mut self, message: String, span: Span, label: &str, first: Span) {
        let found = Diagnostic::new(&rules::SERVICE_CLASH, message, span, label);
        self.report.push(found.with_related(first, "the other one"));
    }
}
