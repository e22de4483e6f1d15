//! Places of data: outputs of steps, what several come to, datasets.

use pipewright_source::Span;

use super::frames::{Node, Unrolled};
use crate::names::ItemId;

/// Data a name leads to.
#[derive(Debug, Clone)]
pub struct Data {
    /// What it is.
    pub place: Place,
    /// Where it is named.
    pub span: Span,
}

/// A step's output or a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Output of a step, both by index.
    Output {
        /// The step.
        step: usize,
        /// Its output.
        output: usize,
    },
    /// What that one of several steps yields which ran, both by index.
    Joined {
        /// The join.
        join: usize,
        /// Its output.
        output: usize,
    },
    /// What all steps of a loop yield, as one.
    Collected {
        /// The frame that knows them by one name.
        frame: usize,
        /// The first of them.
        first: Node,
        /// How many labels they share below that frame.
        depth: usize,
        /// Their output.
        output: usize,
    },
    /// A dataset.
    Dataset(ItemId),
    /// The rows of a dataset in the run's data interval.
    Interval(ItemId),
}

impl Place {
    /// What yields it, and the output; of several, the first. Nothing for a dataset.
    pub const fn first(self) -> Option<(Node, usize)> {
        match self {
            Self::Output { step, output } => Some((Node::Step(step), output)),
            Self::Joined { join, output } => Some((Node::Join(join), output)),
            Self::Collected { first, output, .. } => Some((first, output)),
            Self::Dataset(_) | Self::Interval(_) => None,
        }
    }

    /// What yields it, and the output of each.
    pub fn sources(self, unrolled: &Unrolled<'_>) -> Vec<(Node, usize)> {
        match self {
            Self::Collected {
                frame,
                first,
                depth,
                output,
            } => {
                let members = unrolled.members(frame, first, depth).into_iter();
                members.map(|node| (node, output)).collect()
            }
            place => place.first().into_iter().collect(),
        }
    }
}
