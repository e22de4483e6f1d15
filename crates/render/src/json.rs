//! The JSON form.
//!
//! ```json
//! { "format": "pipewright.diagnostics/v1",
//!   "summary": { "errors": 1, "warnings": 0, "notes": 0 },
//!   "diagnostics": [
//!     { "code": "PW0901", "name": "unknown-module", "severity": "error",
//!       "message": "…", "label": "…", "path": "main.pipe",
//!       "range": { "start": { "line": 1, "column": 8, "offset": 7 }, "end": { … } },
//!       "related": [ { "path": "…", "range": { … }, "text": "…" } ],
//!       "because": [ "…" ], "help": "…" or null,
//!       "fixes": [ { "title": "…", "safe": false,
//!                    "edits": [ { "path": "…", "range": { … }, "text": "…" } ] } ] } ] }
//! ```
//! Lines and columns count from 1, columns in characters, offsets in bytes; ends are one past.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use serde_json::{Value, json};

use crate::Findings;

pub fn render(findings: &Findings<'_>) -> String {
    let document = json!({
        "format": "pipewright.diagnostics/v1",
        "summary": findings.summary(),
        "diagnostics": findings
            .diagnostics
            .iter()
            .map(|found| diagnostic(findings, found))
            .collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

fn diagnostic(findings: &Findings<'_>, found: &Diagnostic) -> Value {
    json!({
        "code": found.rule.code,
        "name": found.rule.name,
        "severity": found.severity,
        "message": found.message,
        "label": found.primary.text,
        "path": findings.path(found.primary.span.source),
        "range": range(findings, found.primary.span),
        "related": found
            .related
            .iter()
            .map(|label| piece(findings, label.span, &label.text))
            .collect::<Vec<_>>(),
        "because": found.because,
        "help": found.help,
        "fixes": found
            .fixes
            .iter()
            .map(|fix| json!({
                "title": fix.title,
                "safe": fix.safe,
                "edits": fix
                    .edits
                    .iter()
                    .map(|edit| piece(findings, edit.span, &edit.text))
                    .collect::<Vec<_>>(),
            }))
            .collect::<Vec<_>>(),
    })
}

fn piece(findings: &Findings<'_>, span: Span, text: &str) -> Value {
    json!({
        "path": findings.path(span.source),
        "range": range(findings, span),
        "text": text,
    })
}

fn range(findings: &Findings<'_>, span: Span) -> Value {
    let place = findings.place(span);
    json!({
        "start": { "line": place.start.line, "column": place.start.column, "offset": span.start },
        "end": { "line": place.end.line, "column": place.end.column, "offset": span.end },
    })
}
