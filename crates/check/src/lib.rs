//! The checker: trees to the checked program and diagnostics.
//!
//! [`check`] resolves every name, computes every value, unrolls every `for`, writes out what is
//! called or made from a template, and says what is wrong. It works in stages, each of which only
//! reads what those before it found: names; types, constants and families; connectors; templates
//! and parameters; datasets; clusters and environments; pipelines, in
//! parallel; policies.
//!
//! Invariants: no input makes it panic or run without bound; one mistake is one finding, as a
//! value that is wrong is unknown to all that uses it; what the program holds is sound, so that
//! lowering need not doubt it.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::disallowed_methods
    )
)]

mod closure;
mod connector;
mod context;
mod cycles;
mod dataset;
mod decision;
mod entries;
mod families;
mod fields;
mod groups;
mod jobs;
mod names;
mod parameters;
mod pipeline;
mod platform;
mod policy;
mod project;
mod report;
pub mod rules;
mod schema;
mod slices;
mod uses;
mod values;

pub use names::nearest;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Program;
use pipewright_source::SourceMap;
use pipewright_syntax::Module;

/// Checks a whole project, the modules of the standard library it uses included.
///
/// The program holds what is sound: an environment, a dataset or a pipeline with a mistake is
/// left out of it. Diagnostics are in the order of their places.
#[must_use]
pub fn check(sources: &SourceMap, modules: &[Module]) -> (Program, Vec<Diagnostic>) {
    project::check(sources, modules)
}
