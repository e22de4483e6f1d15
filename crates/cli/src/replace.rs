//! Replacing a source file's text in one step.

use std::fs;
use std::io;
use std::path::Path;

/// Writes the text beside the file and renames it into place; links and permissions stay.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = path.canonicalize()?;
    let permissions = fs::metadata(&path)?.permissions();
    put(&path, text, Some(permissions))
}

/// The same where the file need not be there yet.
pub fn create_or_replace(path: &Path, text: &str) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => put(path, text, None),
        _ => replace(path, text),
    }
}

#[allow(clippy::disallowed_methods)] // sources are written by `fmt`, `check` and `init` only
fn put(path: &Path, text: &str, permissions: Option<fs::Permissions>) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = path.with_file_name(format!(".{name}.pipewright-new"));
    let result = fs::write(&new, text)
        .and_then(|()| permissions.map_or(Ok(()), |same| fs::set_permissions(&new, same)))
        .and_then(|()| fs::rename(&new, path));
    if result.is_err() {
        let _ = fs::remove_file(&new);
    }
    result
}
