//! Diagnostics as terminal text, lines, JSON, SARIF and GitHub annotations.
//!
//! Every form shows the same findings in the order given. Paths are shown as `prefix` plus the path
//! inside the project, so that they lead from where the command ran to the file; those of the
//! standard library, and whole paths, stand alone.
//!
//! Invariant: no text of a source file reaches a terminal or a build log in a form that either could
//! take for a command.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod excerpt;
mod github;
mod human;
mod json;
mod line;
mod place;
mod safe;
mod sarif;
mod summary;
#[cfg(test)]
mod tests;

pub use human::HumanStyle;
pub use safe::visible;
pub use summary::Summary;

use pipewright_diagnostics::{Diagnostic, Rule};
use pipewright_source::SourceMap;

/// What is rendered.
#[derive(Debug, Clone, Copy)]
pub struct Findings<'a> {
    /// The findings, in the order to show them.
    pub diagnostics: &'a [Diagnostic],
    /// The files they point into.
    pub sources: &'a SourceMap,
    /// What leads from the reader's folder to the project's: `""`, or ending in `/`.
    pub prefix: &'a str,
}

impl Findings<'_> {
    /// As text for a terminal, with an excerpt of the source around each place.
    #[must_use]
    pub fn human(&self, style: &HumanStyle) -> String {
        human::render(self, style)
    }

    /// As one JSON document; its shape is described in [`Findings`]'s documentation page and its
    /// `format` changes only with a change that breaks readers.
    #[must_use]
    pub fn json(&self) -> String {
        json::render(self)
    }

    /// As one SARIF 2.1.0 log. `rules` are all rules the compiler has; those that were broken are
    /// described in the log.
    #[must_use]
    pub fn sarif(&self, rules: &[&Rule], version: &str) -> String {
        sarif::render(self, rules, version)
    }

    /// As workflow commands of GitHub Actions, one line a finding.
    #[must_use]
    pub fn github(&self) -> String {
        github::render(self)
    }

    /// As one line a finding: place, severity, message, rule.
    #[must_use]
    pub fn line(&self) -> String {
        line::render(self)
    }

    /// How many there are of each severity.
    #[must_use]
    pub fn summary(&self) -> Summary {
        Summary::of(self.diagnostics)
    }
}
