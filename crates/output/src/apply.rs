//! Putting changes in place, so that a failure takes them back and a kill leaves no half file.
//!
//! New files are written in full under `staging`; then the index is told what is coming
//! (`pending`); then each file is renamed into place, its predecessor kept under `backup`; then the
//! index is told that it is done. Whatever moment a kill picks, every file is old or new, and the
//! index knows both.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pipewright_backend::FileTree;
use rayon::prelude::*;

use crate::changes::Changes;
use crate::error::{WriteError, at};
use crate::index::Index;
use crate::{OutputFolder, Store};

/// One step that was done, to be undone.
enum Done {
    Folder(PathBuf),
    FolderRemoved(PathBuf),
    Created(PathBuf),
    /// Replaced or removed; the old file lies in the backup.
    Moved {
        backup: PathBuf,
        path: PathBuf,
    },
    Index,
}

/// Applies changes; `next` is the index when all is done.
pub(crate) fn apply(
    store: &dyn Store,
    folder: &OutputFolder,
    tree: &FileTree,
    old: &Index,
    next: Index,
    changes: &Changes,
) -> Result<(), WriteError> {
    let (staging, backup) = (folder.own("staging"), folder.own("backup"));
    for leftover in [&staging, &backup] {
        store.remove_tree(leftover).map_err(at(leftover))?;
    }
    if changes.is_none() && *old == next {
        return Ok(());
    }
    let result = stage(store, tree, changes, &staging).and_then(|staged| {
        store.create_folder(&backup).map_err(at(&backup))?;
        commit(store, folder, old, next, changes, &staged, &backup)
    });
    // What is left here is of no use to anyone; the next run removes it if this one cannot.
    let _ = store.remove_tree(&staging);
    let _ = store.remove_tree(&backup);
    result
}

/// Writes every new file below `staging`, named by number; gives back their places.
fn stage<'a>(
    store: &dyn Store,
    tree: &FileTree,
    changes: &'a Changes,
    staging: &Path,
) -> Result<Vec<(&'a str, PathBuf)>, WriteError> {
    store.create_folder(staging).map_err(at(staging))?;
    let files: Vec<&str> = changes
        .create
        .iter()
        .chain(&changes.replace)
        .map(String::as_str)
        .collect();
    let mut staged: Vec<(&str, PathBuf)> = files
        .par_iter()
        .enumerate()
        .map(|(number, path)| {
            let place = staging.join(number.to_string());
            let text = tree.get(path).map_or("", |file| file.text.as_str());
            store.create(&place, text.as_bytes()).map_err(at(&place))?;
            Ok((*path, place))
        })
        .collect::<Result<_, WriteError>>()?;
    // A kustomization comes after the files it names, whoever reads the folder meanwhile.
    staged.sort_by_key(|(path, _)| (path.ends_with("kustomization.yaml"), *path));
    Ok(staged)
}

fn commit(
    store: &dyn Store,
    folder: &OutputFolder,
    old: &Index,
    next: Index,
    changes: &Changes,
    staged: &[(&str, PathBuf)],
    backup: &Path,
) -> Result<(), WriteError> {
    let mut done = Vec::new();
    let result = try_commit(store, folder, old, next, changes, staged, backup, &mut done);
    let Err(error) = result else { return Ok(()) };
    for step in done.iter().rev() {
        let undone = match step {
            Done::Folder(path) => {
                let _ = store.remove_folder(path);
                Ok(())
            }
            Done::FolderRemoved(path) => store.create_folder(path),
            Done::Created(path) => store.remove(path),
            Done::Moved { backup, path } => store.rename(backup, path),
            Done::Index => match put_index(store, folder, old) {
                Ok(()) => Ok(()),
                Err(_) => return Err(halfway(error)),
            },
        };
        if undone.is_err() {
            return Err(halfway(error));
        }
    }
    Err(error)
}

fn halfway(error: WriteError) -> WriteError {
    match error {
        WriteError::Io { path, source } => WriteError::Halfway { path, source },
        other => other,
    }
}

#[allow(clippy::too_many_arguments)]
fn try_commit(
    store: &dyn Store,
    folder: &OutputFolder,
    old: &Index,
    next: Index,
    changes: &Changes,
    staged: &[(&str, PathBuf)],
    backup: &Path,
    done: &mut Vec<Done>,
) -> Result<(), WriteError> {
    let mut pending = old.clone();
    pending.pending = next.files.clone();
    done.push(Done::Index);
    put_index(store, folder, &pending)?;

    let replaced: BTreeSet<&str> = changes.replace.iter().map(String::as_str).collect();
    let mut known = BTreeSet::new();
    for (number, (file, place)) in staged.iter().enumerate() {
        create_parents(store, folder, file, &mut known, done)?;
        let path = folder.file(file);
        if replaced.contains(file) {
            let saved = backup.join(number.to_string());
            store.duplicate(&path, &saved).map_err(at(&path))?;
            store.rename(place, &path).map_err(at(&path))?;
            done.push(Done::Moved {
                backup: saved,
                path,
            });
        } else {
            store.rename(place, &path).map_err(at(&path))?;
            done.push(Done::Created(path));
        }
    }
    for (number, file) in changes.remove.iter().enumerate() {
        let saved = backup.join(format!("removed-{number}"));
        let path = folder.file(file);
        store.rename(&path, &saved).map_err(at(&path))?;
        done.push(Done::Moved {
            backup: saved,
            path,
        });
    }
    // Before the index forgets them: were we cut short here, the next run would do this.
    remove_empty_folders(store, folder, old, &next, done);
    put_index(store, folder, &next)
}

fn create_parents<'a>(
    store: &dyn Store,
    folder: &OutputFolder,
    file: &'a str,
    known: &mut BTreeSet<&'a str>,
    done: &mut Vec<Done>,
) -> Result<(), WriteError> {
    for (end, _) in file.match_indices('/') {
        let part = file.get(..end).unwrap_or(file);
        if !known.insert(part) {
            continue;
        }
        let path = folder.file(part);
        if store.kind(&path).map_err(at(&path))?.is_none() {
            store.create_folder(&path).map_err(at(&path))?;
            done.push(Done::Folder(path));
        }
    }
    Ok(())
}

/// Replaces the index in one step.
fn put_index(store: &dyn Store, folder: &OutputFolder, index: &Index) -> Result<(), WriteError> {
    let (new, path) = (folder.own("index.new"), folder.own("index.json"));
    if store.kind(&new).map_err(at(&new))?.is_some() {
        store.remove(&new).map_err(at(&new))?;
    }
    let text = index.text()?;
    store.create(&new, text.as_bytes()).map_err(at(&new))?;
    store.rename(&new, &path).map_err(at(&path))
}

/// Removes folders that hold nothing since files of ours are gone.
fn remove_empty_folders(
    store: &dyn Store,
    folder: &OutputFolder,
    old: &Index,
    next: &Index,
    done: &mut Vec<Done>,
) {
    let parents: BTreeSet<&str> = old
        .paths()
        .filter(|file| !next.files.contains_key(*file))
        .flat_map(|file| {
            file.match_indices('/')
                .filter_map(|(end, _)| file.get(..end))
        })
        .collect();
    // Inner ones come after outer ones in order: from the back, each is empty when its turn comes.
    for parent in parents.into_iter().rev() {
        let path = folder.file(parent);
        if store.remove_folder(&path).is_ok() {
            done.push(Done::FolderRemoved(path));
        }
    }
}
