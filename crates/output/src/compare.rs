//! How the folder differs from what would be written.

use pipewright_backend::FileTree;

use crate::changes::changes;
use crate::error::WriteError;
use crate::index::Index;
use crate::{OutputFolder, Scope, Store};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The path in the output folder.
    pub path: String,
    /// How it differs.
    pub kind: DifferenceKind,
}

/// The ways a file may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifferenceKind {
    /// It would be created.
    Missing,
    /// It would be replaced.
    Outdated,
    /// It would be removed.
    Stale,
    /// It was edited by hand.
    Edited,
    /// It is not ours, but in the way.
    Foreign,
}

/// Compares without writing.
///
/// # Errors
/// When the folder cannot be read or its index is damaged.
pub fn compare(
    store: &dyn Store,
    folder: &OutputFolder,
    tree: &FileTree,
    scope: &Scope,
) -> Result<Vec<Difference>, WriteError> {
    let index = if folder.guard(store)? {
        Index::read(store, &folder.own("index.json"))?
    } else {
        Index::default()
    };
    let changes = changes(store, folder, &index, tree, scope)?;
    let mut differences: Vec<Difference> = [
        (changes.create, DifferenceKind::Missing),
        (changes.replace, DifferenceKind::Outdated),
        (changes.remove, DifferenceKind::Stale),
        (changes.edited, DifferenceKind::Edited),
        (changes.foreign, DifferenceKind::Foreign),
    ]
    .into_iter()
    .flat_map(|(paths, kind)| paths.into_iter().map(move |path| Difference { path, kind }))
    .collect();
    differences.sort();
    Ok(differences)
}
