//! Entries as people write them who come from Airflow, YAML, Python or SQL.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::{Block, Keyword, Token, rules};

use super::{at, kind, span, text, told, written};
use crate::{explain::Entry, probe::Stop};

/// A clause that begins with no word of the language.
pub fn unknown_start(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    if stop.index != 0 {
        return None;
    }
    let first = span(entry, 0, 0)?;
    let word = text(entry, 0)?;
    let unknown = |message: String, label: &str| {
        Diagnostic::new(&rules::UNKNOWN_CLAUSE, message, first, label)
    };
    let order = || {
        unknown(
            "the order of work is not written".to_owned(),
            "it follows from the data",
        )
        .help("name the step in the `inputs` of the one that reads it; `wait` and `approval` hold back what reads a step")
    };
    match word {
        "depends_on" | "depends" | "after" | "needs" | "upstream" | "downstream" | "requires"
        | "before" => return Some(order()),
        "cron" | "every" if kind(entry, 1)? != Token::Equal => {
            let found = unknown(
                format!("`{word}` is a schedule"),
                "`schedule` expected before this",
            );
            return Some(found.fix("put in `schedule`", first.before(), "schedule "));
        }
        "on_failure" | "on_success" => {
            let meant = word.replace('_', " ");
            let found = unknown(format!("`{word}` is two words"), "joined by `_`");
            return Some(found.fix(format!("write `{meant}`"), first, meant));
        }
        "retries" => {
            let number = usize::from(matches!(kind(entry, 1)?, Token::Equal | Token::Colon)) + 1;
            let found = unknown(
                "no clause begins with `retries`".to_owned(),
                "written `retry`",
            );
            if kind(entry, number)? != Token::Integer || entry.tokens.len() != number + 1 {
                return Some(found.help("it is written like `retry 2 times, backoff 30s to 5m`"));
            }
            let meant = format!("retry {} times", text(entry, number)?);
            let whole = span(entry, 0, number)?;
            return Some(found.fix(format!("write `{meant}`"), whole, meant));
        }
        _ => {}
    }
    if let Some(elsewhere) = super::elsewhere::clause(word) {
        let found = unknown(format!("no clause begins with `{word}`"), "unknown clause");
        return Some(found.help(elsewhere.help));
    }
    match (kind(entry, 1)?, kind(entry, 2)?) {
        (Token::Greater, Token::Greater) | (Token::Less, Token::Less) => Some(order()),
        (
            Token::Equal | Token::Colon,
            Token::Keyword(Keyword::Run | Keyword::Python | Keyword::Shell | Keyword::Call),
        ) => {
            let found = unknown(format!("no clause begins with `{word}`"), "is this a step?");
            Some(found.fix("put in `step`", first.before(), "step "))
        }
        _ => None,
    }
}

/// A name in quotes.
pub fn quoted_name(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let due = |name: &str| stop.expected.iter().any(|it| it == name);
    let waiver = entry.first == Some(Token::Keyword(Keyword::Allow));
    if kind(entry, stop.index)? != Token::Text || !due("a name") || due("a text") || waiver {
        return None;
    }
    let name = text(entry, stop.index)?.trim_matches('"');
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let place = span(entry, stop.index, stop.index)?;
    if kind(entry, stop.index + 1) == Some(Token::Text) && entry.block == Block::Items {
        let help = match entry.first? {
            Token::Keyword(keyword) => format!("it is written like `{}`", keyword.form()),
            _ => return None,
        };
        let both = place.to(span(entry, stop.index + 1, stop.index + 1)?);
        return Some(told("an item has one name, without quotes", both, "two names").help(help));
    }
    plain.then(|| written("a name stands without quotes", place, name))
}

/// A step whose body does not follow `=`.
pub fn step_body(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let place = span(entry, stop.index, stop.index)?;
    let before = entry.tokens.iter().take(stop.index);
    let mut before = before.map(|lexeme| lexeme.token);
    let started = |token| matches!(token, Token::Equal | Token::Keyword(Keyword::Yields));
    if before.any(started) || entry.first != Some(Token::Keyword(Keyword::Step)) {
        return None;
    }
    match kind(entry, stop.index)? {
        Token::LeftBrace => Some(
            told(
                "what a step does follows `=`",
                place,
                "`=` expected before this",
            )
            .help(format!("it is written like `{}`", Keyword::Step.form())),
        ),
        // `step x: run "image:1.0"`.
        Token::Text => {
            let colon = stop.index.checked_sub(2)?;
            let word = kind(entry, colon + 1)?;
            let body = matches!(
                word,
                Token::Keyword(Keyword::Run | Keyword::Python | Keyword::Shell)
            );
            let at = span(entry, colon, colon)?;
            (body && kind(entry, colon)? == Token::Colon).then(|| {
                Diagnostic::new(
                    &rules::WRONG_MARK,
                    "what a step does follows `=`, not `:`",
                    at,
                    "`=` expected",
                )
                .fix("replace with `=`", at, " =")
            })
        }
        _ => None,
    }
}

/// The mode of a write in other words.
pub fn write_mode(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let place = span(entry, stop.index, stop.index)?;
    let by_key = text(entry, stop.index + 1) == Some("by");
    let meant = match text(entry, stop.index)? {
        "overwrite" | "overwriting" | "replace" | "truncate" | "full" => "replacing all",
        "insert" | "append" => "appending",
        "merge" | "upsert" | "update" if by_key => "merging",
        "merge" | "upsert" | "update" => "merging by key",
        _ => return None,
    };
    let word = text(entry, stop.index)?;
    Some(written(format!("a write has no `{word}`"), place, meant))
}

/// `region eu, uk` for `region eu or uk`.
pub fn regions(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    if matches!(kind(entry, stop.index)?, Token::Equal | Token::Colon) && stop.index == 1 {
        let place = span(entry, 1, 1)?;
        let shown = text(entry, 1)?;
        return Some(
            told(
                format!("a clause has no `{shown}`"),
                place,
                "not expected here",
            )
            .fix(format!("remove `{shown}`"), place, ""),
        );
    }
    let place = span(entry, stop.index, stop.index)?;
    (kind(entry, stop.index)? == Token::Comma).then(|| {
        told(
            "regions are joined by `or`, not by `,`",
            place,
            "`or` expected",
        )
        .fix("replace with `or`", place, " or")
    })
}

/// `load["orders"].rows` for `load["orders"]["rows"]`.
pub fn part_of_index(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let before = kind(entry, stop.index.checked_sub(1)?)?;
    let dot = kind(entry, stop.index)?;
    let name = at(entry, stop.index + 1)?;
    if before != Token::RightBracket || dot != Token::Dot || !name.token.is_name() {
        return None;
    }
    let place = span(entry, stop.index, stop.index + 1)?;
    let meant = format!("[\"{}\"]", name.text(entry.text));
    Some(written(
        "after an element, its parts stand in brackets too",
        place,
        &meant,
    ))
}
