//! The layout pass: line ends between braces become separators, as commas are.
//!
//! A line end separates unless a bracket or a comma stands beside it, or the next line plainly
//! goes on: it begins with `or`, `and`, `except`, `else`, or a mark that begins nothing. Between parentheses and
//! square brackets line ends mean nothing.

use crate::{Block, Keyword, Lexeme, Token};

struct Frame {
    block: Block,
    entry: Option<Token>,
}

/// The tokens of one item with its separators. The brackets must be balanced.
#[must_use]
pub fn layout(tokens: &[Lexeme]) -> Vec<Lexeme> {
    let mut out: Vec<Lexeme> = Vec::with_capacity(tokens.len() + tokens.len() / 4);
    let mut frames = vec![Frame {
        block: Block::Items,
        entry: None,
    }];
    let mut rest = tokens;
    while let Some((lexeme, after)) = rest.split_first() {
        let mut lexeme = *lexeme;
        let previous = out.last().map(|last| (last.token, last.end));
        if let Some(frame) = frames.last_mut() {
            if let Some((before, end)) = previous
                && separates(frame.block, before, rest)
            {
                out.push(Lexeme::inserted(Token::NewLine, end));
                frame.entry = None;
            }
            enter(frame, &mut lexeme, after);
            if let Some(inner) = lexeme.token.closer().map(|_| {
                let before = previous.map(|(token, _)| token);
                frame.block.inside(frame.entry, before, lexeme.token)
            }) {
                frames.push(Frame {
                    block: inner,
                    entry: None,
                });
            } else if lexeme.token.is_closer() && frames.len() > 1 {
                frames.pop();
            }
        }
        // A line end beside a comma that became one is the same separator.
        let doubled = lexeme.token == Token::NewLine
            && (after.first().is_none_or(|next| next.token.is_closer())
                || out.last().is_none_or(|last| last.token == Token::NewLine));
        if !doubled {
            out.push(lexeme);
        }
        rest = after;
    }
    out
}

/// Whether a separator belongs before the first token of `rest`, which follows `before`.
fn separates(block: Block, before: Token, rest: &[Lexeme]) -> bool {
    let Some(next) = rest.first() else {
        return false;
    };
    next.indent.is_some()
        && !matches!(block, Block::Values | Block::Parameters)
        && !matches!(before, Token::NewLine | Token::Comma)
        && before.closer().is_none()
        && !next.token.is_closer()
        && !continues(before, rest)
}

/// Whether the line that begins with `rest` goes on with the one before, which ends in `before`.
pub fn continues(before: Token, rest: &[Lexeme]) -> bool {
    let kind = |index: usize| rest.get(index).map(|lexeme| lexeme.token);
    match kind(0) {
        Some(Token::Keyword(Keyword::Or | Keyword::Except | Keyword::And)) => match kind(1) {
            Some(Token::Keyword(Keyword::In | Keyword::Matches | Keyword::Fresh)) => false,
            Some(next) => {
                (next.is_name() || next.is_literal() || next == Token::LeftParen)
                    && rest.get(1).is_some_and(|second| second.indent.is_none())
            }
            None => false,
        },
        Some(Token::Keyword(Keyword::Else)) => {
            let branch = match kind(1) {
                Some(Token::LeftBrace | Token::Keyword(Keyword::When)) => {
                    before == Token::RightBrace
                }
                Some(next) => next == Token::Text,
                None => false,
            };
            branch && rest.get(1).is_some_and(|second| second.indent.is_none())
        }
        Some(Token::Keyword(Keyword::Rejecting)) => {
            before == Token::RightBrace && kind(1) == Some(Token::Keyword(Keyword::To))
        }
        Some(
            Token::LeftBrace
            | Token::Equal
            | Token::Colon
            | Token::Comma
            | Token::Dot
            | Token::Question,
        ) => true,
        Some(first) if matches!(before, Token::Equal | Token::Colon | Token::Dot) => {
            !(first.is_name() && matches!(kind(1), Some(Token::Equal | Token::Colon)))
        }
        Some(first) => {
            first.is_comparison()
                || matches!(
                    before,
                    Token::EqualEqual
                        | Token::NotEqual
                        | Token::LessOrEqual
                        | Token::GreaterOrEqual
                )
        }
        None => false,
    }
}

/// Notes the first token of an entry, and settles what only the neighbours can tell: whether a
/// comma in a check separates conditions, and whether `unique` there is a column.
fn enter(frame: &mut Frame, lexeme: &mut Lexeme, after: &[Lexeme]) {
    let begins = matches!(
        (frame.block, frame.entry),
        (_, None) | (Block::Conditions, Some(Token::Keyword(Keyword::Warn)))
    );
    if lexeme.token == Token::Comma {
        if frame.block == Block::Conditions && !lists_columns(frame.entry, after) {
            lexeme.token = Token::NewLine;
            frame.entry = None;
        } else if frame.block.commas_separate() {
            frame.entry = None;
        }
        return;
    }
    if !begins {
        return;
    }
    let word = matches!(
        lexeme.token,
        Token::Keyword(Keyword::Unique | Keyword::Complete | Keyword::Warn)
    );
    if frame.block == Block::Conditions && word && is_subject(after) {
        lexeme.token = Token::Word;
    }
    frame.entry = Some(lexeme.token);
    // Two names in a row begin no condition but `unique a, b`, here misspelt.
    if frame.block == Block::Conditions && lexeme.token == Token::Word && names_follow(after) {
        frame.entry = Some(Token::Keyword(Keyword::Unique));
    }
}

/// Whether a column follows on the same line, where a comparison is due.
fn names_follow(after: &[Lexeme]) -> bool {
    after
        .first()
        .is_some_and(|next| next.token == Token::Word && next.indent.is_none())
}

/// Whether the comma before `after` joins the columns of `unique a, b`.
fn lists_columns(entry: Option<Token>, after: &[Lexeme]) -> bool {
    let lists = matches!(
        entry,
        Some(Token::Keyword(Keyword::Unique | Keyword::Complete))
    );
    let name = after.first().is_some_and(|next| next.token.is_name());
    lists
        && name
        && after.get(1).is_none_or(|next| {
            next.token == Token::Comma || next.token.is_closer() || next.indent.is_some()
        })
}

/// Whether a word followed by `after` is the column of a condition.
fn is_subject(after: &[Lexeme]) -> bool {
    let kind = |index: usize| after.get(index).map(|lexeme| lexeme.token);
    match kind(0) {
        Some(Token::Keyword(Keyword::In)) => kind(1) == Some(Token::LeftBracket),
        Some(Token::Keyword(Keyword::Matches)) => kind(1) == Some(Token::Text),
        Some(Token::Keyword(Keyword::Fresh)) => kind(1) == Some(Token::Keyword(Keyword::Within)),
        Some(next) => next.is_comparison(),
        None => false,
    }
}
