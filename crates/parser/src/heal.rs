//! The one-token change that makes an entry readable, tried and verified.

use pipewright_syntax::{Block, Keyword, KeywordGroup, Lexeme, Token, nearest, number_meant};

use crate::{
    explain::Entry,
    foreign::{is_elsewhere, meant},
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
    /// Another word in the place of the entry's first.
    First(Keyword),
    /// One mark in the place of it and the next: `>=` for `=>`.
    Join(Token),
    /// `else when` in its place.
    ElseWhen,
    /// One value in the place of the number before it and it: `30m` for `30 minutes`.
    Unit,
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
            Block::Items => {
                keyword.group() == KeywordGroup::Item
                    || matches!(keyword, Keyword::Region | Keyword::Allow)
            }
            Block::Clauses => keyword.group() == KeywordGroup::Clause,
            Block::Requirements => *keyword == Keyword::Require,
            Block::ConnectorClauses => keyword.group() == KeywordGroup::Connector,
            _ => false,
        })
}

/// Marks and words that are worth putting in where they are missing, the likeliest first.
const INSERTED: [Token; 21] = [
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
    Token::Keyword(Keyword::Cron),
    Token::Keyword(Keyword::Backoff),
    Token::Keyword(Keyword::In),
    Token::Keyword(Keyword::All),
    Token::Keyword(Keyword::Or),
    Token::Keyword(Keyword::From),
    Token::Keyword(Keyword::After),
    Token::Keyword(Keyword::Because),
    Token::Keyword(Keyword::Until),
    Token::Keyword(Keyword::Else),
    Token::Keyword(Keyword::Max),
];

const ELSE: Token = Token::Keyword(Keyword::Else);

/// Finds the change. One that does not make the whole entry readable is given only where it is
/// the plain meaning of what was written: a word for a near one, `=` for `:`.
pub fn heal(entry: &Entry<'_>, stop: &Stop) -> Option<Healed> {
    let expects = |token: Token| stop.expected.iter().any(|it| it == token.spelling());
    let found = entry.tokens.get(stop.index);
    if let Some(found) = found {
        let plain = match found.token {
            Token::Colon if expects(Token::Equal) && !is_late_type(entry, stop) => {
                Some(Token::Equal)
            }
            Token::Equal if expects(Token::Colon) && !expects(Token::Equal) => Some(Token::Colon),
            Token::Equal if expects(Token::EqualEqual) => Some(Token::EqualEqual),
            Token::Comma if entry.block == Block::Requirements && expects(ELSE) => Some(ELSE),
            Token::Comma => joins(entry, stop),
            Token::Keyword(Keyword::And) if is_schedule(entry) && expects(Token::Comma) => {
                Some(Token::Comma)
            }
            Token::Word if is_equality(entry, found) && expects(Token::EqualEqual) => {
                Some(Token::EqualEqual)
            }
            Token::Word | Token::Keyword(_) => near_keyword(entry, stop, found),
            _ => None,
        };
        if let Some(change) = of_two(entry, stop, found) {
            return Some(apply(entry, stop, change));
        }
        if let Some(token) = plain {
            return Some(apply(entry, stop, Change::Replace(token)));
        }
    }
    // Where any name can stand every keyword can: none of them is what is missing.
    let any_name = stop.expected.iter().any(|it| it == "a name");
    let inserted = INSERTED
        .into_iter()
        .filter(|token| expects(*token) && fits(entry, stop, *token))
        .filter(|token| !(any_name && token.is_name()) || is_image(entry, found, *token))
        .take(4)
        .map(|token| apply(entry, stop, Change::Insert(token)))
        .find(|healed| healed.reads);
    let removed = || {
        found
            .filter(|found| {
                matches!(
                    found.token,
                    Token::Equal | Token::Colon | Token::Comma | Token::Dot
                ) || matches!(found.text(entry.text), "then" | "do")
            })
            // A `:` before a type tells that the name is what is missing.
            .filter(|found| found.token != Token::Colon || !names_type(entry))
            .map(|_| apply(entry, stop, Change::Remove))
            .filter(|healed| healed.reads)
    };
    inserted.or_else(removed)
}

/// Whether `run` is missing before an image.
fn is_image(entry: &Entry<'_>, found: Option<&Lexeme>, token: Token) -> bool {
    matches!(entry.block, Block::Items | Block::Clauses)
        && token == Token::Keyword(Keyword::Run)
        && found.is_some_and(|found| found.token == Token::Text)
}

fn is_schedule(entry: &Entry<'_>) -> bool {
    entry.first == Some(Token::Keyword(Keyword::Schedule))
}

