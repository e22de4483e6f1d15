//! `for … concurrency N`: of the elements of a list, only so many go on at once.

use std::ops::Range;

use pipewright_model::Lanes;
use pipewright_source::Span;
use pipewright_syntax::tree::Expression;

use super::super::frames::Unrolled;
use crate::context::Context;

/// The elements of a loop of which not all go on at once.
pub struct FlatLanes {
    /// For each element, its steps by index.
    pub elements: Vec<Range<usize>>,
    /// How many at once.
    pub most: u32,
    /// Where that is written.
    pub span: Span,
}

impl<'a> Context<'_, 'a> {
    /// How many elements a loop may have, or may go on at once.
    pub fn how_many(&mut self, written: Option<&Expression>, what: &str) -> Option<u32> {
        let value = self.located(written?);
        self.integer_in(&value, 1, 1_000, what)
            .and_then(|number| u32::try_from(number).ok())
    }

    /// As the model has them.
    pub fn lanes(&self, unrolled: &Unrolled<'a>) -> Vec<Lanes> {
        let names = |range: &Range<usize>| {
            let steps = unrolled.steps.get(range.clone()).unwrap_or_default();
            steps.iter().map(|step| step.name.clone()).collect()
        };
        let lanes = unrolled.lanes.iter().map(|lanes| Lanes {
            elements: lanes.elements.iter().map(names).collect(),
            most: lanes.most,
            origin: self.origin(lanes.span),
        });
        lanes.collect()
    }
}
