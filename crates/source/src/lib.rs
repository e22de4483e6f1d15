//! Source files, byte spans and line positions.
//!
//! Every phase speaks of places as a [`Span`]: a file's [`SourceId`] and a byte range in it.
//! Only what shows a place to a person turns it into lines and columns, through [`SourceFile`].

mod file;
mod map;
mod span;

pub use file::{LineColumn, SourceFile};
pub use map::SourceMap;
pub use span::{SourceId, Span, Spanned};
