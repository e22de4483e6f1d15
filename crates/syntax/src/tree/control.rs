//! Control: bodies that run many times, on a condition, or around a resource.

use pipewright_source::Span;

use super::{Clause, Expression, Name};

/// `for t in tables [max 100] [concurrency 4] { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct For {
    /// The name of the element.
    pub variable: Name,
    /// A list: known when compiling, or a value of a step.
    pub list: Expression,
    /// How many elements there may be; needed where only the run knows.
    pub max: Option<Expression>,
    /// How many are worked on at once.
    pub concurrency: Option<Expression>,
    /// The body.
    pub body: Vec<Clause>,
}

/// `for t in tables` after the name of a pipeline or dataset: one for each element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The name of the element.
    pub variable: Name,
    /// A list known when compiling.
    pub list: Expression,
}

/// `when a { … } else when b { … } else { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The branches with a condition, one or more; the first whose condition holds is taken.
    pub arms: Vec<Arm>,
    /// The branch without one.
    pub otherwise: Option<Otherwise>,
}

/// `when condition { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// What must hold.
    pub condition: Expression,
    /// The body.
    pub body: Vec<Clause>,
    /// `when` to `}`.
    pub span: Span,
}

/// `else { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Otherwise {
    /// The body.
    pub body: Vec<Clause>,
    /// `else` to `}`.
    pub span: Span,
}

/// `repeat 5 times [every 1m] until condition { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// How many times at most.
    pub times: Expression,
    /// How long to wait in between.
    pub every: Option<Expression>,
    /// What ends it.
    pub until: Expression,
    /// The body.
    pub body: Vec<Clause>,
}

/// `resource cluster { acquire … release … step … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its name; the values `acquire` yields are read from it.
    pub name: Name,
    /// The body: one `acquire`, one `release`, and what uses it.
    pub body: Vec<Clause>,
}
