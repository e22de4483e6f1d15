//! One file: text to tree.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::SourceId;
use pipewright_syntax::{balance, layout, lex, rules, tree::File};

use crate::{grammar, nodes::Nodes, repair};

/// Parses the text of one file. The tree is total; the findings are in source order.
#[must_use]
pub fn parse(source: SourceId, text: &str) -> (File, Vec<Diagnostic>) {
    let mut lexed = lex(source, text);
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
    for tokens in balanced.items {
        let further_in = tokens
            .first()
            .and_then(|first| first.indent)
            .is_some_and(|indent| indent > 0);
        let tokens = layout(&tokens);
        let (mut read, failures) = grammar::items(&nodes, &tokens);
        if !failures.is_empty() {
            nodes.take_diagnostics();
            let repaired = repair::repair(source, text, known, &nodes, &tokens);
            // What is further in than an item that could not be read was meant to be part of it.
            if !(broken && further_in) {
                broken = !repaired.diagnostics.is_empty();
                diagnostics.extend(repaired.diagnostics);
            }
            read = repaired.items;
        } else {
            broken = false;
        }
        diagnostics.extend(nodes.take_diagnostics());
        items.extend(read);
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
    let file = File {
        source,
        doc: lexed.doc,
        items,
        comments,
    };
    (file, diagnostics)
}
