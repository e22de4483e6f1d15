//! The file of a baseline: reading it for `check`, and writing it.

use std::io::{self, Read as _};
use std::path::Path;

use pipewright_diagnostics::Diagnostic;
use pipewright_driver::{Compilation, Known};
use pipewright_judge::{Baseline, baseline_text, is_baseline, rules};
use pipewright_project::{Disk, EntryKind, FileSystem as _, MANIFEST};
use pipewright_render::Summary;
use pipewright_source::{SourceFile, SourceId, Span, Spanned};

use crate::arguments::Check;
use crate::console::Console;
use crate::exit::Exit;
use crate::place::Place;
use crate::replace::create_or_replace;

/// More than any baseline has.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A baseline that cannot be used.
pub struct Unusable {
    /// Where the settings name it; none where the command line does.
    named: Option<Span>,
    path: String,
    why: String,
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
        return Ok(known(&text, inside(place, path), path.display().to_string(), None).map(Some));
    }
    let Some(Spanned { value, span }) = &place.baseline else {
        return Ok(Ok(None));
    };
    let shown = format!("{}{value}", place.prefix);
    Ok(match below(&place.root, value) {
        Ok(text) => known(&text, value.clone(), shown, Some(*span)).map(Some),
        Err(error) => Err(Unusable {
            named: Some(*span),
            path: value.clone(),
            why: error.to_string(),
        }),
    })
}

fn known(text: &str, path: String, shown: String, named: Option<Span>) -> Result<Known, Unusable> {
    match Baseline::read(text) {
        Ok(baseline) => Ok(Known {
            baseline,
            path,
            command: writing(&shown),
        }),
        Err(error) => Err(Unusable {
            named,
            path,
            why: error.to_string(),
        }),
    }
}

fn writing(path: &str) -> String {
    format!("pipewright check --write-baseline {path}")
}

impl Unusable {
    /// The finding that says so.
    pub fn tell(self, found: &mut Compilation) {
        let span = self.named.unwrap_or_else(|| {
            let source: SourceId = found.sources.add(SourceFile::new(self.path.as_str(), ""));
            Span::new(source, 0, 0)
        });
        let label = match self.named {
            Some(_) => format!("`{MANIFEST}` names it here"),
            None => "not used".to_owned(),
        };
        found.diagnostics.push(
            Diagnostic::new(
                &rules::BASELINE,
                format!("the baseline `{}` cannot be read", self.path),
                span,
                label,
            )
            .because(self.why)
            .help(format!("`{}` writes one", writing(&self.path))),
        );
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

/// A file of the project that its settings name.
fn below(root: &Path, path: &str) -> io::Result<String> {
    let disk = Disk::new(root)?;
    match disk.kind(path)? {
        Some(EntryKind::File) => text(disk.read(path, MAX_BYTES + 1)?),
        Some(EntryKind::OuterLink) => Err(io::Error::other("it is a link that leaves the project")),
        Some(_) => Err(io::Error::other("it is no regular file")),
        None => Err(io::Error::other("it is not there")),
    }
}

fn read(path: &Path) -> io::Result<String> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    text(bytes)
}

fn text(bytes: Vec<u8>) -> io::Result<String> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other("longer than a baseline may be"));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("not UTF-8"))
}
