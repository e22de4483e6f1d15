//! A pipeline without loops: its steps, and which names are known where.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_model::StepRole;
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, Name, StepBody, TypeExpression, ValueDeclaration};

use super::control::{FlatBranch, FlatFan, FlatJoin, FlatLanes, FlatRepeat, FlatResource, Setting};
use super::refer::View;
use super::reuse::{FlatUse, HandedOut};
use super::shapes::Shapes;
use crate::context::{Ambient, Context, Locals};
use crate::decision::Patterns;

/// A clause with the names of its place.
#[derive(Clone)]
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

impl<'s, 'a> Context<'s, 'a> {
    /// The place of a clause: its module and its names.
    pub fn at<'c>(&'c mut self, flat: &Flat<'a>, ambient: Ambient) -> Context<'c, 'a> {
        let mut context = self.with(flat.locals.clone(), ambient);
        context.module = flat.module;
        context
    }

    /// The place of a clause, where values of steps are known too.
    pub fn seeing<'c>(&'c mut self, flat: &Flat<'a>, view: View<'c, 'a>) -> Context<'c, 'a> {
        let mut context = self.at(flat, Ambient::Plain);
        context.scope = Some(view);
        context
    }
}

/// A step with its full name.
pub struct FlatStep<'a> {
    /// Its name as written; of a resource's steps, the resource's.
    pub written: &'a Name,
    /// The module in which its type is written.
    pub home: usize,
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
    /// `orders`, in a loop over a list known when compiling.
    pub label: Option<String>,
    /// The frame that knows it by its name; a template's step lives in one of its own.
    pub frame: usize,
    /// The run-time loop it is the body of, by index.
    pub fan_out: Option<usize>,
    /// The clause and the names of its place.
    pub flat: Flat<'a>,
}

/// What yields data or values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// A step, by index.
    Step(usize),
    /// That one of several steps which ran, by index.
    Join(usize),
}

/// What a name of a frame stands for.
#[derive(Debug, Clone)]
pub enum Named {
    /// One step, or one of several.
    One(Node),
    /// What a loop made: labels of the elements, and each.
    Group(Vec<(Vec<String>, Node)>),
    /// A call of a pipeline, or several that a loop made: labels of the elements, and each by
    /// index.
    Calls {
        /// Each.
        members: Vec<(Vec<String>, usize)>,
        /// Whether a loop made them.
        group: bool,
    },
    /// A step on a way that is never taken here; where that was decided.
    Pruned(Span),
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
    /// Those of them that are no numbers of passes.
    pub plain: Vec<String>,
    /// How many of them, from the first, are the last pass of a `repeat` and what is around it.
    pub passes: usize,
    /// What the names of all steps in it begin with.
    pub prefix: String,
    /// Whether a list around it is not known.
    pub unknown: bool,
    /// Whether its names are made known outside by whoever made it: a pass of a `repeat`.
    pub closed: bool,
}

impl<'a> Frame<'a> {
    /// A body inside of another one, with the same names of elements.
    pub fn inside(&self, parent: usize) -> Self {
        Self {
            parent: Some(parent),
            names: BTreeMap::new(),
            labels: self.labels.clone(),
            plain: self.plain.clone(),
            passes: self.passes,
            prefix: self.prefix.clone(),
            unknown: self.unknown,
            closed: false,
        }
    }
}

