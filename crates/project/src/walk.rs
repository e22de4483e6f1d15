//! Which files make up a project.

use std::io;

use crate::names::EXTENSION;
use crate::{EntryKind, FileSystem, MANIFEST};

/// Folders looked into; more is not a project but somebody's disk.
const MAX_FOLDERS: usize = 20_000;

/// Files of one project.
const MAX_FILES: usize = 50_000;

/// What a walk found; all sorted by path.
#[derive(Debug, Default)]
pub struct Found {
    /// Files to read.
    pub files: Vec<String>,
    /// Source files that may not be read, and why.
    pub refused: Vec<(String, Refusal)>,
}

/// Why something in the folder is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// A symlink to a place outside.
    LeavesProject,
    /// A symlinked folder whose target is outside: not followed.
    FolderLeavesProject,
    /// No regular file.
    Special,
    /// There are too many; this is the first one too many.
    TooMany,
}

/// Finds every source file below the root, except in hidden folders, in `target` and
/// `node_modules`, in the output folder, and in folders that are projects of their own.
pub fn walk(files: &dyn FileSystem, out: &str) -> io::Result<Found> {
    let mut found = Found::default();
    let mut folders = vec![String::new()];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        seen += 1;
        if seen > MAX_FOLDERS {
            found.refused.push((folder, Refusal::TooMany));
            break;
        }
        let entries = match files.list(&folder) {
            Ok(entries) => entries,
            // A folder that closes while we look, or that is not ours to read.
            Err(error) if !folder.is_empty() && error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(io::Error::new(error.kind(), format!("{folder}: {error}"))),
        };
        if !folder.is_empty() && entries.iter().any(|entry| entry.name == MANIFEST) {
            continue;
        }
        for entry in entries {
            if entry.name.starts_with('.') {
                continue;
            }
            let path = if folder.is_empty() {
                entry.name
            } else {
                format!("{folder}/{}", entry.name)
            };
            let source = path.ends_with(EXTENSION);
            match entry.kind {
                EntryKind::Folder => {
                    let skipped = path == out
                        || path.ends_with("node_modules")
                        || path == "target"
                        || path.ends_with("/target");
                    if !skipped {
                        folders.push(path);
                    }
                }
                EntryKind::File if source => found.files.push(path),
                EntryKind::Special if source => found.refused.push((path, Refusal::Special)),
                EntryKind::OuterLink if source => {
                    found.refused.push((path, Refusal::LeavesProject));
                }
                EntryKind::OuterLink => found.refused.push((path, Refusal::FolderLeavesProject)),
                _ => {}
            }
        }
    }
    found.files.sort();
    found.refused.sort();
    if let Some(first) = found.files.get(MAX_FILES).cloned() {
        found.files.truncate(MAX_FILES);
        found.refused.push((first, Refusal::TooMany));
    }
    Ok(found)
}
