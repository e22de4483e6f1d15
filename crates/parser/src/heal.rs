//! The one-token change that makes an entry readable, tried and verified.

use pipewright_syntax::{Block, Keyword, KeywordGroup, Lexeme, Token, nearest};

use crate::{
    explain::Entry,
    probe::{Stop, probe},
};

/// What the change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Another token in the place of the one that stopped the entry.
    Replace(Token),
    /// A token before it.
    Insert(Token),
    /// Without it.
    Remove,
}

/// A change, and the entry with it.
#[derive(Debug, Clone)]
pub struct Healed {
    /// The change, at the token that stopped the entry.
    pub change: Change,
    /// The entry's tokens with it.
    pub tokens: Vec<Lexeme>,
    /// Whether they can be read.
    pub reads: bool,
}

/// The keywords that begin an entry of `block`; none where entries begin with names.
pub fn starters(block: Block) -> impl Iterator<Item = Keyword> {
    Keyword::ALL
        .iter()
        .copied()
        .filter(move |keyword| match block {
            Block::Items => keyword.group() == KeywordGroup::Item || *keyword == Keyword::Region,
            Block::Clauses => keyword.group() == KeywordGroup::Clause,
            Block::ConnectorClauses => keyword.group() == KeywordGroup::Connector,
            _ => false,
        })
}

/// Marks and words that are worth putting in where they are missing, the likeliest first.
const INSERTED: [Token; 13] = [
    Token::Comma,
    Token::Equal,
    Token::Colon,
    Token::Keyword(Keyword::Times),
    Token::Keyword(Keyword::To),
    Token::Keyword(Keyword::By),
    Token::Keyword(Keyword::Notify),
    Token::Keyword(Keyword::Within),
    Token::Keyword(Keyword::Run),
    Token::Keyword(Keyword::Every),
    Token::Keyword(Keyword::Backoff),
    Token::Keyword(Keyword::In),
    Token::Keyword(Keyword::All),
];

/// Finds the change. One that does not make the whole entry readable is given only where it is
/// the plain meaning of what was written: a word for a near one, `=` for `:`.
pub fn heal(entry: &Entry<'_>, stop: &Stop) -> Option<Healed> {
    let expects = |token: Token| stop.expected.iter().any(|it| it == token.spelling());
    let found = entry.tokens.get(stop.index);
    if let Some(found) = found {
        let plain = match found.token {
            Token::Colon if expects(Token::Equal) => Some(Token::Equal),
            Token::Equal if expects(Token::Colon) && !expects(Token::Equal) => Some(Token::Colon),
            Token::Equal if expects(Token::EqualEqual) => Some(Token::EqualEqual),
            Token::Word | Token::Keyword(_) => near_keyword(entry, stop, found),
            _ => None,
        };
        if let Some(token) = plain {
            return Some(apply(entry, stop, Change::Replace(token)));
        }
    }
    // Where any name can stand every keyword can: none of them is what is missing.
    let any_name = stop.expected.iter().any(|it| it == "a name");
    let inserted = INSERTED
        .into_iter()
        .filter(|token| expects(*token) && found.is_some() && !(any_name && token.is_name()))
        .take(4)
        .map(|token| apply(entry, stop, Change::Insert(token)))
        .find(|healed| healed.reads);
    let removed = || {
        found
            .filter(|found| {
                matches!(
                    found.token,
                    Token::Equal | Token::Colon | Token::Comma | Token::Dot
                )
            })
            .map(|_| apply(entry, stop, Change::Remove))
            .filter(|healed| healed.reads)
    };
    inserted.or_else(removed)
}

/// The keyword a word was probably meant to be, among those that can stand there.
fn near_keyword(entry: &Entry<'_>, stop: &Stop, found: &Lexeme) -> Option<Token> {
    if stop.expected.iter().any(|it| it == "a name") {
        return None;
    }
    let possible = stop
        .expected
        .iter()
        .filter(|word| Keyword::from_text(word).is_some())
        .map(String::as_str);
    nearest(found.text(entry.text), possible)
        .and_then(Keyword::from_text)
        .map(Token::Keyword)
}

fn apply(entry: &Entry<'_>, stop: &Stop, change: Change) -> Healed {
    let (before, after) = entry
        .tokens
        .split_at_checked(stop.index)
        .unwrap_or((entry.tokens, &[]));
    let mut tokens = before.to_vec();
    let rest = match (change, after.split_first()) {
        (Change::Replace(token), Some((found, rest))) => {
            tokens.push(Lexeme { token, ..*found });
            rest
        }
        (Change::Insert(token), _) => {
            let at = before.last().map_or(0, |last| last.end);
            tokens.push(Lexeme::inserted(token, at));
            after
        }
        (Change::Remove, Some((_, rest))) => rest,
        (_, None) => after,
    };
    tokens.extend_from_slice(rest);
    Healed {
        change,
        reads: probe(entry.block, &tokens).is_none(),
        tokens,
    }
}
