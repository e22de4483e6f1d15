//! Writes: where rows land, and how.

use pipewright_source::{Span, Spanned};

use super::{Expression, Name};

/// `write subject to dataset mode`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The step, output or dataset.
    pub subject: Expression,
    /// The dataset.
    pub sink: Expression,
    /// How; `None` where it is missing, which the checker reports.
    pub mode: Option<Spanned<WriteMode>>,
    /// `in one transaction`, where written.
    pub transaction: Option<Span>,
}

/// How rows land.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteMode {
    /// `appending`
    Appending,
    /// `replacing all`
    ReplacingAll,
    /// `replacing partition (day)`
    ReplacingPartition(Vec<Name>),
    /// `merging by key`
    MergingByKey,
}
