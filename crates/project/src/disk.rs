//! Files on disk, below one folder.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::{Entry, EntryKind, FileSystem};

/// The files below a folder on disk.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    /// The folder `root`, which must exist.
    ///
    /// # Errors
    /// When it does not, or is no folder.
    pub fn new(root: &Path) -> io::Result<Self> {
        let root = root.canonicalize()?;
        if !root.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        Ok(Self { root })
    }

    fn place(&self, path: &str) -> PathBuf {
        let mut place = self.root.clone();
        place.extend(path.split('/').filter(|part| !part.is_empty()));
        place
    }

    fn kind_of(&self, place: &Path) -> io::Result<EntryKind> {
        let kind = fs::symlink_metadata(place)?.file_type();
        if kind.is_symlink() {
            let Ok(target) = place.canonicalize() else {
                return Ok(EntryKind::OuterLink);
            };
            return Ok(match fs::metadata(&target)?.file_type() {
                _ if !target.starts_with(&self.root) => EntryKind::OuterLink,
                kind if kind.is_file() => EntryKind::File,
                kind if kind.is_dir() => EntryKind::InnerLink,
                _ => EntryKind::Special,
            });
        }
        Ok(if kind.is_file() {
            EntryKind::File
        } else if kind.is_dir() {
            EntryKind::Folder
        } else {
            EntryKind::Special
        })
    }
}

impl FileSystem for Disk {
    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(self.place(path))?
            .take(limit)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(self.place(folder))? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let kind = if kind.is_dir() {
                EntryKind::Folder
            } else if kind.is_file() {
                EntryKind::File
            } else {
                self.kind_of(&entry.path())?
            };
            entries.push(Entry {
                name: entry.file_name().to_string_lossy().into_owned(),
                kind,
            });
        }
        Ok(entries)
    }

    fn kind(&self, path: &str) -> io::Result<Option<EntryKind>> {
        // Every folder on the way must be a real one, so that no path leaves the root.
        let mut place = self.root.clone();
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            place.push(part);
            let kind = match self.kind_of(&place) {
                Ok(kind) => kind,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            };
            if parts.peek().is_none() || kind != EntryKind::Folder {
                return Ok(parts.peek().is_none().then_some(kind));
            }
        }
        Ok(None)
    }
}
