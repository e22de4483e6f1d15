//! SARIF 2.1.0, for code scanning.

use std::collections::BTreeSet;

use pipewright_diagnostics::{Diagnostic, Rule, Severity};
use pipewright_source::Span;
use serde_json::{Map, Value, json};

use crate::Findings;

pub fn render(findings: &Findings<'_>, rules: &[&Rule], version: &str) -> String {
    let broken: BTreeSet<&str> = findings
        .diagnostics
        .iter()
        .map(|found| found.rule.code)
        .collect();
    let used: Vec<&Rule> = rules
        .iter()
        .filter(|rule| broken.contains(rule.code))
        .copied()
        .collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "pipewright",
                "version": version,
                "informationUri": "https://github.com/pipewright/pipewright",
                "rules": used.iter().map(|rule| describe(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings
                .diagnostics
                .iter()
                .map(|found| result(findings, &used, found))
                .collect::<Vec<_>>(),
        }],
    });
    format!("{document:#}\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn describe(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.explanation },
        "help": {
            "text": format!("Run `pipewright explain {}`.", rule.code),
            "markdown": rule.explanation,
        },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result(findings: &Findings<'_>, used: &[&Rule], found: &Diagnostic) -> Value {
    let mut text = found.message.clone();
    for line in &found.because {
        text.push_str(&format!("\nbecause {line}"));
    }
    if let Some(help) = &found.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    let mut result = Map::new();
    result.insert("ruleId".into(), found.rule.code.into());
    if let Some(index) = used.iter().position(|rule| rule.code == found.rule.code) {
        result.insert("ruleIndex".into(), index.into());
    }
    result.insert("level".into(), level(found.severity).into());
    result.insert("message".into(), json!({ "text": text }));
    let primary = &found.primary;
    result.insert(
        "locations".into(),
        json!([location(findings, primary.span, &primary.text, None)]),
    );
    if !found.related.is_empty() {
        let related: Vec<Value> = found
            .related
            .iter()
            .enumerate()
            .map(|(id, label)| location(findings, label.span, &label.text, Some(id)))
            .collect();
        result.insert("relatedLocations".into(), related.into());
    }
    let fixes: Vec<Value> = found
        .fixes
        .iter()
        .map(|fix| {
            let changes: Vec<Value> = fix
                .edits
                .iter()
                .map(|edit| {
                    json!({
                        "artifactLocation": artifact(findings, edit.span),
                        "replacements": [{
                            "deletedRegion": region(findings, edit.span),
                            "insertedContent": { "text": edit.text },
                        }],
                    })
                })
                .collect();
            json!({ "description": { "text": fix.title }, "artifactChanges": changes })
        })
        .collect();
    if !fixes.is_empty() {
        result.insert("fixes".into(), fixes.into());
    }
    Value::Object(result)
}

fn location(findings: &Findings<'_>, span: Span, text: &str, id: Option<usize>) -> Value {
    let mut location = Map::new();
    if let Some(id) = id {
        location.insert("id".into(), id.into());
    }
    location.insert(
        "physicalLocation".into(),
        json!({
            "artifactLocation": artifact(findings, span),
            "region": region(findings, span),
        }),
    );
    if !text.is_empty() {
        location.insert("message".into(), json!({ "text": text }));
    }
    Value::Object(location)
}

fn artifact(findings: &Findings<'_>, span: Span) -> Value {
    json!({ "uri": uri(&findings.path(span.source)) })
}

fn region(findings: &Findings<'_>, span: Span) -> Value {
    let place = findings.place(span);
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

/// A path as a relative URI reference.
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~') {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
