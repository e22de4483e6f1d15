//! The work of a step: what it runs, and what stands around that.

mod contract;
mod egress;
mod mounts;
mod places;
mod script;
mod services;
mod tolerance;

use std::collections::BTreeMap;

use pipewright_model::Service;
use pipewright_plan::{
    AllowedFailure, Declassified, Egress, Interruptible, Places, Repetition, Retry, Volume,
};
use pipewright_source::{Span, Spanned};
use pipewright_syntax::tree::{Expression, Language, Record, StepBody};

use super::frames::FlatStep;
use crate::connector::SecretUses;
use crate::context::Context;
use crate::fields::Fields;

/// Fields of every step that works itself.
const FIELDS: [(&str, bool); 23] = [
    ("inputs", false),
    ("outputs", false),
    ("args", false),
    ("env", false),
    ("cpu", false),
    ("memory", false),
    ("disk", false),
    ("gpu", false),
    ("timeout", false),
    ("expected", false),
    ("retry", false),
    ("allow_failure", false),
    ("idempotent", false),
    ("deterministic", false),
    ("declassifies", false),
    ("mutex", false),
    ("concurrency", false),
    ("interruptible", false),
    ("volumes", false),
    ("node", false),
    ("services", false),
    ("egress", false),
    ("command", false),
];

/// What a step runs, as written.
pub struct Work<'a> {
    /// The image.
    pub image: &'a Expression,
    /// Its fields.
    pub fields: &'a Record,
    /// The program that stands in its place.
    pub program: Option<(&'a Spanned<Language>, &'a Spanned<String>)>,
}

impl<'a> Work<'a> {
    /// The work of a body; nothing where another step or pipeline does it.
    pub const fn of(body: &'a StepBody) -> Option<Self> {
        match body {
            StepBody::Run { image, fields } => Some(Self {
                image,
                fields,
                program: None,
            }),
            StepBody::Inline {
                language,
                text,
                image,
                fields,
            } => Some(Self {
                image,
                fields,
                program: Some((language, text)),
            }),
            StepBody::Call { .. }
            | StepBody::Template { .. }
            | StepBody::Either(_)
            | StepBody::Error => None,
        }
    }

    /// The fields it may have: a program in place is its own command.
    pub fn known(&self) -> &'static [(&'static str, bool)] {
        match (self.program, FIELDS.split_last()) {
            (Some(_), Some((_, rest))) => rest,
            _ => &FIELDS,
        }
    }
}

/// What stands around a step's container.
#[derive(Debug, Default)]
pub struct Around {
    /// Its own retry.
    pub retry: Option<Retry>,
    /// Why its failure is none of the run's.
    pub allowed_failure: Option<AllowedFailure>,
    /// What its author says of running it again.
    pub repetition: Option<Repetition>,
    /// Columns of its outputs that its image makes harmless.
    pub declassifies: Vec<Declassified>,
    /// Places it must hold.
    pub places: Vec<Places>,
    /// Whether it may be interrupted.
    pub interruptible: Option<Interruptible>,
    /// Volumes.
    pub volumes: Vec<Volume>,
    /// Hosts it, or a service beside it, talks to by itself.
    pub egress: Vec<Egress>,
    /// Labels its node must have.
    pub node: BTreeMap<String, String>,
    /// Containers beside it.
    pub services: Vec<Service>,
    /// Where volumes, node or services were written.
    pub placement_written: Option<Span>,
}

impl<'a> Context<'_, 'a> {
    /// Reads what stands around a step's container.
    pub fn around(
        &mut self,
        fields: &Fields<'a>,
        step: &FlatStep<'a>,
        secrets: &mut SecretUses,
    ) -> Around {
        let written = ["volumes", "node", "services"]
            .iter()
            .filter_map(|name| fields.get(name));
        let mut egress = self.step_egress(fields, None);
        Around {
            retry: self.step_retry(fields),
            allowed_failure: self.allowed_failure(fields),
            repetition: self.repetition(fields),
            declassifies: self.declassified(fields),
            places: self.step_places(fields),
            interruptible: self.step_interruptible(fields),
            volumes: self.volumes(fields),
            node: self.node_labels(fields),
            services: self.services(fields, step, secrets, &mut egress),
            egress,
            placement_written: written.map(|field| field.span).reduce(Span::to),
        }
    }
}
