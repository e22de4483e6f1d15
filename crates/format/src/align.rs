//! Neighbours in columns: values of fields, types and marks of columns, words of clauses.

use pipewright_syntax::{Block, Keyword, KeywordGroup, Token};

use crate::{
    pieces::{Entry, Node},
    width::flat_nodes,
};

/// An entry of one line cut where its columns begin.
pub struct Cells {
    /// The pieces; the last one is never padded.
    pub cells: Vec<String>,
}

/// Cuts a one-line entry into cells; `None` when it is not one of those that are aligned.
pub fn cells(text: &str, block: Block, entry: &Entry) -> Option<Cells> {
    let cuts = cuts(block, entry)?;
    let mut cells = Vec::with_capacity(cuts.len() + 1);
    let mut from = 0;
    for cut in cuts.into_iter().chain([entry.nodes.len()]) {
        let cell = flat_nodes(text, block, entry, from, cut)?;
        if cell.contains('\n') {
            return None;
        }
        cells.push(cell);
        from = cut;
    }
    Some(Cells { cells })
}

/// The indices of the nodes that begin a column.
fn cuts(block: Block, entry: &Entry) -> Option<Vec<usize>> {
    let token = |index: usize| entry.nodes.get(index).and_then(Node::token);
    if entry.nodes.is_empty() {
        return None;
    }
    match block {
        Block::Fields => (token(1) == Some(Token::Equal)).then(|| vec![1]),
        Block::Columns => {
            if token(1) != Some(Token::Colon) {
                return None;
            }
            let marks = type_end(entry);
            Some(if marks < entry.nodes.len() {
                vec![2, marks]
            } else {
                vec![2]
            })
        }
        Block::Parameters => (token(1) == Some(Token::Colon)).then(|| vec![2]),
        Block::Clauses => match token(0) {
            Some(Token::Keyword(
                Keyword::Step
                | Keyword::Check
                | Keyword::Write
                | Keyword::On
                | Keyword::For
                | Keyword::When
                | Keyword::Repeat
                | Keyword::Resource
                | Keyword::Acquire
                | Keyword::Release
                | Keyword::Finally
                | Keyword::Approval
                | Keyword::Wait
                | Keyword::Output
                | Keyword::Allow,
            )) => None,
            // `late data` is one word to the eye.
            Some(Token::Keyword(Keyword::Late)) => Some(vec![2]),
            Some(Token::Keyword(keyword)) if keyword.group() == KeywordGroup::Clause => {
                Some(vec![1])
            }
            _ => None,
        },
        Block::ConnectorClauses => Some(vec![1]),
        Block::Conditions => {
            let warn = token(0) == Some(Token::Keyword(Keyword::Warn))
                && token(1).is_some_and(Token::is_name)
                && !token(2).is_none_or(|it| it == Token::Comma);
            Some(vec![if warn { 2 } else { 1 }])
        }
        _ => None,
    }
}

/// The index after the type of a column.
fn type_end(entry: &Entry) -> usize {
    let token = |index: usize| entry.nodes.get(index).and_then(Node::token);
    let mut index = 3;
    loop {
        index = match token(index) {
            Some(Token::Dot) => index + 2,
            Some(Token::Question | Token::LeftParen) => index + 1,
            Some(Token::Less) => past_angles(entry, index),
            _ => return index,
        };
    }
}

/// The index after the `>` that closes the `<` at `index`.
fn past_angles(entry: &Entry, index: usize) -> usize {
    let mut level = 0_usize;
    for (at, node) in entry.nodes.iter().enumerate().skip(index) {
        match node.token() {
            Some(Token::Less) => level += 1,
            Some(Token::Greater) if level <= 1 => return at + 1,
            Some(Token::Greater) => level -= 1,
            _ => {}
        }
    }
    entry.nodes.len()
}

/// The lines of neighbouring entries with their cells in columns.
pub fn lines(run: &[Cells]) -> Vec<String> {
    let mut widths: Vec<usize> = Vec::new();
    for entry in run {
        for (index, cell) in entry.cells.iter().enumerate().rev().skip(1) {
            if widths.len() <= index {
                widths.resize(index + 1, 0);
            }
            if let Some(width) = widths.get_mut(index) {
                *width = (*width).max(cell.chars().count());
            }
        }
    }
    run.iter()
        .map(|entry| {
            let mut line = String::new();
            let last = entry.cells.len().saturating_sub(1);
            for (index, cell) in entry.cells.iter().enumerate() {
                line.push_str(cell);
                if index < last {
                    let width = widths.get(index).copied().unwrap_or(0);
                    let pad = width.saturating_sub(cell.chars().count()) + 1;
                    line.push_str(&" ".repeat(pad));
                }
            }
            line
        })
        .collect()
}