/// Whether the `:` at the stop gives the type of what it should stand before: a family, values.
fn is_late_type(entry: &Entry<'_>, stop: &Stop) -> bool {
    let mut before = entry.tokens.iter().take(stop.index);
    before.any(|lexeme| matches!(lexeme.token, Token::Keyword(Keyword::For | Keyword::Yields)))
        && names_type(entry)
}

/// What a comma stands for between triggers and between the branches of an `either`.
fn joins(entry: &Entry<'_>, stop: &Stop) -> Option<Token> {
    let before = |keyword| {
        entry
            .tokens
            .iter()
            .take(stop.index)
            .any(|lexeme| lexeme.token == Token::Keyword(keyword))
    };
    let trigger = is_schedule(entry)
        && matches!(
            entry.tokens.get(stop.index + 1)?.token,
            Token::Keyword(
                Keyword::Every | Keyword::Cron | Keyword::On | Keyword::Event | Keyword::Manual
            )
        );
    let due = stop.expected.iter().any(|it| it == "or");
    (due && (trigger || before(Keyword::Either))).then_some(Token::Keyword(Keyword::Or))
}

/// Whether a word compares in other languages.
fn is_equality(entry: &Entry<'_>, found: &Lexeme) -> bool {
    matches!(entry.block, Block::Clauses | Block::Requirements)
        && matches!(found.text(entry.text), "is" | "equals" | "eq")
}

/// What two tokens together were probably meant to be.
fn of_two(entry: &Entry<'_>, stop: &Stop, found: &Lexeme) -> Option<Change> {
    let at = |index: Option<usize>| index.and_then(|index| entry.tokens.get(index));
    let next = at(stop.index.checked_add(1)).filter(|next| next.start == found.end);
    match (found.token, next.map(|next| next.token)) {
        (Token::Equal, Some(Token::Greater)) => return Some(Change::Join(Token::GreaterOrEqual)),
        (Token::Equal, Some(Token::Less)) => return Some(Change::Join(Token::LessOrEqual)),
        _ => {}
    }
    let elif = matches!(found.text(entry.text), "elif" | "elsif" | "elseif");
    if elif && stop.expected.iter().any(|it| it == "else") {
        return Some(Change::ElseWhen);
    }
    if unit(entry, stop).is_some() {
        return Some(Change::Unit);
    }
    let first = entry.tokens.first()?;
    let misspelt = entry.block == Block::Conditions
        && stop.index == 1
        && first.token == Token::Word
        && found.token.is_name();
    let words = [Keyword::Unique, Keyword::Complete, Keyword::Warn];
    misspelt
        .then(|| nearest(first.text(entry.text), words.iter().map(|it| it.text())))
        .flatten()
        .and_then(Keyword::from_text)
        .map(Change::First)
}

/// How the number before the stop and the unit at it are spelled, with the token of the number;
/// `1h 30m` is one number too.
pub fn unit<'t>(entry: &Entry<'t>, stop: &Stop) -> Option<(&'t Lexeme, String)> {
    let found = entry.tokens.get(stop.index)?;
    let number = entry.tokens.get(stop.index.checked_sub(1)?)?;
    if found.indent.is_some() {
        return None;
    }
    let text = format!("{}{}", number.text(entry.text), found.text(entry.text));
    match (number.token, found.token) {
        // Where `to` is due, these are two durations.
        (Token::Duration, Token::Duration) => {
            (!stop.expected.iter().any(|it| it == "to")).then_some((number, text))
        }
        (Token::Integer | Token::Decimal, unit) if unit.is_name() => {
            Some((number, number_meant(&text).1?))
        }
        _ => None,
    }
}

/// Whether the entry names a type after a `:`.
const fn names_type(entry: &Entry<'_>) -> bool {
    matches!(entry.block, Block::Columns | Block::Parameters)
        || matches!(
            entry.first,
            Some(Token::Keyword(
                Keyword::Step | Keyword::Template | Keyword::Dataset | Keyword::External
            ))
        )
}

