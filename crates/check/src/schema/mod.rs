//! Schemas: types of rows as written, and whether one fits another.

mod declare;
mod doubtful;
mod fit;
mod foreign;
mod marks;
mod sql;
mod types;

pub use declare::types;
pub use fit::{Fit, WrittenColumn};

use std::sync::Arc;

use pipewright_plan::Schema;

/// What is known of the rows of something.
#[derive(Debug, Clone)]
pub enum Shape {
    /// Its columns.
    Known(Arc<Schema>),
    /// Nobody said.
    Untyped,
    /// Somebody said wrongly, which was reported.
    Broken,
}
