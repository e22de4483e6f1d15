//! Files in memory: for examples, tests and editors.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::{Entry, EntryKind, FileSystem};

/// Files by path.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// Adds or replaces a file.
    pub fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    fn below(&self, folder: &str) -> impl Iterator<Item = &str> {
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        self.files
            .range(prefix.clone()..)
            .map_while(move |(path, _)| path.strip_prefix(prefix.as_str()))
    }
}

impl<P: Into<String>, B: Into<Vec<u8>>> FromIterator<(P, B)> for Memory {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        let mut memory = Self::default();
        for (path, bytes) in files {
            memory.add(path, bytes);
        }
        memory
    }
}

impl FileSystem for Memory {
    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        let bytes = self
            .files
            .get(path)
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(bytes.iter().copied().take(limit).collect())
    }

    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        let entries: BTreeSet<Entry> = self
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
        Ok(entries.into_iter().collect())
    }

    fn kind(&self, path: &str) -> io::Result<Option<EntryKind>> {
        Ok(if self.files.contains_key(path) {
            Some(EntryKind::File)
        } else {
            self.below(path).next().map(|_| EntryKind::Folder)
        })
    }
}
