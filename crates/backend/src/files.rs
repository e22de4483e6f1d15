//! Generated files, in memory.

use std::collections::BTreeMap;

/// One generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Its whole text.
    pub text: String,
}

/// Generated files by path. Paths are relative, use `/`, and hold no `.` or `..` parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileTree {
    files: BTreeMap<String, OutputFile>,
}

impl FileTree {
    /// Adds a file; gives back the path if it was there already, which is a collision of names.
    #[must_use = "two files of one path are a collision that must be reported"]
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> Option<String> {
        let path = path.into();
        if self.files.contains_key(&path) {
            return Some(path);
        }
        // Text grows by doubling: over thousands of files the spare room would add up. Allocators
        // shrink in place, which frees nothing; a copy does.
        let mut text = text.into();
        if text.capacity() > text.len() + text.len() / 8 {
            text = text.as_str().to_owned();
        }
        self.files.insert(path, OutputFile { text });
        None
    }

    /// Adds all files of `other` below the folder `prefix`; gives back the paths that collided.
    #[must_use = "two files of one path are a collision that must be reported"]
    pub fn graft(&mut self, prefix: &str, other: Self) -> Vec<String> {
        other
            .files
            .into_iter()
            .filter_map(|(path, file)| self.add(format!("{prefix}/{path}"), file.text))
            .collect()
    }

    /// All files, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &OutputFile)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// The file of a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&OutputFile> {
        self.files.get(path)
    }

    /// How many files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
