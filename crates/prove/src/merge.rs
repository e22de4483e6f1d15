//! Joining findings that have one cause.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;

/// At most this many places of others are shown with the first.
const MOST_RELATED: usize = 8;

/// Joins findings of one rule at one place: a bucket in the wrong region is one mistake, however
/// many pipelines pass through it. The first stays and gains the related places of the others.
#[must_use]
pub fn merge(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    let mut known: BTreeMap<(&str, Span), usize> = BTreeMap::new();
    let mut others: BTreeMap<usize, usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        let key = (diagnostic.rule.code, diagnostic.primary.span);
        let Some(index) = known.get(&key).copied() else {
            known.insert(key, kept.len());
            kept.push(diagnostic);
            continue;
        };
        let Some(first) = kept.get_mut(index) else {
            continue;
        };
        // The very same finding, as from another environment, adds nothing.
        if first.message != diagnostic.message {
            *others.entry(index).or_default() += 1;
        }
        first.severity = first.severity.min(diagnostic.severity);
        for label in diagnostic.related {
            let shown = first.related.iter().any(|known| known.span == label.span);
            if !shown && first.related.len() < MOST_RELATED {
                first.related.push(label);
            }
        }
    }
    for (index, count) in others {
        if let Some(first) = kept.get_mut(index) {
            let times = if count == 1 {
                "once more".to_owned()
            } else {
                format!("{count} times more")
            };
            first
                .because
                .push(format!("the same cause breaks this {times}"));
        }
    }
    kept
}
