//! A mistake in the header of an item costs the header: its name and its body are read.

use pipewright_syntax::{Block, Keyword, Lexeme, Token};

use crate::{explain::Entry, probe::probe};

/// The tokens of an item whose header cannot be read, with the plainest header that can.
pub fn recover(entry: &Entry<'_>) -> Option<Vec<Lexeme>> {
    if entry.block != Block::Items {
        return None;
    }
    let Token::Keyword(keyword) = entry.first? else {
        return None;
    };
    let first = *entry.tokens.first()?;
    let name = name(entry)?;
    let body = body(entry.tokens)?;
    let mut tokens = vec![first, name];
    match keyword {
        Keyword::Type
        | Keyword::Pipeline
        | Keyword::Cluster
        | Keyword::Environment
        | Keyword::Connector
        | Keyword::Secret => {}
        Keyword::Dataset => {
            let path = path(entry.tokens, body)?;
            tokens.push(Lexeme::inserted(Token::Equal, name.end));
            tokens.extend(path);
        }
        _ => return None,
    }
    tokens.extend(entry.tokens.get(body..body + 2)?);
    probe(entry.block, &tokens).is_none().then_some(tokens)
}

/// The name, be it in quotes.
fn name(entry: &Entry<'_>) -> Option<Lexeme> {
    let found = *entry.tokens.get(1)?;
    match found.token {
        Token::Text => {
            let inside = found.text(entry.text).trim_start_matches('"');
            let plain = inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))?;
            let start = found.start + 1;
            (plain > 0).then(|| Lexeme {
                token: Token::Word,
                start,
                end: start.saturating_add(u32::try_from(plain).unwrap_or(0)),
                indent: found.indent,
            })
        }
        token if token.is_name() => Some(found),
        _ => None,
    }
}

/// Where the `{` of the body stands: the last one that is followed by its `}`.
fn body(tokens: &[Lexeme]) -> Option<usize> {
    tokens.windows(2).rposition(|pair| {
        matches!(pair, [open, close]
            if open.token == Token::LeftBrace && close.token == Token::RightBrace)
    })
}

/// The path of a connector right before the body.
fn path(tokens: &[Lexeme], body: usize) -> Option<&[Lexeme]> {
    let before = tokens.get(2..body)?;
    let is_piece = |lexeme: &Lexeme| lexeme.token.is_name() || lexeme.token == Token::Dot;
    let length = before.iter().rev().take_while(|it| is_piece(it)).count();
    let path = before.get(before.len() - length..)?;
    (!path.is_empty()).then_some(path)
}
