//! Names: which place of a file means which definition.
//!
//! Resolved from the trees, so that it holds in files that do not compile. A definition is known
//! by the place of its name; all occurrences that mean it carry that place.

mod expressions;
mod members;
mod pipelines;
mod tables;
mod walk;

use pipewright_source::Span;

pub use pipelines::bodies;
pub use tables::{ItemAt, Tables, item_kind, item_name};
pub use walk::{Local, Meaning, Walk, occurrences};

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An imported module, by the name it has in the file.
    Module,
    /// A record type.
    Type,
    /// A type of the language.
    BuiltinType,
    /// A column of a record type.
    Column,
    /// A dataset.
    Dataset,
    /// A connector.
    Connector,
    /// A parameter of a connector, pipeline or template.
    Parameter,
    /// A region.
    Region,
    /// A constant.
    Constant,
    /// A named secret.
    Secret,
    /// A cluster.
    Cluster,
    /// An environment.
    Environment,
    /// A pipeline.
    Pipeline,
    /// A template.
    Template,
    /// A step.
    Step,
    /// A small value that a step or resource yields, or an output of a called pipeline.
    Value,
    /// A resource.
    Resource,
    /// The element of a `for`, or what a policy is about.
    Variable,
    /// A field of a record that the language knows.
    Field,
    /// A function or value of the language.
    Builtin,
    /// A mark of a column: `key`, `pii`, …
    Mark,
}

impl Kind {
    /// The noun for people.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Module => "import",
            Self::Type => "type",
            Self::BuiltinType => "built-in type",
            Self::Column => "column",
            Self::Dataset => "dataset",
            Self::Connector => "connector",
            Self::Parameter => "parameter",
            Self::Region => "region",
            Self::Constant => "constant",
            Self::Secret => "secret",
            Self::Cluster => "cluster",
            Self::Environment => "environment",
            Self::Pipeline => "pipeline",
            Self::Template => "template",
            Self::Step => "step",
            Self::Value => "value",
            Self::Resource => "resource",
            Self::Variable => "element",
            Self::Field => "field",
            Self::Builtin => "built-in",
            Self::Mark => "mark",
        }
    }
}

/// One place where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The place.
    pub span: Span,
    /// What the name is of.
    pub kind: Kind,
    /// Where what it means is named first; nothing where the language itself defines it, or nobody.
    pub target: Option<Span>,
}

impl Occurrence {
    /// Whether this is the place that defines the name.
    #[must_use]
    pub fn declares(&self) -> bool {
        self.target == Some(self.span)
    }
}
