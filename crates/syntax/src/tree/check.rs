//! Checks: conditions that rows and columns keep.

use pipewright_source::{Span, Spanned};

use super::{Doc, Expression, Name, WriteMode};

/// `check name { conditions } [rejecting to SINK MODE]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The step, output or dataset.
    pub subject: Expression,
    /// The conditions in order.
    pub conditions: Vec<Condition>,
    /// Where rows go that break a condition; otherwise the check fails.
    pub rejecting: Option<Rejecting>,
}

/// `rejecting to SINK MODE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejecting {
    /// The dataset.
    pub sink: Expression,
    /// How; `None` where it is missing, which the checker reports.
    pub mode: Option<Spanned<WriteMode>>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Documentation before it.
    pub doc: Option<Doc>,
    /// `warn` before it: report, do not stop.
    pub warn: bool,
    /// What must hold.
    pub kind: ConditionKind,
    /// Where it stands.
    pub span: Span,
}

/// What must hold of rows and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionKind {
    /// `rows > 0`, `revenue >= 0`, `paid <= total`.
    Compare {
        /// `rows` or a column.
        left: Name,
        /// The comparison.
        operator: Spanned<Comparison>,
        /// A literal or a column.
        right: Expression,
    },
    /// `unique country`, `unique country, day`.
    Unique(Vec<Name>),
    /// `complete email`: no nulls.
    Complete(Vec<Name>),
    /// `status in ["open", "closed"]`.
    In {
        /// The column.
        column: Name,
        /// A list of literals.
        values: Expression,
    },
    /// `email matches "^[^@]+@[^@]+$"`.
    Matches {
        /// The column.
        column: Name,
        /// A regular expression (RE2), a text.
        pattern: Expression,
    },
    /// `updated_at fresh within 7h`: the newest value is no older.
    Fresh {
        /// A timestamp or date column.
        column: Name,
        /// A duration.
        within: Expression,
    },
    /// What could not be read.
    Error,
}

/// The comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}
