//! Steps: what they yield, and how they do their work.

use pipewright_source::{Span, Spanned};

use super::{Doc, Expression, Name, Parameter, Path, Record, TypeExpression};

/// `step name[: Type] [yields a: int] = body`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: Name,
    /// The type of the rows it yields.
    pub kind: Option<TypeExpression>,
    /// The small values it yields beside.
    pub values: Vec<ValueDeclaration>,
    /// How.
    pub body: StepBody,
}

/// `template name(parameters)[: Type] [yields a: int] = body`: a step to be used under many names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its name.
    pub name: Name,
    /// Its parameters in order.
    pub parameters: Vec<Parameter>,
    /// The type of the rows it yields.
    pub kind: Option<TypeExpression>,
    /// The small values it yields beside.
    pub values: Vec<ValueDeclaration>,
    /// How.
    pub body: StepBody,
}

/// `count: int` after `yields`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueDeclaration {
    /// Documentation before it.
    pub doc: Option<Doc>,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub kind: TypeExpression,
    /// Name to type.
    pub span: Span,
}

/// How a step does its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepBody {
    /// `run "image" { … }`.
    Run {
        /// The image, a text.
        image: Expression,
        /// `inputs outputs command args env cpu memory disk gpu timeout …`.
        fields: Record,
    },
    /// `python """…""" in "image" { … }`.
    Inline {
        /// The language.
        language: Spanned<Language>,
        /// The program as written: nothing in it means anything to this language. Without the
        /// line end after the opening quotes and without the indentation all lines share.
        text: Spanned<String>,
        /// The image that executes it, a text.
        image: Expression,
        /// As those of `run`, without `command`.
        fields: Record,
    },
    /// `call pipeline { parameter = value }`.
    Call {
        /// The pipeline: a path, or an index into a family.
        pipeline: Expression,
        /// Values for its parameters.
        fields: Record,
    },
    /// `extract { parameter = value }`.
    Template {
        /// The template.
        callee: Path,
        /// Values for its parameters.
        fields: Record,
    },
    /// `either a or b`: what that branch yielded which ran.
    Either(Vec<Expression>),
    /// What could not be read.
    Error,
}

/// A language whose programs stand in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// `python`
    Python,
    /// `shell`
    Shell,
}
