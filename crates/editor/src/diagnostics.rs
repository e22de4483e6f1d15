//! Diagnostics: the findings of a check as an editor shows them, file by file.

use std::collections::BTreeMap;

use pipewright_diagnostics::{Diagnostic, Fix, Severity};
use pipewright_driver::Examined;
use pipewright_project::Project;
use pipewright_source::{SourceId, Span};

use crate::reasons::Reasons;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The place.
    pub span: Span,
    /// How much it weighs.
    pub severity: Severity,
    /// The rule's code.
    pub code: &'static str,
    /// What is wrong, why and what to do about it.
    pub message: String,
    /// Other places that belong to the reason, and the lines of its path.
    pub related: Vec<(Span, String)>,
    /// Whether the place could go.
    pub unnecessary: bool,
    /// Changes that mend it.
    pub fixes: Vec<Fix>,
}

/// Rules whose place is of no use.
const UNNECESSARY: [&str; 2] = ["unused-import", "idle-waiver"];

/// The findings of a check by file, in the order the command shows them.
#[must_use]
pub fn diagnostics(project: &Project, examined: &Examined) -> BTreeMap<SourceId, Vec<Finding>> {
    let mut files: BTreeMap<SourceId, Vec<Finding>> = BTreeMap::new();
    let reasons = Reasons::of(project);
    for found in &examined.compilation.diagnostics {
        let file = files.entry(found.primary.span.source).or_default();
        file.push(finding(found, &reasons));
    }
    files
}

/// One of them.
pub fn finding(found: &Diagnostic, reasons: &Reasons<'_>) -> Finding {
    let mut related = Vec::new();
    if !found.primary.text.is_empty() {
        related.push((found.primary.span, found.primary.text.clone()));
    }
    let labels = found.related.iter();
    related.extend(labels.map(|label| (label.span, label.text.clone())));
    // Each line of the reason leads to what it names; one that names nothing, to the finding.
    let here = found.primary.span;
    let lines = found.because.iter();
    related.extend(lines.map(|line| (reasons.place(here, line).unwrap_or(here), line.clone())));
    let mut message = found.message.clone();
    for line in &found.because {
        message.push('\n');
        message.push_str(line);
    }
    if let Some(help) = &found.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    Finding {
        span: found.primary.span,
        severity: found.severity,
        code: found.rule.code,
        message,
        related,
        unnecessary: UNNECESSARY.contains(&found.rule.name),
        fixes: found.fixes.clone(),
    }
}
