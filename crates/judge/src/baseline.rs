//! The baseline: findings that were there before, and are not shown again.
//!
//! ```json
//! { "format": "pipewright.baseline/v1",
//!   "findings": [
//!     { "file": "main.pipe", "rule": "PW0513", "fingerprint": "0123456789abcdef" } ] }
//! ```
//! Sorted, one finding a line: two people who add to it seldom meet.

use std::collections::BTreeSet;
use std::fmt;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceFile, SourceMap, Span};
use serde::Deserialize;

use crate::fingerprint::{Fingerprint, fingerprints};
use crate::rules;

/// The form of the file; another number is another form.
const FORMAT: &str = "pipewright.baseline/v1";

/// What every form of it begins with.
const FAMILY: &str = "pipewright.baseline/";

/// This many of those that are gone are named.
const MOST_NAMED: usize = 5;

/// Findings that are not shown again.
#[derive(Debug, Clone)]
pub struct Baseline {
    known: BTreeSet<Fingerprint>,
    text: String,
}

/// A text is no baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineError {
    /// Why not.
    pub why: String,
}

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for BaselineError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(rename = "format")]
    _format: String,
    findings: Vec<Fingerprint>,
}

#[derive(Deserialize)]
struct Head {
    format: String,
}

/// Findings, without those of a baseline.
#[derive(Debug, Default)]
pub struct Judged {
    /// Those it does not know.
    pub shown: Vec<Diagnostic>,
    /// Those it knows.
    pub hidden: Vec<Diagnostic>,
    /// Those it knows that are gone.
    pub gone: Vec<Fingerprint>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// When the text is none, or one of another version.
    pub fn read(text: &str) -> Result<Self, BaselineError> {
        let head: Result<Head, _> = serde_json::from_str(text);
        match head {
            Ok(head) if head.format == FORMAT => {}
            Ok(head) if head.format.starts_with(FAMILY) => {
                let format: String = head.format.chars().take(60).collect();
                return Err(BaselineError {
                    why: format!("it has the format `{format}`; this compiler reads `{FORMAT}`"),
                });
            }
            _ => {
                return Err(BaselineError {
                    why: format!("it is no JSON document of the format `{FORMAT}`"),
                });
            }
        }
        let document: Document = serde_json::from_str(text).map_err(|error| BaselineError {
            why: error.to_string(),
        })?;
        Ok(Self {
            known: document.findings.into_iter().collect(),
            text: text.to_owned(),
        })
    }

    /// Parts findings, which must be in the order of the source, into known and new ones.
    #[must_use]
    pub fn apply(&self, findings: Vec<Diagnostic>, sources: &SourceMap) -> Judged {
        let prints = fingerprints(&findings, sources);
        let mut judged = Judged::default();
        for (found, print) in findings.into_iter().zip(&prints) {
            if self.known.contains(print) {
                judged.hidden.push(found);
            } else {
                judged.shown.push(found);
            }
        }
        let present: BTreeSet<&Fingerprint> = prints.iter().collect();
        let gone = self.known.iter().filter(|print| !present.contains(print));
        judged.gone = gone.cloned().collect();
        judged
    }

    /// The note that findings of the baseline are gone; `path` is its file, `command` what writes
    /// it anew.
    #[must_use]
    pub fn outlived(
        &self,
        gone: &[Fingerprint],
        path: &str,
        command: &str,
        sources: &mut SourceMap,
    ) -> Option<Diagnostic> {
        let first = gone.first()?;
        let source = sources.add(SourceFile::new(path, self.text.clone()));
        let at = self.text.find(&format!("\"{}\"", first.fingerprint));
        let at = at.and_then(|at| u32::try_from(at).ok()).unwrap_or(0);
        let length = u32::try_from(first.fingerprint.len() + 2).unwrap_or(0);
        let (message, label) = match gone.len() {
            1 => (
                "a finding of the baseline is gone".to_owned(),
                "this one".to_owned(),
            ),
            many => (
                format!("{many} findings of the baseline are gone"),
                "the first of them".to_owned(),
            ),
        };
        let mut found = Diagnostic::new(
            &rules::OUTLIVED_BASELINE,
            message,
            Span::new(source, at, at.saturating_add(length)),
            label,
        )
        .help(format!("`{command}` writes it anew, without them"));
        for print in gone.iter().take(MOST_NAMED) {
            found = found.because(format!(
                "{} in {} is no longer found",
                print.rule, print.file
            ));
        }
        if gone.len() > MOST_NAMED {
            found = found.because(format!("and so for {} more", gone.len() - MOST_NAMED));
        }
        Some(found)
    }
}

/// Whether a text is a baseline of any version: a file that holds one may be written over.
#[must_use]
pub fn is_baseline(text: &str) -> bool {
    let head: Result<Head, _> = serde_json::from_str(text);
    head.is_ok_and(|head| head.format.starts_with(FAMILY))
}

/// The baseline of these findings, which must be in the order of the source.
#[must_use]
pub fn baseline_text(findings: &[Diagnostic], sources: &SourceMap) -> String {
    let known: BTreeSet<Fingerprint> = fingerprints(findings, sources).into_iter().collect();
    let lines: Vec<String> = known
        .iter()
        .map(|print| {
            format!(
                "\n    {{ \"file\": {}, \"rule\": {}, \"fingerprint\": {} }}",
                serde_json::Value::from(print.file.as_str()),
                serde_json::Value::from(print.rule.as_str()),
                serde_json::Value::from(print.fingerprint.as_str()),
            )
        })
        .collect();
    let end = if lines.is_empty() { "" } else { "\n  " };
    format!(
        "{{\n  \"format\": \"{FORMAT}\",\n  \"findings\": [{}{end}]\n}}\n",
        lines.join(",")
    )
}
