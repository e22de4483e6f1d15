//! The files of a project as the editor has them: open buffers over what is on disk.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use pipewright_project::{Disk, Entry, EntryKind, FileSystem};

/// Buffers over a disk, or over nothing.
pub struct Overlay {
    /// What is on disk.
    pub disk: Option<Disk>,
    /// Open buffers by path inside the project.
    pub buffers: BTreeMap<String, Arc<str>>,
}

impl Overlay {
    fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a str> {
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        self.buffers
            .range(prefix.clone()..)
            .map_while(move |(path, _)| path.strip_prefix(prefix.as_str()))
    }
}

impl FileSystem for Overlay {
    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        if let Some(text) = self.buffers.get(path) {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            return Ok(text.as_bytes().iter().take(limit).copied().collect());
        }
        match &self.disk {
            // What went away between being listed and being read is an empty file, until the client
            // tells of it: one file never costs the others.
            Some(disk) => disk.read(path, limit).or_else(|_| Ok(Vec::new())),
            None => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }

    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        let on_disk = self.disk.as_ref().map(|disk| disk.list(folder));
        let mut entries = match on_disk {
            Some(Ok(entries)) => entries,
            // A folder that cannot be read, or of which only buffers know.
            Some(Err(_)) | None => Vec::new(),
        };
        let known: BTreeSet<String> = entries.iter().map(|entry| entry.name.clone()).collect();
        let buffered: BTreeSet<Entry> = self
            .below(folder)
            .map(|rest| match rest.split_once('/') {
                Some((name, _)) => Entry {
                    name: name.to_owned(),
                    kind: EntryKind::Folder,
                },
                None => Entry {
                    name: rest.to_owned(),
                    kind: EntryKind::File,
                },
            })
            .collect();
        entries.extend(
            buffered
                .into_iter()
                .filter(|entry| !known.contains(&entry.name)),
        );
        Ok(entries)
    }

    fn kind(&self, path: &str) -> io::Result<Option<EntryKind>> {
        if self.buffers.contains_key(path) {
            return Ok(Some(EntryKind::File));
        }
        let on_disk = match &self.disk {
            Some(disk) => disk.kind(path)?,
            None => None,
        };
        Ok(on_disk.or_else(|| self.below(path).next().map(|_| EntryKind::Folder)))
    }
}
