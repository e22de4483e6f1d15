//! Replacing a source file's text in one step.

use std::fs;
use std::io;
use std::path::Path;

/// Writes the text beside the file and renames it into place; links and permissions stay.
#[allow(clippy::disallowed_methods)] // sources are written by `fmt`, `check --fix` and `init` only
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = path.canonicalize()?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = path.with_file_name(format!(".{name}.pipewright-new"));
    let result = fs::write(&new, text)
        .and_then(|()| fs::set_permissions(&new, fs::metadata(&path)?.permissions()))
        .and_then(|()| fs::rename(&new, &path));
    if result.is_err() {
        let _ = fs::remove_file(&new);
    }
    result
}
