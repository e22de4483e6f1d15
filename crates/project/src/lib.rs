//! Finding and reading the files of a project, behind one trait.
//!
//! A project is a folder: every `.pipe` file in it is a module, named by its path. [`load`] reads
//! and parses them all, adds the modules of the standard library they import, and checks that the
//! imports lead somewhere and form no cycle. What names mean is the checker's business.
//!
//! Invariants: only [`FileSystem`] touches files; nothing outside the project's folder is read;
//! ids, order and findings depend on the files alone, not on threads or the folder's place.

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

mod cycles;
mod disk;
mod edit;
mod filesystem;
mod imports;
mod load;
mod memory;
mod modules;
mod names;
mod read;
mod root;
pub mod rules;
mod settings;
#[cfg(test)]
mod tests;
mod walk;

pub use disk::Disk;
pub use filesystem::{Entry, EntryKind, FileSystem};
pub use load::{
    LoadError, LoadOptions, Parse, Parsed, Parser, Project, load, load_with, source_files,
};
pub use memory::Memory;
pub use modules::Modules;
pub use root::{Root, discover};
pub use settings::{DEFAULT_OUT, LevelSetting, MANIFEST, Settings};
