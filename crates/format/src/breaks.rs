//! Where a line that is too long is broken.

use pipewright_syntax::{Block, Keyword, Token};

use crate::{
    pieces::{Entry, Node},
    width::{WIDTH, flat_nodes},
};

/// Whether a line that is too long may be broken before the node at `index`.
pub fn may_break(block: Block, entry: &Entry, index: usize) -> bool {
    let after_comma = !block.commas_separate()
        && index
            .checked_sub(1)
            .and_then(|before| entry.nodes.get(before))
            .and_then(Node::last_token)
            == Some(Token::Comma);
    after_comma || is_joint(block, entry, index)
}

/// Whether the node at `index` is a word that joins what stands before and after it.
fn is_joint(block: Block, entry: &Entry, index: usize) -> bool {
    let token = |index: usize| entry.nodes.get(index).and_then(Node::token);
    let Some(before) = index
        .checked_sub(1)
        .and_then(|before| entry.nodes.get(before))
        .and_then(Node::last_token)
    else {
        return false;
    };
    let operator = matches!(
        token(index),
        Some(Token::Keyword(Keyword::Or | Keyword::Except | Keyword::And))
    ) && token(index + 1).is_some_and(begins_operand)
        && (before.is_name() || before.is_closer() || before.is_literal())
        && index > 1;
    let message = block == Block::Requirements
        && token(index) == Some(Token::Keyword(Keyword::Else))
        && token(index + 1) == Some(Token::Text);
    operator || message
}

fn begins_operand(token: Token) -> bool {
    let word = token.is_name()
        && !matches!(
            token,
            Token::Keyword(Keyword::In | Keyword::Matches | Keyword::Fresh)
        );
    word || token.is_literal() || token == Token::LeftParen
}

pub fn next_break(block: Block, entry: &Entry, from: usize) -> usize {
    (from..entry.nodes.len())
        .find(|index| may_break(block, entry, *index))
        .unwrap_or(entry.nodes.len())
}

/// Whether the node at `index` begins a line whenever its entry takes several: each trigger of a
/// schedule.
pub fn must_break(block: Block, entry: &Entry, index: usize) -> bool {
    entry.first() == Some(Token::Keyword(Keyword::Schedule))
        && entry.nodes.get(index).and_then(Node::token) == Some(Token::Keyword(Keyword::Or))
        && is_joint(block, entry, index)
}

/// Whether an entry of conditions or triggers fits when it is broken at the words that join them,
/// so that no bracket has to be.
pub fn fits_in_parts(text: &str, block: Block, entry: &Entry, indent: usize) -> bool {
    if !matches!(block, Block::Clauses | Block::Requirements) {
        return false;
    }
    let mut from = 0;
    for to in (1..=entry.nodes.len())
        .filter(|index| *index == entry.nodes.len() || is_joint(block, entry, *index))
    {
        let fits = flat_nodes(text, block, entry, from, to)
            .is_some_and(|part| !part.contains('\n') && indent + part.chars().count() <= WIDTH);
        if !fits {
            return false;
        }
        from = to;
    }
    true
}
