//! `pipewright.toml`: the marker of a project's root, and the little it may say.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceFile, SourceId, Span, Spanned};
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
    /// The levels it gives rules, in the order written. What they mean is the judge's business.
    pub levels: Vec<LevelSetting>,
    /// The file of findings that `check` does not show: relative, with `/`, inside the project.
    pub baseline: Option<Spanned<String>>,
}

/// One line of `[levels]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelSetting {
    /// A rule's code or name, as written.
    pub rule: Spanned<String>,
    /// The level, as written.
    pub level: Spanned<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: None,
            out: DEFAULT_OUT.to_owned(),
            levels: Vec::new(),
            baseline: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name: Option<toml::Spanned<String>>,
    out: Option<toml::Spanned<String>>,
    #[serde(default)]
    levels: BTreeMap<toml::Spanned<String>, toml::Spanned<String>>,
    #[serde(default)]
    check: RawCheck,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCheck {
    baseline: Option<toml::Spanned<String>>,
}

/// Reads the text of a `pipewright.toml`.
pub fn read(source: SourceId, file: &SourceFile) -> Result<Settings, Box<Diagnostic>> {
    let place = |range: std::ops::Range<usize>| {
        let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span::new(source, at(range.start), at(range.end))
    };
    let problem = |message: String, range: std::ops::Range<usize>, label: &str| {
        let found = Diagnostic::new(&rules::MANIFEST, message, place(range), label);
        Box::new(found)
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
    let inside = |what: &str, kind: &str, path: &toml::Spanned<String>| {
        normal(path.get_ref()).ok_or_else(|| {
            problem(
                format!("`{what}` must be a {kind} inside the project"),
                path.span(),
                "leaves the project, is its root, or holds strange characters",
            )
        })
    };
    let out = match &raw.out {
        None => DEFAULT_OUT.to_owned(),
        Some(out) => inside("out", "folder", out)?,
    };
    let baseline = match &raw.check.baseline {
        None => None,
        Some(path) => Some(Spanned::new(
            inside("baseline", "file", path)?,
            place(path.span()),
        )),
    };
    let spanned = |text: toml::Spanned<String>| {
        let span = place(text.span());
        Spanned::new(text.into_inner(), span)
    };
    let mut levels: Vec<LevelSetting> = raw
        .levels
        .into_iter()
        .map(|(rule, level)| LevelSetting {
            rule: spanned(rule),
            level: spanned(level),
        })
        .collect();
    levels.sort_by_key(|setting| setting.rule.span);
    Ok(Settings {
        name: raw.name.map(toml::Spanned::into_inner),
        out,
        levels,
        baseline,
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
    fn out_and_baseline_stay_inside() {
        for path in ["..", ".", "", "/tmp", "a/../..", "a\\nb"] {
            assert!(settings(&format!("out = \"{path}\"")).is_err(), "{path}");
            let check = format!("[check]\nbaseline = \"{path}\"");
            assert!(settings(&check).is_err(), "{path}");
        }
        let read = settings("[check]\nbaseline = \"./ci/known.json\"").unwrap();
        assert_eq!(read.baseline.unwrap().value, "ci/known.json");
    }

    #[test]
    fn levels_are_read_in_their_order_with_their_places() {
        let text = "[levels]\nunstated-place = \"off\"\nPW0513 = \"error\"\n";
        let file = SourceFile::new(MANIFEST, text);
        let levels = read(SourceId(0), &file).unwrap().levels;
        let shown: Vec<(&str, &str)> = levels
            .iter()
            .map(|setting| {
                let place = |span: Span| file.slice(span.start, span.end);
                (place(setting.rule.span), place(setting.level.span))
            })
            .collect();
        assert_eq!(
            shown,
            [("unstated-place", "\"off\""), ("PW0513", "\"error\"")]
        );
        assert!(settings("[levels]\nPW0513 = 3\n").is_err());
        assert!(settings("[levels]\nPW0513 = \"off\"\nPW0513 = \"off\"\n").is_err());
        assert!(settings("[check]\nbase = \"x\"\n").is_err());
    }
}
