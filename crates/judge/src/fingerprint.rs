//! Fingerprints of findings: the same before and after lines were moved.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::SourceMap;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// A finding as a baseline knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fingerprint {
    /// The file, inside the project.
    pub file: String,
    /// The rule's code.
    pub rule: String,
    /// Of rule, file, the words of the line, and how many such came before.
    pub fingerprint: String,
}

/// The fingerprint of each finding, in their order. They must be in the order of the source.
pub fn fingerprints(findings: &[Diagnostic], sources: &SourceMap) -> Vec<Fingerprint> {
    let mut known: BTreeMap<(&str, &str, String), usize> = BTreeMap::new();
    findings
        .iter()
        .map(|found| {
            let file = sources.path(found.primary.span);
            let line = words(found, sources);
            let key = (found.rule.code, file, line);
            let fingerprint = digest(&key, known.get(&key).copied().unwrap_or(0));
            *known.entry(key).or_insert(0) += 1;
            Fingerprint {
                file: file.to_owned(),
                rule: found.rule.code.to_owned(),
                fingerprint,
            }
        })
        .collect()
}

/// The line a finding begins on, however it is indented and spaced.
fn words(found: &Diagnostic, sources: &SourceMap) -> String {
    let span = found.primary.span;
    let text = sources.get(span.source).map_or("", |file| file.text());
    let at = (span.start as usize).min(text.len());
    let (before, after) = (text.get(..at), text.get(at..));
    let start = before.and_then(|before| before.rsplit('\n').next());
    let end = after.and_then(|after| after.split('\n').next());
    let line = format!("{}{}", start.unwrap_or_default(), end.unwrap_or_default());
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first 64 bits: enough to tell findings of one file apart.
fn digest((rule, file, line): &(&str, &str, String), before: usize) -> String {
    let mut hash = Sha256::new();
    // No part holds a NUL: they are codes, paths, and lines of source.
    hash.update(format!("{rule}\0{file}\0{line}\0{before}"));
    let mut text = String::with_capacity(16);
    for byte in hash.finalize().iter().take(8) {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}
