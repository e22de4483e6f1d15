//! placeholder
use pipewright_diagnostics::Diagnostic;
use pipewright_source::SourceId;
use pipewright_syntax::{Lexeme, rules, tree::Item};

use crate::{grammar, nodes::Nodes};
pub struct Repaired {
    pub items: Vec<Item>,
    pub diagnostics: Vec<Diagnostic>,
}
pub fn repair(source: SourceId, _text: &str, nodes: &Nodes<'_>, tokens: &[Lexeme]) -> Repaired {
    let (items, failures) = grammar::items(nodes, tokens);
    let diagnostics = failures
        .iter()
        .map(|f| {
            let span =
                f.at.map_or(pipewright_source::Span::new(source, 0, 0), |(l, _, r)| {
                    pipewright_source::Span::new(source, l, r)
                });
            Diagnostic::new(
                &rules::UNEXPECTED,
                format!("unexpected {:?}, expected {:?}", f.at, f.expected),
                span,
                "here",
            )
        })
        .collect();
    Repaired { items, diagnostics }
}
