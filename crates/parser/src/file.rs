//! One file: text to tree.

use std::collections::BTreeSet;

use pipewright_diagnostics::{Diagnostic, bounded};
use pipewright_source::SourceId;
use pipewright_syntax::{
    balance, layout, read, rules,
    tree::{File, Item, ItemKind},
};

use crate::{boundaries, foreign, grammar, nodes::Nodes, repair};

/// Parses the text of one file. The tree is total; the findings are in source order.
#[must_use]
pub fn parse(source: SourceId, text: &str) -> (File, Vec<Diagnostic>) {
    let whole = text;
    let read = read(source, whole);
    let mut lexed = read.lexed;
    let text = read.masked.as_deref().unwrap_or(whole);
    let mut diagnostics = std::mem::take(&mut lexed.diagnostics);
    let balanced = balance(source, text, &lexed);
    let strays: Vec<u32> = balanced
        .diagnostics
        .iter()
        .filter(|found| found.rule.code == rules::STRAY_BRACKET.code)
        .map(|found| found.primary.span.start)
        .collect();
    let known = repair::Known {
        swallowed: &lexed.swallowed,
        strays: &strays,
    };
    diagnostics.extend(balanced.diagnostics);

    let nodes = Nodes::new(source, text, &lexed.docs);
    let mut items = Vec::with_capacity(balanced.items.len());
    let mut broken = false;
    let mut explained: Vec<u32> = Vec::new();
    for tokens in balanced.items {
        let further_in = tokens
            .first()
            .and_then(|first| first.indent)
            .is_some_and(|indent| indent > 0);
        let tokens = layout(&tokens);
        let (mut found, failures) = grammar::items(&nodes, &tokens);
        if !failures.is_empty() {
            nodes.take_diagnostics();
            let repaired = repair::repair(source, text, known, &nodes, &tokens, diagnostics.len());
            // What is further in than an item that could not be read was meant to be part of it.
            if !(broken && further_in) {
                broken = !repaired.diagnostics.is_empty();
                diagnostics.extend(repaired.diagnostics);
                explained.extend(repaired.explained);
            }
            found = repaired.items;
        } else {
            broken = false;
        }
        diagnostics.extend(nodes.take_diagnostics());
        items.extend(found);
    }

    diagnostics.retain(|found| {
        let stray = found.rule.code == rules::STRAY_BRACKET.code && found.related.is_empty();
        !(stray && explained.contains(&found.primary.span.start))
    });
    if read.masked.is_some() {
        boundaries::align(whole, &mut diagnostics);
    }
    if let Some(other) = foreign_file(source, whole, &items, &diagnostics) {
        diagnostics = vec![other];
    }
    let claimed = nodes.claimed();
    let unclaimed = lexed.docs.unclaimed(&claimed);
    if !diagnostics.iter().any(Diagnostic::is_error) {
        diagnostics.extend(unclaimed.iter().map(|comment| {
            Diagnostic::new(
                &rules::STRAY_DOCUMENTATION,
                "this documents nothing",
                comment.span,
                "no item, column, field or clause follows",
            )
            .fix(
                "make it a comment",
                comment.span,
                comment.text.replacen("///", "//", 1),
            )
        }));
    }
    let mut comments = lexed.comments;
    comments.extend(unclaimed);
    comments.sort_by_key(|comment| comment.span);
    diagnostics.sort_by(|a, b| (a.primary.span, a.rule.code).cmp(&(b.primary.span, b.rule.code)));
    let diagnostics = bounded(diagnostics);
    let file = File {
        source,
        doc: lexed.doc,
        items,
        comments,
    };
    (file, diagnostics)
}

/// How many items must be unreadable before a file is said to hold none.
const FEW: usize = 3;

/// What is said of a file of which nothing can be read, in the place of everything else.
fn foreign_file(
    source: SourceId,
    text: &str,
    items: &[Item],
    diagnostics: &[Diagnostic],
) -> Option<Diagnostic> {
    let is_unknown = |found: &&Diagnostic| found.rule.code == rules::UNKNOWN_ITEM.code;
    let unknown: BTreeSet<u32> = diagnostics
        .iter()
        .filter(is_unknown)
        .map(|found| found.primary.span.start)
        .collect();
    let read = |item: &Item| {
        let nothing = matches!(item.kind, ItemKind::Error | ItemKind::Import(_));
        !nothing && !unknown.contains(&item.span.start)
    };
    if diagnostics.is_empty() || items.iter().any(read) {
        return None;
    }
    let merge = |found: &Diagnostic| found.rule.code == rules::MERGE_CONFLICT.code;
    if diagnostics.iter().any(merge) {
        return None;
    }
    let unclear = diagnostics.iter().filter(is_unknown);
    let unclear = unclear.filter(|found| found.fixes.is_empty()).count();
    foreign::other_language(source, text).or_else(|| {
        (unclear >= FEW)
            .then(|| foreign::unreadable(source, text))
            .flatten()
    })
}
