//! A pipeline without loops: its steps, and which names are known where.

use std::collections::BTreeMap;

use pipewright_model::StepRole;
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, Name, StepBody, TypeExpression, ValueDeclaration};

use super::control::Setting;
use super::refer::View;
use super::shapes::Shapes;
use crate::context::{Ambient, Context, Locals};

/// A clause with the names of its place.
pub struct Flat<'a> {
    /// The clause.
    pub clause: &'a Clause,
    /// Its frame.
    pub frame: usize,
    /// The module whose names are in scope.
    pub module: usize,
    /// Parameters and loop variables.
    pub locals: Locals,
    /// The decisions and resources it stands in.
    pub setting: Setting,
}

impl<'a> Flat<'a> {
    /// What is known at its place.
    pub const fn view<'v>(
        &'v self,
        unrolled: &'v Unrolled<'a>,
        shapes: &'v Shapes,
    ) -> View<'v, 'a> {
        View {
            unrolled,
            shapes,
            frame: self.frame,
            setting: &self.setting,
        }
    }
}

impl<'a> Context<'_, 'a> {
    /// The place of a clause: its module and its names.
    pub fn at<'c>(&'c mut self, flat: &Flat<'a>, ambient: Ambient) -> Context<'c, 'a> {
        let mut context = self.with(flat.locals.clone(), ambient);
        context.module = flat.module;
        context
    }
}

/// A step with its full name.
pub struct FlatStep<'a> {
    /// Its name as written; of a resource's steps, the resource's.
    pub written: &'a Name,
    /// The type of its rows, where written.
    pub kind: Option<&'a TypeExpression>,
    /// The small values it yields.
    pub values: &'a [ValueDeclaration],
    /// How it does its work.
    pub body: &'a StepBody,
    /// What it is to the run.
    pub role: StepRole,
    /// `load_orders`.
    pub name: String,
    /// `load`, in a loop.
    pub group: Option<String>,
    /// The clause and the names of its place.
    pub flat: Flat<'a>,
}

/// What a name of a frame stands for.
#[derive(Debug, Clone)]
pub enum Named {
    /// A step, by index.
    Step(usize),
    /// The steps a loop made: labels of the elements, and index.
    Group(Vec<(Vec<String>, usize)>),
    /// A step that could not be read.
    Unreadable,
}

/// The names of one pass through one body.
pub struct Frame<'a> {
    /// The body around it.
    pub parent: Option<usize>,
    /// Its steps, and those of loops in it.
    pub names: BTreeMap<&'a str, Named>,
    /// Elements of the loops around it, outermost first.
    pub labels: Vec<String>,
    /// Whether a list around it is not known.
    pub unknown: bool,
}

/// A pipeline without loops.
#[derive(Default)]
pub struct Unrolled<'a> {
    /// The root first.
    pub frames: Vec<Frame<'a>>,
    /// Steps in source order.
    pub steps: Vec<FlatStep<'a>>,
    /// Checks and writes in source order.
    pub rest: Vec<Flat<'a>>,
    /// Where each step is declared, as written.
    pub written: BTreeMap<&'a str, Span>,
    /// Where each step is declared, by its full name.
    pub declared: BTreeMap<String, Span>,
    pub full: bool,
}

impl<'a> Unrolled<'a> {
    /// Makes the next step known in its frame, and to the bodies around it as one of many.
    pub fn make_known(&mut self, written: &'a str, frame: usize, labels: &[String]) {
        let index = self.steps.len();
        let Some(own) = self.frames.get_mut(frame) else {
            return;
        };
        own.names.insert(written, Named::Step(index));
        let unknown = own.unknown;
        let mut above = own.parent;
        let mut depth = labels.len();
        while let Some(outer) = above.and_then(|at| self.frames.get_mut(at)) {
            depth = depth.saturating_sub(1);
            let below = labels.get(depth..).unwrap_or_default().to_vec();
            let group = outer
                .names
                .entry(written)
                .or_insert_with(|| Named::Group(Vec::new()));
            match group {
                Named::Group(_) if unknown => *group = Named::Unreadable,
                Named::Group(members) => members.push((below, index)),
                Named::Step(_) | Named::Unreadable => {}
            }
            above = outer.parent;
        }
    }
}
