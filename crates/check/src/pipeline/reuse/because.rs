//! Findings inside of what is reused say where it is used.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Written;
use pipewright_plan::{Interruptible, Retry};
use pipewright_source::Span;

use super::super::control::Setting;
use crate::context::Context;

/// The use through which a clause became part of a pipeline.
#[derive(Debug)]
pub struct Via {
    /// The whole use.
    pub span: Span,
    /// The name of its step.
    pub name: Span,
    /// "because `load` calls `replicate`".
    pub line: String,
    /// A name in it, and what it is called there: findings speak as the callee does.
    pub renamed: (String, String),
    /// What is documented of it, for steps that are not documented themselves.
    pub doc: Option<String>,
    /// How many uses are around it.
    pub depth: usize,
    /// The timeout of each step, as the callee says it.
    pub timeout: Option<Written<u64>>,
    /// What happens after a failed attempt of each step, as the callee says it.
    pub retry: Option<Retry>,
    /// Whether its steps may be interrupted, as the callee says it.
    pub interruptible: Option<Interruptible>,
    /// The use around it.
    pub outer: Option<Arc<Via>>,
}

impl Context<'_, '_> {
    /// Adds to what was found since `before` through which uses its place was reached.
    pub fn because_used(&mut self, before: usize, setting: &Setting) {
        for found in self.report.found.iter_mut().skip(before) {
            explain(found, setting.via.as_deref());
        }
    }
}

fn explain(found: &mut Diagnostic, mut via: Option<&Via>) {
    // What is wrong with what is given is said where it is given.
    while let Some(used) = via.filter(|used| !holds(used.span, found.primary.span)) {
        let (here, there) = &used.renamed;
        found.message = found.message.replace(here, there);
        if !found.because.contains(&used.line) {
            found.because.push(used.line.clone());
            found.related.push(pipewright_diagnostics::Label {
                span: used.name,
                text: "used here".to_owned(),
            });
        }
        via = used.outer.as_deref();
    }
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.start <= inner.start && inner.end <= outer.end
}
