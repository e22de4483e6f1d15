//! Where a space stands between two pieces of a line.

use pipewright_syntax::{Block, Keyword, Token};

use crate::pieces::{Entry, Node};

/// Whether a space stands before the node at `index` of an entry of `block`.
pub fn space_before(block: Block, entry: &Entry, index: usize) -> bool {
    let at = |index: usize| entry.nodes.get(index);
    let Some(previous) = index.checked_sub(1).and_then(at) else {
        return false;
    };
    let (Some(before), Some(next)) = (previous.last_token(), at(index).and_then(Node::token))
    else {
        return true; // beside a comment
    };
    match (before, next) {
        (_, Token::Comma | Token::Dot | Token::Question) | (Token::Dot, _) => false,
        (_, Token::Colon) => false,
        (Token::Colon, _) => is_type_colon(block, entry, index - 1),
        (Token::Less | Token::Greater, _) | (_, Token::Less | Token::Greater)
            if is_angle(
                block,
                entry,
                if before_is_angle(before) {
                    index - 1
                } else {
                    index
                },
            ) =>
        {
            before == Token::Greater && next != Token::Greater
        }
        (_, Token::LeftParen | Token::LeftBracket) => !follows_name(block, entry, index),
        _ => true,
    }
}

/// Whether the colon at `index` gives a type, not a port.
fn is_type_colon(block: Block, entry: &Entry, index: usize) -> bool {
    let typed = match block {
        Block::Columns | Block::Parameters => true,
        Block::Items | Block::Clauses => declares_type(entry),
        _ => false,
    };
    typed && !follows_equals(entry, index)
}

/// Whether an item or clause gives types before its `=`.
fn declares_type(entry: &Entry) -> bool {
    matches!(
        entry.first(),
        Some(Token::Keyword(
            Keyword::Dataset
                | Keyword::External
                | Keyword::Template
                | Keyword::Step
                | Keyword::Acquire
        ))
    )
}

fn follows_equals(entry: &Entry, index: usize) -> bool {
    let mut before = entry.nodes.iter().take(index).filter_map(Node::token);
    before.any(|token| token == Token::Equal)
}

const fn before_is_angle(before: Token) -> bool {
    matches!(before, Token::Less | Token::Greater)
}

/// Whether the `<` or `>` at `index` belongs to a type and compares nothing.
fn is_angle(block: Block, entry: &Entry, index: usize) -> bool {
    match block {
        Block::Columns => true,
        Block::Items | Block::Clauses => declares_type(entry) && !follows_equals(entry, index),
        Block::Parameters => {
            // In `name: type where …` the type ends at a `where` outside its own marks.
            let mut depth = 0_usize;
            let mut tokens = entry.nodes.iter().take(index).filter_map(Node::token);
            let ended = tokens.by_ref().skip(3).any(|token| {
                match token {
                    Token::Less => depth += 1,
                    Token::Greater => depth = depth.saturating_sub(1),
                    _ => {}
                }
                token == Token::Equal || (depth == 0 && token == Token::Keyword(Keyword::Where))
            });
            !ended
        }
        _ => false,
    }
}

/// Whether the bracket at `index` belongs to what stands before it: a call, an index, a type.
fn follows_name(block: Block, entry: &Entry, index: usize) -> bool {
    let token = |back: usize| {
        index
            .checked_sub(back)
            .and_then(|index| entry.nodes.get(index))
            .and_then(Node::last_token)
    };
    let begins_clause = index == 1
        && matches!(
            block,
            Block::Items
                | Block::Clauses
                | Block::ConnectorClauses
                | Block::Conditions
                | Block::Requirements
        );
    match token(1) {
        Some(Token::Keyword(Keyword::Or | Keyword::Except | Keyword::And | Keyword::In)) => {
            !token(2).is_some_and(ends_operand)
        }
        Some(Token::Keyword(Keyword::Not)) => token(2) == Some(Token::Dot),
        Some(Token::Keyword(
            Keyword::Partition
            | Keyword::To
            | Keyword::Notify
            | Keyword::Every
            | Keyword::Cron
            | Keyword::Run
            | Keyword::Backoff
            | Keyword::Within
            | Keyword::Matches
            | Keyword::Where
            | Keyword::Else
            | Keyword::Until
            | Keyword::After
            | Keyword::Of
            | Keyword::Max
            | Keyword::Concurrency
            | Keyword::From
            | Keyword::On
            | Keyword::Event
            | Keyword::Call
            | Keyword::Either
            | Keyword::Because,
        )) => match token(2) {
            None => block == Block::Values,
            Some(before) => matches!(before, Token::Equal | Token::Comma | Token::Dot),
        },
        Some(Token::Keyword(_)) if begins_clause => false,
        Some(before) => ends_operand(before),
        None => false,
    }
}

/// Whether the entries of the broken bracket at `index` may end in a comma: those of a list and of
/// a call, not those of an index or a pair of parentheses.
pub fn ends_in_comma(block: Block, entry: &Entry, index: usize) -> bool {
    let token = |back: usize| {
        index
            .checked_sub(back)
            .and_then(|index| entry.nodes.get(index))
            .and_then(Node::last_token)
    };
    match (entry.nodes.get(index).and_then(Node::token), token(1)) {
        (Some(Token::LeftParen), Some(Token::Keyword(Keyword::Partition))) => true,
        (Some(Token::LeftParen), _) => follows_name(block, entry, index),
        (Some(Token::LeftBracket), Some(Token::Keyword(Keyword::In))) => {
            token(2).is_some_and(ends_operand)
        }
        (Some(Token::LeftBracket), before) => before.is_none_or(|before| {
            matches!(before, Token::Equal | Token::Colon | Token::Comma) || before.is_comparison()
        }),
        _ => false,
    }
}

fn ends_operand(token: Token) -> bool {
    token.is_name() || token.is_closer() || token.is_literal()
}
