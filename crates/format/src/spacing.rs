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
            if block != Block::Conditions =>
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
        Block::Items => matches!(
            entry.first(),
            Some(Token::Keyword(Keyword::Dataset | Keyword::External))
        ),
        Block::Clauses => entry.first() == Some(Token::Keyword(Keyword::Step)),
        _ => false,
    };
    let first = entry
        .nodes
        .iter()
        .take(index)
        .filter_map(Node::token)
        .all(|token| !matches!(token, Token::Colon | Token::Equal));
    typed && first
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
            Block::Items | Block::Clauses | Block::ConnectorClauses | Block::Conditions
        );
    match token(1) {
        Some(Token::Keyword(Keyword::Or | Keyword::Except | Keyword::In)) => {
            !token(2).is_some_and(ends_operand)
        }
        Some(Token::Keyword(
            Keyword::Partition
            | Keyword::To
            | Keyword::Notify
            | Keyword::Every
            | Keyword::Cron
            | Keyword::Run
            | Keyword::Backoff
            | Keyword::Within
            | Keyword::Matches,
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

const fn ends_operand(token: Token) -> bool {
    token.is_name()
        || token.is_closer()
        || matches!(
            token,
            Token::Integer
                | Token::Decimal
                | Token::Duration
                | Token::Size
                | Token::Date
                | Token::Text
                | Token::BadValue
        )
}
