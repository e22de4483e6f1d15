//! From a path on the command line to a loaded project.

use std::path::{Component, Path, PathBuf};

use pipewright_output::OutputFolder;
use pipewright_project::{Disk, LoadOptions, Project, Root, Settings, discover, load};

use crate::console::Console;
use crate::exit::Exit;

/// Where a project lies.
pub struct Place {
    /// Its folder.
    pub root: PathBuf,
    /// What leads from the current folder to it: `""`, or ending in `/`.
    pub prefix: String,
    /// Its settings.
    pub settings: Settings,
}

/// Finds and loads the project of a path.
pub fn open(console: &Console, path: &Path, out: Option<&Path>) -> Result<(Place, Project), Exit> {
    let root = discover(path).map_err(|error| {
        console.complain(&format!("cannot read {}: {error}", path.display()));
        Exit::Io
    })?;
    read(console, root, out)
}

fn read(console: &Console, root: Root, out: Option<&Path>) -> Result<(Place, Project), Exit> {
    let inside = match out {
        Some(out) => inside(console, &root.folder, out)?,
        None => None,
    };
    console.status("reading");
    let options = LoadOptions {
        only: root.only,
        out: inside,
    };
    let project = Disk::new(&root.folder)
        .map_err(|error| format!("cannot read {}: {error}", root.folder.display()))
        .and_then(|disk| load(&disk, &options).map_err(|error| error.to_string()));
    console.status("");
    let project = project.map_err(|error| {
        console.complain(&error);
        Exit::Io
    })?;
    let place = Place {
        prefix: prefix(&current(), &root.folder),
        root: root.folder,
        settings: project.settings.clone(),
    };
    Ok((place, project))
}

impl Place {
    /// Where output goes.
    pub fn out(&self, given: Option<&Path>) -> OutputFolder {
        match given {
            Some(path) => OutputFolder::at(path),
            None => OutputFolder::new(&self.root, &self.settings.out),
        }
    }

    /// That folder as the user would write it.
    pub fn shown_out(&self, given: Option<&Path>) -> String {
        match given {
            Some(path) => path.display().to_string(),
            None => format!("{}{}", self.prefix, self.settings.out),
        }
    }
}

/// The output folder's path inside the project, if it lies there.
fn inside(console: &Console, root: &Path, out: &Path) -> Result<Option<String>, Exit> {
    let out = lexical(&current().join(out));
    if root.starts_with(&out) {
        console.complain("--out must not hold the project itself: give it a folder of its own");
        return Err(Exit::Usage);
    }
    let relative = out.strip_prefix(root).ok();
    Ok(relative.map(|path| {
        let parts: Vec<_> = path
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        parts.join("/")
    }))
}

#[allow(clippy::disallowed_methods)] // paths of the command line start here
fn current() -> PathBuf {
    std::env::current_dir()
        .and_then(|folder| folder.canonicalize())
        .unwrap_or_default()
}

fn lexical(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                clean.pop();
            }
            Component::CurDir => {}
            other => clean.push(other),
        }
    }
    clean
}

/// The relative path from one canonical folder to another, ending in `/` unless empty.
fn prefix(from: &Path, to: &Path) -> String {
    let same = from
        .components()
        .zip(to.components())
        .take_while(|(one, other)| one == other)
        .count();
    if same < 2 && from != to {
        return format!("{}/", to.display());
    }
    let mut prefix = String::new();
    for _ in from.components().skip(same) {
        prefix.push_str("../");
    }
    for part in to.components().skip(same) {
        prefix.push_str(&part.as_os_str().to_string_lossy());
        prefix.push('/');
    }
    prefix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_lead_from_here_to_there() {
        let prefix = |from: &str, to: &str| prefix(Path::new(from), Path::new(to));
        assert_eq!(prefix("/a/b", "/a/b"), "");
        assert_eq!(prefix("/a/b", "/a/b/c"), "c/");
        assert_eq!(prefix("/a/b/c", "/a"), "../../");
        assert_eq!(prefix("/a/b", "/a/x/y"), "../x/y/");
        assert_eq!(prefix("/a/b", "/x"), "/x/");
    }

    #[test]
    fn dots_are_resolved_without_looking() {
        assert_eq!(lexical(Path::new("/a/./b/../c")), Path::new("/a/c"));
    }
}
