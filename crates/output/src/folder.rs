//! The output folder's place, and the way there: no part of it may be a symlink.

use std::path::{Component, Path, PathBuf};

use crate::error::{WriteError, at};
use crate::{Kind, OWN, Store};

/// Where output goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFolder {
    anchor: PathBuf,
    inside: Vec<String>,
}

impl OutputFolder {
    /// The folder `inside` (relative, with `/`) below `anchor`. How `anchor` itself is reached is the
    /// caller's choice; below it, no symlink is followed.
    #[must_use]
    pub fn new(anchor: &Path, inside: &str) -> Self {
        Self {
            anchor: anchor.to_path_buf(),
            inside: inside
                .split('/')
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// The folder at a path given on the command line: its parent must be there or is created below
    /// the nearest folder that is, which is taken as it stands.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        let mut anchor = PathBuf::new();
        let mut inside = Vec::new();
        for part in path.components() {
            match part {
                Component::Normal(part) => inside.push(part.to_string_lossy().into_owned()),
                Component::ParentDir => {
                    anchor.extend(inside.drain(..));
                    anchor.push("..");
                }
                Component::CurDir => {}
                other => anchor.push(other),
            }
        }
        // The parts that exist, but for the last, are as the user has them (`/tmp` may be a link).
        while inside.len() > 1 {
            let next = anchor.join(inside.first().map_or("", String::as_str));
            if !next.is_dir() {
                break;
            }
            anchor = next;
            inside.remove(0);
        }
        if anchor.as_os_str().is_empty() {
            anchor.push(".");
        }
        Self { anchor, inside }
    }

    /// The whole path.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        let mut path = self.anchor.clone();
        path.extend(&self.inside);
        path
    }

    /// A file in it.
    pub(crate) fn file(&self, file: &str) -> PathBuf {
        let mut path = self.path();
        path.extend(file.split('/'));
        path
    }

    /// A file in our own folder in it.
    pub(crate) fn own(&self, name: &str) -> PathBuf {
        self.path().join(OWN).join(name)
    }

    /// Checks that the folders on the way are real or missing, down to our own folder. Whether the
    /// output folder is there.
    pub(crate) fn guard(&self, store: &dyn Store) -> Result<bool, WriteError> {
        let mut path = self.anchor.clone();
        let mut there = true;
        for part in &self.inside {
            path.push(part);
            there = there && real_folder(store, &path)?;
        }
        if there {
            real_folder(store, &path.join(OWN))?;
        }
        Ok(there)
    }

    /// Creates the folder and our own folder in it; gives back those that are new, outermost first.
    pub(crate) fn create(&self, store: &dyn Store) -> Result<Vec<PathBuf>, WriteError> {
        let mut path = self.anchor.clone();
        let mut created = Vec::new();
        for part in self.inside.iter().map(String::as_str).chain([OWN]) {
            path.push(part);
            if !real_folder(store, &path)? {
                match store.create_folder(&path) {
                    Ok(()) => created.push(path.clone()),
                    // Another run was faster; the lock decides who goes on.
                    Err(_) if real_folder(store, &path)? => {}
                    Err(error) => {
                        for folder in created.iter().rev() {
                            let _ = store.remove_folder(folder);
                        }
                        return Err(at(path)(error));
                    }
                }
            }
        }
        Ok(created)
    }
}

fn real_folder(store: &dyn Store, path: &Path) -> Result<bool, WriteError> {
    match store.kind(path).map_err(at(path))? {
        None => Ok(false),
        Some(Kind::Folder) => Ok(true),
        Some(Kind::Link) => Err(WriteError::Link(path.to_path_buf())),
        Some(_) => Err(WriteError::NotAFolder(path.to_path_buf())),
    }
}
