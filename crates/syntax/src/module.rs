//! A file as a module: its tree and the path by which others import it.

use std::sync::Arc;

use crate::tree::File;

/// One file of a project or of the standard library, ready to be checked.
#[derive(Debug, Clone)]
pub struct Module {
    /// The parts of its import path: `["lake", "tables"]` for `lake/tables.pipe`, `["std", "s3"]`
    /// for a module of the standard library. Shared, as its tree is.
    pub path: Arc<[String]>,
    /// Whether it belongs to the standard library.
    pub standard: bool,
    /// What it says. `tree.source` names the file in the source map. Shared, as
    /// an editor has many versions of a project that differ in one file.
    pub tree: Arc<File>,
}

impl Module {
    /// The import path as written: `lake.tables`.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.join(".")
    }
}
