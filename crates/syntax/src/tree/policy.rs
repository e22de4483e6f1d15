//! Policies and waivers: rules of the organisation, and exceptions with a reason.

use pipewright_source::Span;

use super::{Doc, Expression, Name};

/// `policy "text" for pipeline p { require … else "…" }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its name, where it holds only for who applies it: `policy owned "text" for …`.
    pub name: Option<Name>,
    /// What it says, a text.
    pub title: Expression,
    /// What it is about: `pipeline`, `step`, `dataset`, `write` or `environment`.
    pub subject: Name,
    /// The name of each of them inside.
    pub variable: Name,
    /// The requirements in order.
    pub requirements: Vec<Requirement>,
}

/// `require condition else "message"`, or `warn condition else "message"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Documentation before it.
    pub doc: Option<Doc>,
    /// Whether it only warns.
    pub warns: bool,
    /// What must hold.
    pub condition: Expression,
    /// What to say where it does not, a text.
    pub message: Expression,
    /// Where it stands.
    pub span: Span,
}

/// `allow PW0513 because "…" until 2027-03-31`, as an item or a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// What is not told.
    pub waived: Waived,
    /// Why, a text.
    pub reason: Expression,
    /// The last day it holds, a date.
    pub until: Expression,
}

/// What a waiver waives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waived {
    /// `PW0513`: a rule, by its code or name.
    Rule(Name),
    /// `policy "every pipeline names its owner"`: one policy, by what it says.
    Policy(Expression),
}
