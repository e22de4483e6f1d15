//! A pipeline without loops: its steps, and which names are known where.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pipewright_model::StepRole;
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, Name, StepBody, TypeExpression, ValueDeclaration};

use super::control::{FlatBranch, FlatFan, FlatJoin, FlatLanes, FlatRepeat, FlatResource, Setting};
use super::refer::View;
use super::reuse::{Demands, FlatUse, HandedOut};
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
    /// What its run is held to.
    pub demands: Arc<Demands>,
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
    /// Steps that are read on ways that are never taken here.
    pub read_when_pruned: BTreeSet<&'a str>,
    /// Clauses on ways that are never taken.
    pub pruned: usize,
    /// Whether the bound was reached, which is said once.
    pub full: bool,
}

impl<'a> Unrolled<'a> {
    /// How much it holds, for its bound.
    pub fn size(&self) -> usize {
        self.steps.len() + self.rest.len() + self.branches.len() + self.joins.len()
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
