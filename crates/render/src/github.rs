//! Annotations of GitHub Actions: one workflow command a finding.

use pipewright_diagnostics::{Diagnostic, Severity};

use crate::{Findings, safe};

pub fn render(findings: &Findings<'_>) -> String {
    findings
        .diagnostics
        .iter()
        .map(|found| annotation(findings, found))
        .collect()
}

fn annotation(findings: &Findings<'_>, found: &Diagnostic) -> String {
    let place = findings.place(found.primary.span);
    let command = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut message = found.message.clone();
    if !found.primary.text.is_empty() {
        message.push_str(&format!(" ({})", found.primary.text));
    }
    for line in &found.because {
        message.push_str(&format!("\nbecause {line}"));
    }
    if let Some(help) = &found.help {
        message.push_str(&format!("\nhelp: {help}"));
    }
    for fix in &found.fixes {
        message.push_str(&format!("\nfix: {}", fix.title));
    }
    format!(
        "::{command} file={},line={},endLine={},col={},endColumn={},title={}::{}\n",
        property(&place.path),
        place.start.line,
        place.end.line,
        place.start.column,
        place.end.column,
        property(&format!("{} {}", found.rule.code, found.rule.name)),
        data(&message)
    )
}

/// Escapes the text after the last `::`.
fn data(text: &str) -> String {
    safe::visible(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
