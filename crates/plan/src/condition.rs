//! Conditions on values that exist when a run goes on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Constant, Origin, ValueType};

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Condition {
    /// Each holds.
    All {
        /// Two or more.
        of: Vec<Condition>,
    },
    /// One holds.
    Any {
        /// Two or more.
        of: Vec<Condition>,
    },
    /// It does not hold.
    Not {
        /// The condition.
        of: Box<Condition>,
    },
    /// A truth value.
    Is {
        /// The value, a `bool`.
        value: Operand,
    },
    /// Two values of one type compared.
    Compare {
        /// Left.
        left: Operand,
        /// `==`, `!=`, `<`, `<=`, `>`, `>=`.
        comparison: String,
        /// Right.
        right: Operand,
    },
    /// One of these.
    In {
        /// The value.
        value: Operand,
        /// What it may be.
        values: Vec<Constant>,
    },
    /// A text that an expression (RE2) is found in.
    Matches {
        /// The value, a `string`.
        value: Operand,
        /// The expression.
        pattern: String,
    },
}

/// A value in a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Operand {
    /// Known now.
    Constant {
        /// It.
        value: Constant,
    },
    /// A parameter of the run.
    Parameter {
        /// Its name.
        name: String,
        /// Its type.
        #[serde(rename = "type")]
        kind: ValueType,
    },
    /// A value a task yields.
    Value {
        /// The task; of several, the first that ran (the members of an `either`, the passes of a
        /// `repeat` from the last).
        tasks: Vec<String>,
        /// The value's name.
        name: String,
        /// Its type.
        #[serde(rename = "type")]
        kind: ValueType,
    },
}

impl Condition {
    /// Every operand, left to right.
    #[must_use]
    pub fn operands(&self) -> Vec<&Operand> {
        let mut found = Vec::new();
        let mut waiting = vec![self];
        while let Some(condition) = waiting.pop() {
            match condition {
                Self::All { of } | Self::Any { of } => waiting.extend(of.iter().rev()),
                Self::Not { of } => waiting.push(of),
                Self::Is { value } | Self::In { value, .. } | Self::Matches { value, .. } => {
                    found.push(value);
                }
                Self::Compare { left, right, .. } => found.extend([left, right]),
            }
        }
        found
    }
}

/// A decision of a run: which of two ways it goes. `when … else …` makes one, each further
/// `else when` another inside its second way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// Unique in the pipeline, also among tasks: `when_has_rows`, `when_2`.
    pub name: String,
    /// What decides.
    pub condition: Condition,
    /// As written: `rows(by_country) > 0`.
    pub text: String,
    /// Tasks whose values decide, in plan order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// The ways this decision itself lies on, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Guard>,
    /// Where it was written.
    pub origin: Origin,
}

/// One way of one decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    /// The branch.
    pub branch: String,
    /// Whether its condition holds on this way.
    pub holds: bool,
}
