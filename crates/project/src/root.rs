//! Where a project begins: the nearest folder above with a `pipewright.toml`.

use std::io;
use std::path::{Path, PathBuf};

use crate::MANIFEST;

/// A project's folder on disk, and what of it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// The folder; canonical.
    pub folder: PathBuf,
    /// The one file to read (with what it imports), when a file outside any project was given.
    pub only: Option<String>,
}

/// Finds the project of a file or folder: the nearest folder, from the given one upward, that
/// holds `pipewright.toml`; else the given folder itself, or the given file alone.
///
/// # Errors
/// When the path is not there, or is neither a file nor a folder.
pub fn discover(path: &Path) -> io::Result<Root> {
    let path = path.canonicalize()?;
    let folder = if path.is_dir() {
        path.as_path()
    } else if path.is_file() {
        path.parent().unwrap_or(&path)
    } else {
        return Err(io::Error::other("neither a file nor a folder"));
    };
    if let Some(root) = folder
        .ancestors()
        .find(|folder| folder.join(MANIFEST).is_file())
    {
        return Ok(Root {
            folder: root.to_path_buf(),
            only: None,
        });
    }
    Ok(Root {
        folder: folder.to_path_buf(),
        only: (folder != path)
            .then(|| {
                path.file_name()
                    .map(|name| name.to_string_lossy().into_owned())
            })
            .flatten(),
    })
}
