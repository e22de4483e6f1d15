//! Places on disk and in the protocol: URIs, paths, and the project a file belongs to.

use std::path::{Path, PathBuf};

use pipewright_editor::standard;
use pipewright_project::MANIFEST;
use tower_lsp::ls_types::Uri;

/// Where a project lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// A folder on disk, with all source files below it.
    Folder(PathBuf),
    /// One file on disk with what it imports: it lies in no project and no folder of the workspace.
    File(PathBuf),
    /// A document that is on no disk.
    Document(String),
    /// The standard library, which the server itself carries.
    Standard,
}

/// Before the path of a document that the server itself carries.
pub const STANDARD: &str = "pipewright-std";

/// The path of a file of the standard library: `std/s3.pipe`.
pub fn standard_path(uri: &Uri) -> Option<&str> {
    let path = uri.as_str().strip_prefix(STANDARD)?.strip_prefix(':')?;
    // Clients write an authority that is empty, or none.
    let path = path.strip_prefix("//").unwrap_or(path).strip_prefix('/')?;
    standard::text(path).map(|_| path)
}

/// The URI of a file of the standard library.
pub fn standard_uri(path: &str) -> Option<Uri> {
    format!("{STANDARD}:///{path}").parse().ok()
}

/// The path of a URI on disk.
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    if !uri.as_str().starts_with("file:") {
        return None;
    }
    let path = uri.to_file_path()?.into_owned();
    path.is_absolute().then(|| clean(&path))
}

/// The URI of a path.
pub fn uri_of(path: &Path) -> Option<Uri> {
    Uri::from_file_path(path)
}

/// The project of a document: that of the nearest manifest above it; else the folder of the workspace
/// it lies in; else the file by itself.
pub fn root_of(uri: &Uri, workspace: &[PathBuf]) -> Root {
    if standard_path(uri).is_some() {
        return Root::Standard;
    }
    let Some(path) = path_of(uri) else {
        return Root::Document(uri.as_str().to_owned());
    };
    let folder = path.parent().unwrap_or(&path);
    if let Some(found) = folder
        .ancestors()
        .find(|folder| folder.join(MANIFEST).is_file())
    {
        return Root::Folder(real(found));
    }
    let inside = workspace.iter().filter(|folder| path.starts_with(folder));
    match inside.max_by_key(|folder| folder.components().count()) {
        Some(folder) => Root::Folder(folder.clone()),
        None => Root::File(path),
    }
}

impl Root {
    /// The folder that paths inside the project begin at.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::File(file) => file.parent(),
            Self::Document(_) | Self::Standard => None,
        }
    }

    /// The path of a document inside the project, with `/`.
    pub fn inside(&self, uri: &Uri) -> Option<String> {
        if let Self::Document(own) = self {
            return (own == uri.as_str()).then(|| UNSAVED.to_owned());
        }
        if *self == Self::Standard {
            return standard_path(uri).map(str::to_owned);
        }
        let path = path_of(uri)?;
        let folder = self.folder()?;
        let inside = path
            .strip_prefix(folder)
            .map(Path::to_path_buf)
            .or_else(|_| real(&path).strip_prefix(folder).map(Path::to_path_buf))
            .ok()?;
        let parts: Option<Vec<&str>> = inside
            .components()
            .map(|part| part.as_os_str().to_str())
            .collect();
        Some(parts?.join("/"))
    }

    /// The URI of a path inside the project.
    pub fn uri(&self, inside: &str) -> Option<Uri> {
        match self {
            Self::Document(own) => own.parse().ok(),
            Self::Standard => None,
            _ => uri_of(&self.folder()?.join(inside)),
        }
    }
}

/// What a document is called that has no path.
pub const UNSAVED: &str = "unsaved.pipe";

/// A path without symlinks, where it is there; a file that is not there yet lies in a folder that is.
pub fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        let parent = path.parent().and_then(|parent| parent.canonicalize().ok());
        match (parent, path.file_name()) {
            (Some(parent), Some(name)) => parent.join(name),
            _ => path.to_path_buf(),
        }
    })
}

fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                clean.pop();
            }
            std::path::Component::CurDir => {}
            part => clean.push(part),
        }
    }
    clean
}
