//! One line a finding, as compilers have always written them: editors and tasks find the places.

use pipewright_diagnostics::{Diagnostic, Severity};

use crate::{Findings, safe};

pub fn render(findings: &Findings<'_>) -> String {
    findings
        .diagnostics
        .iter()
        .map(|found| line(findings, found))
        .collect()
}

/// `main.pipe:34:15-34:24: error: what is wrong [PW0601 leaves-region]`, without the reasons.
fn line(findings: &Findings<'_>, found: &Diagnostic) -> String {
    let place = findings.place(found.primary.span);
    let severity = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let (start, end) = (place.start, place.end);
    let text = format!(
        "{}:{}:{}-{}:{}: {severity}: {} [{} {}]",
        place.path,
        start.line,
        start.column,
        end.line,
        end.column,
        found.message,
        found.rule.code,
        found.rule.name
    );
    // A line, whatever a file is called or a message quotes; and no command of a build log.
    let text = safe::visible(&text).replace('\n', " ");
    let guard = if text.starts_with("::") { "./" } else { "" };
    format!("{guard}{text}\n")
}
