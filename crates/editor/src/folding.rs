//! Folding: what can be shown as one line.

use std::ops::Range;

use pipewright_source::SourceId;
use pipewright_syntax::{Token, lex};

use crate::Analysis;

/// What folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    /// What stands between brackets.
    Block,
    /// Lines of comment or documentation.
    Comment,
    /// Imports.
    Imports,
}

/// A piece of text that folds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// From the first byte to the last.
    pub range: Range<u32>,
    /// What it is.
    pub kind: FoldKind,
}

/// Everything in a file that folds and has more than one line.
#[must_use]
pub fn folding(analysis: &Analysis, source: SourceId) -> Vec<Fold> {
    let text = analysis.text(source);
    let lexed = lex(source, text);
    let mut folds = Vec::new();
    let mut open = Vec::new();
    for token in &lexed.tokens {
        if token.token.closer().is_some() {
            open.push(token.end);
        } else if token.token.is_closer() {
            folds.extend(open.pop().map(|start| Fold {
                range: start..token.start,
                kind: FoldKind::Block,
            }));
        } else if token.token == Token::Text {
            folds.push(Fold {
                range: token.start..token.end,
                kind: FoldKind::Block,
            });
        }
    }
    let mut run: Option<Range<u32>> = None;
    for comment in lexed.trivia.iter().filter(|one| !one.trailing) {
        let span = comment.span;
        run = match run {
            Some(run) if !comment.blank_before && only_space(text, &(run.end..span.start)) => {
                Some(run.start..span.end)
            }
            other => {
                folds.extend(other.map(comments));
                Some(span.start..span.end)
            }
        };
    }
    folds.extend(run.map(comments));
    if let Some((_, module)) = analysis.module(source) {
        let imports = module
            .tree
            .items
            .iter()
            .filter(|item| matches!(item.kind, pipewright_syntax::tree::ItemKind::Import(_)));
        let mut imports = imports.map(|item| item.span);
        if let Some(first) = imports.next() {
            let last = imports.next_back().unwrap_or(first);
            folds.push(Fold {
                range: first.start..last.end,
                kind: FoldKind::Imports,
            });
        }
    }
    // Brackets nest: each fold by itself would be read again and again.
    let ends: Vec<usize> = text.match_indices(['\n', '\r']).map(|(at, _)| at).collect();
    folds.retain(|fold| {
        let next = ends.partition_point(|end| *end < fold.range.start as usize);
        ends.get(next)
            .is_some_and(|end| *end < fold.range.end as usize)
    });
    folds.sort_by_key(|fold| (fold.range.start, fold.range.end));
    folds
}

const fn comments(range: Range<u32>) -> Fold {
    Fold {
        range,
        kind: FoldKind::Comment,
    }
}

fn only_space(text: &str, range: &Range<u32>) -> bool {
    let between = text.get(range.start as usize..range.end as usize);
    between.is_some_and(|between| between.trim().is_empty())
}
