//! The expressions a DAG file is made of.

use super::literal::raw_string;
use super::string;

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expression {
    /// Python that never breaks: a name, a number, a string literal.
    Atom(String),
    /// `[…]`.
    List(Vec<Expression>),
    /// `*…` in a list.
    Spread(Box<Expression>),
    /// `{…}` with text as keys.
    Dict(Vec<(String, Expression)>),
    /// `{**NAME, …}`: what a dictionary of the file holds, and more.
    Extended(String, Vec<(String, Expression)>),
    /// `f(…)`.
    Call(Call),
    /// A constant of the file if it is used twice, else the value in place.
    Shared(Kind, String, Box<Expression>),
}

/// What a shared value is; constants of a file stand in this order, since later kinds may use
/// earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The JSON schema of a small value.
    Schema,
    /// The reference of an image.
    Image,
    /// Security settings of a container.
    Security,
    /// CPU, memory, disk.
    Resources,
    /// One mount.
    Mount,
    /// The mounts of a container.
    Mounts,
    /// One variable.
    Variable,
    /// The variables every container has.
    Environment,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// `k8s.V1Pod`.
    pub function: String,
    /// Arguments without names.
    pub positional: Vec<Expression>,
    /// Arguments with names.
    pub named: Vec<Argument>,
    /// One argument a line, even where all would fit on one.
    pub open: bool,
    /// `.method(…)` of what it makes.
    pub then: Option<Box<Call>>,
}

/// A named argument.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Argument {
    /// A line of comment above it.
    pub comment: Option<&'static str>,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Expression,
}

impl Expression {
    /// Text as a string literal.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Atom(string(text))
    }

    /// A regular expression, with its backslashes as they are where Python has a spelling for that.
    #[must_use]
    pub fn pattern(text: &str) -> Self {
        Self::Atom(raw_string(text).unwrap_or_else(|| string(text)))
    }

    /// A name, or other Python of our own making.
    #[must_use]
    pub fn name(name: impl Into<String>) -> Self {
        Self::Atom(name.into())
    }

    /// `None`.
    #[must_use]
    pub fn none() -> Self {
        Self::name("None")
    }

    /// `True` or `False`.
    #[must_use]
    pub fn bool(value: bool) -> Self {
        Self::name(if value { "True" } else { "False" })
    }

    /// A call with named arguments.
    #[must_use]
    pub fn call(function: impl Into<String>, named: Vec<Argument>) -> Self {
        Self::Call(Call::new(function, named))
    }
}

impl Call {
    /// A call with named arguments.
    #[must_use]
    pub fn new(function: impl Into<String>, named: Vec<Argument>) -> Self {
        Self {
            function: function.into(),
            positional: Vec::new(),
            named,
            open: false,
            then: None,
        }
    }

    /// With an argument without a name.
    #[must_use]
    pub fn with(mut self, argument: Expression) -> Self {
        self.positional.push(argument);
        self
    }

    /// With a method called on what it makes.
    #[must_use]
    pub fn then(mut self, method: Call) -> Self {
        self.then = Some(Box::new(method));
        self
    }

    /// One argument a line.
    #[must_use]
    pub fn opened(mut self) -> Self {
        self.open = true;
        self
    }
}

impl Argument {
    /// `name=value`.
    #[must_use]
    pub fn new(name: impl Into<String>, value: Expression) -> Self {
        Self {
            comment: None,
            name: name.into(),
            value,
        }
    }
}
