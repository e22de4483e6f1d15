//! Sorting imports: the standard library's first, then the project's, each in the order of letters.

use pipewright_source::{SourceId, Span};
use pipewright_syntax::tree::ItemKind;

use super::{Action, ActionKind, action};
use crate::Analysis;

/// Puts the imports of a file in order, if they stand together and are not.
pub fn sort(analysis: &Analysis, source: SourceId) -> Option<Action> {
    let (_, module) = analysis.module(source)?;
    let mut imports: Vec<(bool, String, Span)> = Vec::new();
    let mut ended = false;
    for item in &module.tree.items {
        let ItemKind::Import(import) = &item.kind else {
            ended = true;
            continue;
        };
        // One that stands elsewhere, or has documentation, has its reasons.
        if ended || item.doc.is_some() {
            return None;
        }
        let parts: Vec<&str> = import.path.parts.iter().map(|part| &*part.value).collect();
        let standard = parts.first() == Some(&"std");
        imports.push((!standard, parts.join("."), item.span));
    }
    let (first, last) = (imports.first()?.2, imports.last()?.2);
    let whole = first.to(last);
    let inside = |span: Span| whole.touches(span.start) && whole.touches(span.end);
    if module
        .tree
        .comments
        .iter()
        .any(|comment| inside(comment.span))
    {
        return None;
    }
    let mut sorted = imports.clone();
    sorted.sort();
    sorted.dedup_by(|one, other| analysis.slice(one.2) == analysis.slice(other.2));
    let mut text = String::new();
    for (index, (own, _, span)) in sorted.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|at| sorted.get(at));
        if let Some((was_own, _, _)) = before {
            text.push_str(if was_own == own { "\n" } else { "\n\n" });
        }
        text.push_str(analysis.slice(*span));
    }
    let order =
        |all: &[(bool, String, Span)]| -> Vec<Span> { all.iter().map(|one| one.2).collect() };
    (order(&imports) != order(&sorted)).then(|| {
        action(
            "sort imports".to_owned(),
            ActionKind::SortImports,
            whole,
            text,
        )
    })
}
