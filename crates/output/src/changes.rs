//! What has to change, and what stands in the way.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pipewright_backend::FileTree;
use rayon::prelude::*;

use crate::error::{WriteError, at};
use crate::index::{self, Index};
use crate::{Kind, OutputFolder, Scope, Store};

/// What has to change; paths sorted.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Files to put in place where none is.
    pub create: Vec<String>,
    /// Files of ours to replace.
    pub replace: Vec<String>,
    /// Files of ours that are no longer generated.
    pub remove: Vec<String>,
    /// Files that are right already.
    pub unchanged: usize,
    /// Files of ours that somebody edited.
    pub edited: Vec<String>,
    /// What is not ours but in the way.
    pub foreign: Vec<String>,
    /// The hashes of all generated files.
    pub hashes: BTreeMap<String, String>,
}

impl Changes {
    /// Whether no file has to move.
    pub fn is_none(&self) -> bool {
        self.create.is_empty() && self.replace.is_empty() && self.remove.is_empty()
    }
}

/// What stands at a path.
pub(crate) enum Present {
    Nothing,
    /// A file with this hash.
    File(String),
    /// A folder, a symlink, a file where a folder should be.
    Obstacle,
}

/// Compares a tree with what is there.
pub(crate) fn changes(
    store: &dyn Store,
    folder: &OutputFolder,
    index: &Index,
    tree: &FileTree,
    scope: &Scope,
) -> Result<Changes, WriteError> {
    if let Some((path, _)) = tree.iter().find(|(path, _)| !index::is_inside(path)) {
        return Err(WriteError::Path(path.escape_debug().to_string()));
    }
    let files: Vec<_> = tree.iter().collect();
    let ways = ways(
        store,
        folder,
        tree.iter()
            .map(|(path, _)| path)
            .chain(index.paths().map(String::as_str)),
    )?;
    let states: Vec<(String, Present)> = files
        .par_iter()
        .map(|(path, file)| {
            let present = present(store, folder, path, &ways)?;
            Ok((index::hash(file.text.as_bytes()), present))
        })
        .collect::<Result<_, WriteError>>()?;

    let mut changes = Changes::default();
    for ((path, _), (new, present)) in files.iter().zip(states) {
        let path = (*path).to_owned();
        match present {
            Present::Nothing => changes.create.push(path.clone()),
            // The same bytes as ours are ours, whoever put them there: a checkout without index.
            Present::File(old) if old == new => changes.unchanged += 1,
            Present::File(old) if index.owns(&path, &old) => changes.replace.push(path.clone()),
            Present::File(_) if index.files.contains_key(&path) => {
                changes.edited.push(path.clone());
            }
            _ => changes.foreign.push(path.clone()),
        }
        changes.hashes.insert(path, new);
    }
    for path in index.paths() {
        if tree.get(path).is_some() || !scope.holds(path) {
            continue;
        }
        match present(store, folder, path, &ways)? {
            Present::Nothing => {}
            Present::File(old) if index.owns(path, &old) => changes.remove.push(path.clone()),
            _ => changes.edited.push(path.clone()),
        }
    }
    Ok(changes)
}

/// For each folder that files lie in, whether the way to it is free of obstacles.
fn ways<'a>(
    store: &dyn Store,
    folder: &OutputFolder,
    files: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, bool>, WriteError> {
    let mut ways = BTreeMap::new();
    for file in files {
        let mut free = true;
        for (end, _) in file.match_indices('/') {
            let part = file.get(..end).unwrap_or(file);
            free = match ways.get(part) {
                Some(known) => *known,
                None => {
                    let path = folder.file(part);
                    let kind = store.kind(&path).map_err(at(path))?;
                    let free = free && matches!(kind, None | Some(Kind::Folder));
                    ways.insert(part.to_owned(), free);
                    free
                }
            };
        }
    }
    Ok(ways)
}

fn present(
    store: &dyn Store,
    folder: &OutputFolder,
    file: &str,
    ways: &BTreeMap<String, bool>,
) -> Result<Present, WriteError> {
    if let Some((parent, _)) = file.rsplit_once('/')
        && ways.get(parent) == Some(&false)
    {
        return Ok(Present::Obstacle);
    }
    let path: PathBuf = folder.file(file);
    Ok(match store.kind(&path).map_err(at(&path))? {
        None => Present::Nothing,
        Some(Kind::File) => Present::File(index::hash(&store.read(&path).map_err(at(&path))?)),
        Some(_) => Present::Obstacle,
    })
}
