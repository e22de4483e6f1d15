//! A pipeline without loops: its steps, and which names are known where.

use std::collections::BTreeMap;

use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, Step};

use crate::context::Locals;

/// A clause with the names of its place.
pub struct Flat<'a> {
    /// The clause.
    pub clause: &'a Clause,
    /// Its frame.
    pub frame: usize,
    /// Parameters and loop variables.
    pub locals: Locals,
}

/// A step with its full name.
pub struct FlatStep<'a> {
    /// Its tree.
    pub tree: &'a Step,
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
