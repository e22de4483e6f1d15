//! The syntax tree of one file: what was written, before anything is known about it.
//!
//! The tree is total: where the text could not be read a node says so (`Error` variants), and
//! everything around it is still there for the editor. Comments that are not documentation live
//! in [`File::comments`], in source order; the formatter puts them back.

mod check;
mod clause;
mod connector;
mod control;
mod expression;
mod item;
mod policy;
mod step;
mod trigger;
mod write;

pub use check::{Check, Comparison, Condition, ConditionKind, Rejecting};
pub use clause::{Clause, ClauseKind, Pipeline};
pub use connector::{Ability, Connector, ConnectorClause, ConnectorClauseKind, Mover};
pub use control::{Arm, Family, For, Otherwise, Repeat, Resource, When};
pub use expression::{
    Argument, BinaryOperator, Expression, ExpressionKind, Field, Literal, Record, TextPart,
};
pub use item::{
    Column, Dataset, Import, Item, ItemKind, Let, NamedRecord, Parameter, Region, RegionBody,
    TypeDeclaration, TypeExpression, TypeExpressionKind,
};
pub use policy::{Allow, Policy, Requirement, Waived};
pub use step::{Language, Step, StepBody, Template, ValueDeclaration};
pub use trigger::{Reaction, ReactionEvent, Trigger, TriggerKind};
pub use write::{Write, WriteMode};

use pipewright_source::{SourceId, Span, Spanned};

/// A name as written.
pub type Name = Spanned<String>;

/// A dotted path such as `salesforce.object`; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The parts between the dots.
    pub parts: Vec<Name>,
    /// From the first part to the last.
    pub span: Span,
}

/// Consecutive `///` lines before an item, column, parameter or clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doc {
    /// The lines without their `///` and at most one following space.
    pub lines: Vec<String>,
    /// All lines.
    pub span: Span,
}

/// A `//` comment that documents nothing, or a `/* */` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The text with its marks.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// Whether code stands before it on its line.
    pub trailing: bool,
    /// Whether a blank line stands before it.
    pub blank_before: bool,
}

/// One file.
#[derive(Debug, Clone)]
pub struct File {
    /// The file.
    pub source: SourceId,
    /// The `///` text at the head of the file, when a blank line or an import follows it.
    pub doc: Option<Doc>,
    /// Imports and items in source order.
    pub items: Vec<Item>,
    /// Comments in source order.
    pub comments: Vec<Comment>,
}
