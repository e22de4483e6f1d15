//! The editor layer: what an editor asks, answered by pure functions over the analysis.
//!
//! An [`Analysis`] is one version of a project that never changes. Each request is one file here: a
//! function from an analysis and a place to an answer. Places are byte offsets; what a client calls
//! them is the server's business. Nothing here reads a clock or a file: what time it is comes in.
//!
//! Invariants: every request answers for every text and offset, however broken the file; an answer
//! depends on its arguments alone.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::disallowed_methods
    )
)]

pub mod actions;
mod analysis;
pub mod completion;
mod context;
pub mod definition;
pub mod describe;
pub mod diagnostics;
pub mod facts;
pub mod folding;
pub mod formatting;
pub mod graph;
pub mod hover;
pub mod inlay;
pub mod language;
pub mod lens;
pub mod lineage;
pub mod linked;
pub mod links;
pub mod names;
pub mod preview;
pub mod quick;
pub mod reasons;
pub mod references;
pub mod rename;
pub mod selection;
pub mod standard;
pub mod subject;
pub mod symbols;
pub mod tokens;

pub use analysis::{Analysis, At};