/// Whether a token that could be put in is one that is missed there.
fn fits(entry: &Entry<'_>, stop: &Stop, token: Token) -> bool {
    let Some(found) = entry.tokens.get(stop.index) else {
        return token == Token::Keyword(Keyword::Times);
    };
    let before = stop
        .index
        .checked_sub(1)
        .and_then(|at| entry.tokens.get(at));
    match token {
        // Before a type, and between a host and its port.
        Token::Colon => {
            names_type(entry)
                || (found.token == Token::Integer
                    && before.is_some_and(|before| before.token == Token::Text))
        }
        Token::Equal => !matches!(found.text(entry.text), "per-run" | "per_run" | "runtime"),
        // Between the datasets of a schedule, not after `event`.
        Token::Comma => before.is_none_or(|before| before.token != Token::Keyword(Keyword::Event)),
        // Before a zone, a list, and the region of a registry.
        // `not_null(id)` is a call of nothing.
        Token::Keyword(Keyword::In)
            if entry.block == Block::Conditions
                && found.token == Token::LeftParen
                && before.is_some_and(|before| before.end == found.start) =>
        {
            false
        }
        // `not_null id` lacks no list.
        Token::Keyword(Keyword::In)
            if entry.block == Block::Conditions && found.token.is_name() =>
        {
            false
        }
        Token::Keyword(Keyword::In) => {
            let limits = entry.first == Some(Token::Keyword(Keyword::Concurrency));
            (matches!(entry.block, Block::Clauses | Block::Conditions) && !limits)
                || (found.token.is_name()
                    && before.is_some_and(|before| before.token == Token::Text))
        }
        Token::Keyword(Keyword::Every) => matches!(found.token, Token::Duration | Token::BadValue),
        // `"@daily"` is no cron.
        Token::Keyword(Keyword::Cron | Keyword::Run) => {
            found.token == Token::Text && !found.text(entry.text).starts_with("\"@")
        }
        // `on failure { … }` lacks more than a word.
        Token::Keyword(Keyword::Notify) => found.token != Token::LeftBrace,
        Token::Keyword(Keyword::Or) => entry
            .tokens
            .iter()
            .any(|lexeme| lexeme.token == Token::Keyword(Keyword::Either)),
        Token::Keyword(Keyword::Max) => found.token == Token::Integer,
        _ => true,
    }
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
    let written = found.text(entry.text);
    // It says more than the word: `retries = 3`.
    if stop.index == 0 && is_elsewhere(entry, written) {
        return None;
    }
    if let Some(same) = possible.clone().find(|it| it.eq_ignore_ascii_case(written)) {
        return Keyword::from_text(same).map(Token::Keyword);
    }
    meant(found.text(entry.text), possible).map(Token::Keyword)
}

/// Whether a field is written as in JSON, `"a": 1`, and its name needs no quotes.
pub fn is_quoted_field(entry: &Entry<'_>, change: Change) -> bool {
    let name = entry.tokens.first().map(|first| first.text(entry.text));
    change == Change::Replace(Token::Equal)
        && entry.block == Block::Fields
        && entry.first == Some(Token::Text)
        && name.is_some_and(|name| {
            let inside = name.trim_matches('"');
            name.len() == inside.len() + 2
                && inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && inside
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
}

fn apply(entry: &Entry<'_>, stop: &Stop, change: Change) -> Healed {
    let mut tokens = entry.tokens.to_vec();
    let at = stop.index.min(tokens.len());
    let before = at.checked_sub(1);
    let found = tokens.get(at).copied();
    match (change, found) {
        (Change::Insert(token), _) => {
            let end = before
                .and_then(|before| tokens.get(before))
                .map_or(0, |last| last.end);
            tokens.insert(at, Lexeme::inserted(token, end));
        }
        (Change::Replace(token) | Change::Join(token), Some(_)) => {
            if is_quoted_field(entry, change)
                && let Some(name) = tokens.first_mut()
            {
                *name = Lexeme {
                    token: Token::Word,
                    start: name.start + 1,
                    end: name.end.saturating_sub(1),
                    ..*name
                };
            }
            if let Some(found) = tokens.get_mut(at) {
                found.token = token;
            }
            if matches!(change, Change::Join(_)) && at + 1 < tokens.len() {
                let next = tokens.remove(at + 1);
                if let Some(found) = tokens.get_mut(at) {
                    found.end = next.end;
                }
            }
        }
        (Change::ElseWhen, Some(found)) => {
            let when = Lexeme::inserted(Token::Keyword(Keyword::When), found.end);
            tokens.insert(at + 1, when);
            if let Some(found) = tokens.get_mut(at) {
                found.token = Token::Keyword(Keyword::Else);
            }
        }
        (Change::Remove, Some(_)) => {
            tokens.remove(at);
        }
        (Change::First(keyword), Some(_)) => {
            if let Some(first) = tokens.first_mut() {
                first.token = Token::Keyword(keyword);
            }
        }
        (Change::Unit, Some(found)) => {
            tokens.remove(at);
            if let Some(number) = before.and_then(|before| tokens.get_mut(before)) {
                number.token = Token::BadValue;
                number.end = found.end;
            }
        }
        (_, None) => {}
    }
    Healed {
        change,
        reads: probe(entry.block, &tokens).is_none(),
        tokens,
    }
}
