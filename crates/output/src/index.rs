//! The index: which files of the output folder are ours, and their bytes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{WriteError, at};
use crate::{Kind, Store};

const FORMAT: &str = "pipewright.index/v1";

/// What we own. Paths are relative to the output folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Index {
    format: String,
    /// SHA-256 of each file's bytes.
    pub files: BTreeMap<String, String>,
    /// What a change under way puts in place: were it cut short, each file is old or new.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pending: BTreeMap<String, String>,
}

impl Default for Index {
    fn default() -> Self {
        Self {
            format: FORMAT.to_owned(),
            files: BTreeMap::new(),
            pending: BTreeMap::new(),
        }
    }
}

impl Index {
    /// Reads the index; none there is an empty one.
    pub fn read(store: &dyn Store, path: &Path) -> Result<Self, WriteError> {
        let damaged = |why: String| WriteError::Index(path.to_path_buf(), why);
        match store.kind(path).map_err(at(path))? {
            None => return Ok(Self::default()),
            Some(Kind::File) => {}
            Some(_) => return Err(damaged("not a regular file".to_owned())),
        }
        let bytes = store.read(path).map_err(at(path))?;
        let index: Self =
            serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        if index.format != FORMAT {
            return Err(damaged(format!("its format is not {FORMAT}")));
        }
        let outside = |file: &&String| !is_inside(file);
        match index.files.keys().chain(index.pending.keys()).find(outside) {
            Some(file) => Err(damaged(format!("it names `{}`", file.escape_debug()))),
            None => Ok(index),
        }
    }

    /// Whether we own the file with these bytes.
    pub fn owns(&self, file: &str, hash: &str) -> bool {
        [&self.files, &self.pending]
            .iter()
            .any(|list| list.get(file).is_some_and(|known| known == hash))
    }

    /// Every file that may be ours.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        let also = self
            .pending
            .keys()
            .filter(|file| !self.files.contains_key(*file));
        self.files.keys().chain(also)
    }

    /// Its text.
    pub fn text(&self) -> Result<String, WriteError> {
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| WriteError::Index("index.json".into(), error.to_string()))?;
        text.push('\n');
        Ok(text)
    }
}

/// Whether a path stays below the output folder, and out of our own folder in it.
pub(crate) fn is_inside(file: &str) -> bool {
    let mut parts = file.split('/');
    parts
        .clone()
        .all(|part| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0']))
        && parts.next().is_some_and(|first| first != crate::OWN)
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
