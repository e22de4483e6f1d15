//! Drawing plans: the graph of a project as SVG, Mermaid and DOT.
//!
//! [`Graph::of`] makes one graph of the plans of an environment: datasets, and pipelines with what
//! they do. What the compiler adds to move data is no node of it: a read is an edge into a step, a
//! write an edge out of one, a check a mark where it gates. [`svg()`] lays it out in columns, data
//! flowing from left to right; [`mermaid()`] and [`dot()`] leave the layout to others.
//!
//! All of it is pure, total and linear in the graph but for sorting; the same plans give the same
//! bytes on every machine: coordinates are whole numbers, and nothing is measured with a font.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod boxes;
mod build;
mod card;
mod columns;
mod diagram;
mod dot;
mod graph;
mod inside;
mod layers;
mod measure;
mod members;
mod mermaid;
mod order;
mod passes;
mod straighten;
mod style;
mod svg;
#[cfg(test)]
mod tests;

pub use dot::dot;
pub use graph::{Edge, EdgeKind, Graph, Node, NodeKind, Pipeline};
pub use mermaid::mermaid;
pub use svg::svg;
