//! The organisation's own rules over every pipeline.

use pipewright_plan::{Constant, Origin};

/// `policy "…" for pipeline p { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// What it says.
    pub title: String,
    /// What it is about.
    pub subject: PolicySubject,
    /// In source order.
    pub requirements: Vec<Requirement>,
    /// Where it is declared.
    pub origin: Origin,
    /// Where a policy with a name is made to hold.
    pub applied: Option<Origin>,
}

/// What a policy is about: each of them is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicySubject {
    /// Each pipeline in each environment.
    Pipeline,
    /// Each step.
    Step,
    /// Each dataset a pipeline touches.
    Dataset,
    /// Each write.
    Write,
    /// Each environment.
    Environment,
}

/// `require p.owner else "…"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Requirement {
    /// Whether it only warns.
    pub warns: bool,
    /// What must hold.
    pub condition: PolicyCondition,
    /// What is said where it does not.
    pub message: String,
    /// Where it is written.
    pub origin: Origin,
}

/// A condition over the facts of a plan.
#[derive(Debug, Clone, PartialEq)]
pub enum PolicyCondition {
    /// Each holds.
    All(Vec<PolicyCondition>),
    /// One holds.
    Any(Vec<PolicyCondition>),
    /// It does not hold.
    Not(Box<PolicyCondition>),
    /// The fact is there, and is not `false`.
    Is(PolicyOperand),
    /// Two values; durations are seconds, sizes bytes.
    Compare(PolicyOperand, String, PolicyOperand),
    /// One of these.
    In(PolicyOperand, Vec<Constant>),
    /// Every place of the fact lies in these places.
    Within(PolicyOperand, Vec<String>),
    /// A text and an expression (RE2).
    Matches(PolicyOperand, String),
}

/// A value in a policy.
#[derive(Debug, Clone, PartialEq)]
pub enum PolicyOperand {
    /// Known now.
    Constant(Constant),
    /// A fact of the subject, by its name: `owner`, `image.digest`.
    Fact(String),
}
