//! The baseline a project names: read in one place for everybody who checks.

use std::io;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_judge::{Baseline, rules};
use pipewright_project::{EntryKind, FileSystem, MANIFEST, Settings};
use pipewright_source::{Span, Spanned};

/// More than any baseline has.
pub const MAX_BASELINE_BYTES: u64 = 64 * 1024 * 1024;

/// A baseline, and how to speak of it.
#[derive(Debug, Clone)]
pub struct Known {
    /// The findings it knows.
    pub baseline: Arc<Baseline>,
    /// Its path inside the project, or its whole path.
    pub path: String,
    /// The command that writes it anew.
    pub command: String,
}

impl Known {
    /// Reads the text of a baseline. `path` is where it lies in the project, `shown` what a user writes.
    ///
    /// # Errors
    /// When the text is no baseline that this compiler reads: says why.
    pub fn read(text: &str, path: String, shown: &str) -> Result<Self, String> {
        let baseline = Baseline::read(text).map_err(|error| error.to_string())?;
        Ok(Self {
            baseline: Arc::new(baseline),
            path,
            command: writing(shown),
        })
    }

    /// The baseline that settings name, if they name one. `prefix` leads to the project from where its
    /// user stands: `""`, or ending in `/`.
    ///
    /// # Errors
    /// When it is not there or no baseline: the finding that says so, at the line that names it.
    pub fn of_settings(
        files: &dyn FileSystem,
        settings: &Settings,
        prefix: &str,
    ) -> Result<Option<Self>, Box<Diagnostic>> {
        let Some(Spanned { value, span }) = &settings.baseline else {
            return Ok(None);
        };
        let shown = format!("{prefix}{value}");
        text_of(files, value)
            .map_err(|error| error.to_string())
            .and_then(|text| Self::read(&text, value.clone(), &shown))
            .map(Some)
            .map_err(|why| {
                let label = format!("`{MANIFEST}` names it here");
                Box::new(unusable(value, why, *span, label))
            })
    }
}

/// The command that writes a baseline.
fn writing(path: &str) -> String {
    format!("pipewright check --write-baseline {path}")
}

/// The finding that a baseline cannot be used.
#[must_use]
pub fn unusable(path: &str, why: String, span: Span, label: String) -> Diagnostic {
    let message = format!("the baseline `{path}` cannot be read");
    Diagnostic::new(&rules::BASELINE, message, span, label)
        .because(why)
        .help(format!("`{}` writes one", writing(path)))
}

fn text_of(files: &dyn FileSystem, path: &str) -> io::Result<String> {
    match files.kind(path)? {
        Some(EntryKind::File) => text_of_baseline(files.read(path, MAX_BASELINE_BYTES + 1)?),
        Some(EntryKind::OuterLink) => Err(io::Error::other("it is a link that leaves the project")),
        Some(_) => Err(io::Error::other("it is no regular file")),
        None => Err(io::Error::other("it is not there")),
    }
}

/// The bytes of a baseline as text.
///
/// # Errors
/// When they are too many, or no text.
pub fn text_of_baseline(bytes: Vec<u8>) -> io::Result<String> {
    if bytes.len() as u64 > MAX_BASELINE_BYTES {
        return Err(io::Error::other("longer than a baseline may be"));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("not UTF-8"))
}
