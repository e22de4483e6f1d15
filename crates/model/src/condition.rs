//! Decisions of a run, and the conditions they rest on.

use pipewright_plan::{Constant, Guard, Origin, Schema, ValueType, YieldedValue};

use crate::DataReference;

/// A condition of a run, with the references lowering turns into tasks.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Each holds.
    All(Vec<Condition>),
    /// One holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// A truth value.
    Is(Operand),
    /// Two values of one type.
    Compare(Operand, String, Operand),
    /// One of these.
    In(Operand, Vec<Constant>),
    /// A text and an expression.
    Matches(Operand, String),
}

/// A value in a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// Known now.
    Constant(Constant),
    /// A parameter of the run.
    Parameter {
        /// Its name.
        name: String,
        /// Its type.
        kind: ValueType,
    },
    /// A value of a step, or of that member of an `either` which ran.
    Value {
        /// The step or `either`.
        step: String,
        /// The value.
        name: String,
        /// Its type.
        kind: ValueType,
    },
    /// `rows(by_country)`: how many rows, an `int`.
    Rows(DataReference),
    /// `age(orders.updated_at)`: how long ago the newest value is, a `duration`.
    Age {
        /// The data.
        of: DataReference,
        /// Its column.
        column: String,
    },
}

/// A decision of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Unique in the pipeline: `when_1`.
    pub name: String,
    /// What decides.
    pub condition: Condition,
    /// As written.
    pub text: String,
    /// The ways it lies on, outermost first.
    pub when: Vec<Guard>,
    /// The condition.
    pub origin: Origin,
}

/// `step result = either a or b`, or what the passes of a `repeat` come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// Unique in the pipeline, also among steps.
    pub name: String,
    /// Outputs of steps on different ways; one, where parameters leave the others out. Of a
    /// `repeat` the passes, the last first: several may have run, and the first of these counts.
    /// Empty where only values are joined.
    pub data: Vec<DataReference>,
    /// The steps themselves, in the same order.
    pub steps: Vec<String>,
    /// The rows.
    pub schema: Option<Schema>,
    /// Values that all of them yield.
    pub values: Vec<YieldedValue>,
    /// Of a `repeat` the [`Bound`] it must not have come to: it needs that task too.
    pub end: Option<String>,
    /// The ways it lies on.
    pub when: Vec<Guard>,
    /// The whole step.
    pub origin: Origin,
}

/// The end of a `repeat`: on the way given, the run fails.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// Unique in the pipeline, also among steps: `repeat_1_end`.
    pub name: String,
    /// What is said.
    pub message: String,
    /// The way: the last condition does not hold.
    pub when: Vec<Guard>,
    /// The clause.
    pub origin: Origin,
}
