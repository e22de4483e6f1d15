//! Writing generated trees: atomic, owned by an index, nothing foreign touched.
//!
//! [`write`](write()) brings a folder to exactly the files of a [`FileTree`](pipewright_backend::FileTree); [`compare`] says how it differs
//! without touching it. The folder `.pipewright` in it holds the index of what is ours.
//!
//! Invariants:
//! - A file is replaced or removed only if the index lists it and its bytes are those we wrote. One
//!   edited by hand is reported; a foreign one is never touched, not even when asked to overwrite.
//! - A failure leaves the folder as it was. A kill at any moment leaves files that are each whole and
//!   known to the index, old or new, so that the next run completes the change.
//! - Symlinks are never followed. One run at a time writes a folder.

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

mod apply;
mod changes;
mod compare;
mod disk;
mod error;
mod folder;
mod index;
mod lock;
mod store;
#[cfg(test)]
mod tests;
mod write;

pub use compare::{Difference, DifferenceKind, compare};
pub use disk::Disk;
pub use error::WriteError;
pub use folder::OutputFolder;
pub use store::{Kind, Store};
pub use write::{Report, Scope, WriteOptions, write};

/// The folder inside the output folder that is ours alone.
pub(crate) const OWN: &str = ".pipewright";
