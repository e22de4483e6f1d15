//! Where an expression is evaluated: the world, the module, the names of the place.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_model::Origin;
use pipewright_plan::Schema;
use pipewright_source::{SourceMap, Span};
use pipewright_syntax::Module;
use pipewright_syntax::tree::Item;

use crate::connector::Interface;
use crate::families::{Family, Names};
use crate::names::{ItemId, Tables};
use crate::parameters::Formal;
use crate::pipeline::{Constraints, Templates, View};
use crate::report::Report;
use crate::uses::Uses;
use crate::values::Value;

/// Everything known of the project so far. Stages fill it one after another: names, types,
/// constants, connectors, datasets; pipelines then read it in parallel.
pub struct World<'a> {
    /// The files.
    pub sources: &'a SourceMap,
    /// The modules.
    pub modules: &'a [Module],
    /// Who is called what.
    pub tables: Tables<'a>,
    /// Types; `None` where one is wrong.
    pub types: BTreeMap<ItemId, Option<Arc<Schema>>>,
    /// Lets, regions and secrets.
    pub values: BTreeMap<ItemId, Value>,
    /// Families of datasets and pipelines, by their items.
    pub families: BTreeMap<ItemId, Arc<Family>>,
    /// What each dataset is called in the project.
    pub dataset_names: Names,
    /// Every pipeline by its name in the project; members of families by theirs.
    pub pipelines: BTreeMap<String, ItemId>,
    /// Which pipelines and templates use which.
    pub uses: Uses,
    /// Connectors.
    pub connectors: BTreeMap<ItemId, Interface<'a>>,
    /// The parameters of each template.
    pub templates: Templates<'a>,
    /// The parameters of each pipeline.
    pub formals: BTreeMap<ItemId, Arc<[Formal<'a>]>>,
    /// What the project says of every pipeline.
    pub defaults: Constraints,
    /// Datasets, members of families each by itself; absent where one is wrong.
    pub datasets: BTreeMap<ItemId, Arc<pipewright_model::Dataset>>,
}

impl<'a> World<'a> {
    /// The tree of an item.
    pub fn item(&self, id: ItemId) -> Option<&'a Item> {
        self.modules.get(id.module)?.tree.items.get(id.item)
    }

    /// Where a span was written, for the plan.
    pub fn origin(&self, span: Span) -> Origin {
        Origin {
            file: self.sources.path(span).to_owned(),
            line: self.sources.line_column(span).line,
            span,
        }
    }
}

/// A name of the place: a parameter or a loop variable.
#[derive(Debug, Clone)]
pub struct Local {
    /// Its value.
    pub value: Value,
    /// Where the value was given.
    pub span: Span,
    /// Whether it is a parameter.
    pub parameter: bool,
}

impl Local {
    /// A parameter: an input that is given by it is named after it.
    pub const fn parameter(value: Value, span: Span) -> Self {
        Self {
            value,
            span,
            parameter: true,
        }
    }

    /// The element of a loop or a family.
    pub const fn element(value: Value, span: Span) -> Self {
        Self {
            value,
            span,
            parameter: false,
        }
    }
}

/// The names of a place; cheap to copy.
pub type Locals = Arc<BTreeMap<String, Local>>;

/// Which built-in names a place has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ambient {
    /// None.
    Plain,
    /// `run.id`, `run.logical_time`, `run.date` and the run's interval.
    Run,
    /// Those of a run, and `local`, `path`, `mode`, `keys` of a mover.
    Mover,
    /// Those of a mover, and `cursor`, `interval_start`, `interval_end` of one that reads.
    ReadMover,
}

impl Ambient {
    /// Whether a connector moves data here.
    pub const fn is_mover(self) -> bool {
        matches!(self, Self::Mover | Self::ReadMover)
    }
}

/// The hands of the checker at one place.
pub struct Context<'s, 'a> {
    /// Everything known.
    pub world: &'s World<'a>,
    /// What is found.
    pub report: &'s mut Report,
    /// The module whose names are in scope.
    pub module: usize,
    /// Parameters and loop variables.
    pub locals: Locals,
    /// Built-in names.
    pub ambient: Ambient,
    /// The steps whose values are known, in a pipeline.
    pub scope: Option<View<'s, 'a>>,
    /// How often what is looked at was handed on by calls.
    pub hops: u32,
}

impl<'s, 'a> Context<'s, 'a> {
    /// A place at the top of a module.
    pub fn new(world: &'s World<'a>, report: &'s mut Report, module: usize) -> Self {
        Self {
            world,
            report,
            module,
            locals: Locals::default(),
            ambient: Ambient::Plain,
            scope: None,
            hops: 0,
        }
    }

    /// The same place with other names.
    pub fn with(&mut self, locals: Locals, ambient: Ambient) -> Context<'_, 'a> {
        Context {
            world: self.world,
            report: self.report,
            module: self.module,
            locals,
            ambient,
            scope: self.scope,
            hops: self.hops,
        }
    }

    /// Where a span was written.
    pub fn origin(&self, span: Span) -> Origin {
        self.world.origin(span)
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &'a str {
        self.world.sources.slice(span)
    }
}
