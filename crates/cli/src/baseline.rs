//! The file of a baseline: reading it for `check`, and writing it.

use std::io::{self, Read as _};
use std::path::Path;

use pipewright_diagnostics::Diagnostic;
use pipewright_driver::{Compilation, Known, MAX_BASELINE_BYTES, text_of_baseline, unusable};
use pipewright_judge::{baseline_text, is_baseline};
use pipewright_project::Disk;
use pipewright_render::Summary;
use pipewright_source::{SourceFile, Span};

use crate::arguments::Check;
use crate::console::Console;
use crate::exit::Exit;
use crate::place::Place;
use crate::replace::create_or_replace;

/// A baseline that cannot be used, and why.
pub enum Unusable {
    /// The settings name it: the finding stands there.
    Named(Box<Diagnostic>),
    /// The command line names it.
    Given {
        /// Its path.
        path: String,
        /// What is wrong with it.
        why: String,
    },
}

/// The baseline to check by: that of the command line, or that of the settings.
pub fn load(
    console: &Console,
    place: &Place,
    verb: &Check,
) -> Result<Result<Option<Known>, Unusable>, Exit> {
    if verb.write_baseline.is_some() {
        return Ok(Ok(None));
    }
    if let Some(path) = &verb.baseline {
        let text = read(path).map_err(|error| {
            console.complain(&format!("cannot read {}: {error}", path.display()));
            Exit::Io
        })?;
        let inside = inside(place, path);
        let known = Known::read(&text, inside.clone(), &path.display().to_string());
        return Ok(known
            .map(Some)
            .map_err(|why| Unusable::Given { path: inside, why }));
    }
    let disk = Disk::new(&place.root).map_err(|error| {
        console.complain(&format!("cannot read {}: {error}", place.root.display()));
        Exit::Io
    })?;
    Ok(Known::of_settings(&disk, &place.settings, &place.prefix).map_err(Unusable::Named))
}

impl Unusable {
    /// The finding that says so.
    pub fn tell(self, found: &mut Compilation) {
        found.diagnostics.push(match self {
            Self::Named(finding) => *finding,
            Self::Given { path, why } => {
                let source = found.sources.add(SourceFile::new(path.as_str(), ""));
                unusable(&path, why, Span::new(source, 0, 0), "not used".to_owned())
            }
        });
    }
}

/// Writes the findings there are, and forgets them.
pub fn write(console: &Console, found: &mut Compilation, path: &Path) -> Result<(), Exit> {
    let shown = path.display();
    let fail = |error: io::Error| {
        console.complain(&format!("cannot write {shown}: {error}"));
        Exit::Io
    };
    if std::fs::symlink_metadata(path).is_ok() && !read(path).is_ok_and(|text| is_baseline(&text)) {
        console.complain(&format!(
            "{shown} is there and is no baseline: nothing was written"
        ));
        return Err(Exit::Io);
    }
    let text = baseline_text(&found.diagnostics, &found.sources);
    create_or_replace(path, &text).map_err(fail)?;
    let summary = Summary::of(&found.diagnostics);
    console.note(&pipewright_render::visible(&format!(
        "wrote {summary} to {shown}\n"
    )));
    if found.has_errors() {
        console.note("`build` still refuses the errors; what comes after them was not looked at\n");
    }
    found.diagnostics.clear();
    Ok(())
}

/// The path inside the project, or the whole path of what lies elsewhere.
fn inside(place: &Place, path: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let shown = whole.strip_prefix(&place.root).unwrap_or(&whole);
    shown.display().to_string()
}

fn read(path: &Path) -> io::Result<String> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path)?;
    file.take(MAX_BASELINE_BYTES + 1).read_to_end(&mut bytes)?;
    text_of_baseline(bytes)
}
