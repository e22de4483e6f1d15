//! Parses one entry by itself: its tokens in the smallest file that has a place for them.

use pipewright_source::SourceId;
use pipewright_syntax::{Block, DocTable, Keyword, Lexeme, Token};

use crate::{grammar, nodes::Nodes};

/// Where an entry cannot go on.
#[derive(Debug, Clone)]
pub struct Stop {
    /// The index of the token among the entry's, or their number at its end.
    pub index: usize,
    /// What could have stood there, as the grammar names it.
    pub expected: Vec<String>,
}

/// Where the tokens stop being an entry of `block`; `None` when they are one. Inner blocks should
/// be stubbed: a probe looks at every token it is given.
pub fn probe(block: Block, tokens: &[Lexeme]) -> Option<Stop> {
    let (before, after) = shell(block);
    let kinds = before
        .iter()
        .copied()
        .chain(tokens.iter().map(|lexeme| lexeme.token))
        .chain(after.iter().copied());
    // Positions count tokens here, so that a failure tells which token it was.
    let numbered: Vec<Lexeme> = (0_u32..)
        .zip(kinds)
        .map(|(index, token)| Lexeme {
            token,
            start: index,
            end: index + 1,
            indent: None,
        })
        .collect();
    let docs = DocTable::default();
    let nodes = Nodes::new(SourceId::default(), "", &docs);
    let (_, failures) = grammar::items(&nodes, &numbered);
    let failure = failures.into_iter().next()?;
    let index = failure.at.map_or(numbered.len(), |(at, _, _)| at as usize);
    Some(Stop {
        index: index.saturating_sub(before.len()).min(tokens.len()),
        expected: failure.expected,
    })
}

/// What stands before and after an entry of `block` in the smallest file that has one.
const fn shell(block: Block) -> (&'static [Token], &'static [Token]) {
    use Token::{LeftBrace, LeftParen, RightBrace, RightParen, Word};
    match block {
        Block::Items => (&[], &[]),
        Block::Clauses => (
            &[Token::Keyword(Keyword::Pipeline), Word, LeftBrace],
            &[RightBrace],
        ),
        Block::ConnectorClauses => (
            &[Token::Keyword(Keyword::Connector), Word, LeftBrace],
            &[RightBrace],
        ),
        Block::Conditions => (
            &[
                Token::Keyword(Keyword::Pipeline),
                Word,
                LeftBrace,
                Token::Keyword(Keyword::Check),
                Word,
                LeftBrace,
            ],
            &[RightBrace, RightBrace],
        ),
        Block::Requirements => (
            &[
                Token::Keyword(Keyword::Policy),
                Token::Text,
                Token::Keyword(Keyword::For),
                Word,
                Word,
                LeftBrace,
            ],
            &[RightBrace],
        ),
        Block::Columns => (
            &[Token::Keyword(Keyword::Type), Word, LeftBrace],
            &[RightBrace],
        ),
        Block::Fields | Block::Values => (
            &[Token::Keyword(Keyword::Cluster), Word, LeftBrace],
            &[RightBrace],
        ),
        Block::Names => (
            &[
                Token::Keyword(Keyword::Connector),
                Word,
                LeftBrace,
                Token::Keyword(Keyword::Secrets),
                Word,
                LeftBrace,
            ],
            &[RightBrace, RightBrace],
        ),
        Block::Parameters => (
            &[Token::Keyword(Keyword::Connector), Word, LeftParen],
            &[RightParen, LeftBrace, RightBrace],
        ),
    }
}