/// A pipeline without loops.
#[derive(Default)]
pub struct Unrolled<'a> {
    /// The root first.
    pub frames: Vec<Frame<'a>>,
    /// Steps in source order.
    pub steps: Vec<FlatStep<'a>>,
    /// Checks, writes, approvals and waits in source order.
    pub rest: Vec<Flat<'a>>,
    /// Decisions in source order, those of repetitions too.
    pub branches: Vec<FlatBranch<'a>>,
    /// `either`s, and what repetitions came to.
    pub joins: Vec<FlatJoin<'a>>,
    /// Resources in source order.
    pub resources: Vec<FlatResource<'a>>,
    /// Repetitions in source order.
    pub repeats: Vec<FlatRepeat<'a>>,
    /// Run-time loops in source order.
    pub fans: Vec<FlatFan<'a>>,
    /// Calls, and uses of templates.
    pub uses: Vec<FlatUse<'a>>,
    /// What this pipeline, and those it calls, hand out.
    pub handed_out: HandedOut,
    /// Loops of which not all elements go on at once.
    pub lanes: Vec<FlatLanes>,
    /// Where each step is declared, as written.
    pub written: BTreeMap<&'a str, Span>,
    /// Where each step is declared, by its full name.
    pub declared: BTreeMap<String, Span>,
    /// The names of all steps, as written, wherever they stand.
    pub mentioned: BTreeSet<&'a str>,
    /// The number of each decision and repetition in source order.
    pub numbers: BTreeMap<Span, usize>,
    /// The patterns of conditions, compiled once.
    pub patterns: Patterns,
    /// Steps on ways that are never taken.
    pub pruned: usize,
    /// Whether the bound was reached, which is said once.
    pub full: bool,
}

impl<'a> Unrolled<'a> {
    /// The full name of something of a frame: `load_orders`.
    pub fn full_name(&self, written: &str, frame: usize) -> String {
        let Some(frame) = self.frames.get(frame) else {
            return written.to_owned();
        };
        let mut name = format!("{}{written}", frame.prefix);
        for label in &frame.labels {
            name.push('_');
            name.push_str(label);
        }
        name
    }

    /// What is read is called where it is read: as a whole, but for the numbers of passes and what
    /// the names of all steps around the reader begin with.
    pub fn relative_name(&self, name: &str, node: Node, reader: usize) -> String {
        let frame = self.frame_of(node);
        let (Some(frame), Some(reader)) = (
            frame.and_then(|frame| self.frames.get(frame)),
            self.frames.get(reader),
        ) else {
            return name.to_owned();
        };
        let written = self.written_of(node);
        let mut whole = format!("{}{written}", frame.prefix);
        let mut plain = if frame.prefix == reader.prefix {
            written.to_owned()
        } else {
            whole.clone()
        };
        for label in &frame.labels {
            whole.push('_');
            whole.push_str(label);
        }
        for label in &frame.plain {
            plain.push('_');
            plain.push_str(label);
        }
        if let Some(rest) = name.strip_prefix(&whole) {
            return plain + rest;
        }
        // What a loop collects is named after its own place.
        let mut short = name;
        if frame.prefix == reader.prefix {
            short = short.strip_prefix(frame.prefix.as_str()).unwrap_or(short);
        }
        if reader.labels == reader.plain {
            return short.to_owned();
        }
        let pass = format!("{written}_{}", reader.labels.join("_"));
        match short.strip_prefix(&pass) {
            Some(rest) => {
                let labels = reader.plain.iter().map(|label| format!("_{label}"));
                written.to_owned() + &labels.collect::<String>() + rest
            }
            None => short.to_owned(),
        }
    }

    /// Elements of the loops around a frame, outermost first.
    pub fn labels(&self, frame: usize) -> &[String] {
        self.frames
            .get(frame)
            .map_or(&[], |frame| frame.labels.as_slice())
    }

    /// What a step of a frame is called with its like, and what tells it from them.
    pub fn grouped(&self, written: &str, frame: usize) -> (Option<String>, Option<String>) {
        let Some(frame) = self
            .frames
            .get(frame)
            .filter(|frame| !frame.labels.is_empty())
        else {
            return (None, None);
        };
        let (passes, elements) = frame
            .labels
            .split_at_checked(frame.passes)
            .unwrap_or_default();
        if elements.is_empty() {
            return (Some(format!("{}{written}", frame.prefix)), None);
        }
        let mut group = format!("{}{written}", frame.prefix);
        for pass in passes {
            group.push('_');
            group.push_str(pass);
        }
        (Some(group), Some(elements.join("_")))
    }

