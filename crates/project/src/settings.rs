//! `pipewright.toml`: the marker of a project's root, and the little it may say.

use std::path::{Component, Path};

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceFile, SourceId, Span};
use serde::Deserialize;

use crate::rules;

/// The file that marks a project's root.
pub const MANIFEST: &str = "pipewright.toml";

/// Where output goes unless the project says otherwise.
pub const DEFAULT_OUT: &str = "generated";

/// What a project says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Its name, for people.
    pub name: Option<String>,
    /// The folder for output: relative, with `/`, inside the project.
    pub out: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: None,
            out: DEFAULT_OUT.to_owned(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name: Option<toml::Spanned<String>>,
    out: Option<toml::Spanned<String>>,
}

/// Reads the text of a `pipewright.toml`.
pub fn read(source: SourceId, file: &SourceFile) -> Result<Settings, Box<Diagnostic>> {
    let problem = |message: String, range: std::ops::Range<usize>, label: &str| {
        let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let span = Span::new(source, at(range.start), at(range.end));
        Box::new(Diagnostic::new(&rules::MANIFEST, message, span, label))
    };
    let raw: Raw = toml::from_str(file.text()).map_err(|error| {
        let message = error.message().replace('\n', " ");
        problem(
            format!("`{MANIFEST}` cannot be read: {message}"),
            error.span().unwrap_or(0..0),
            "here",
        )
    })?;
    if let Some(name) = &raw.name
        && (name.get_ref().is_empty() || name.get_ref().chars().any(char::is_control))
    {
        return Err(problem(
            "the project's name must be one line of text".to_owned(),
            name.span(),
            "not a name",
        ));
    }
    let out = match raw.out {
        None => DEFAULT_OUT.to_owned(),
        Some(out) => normal(out.get_ref()).ok_or_else(|| {
            problem(
                "`out` must be a folder inside the project".to_owned(),
                out.span(),
                "leaves the project, is its root, or holds strange characters",
            )
        })?,
    };
    Ok(Settings {
        name: raw.name.map(toml::Spanned::into_inner),
        out,
    })
}

/// `a/./b/` as `a/b`; nothing for what is not strictly inside.
fn normal(path: &str) -> Option<String> {
    let mut parts = Vec::new();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            _ => return None,
        }
    }
    let normal = parts.join("/");
    let strange = crate::names::strange_character(&normal).is_some() || normal.contains('\\');
    (!parts.is_empty() && !strange).then_some(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Result<Settings, String> {
        read(SourceId(0), &SourceFile::new(MANIFEST, text)).map_err(|found| found.message)
    }

    #[test]
    fn empty_is_fine() {
        assert_eq!(settings(""), Ok(Settings::default()));
    }

    #[test]
    fn name_and_out_are_read() {
        let read = settings("name = \"acme\"\nout = \"./deploy/generated/\"\n").unwrap();
        assert_eq!(read.name.as_deref(), Some("acme"));
        assert_eq!(read.out, "deploy/generated");
    }

    #[test]
    fn nothing_else_is() {
        assert!(settings("output = \"x\"").unwrap_err().contains("output"));
        assert!(settings("name = 3").is_err());
        assert!(settings("= = =").is_err());
    }

    #[test]
    fn out_stays_inside() {
        for out in ["..", ".", "", "/tmp", "a/../..", "a\\nb"] {
            assert!(settings(&format!("out = \"{out}\"")).is_err(), "{out}");
        }
    }
}
