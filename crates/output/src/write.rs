//! Bringing a folder to exactly the files of a tree.

use pipewright_backend::FileTree;

use crate::apply::apply;
use crate::changes::changes;
use crate::error::{WriteError, at};
use crate::index::Index;
use crate::lock::lock;
use crate::{Kind, OutputFolder, Store};

/// Keeps what comes and goes during a run out of version control.
const IGNORED: &str = "/.gitignore\n/lock\n/staging/\n/backup/\n/index.new\n";

/// Which of our files may be removed because they are no longer generated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Scope {
    /// All: the tree is complete.
    #[default]
    All,
    /// Those below these folders: the tree is a part.
    Below(Vec<String>),
}

impl Scope {
    pub(crate) fn holds(&self, file: &str) -> bool {
        match self {
            Self::All => true,
            Self::Below(folders) => folders.iter().any(|folder| {
                file.strip_prefix(folder.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
            }),
        }
    }
}

/// How to write.
#[derive(Debug, Clone, Default)]
pub struct WriteOptions {
    /// Which files the tree speaks for.
    pub scope: Scope,
    /// Replace and remove our files even where they were edited by hand.
    pub overwrite_edited: bool,
}

/// What was done; paths sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// New files.
    pub created: Vec<String>,
    /// Replaced files.
    pub replaced: Vec<String>,
    /// Removed files.
    pub removed: Vec<String>,
    /// How many were right already.
    pub unchanged: usize,
}

/// Brings the folder to the files of `tree`.
///
/// # Errors
/// When files stand in the way, another run is writing, or the disk fails. Then nothing has changed.
pub fn write(
    store: &dyn Store,
    folder: &OutputFolder,
    tree: &FileTree,
    options: &WriteOptions,
) -> Result<Report, WriteError> {
    folder.guard(store)?;
    let created = folder.create(store)?;
    let ignore = folder.own(".gitignore");
    let result = lock(store, folder).and_then(|held| {
        let result = locked(store, folder, tree, options);
        if result.is_ok() && store.kind(&ignore).map_err(at(&ignore))?.is_none() {
            store
                .create(&ignore, IGNORED.as_bytes())
                .map_err(at(&ignore))?;
        }
        drop(held);
        result
    });
    if result.is_err() && !created.is_empty() {
        // Folders we made for nothing. Those that hold something by now stay.
        let _ = store.remove(&folder.own("lock"));
        for path in created.iter().rev() {
            let _ = store.remove_folder(path);
        }
    }
    result
}

fn locked(
    store: &dyn Store,
    folder: &OutputFolder,
    tree: &FileTree,
    options: &WriteOptions,
) -> Result<Report, WriteError> {
    let index = Index::read(store, &folder.own("index.json"))?;
    let mut found = changes(store, folder, &index, tree, &options.scope)?;
    if options.overwrite_edited {
        for path in std::mem::take(&mut found.edited) {
            let place = folder.file(&path);
            match store.kind(&place).map_err(at(&place))? {
                Some(Kind::File) if tree.get(&path).is_some() => found.replace.push(path),
                Some(Kind::File) => found.remove.push(path),
                _ => found.foreign.push(path),
            }
        }
        found.replace.sort();
        found.remove.sort();
    }
    if !found.edited.is_empty() || !found.foreign.is_empty() {
        return Err(WriteError::Refused {
            edited: found.edited,
            foreign: found.foreign,
        });
    }
    let mut next = Index::default();
    for (path, hash) in &index.files {
        if !options.scope.holds(path) {
            next.files.insert(path.clone(), hash.clone());
        }
    }
    next.files.append(&mut found.hashes);
    apply(store, folder, tree, &index, next, &found)?;
    Ok(Report {
        created: found.create,
        replaced: found.replace,
        removed: found.remove,
        unchanged: found.unchanged,
    })
}