    /// How much it holds, for its bound.
    pub fn size(&self) -> usize {
        self.steps.len() + self.rest.len() + self.branches.len() + self.joins.len()
    }

    /// Makes a step known in its frame, and to the bodies around it as one of many.
    pub fn make_known(&mut self, written: &'a str, frame: usize, node: Node) {
        let Some(own) = self.frames.get_mut(frame) else {
            return;
        };
        own.names.insert(written, Named::One(node));
        let labels = own.labels.clone();
        self.known_outside(written, frame, &labels, Some(node));
    }

    /// Makes known what a repetition came to for one element of a loop in it.
    pub fn make_group_known(
        &mut self,
        written: &'a str,
        frame: usize,
        below: Vec<String>,
        node: Node,
    ) {
        let Some(own) = self.frames.get_mut(frame) else {
            return;
        };
        let mut labels = own.labels.clone();
        labels.extend(below.iter().cloned());
        let group = own
            .names
            .entry(written)
            .or_insert_with(|| Named::Group(Vec::new()));
        if let Named::Group(members) = group {
            members.push((below, node));
        }
        self.known_outside(written, frame, &labels, Some(node));
    }

    /// Makes known that a step is on a way never taken.
    pub fn make_pruned(&mut self, written: &'a str, frame: usize, decided: Span) {
        let Some(own) = self.frames.get_mut(frame) else {
            return;
        };
        own.names.entry(written).or_insert(Named::Pruned(decided));
        self.known_outside(written, frame, &[], None);
    }

    fn known_outside(
        &mut self,
        written: &'a str,
        frame: usize,
        labels: &[String],
        node: Option<Node>,
    ) {
        let Some(own) = self.frames.get(frame) else {
            return;
        };
        let unknown = own.unknown;
        let mut closed = own.closed;
        let mut above = own.parent;
        while let Some(outer) = above
            .filter(|_| !closed)
            .and_then(|at| self.frames.get_mut(at))
        {
            let depth = outer.labels.len();
            let group = outer
                .names
                .entry(written)
                .or_insert_with(|| Named::Group(Vec::new()));
            match (group, node) {
                (group @ Named::Group(_), Some(_)) if unknown => *group = Named::Unreadable,
                (Named::Group(members), Some(node)) => {
                    let below = labels.get(depth..).unwrap_or_default().to_vec();
                    members.push((below, node));
                }
                _ => {}
            }
            closed = outer.closed;
            above = outer.parent;
        }
    }

    /// The frame that knows something that yields data by its name.
    pub fn frame_of(&self, node: Node) -> Option<usize> {
        match node {
            Node::Step(index) => self.steps.get(index).map(|step| step.frame),
            Node::Join(index) => self.joins.get(index).map(|join| join.flat.frame),
        }
    }

    /// The place and the names of something that yields data.
    pub fn place_of(&self, node: Node) -> Option<&Flat<'a>> {
        match node {
            Node::Step(index) => self.steps.get(index).map(|step| &step.flat),
            Node::Join(index) => self.joins.get(index).map(|join| &join.flat),
        }
    }

    /// The name of something that yields data, where it is declared.
    pub fn tree_name(&self, node: Node) -> Option<&'a Name> {
        match node {
            Node::Step(index) => self.steps.get(index).map(|step| step.written),
            Node::Join(index) => self.joins.get(index).map(|join| join.written),
        }
    }

    /// The name of something that yields data, as written.
    pub fn written_of(&self, node: Node) -> &'a str {
        self.tree_name(node).map_or("", |name| name.value.as_str())
    }

    /// The full name of something that yields data.
    pub fn name_of(&self, node: Node) -> &str {
        match node {
            Node::Step(index) => self.steps.get(index).map(|step| step.name.as_str()),
            Node::Join(index) => self.joins.get(index).map(|join| join.name.as_str()),
        }
        .unwrap_or_default()
    }
}
