//! Items, parameters and requirements as other languages write them.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::{Keyword, Token};

use super::{kind, span, told, written};
use crate::{explain::Entry, probe::Stop};

/// The finding for an item that stops where another order is meant.
pub fn item(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let place = span(entry, stop.index, stop.index)?;
    let found = kind(entry, stop.index)?;
    let family = entry
        .tokens
        .iter()
        .take(stop.index)
        .any(|lexeme| lexeme.token == Token::Keyword(Keyword::For));
    match (entry.first?, found) {
        (Token::Keyword(Keyword::Dataset | Keyword::External), Token::Colon) if family => Some(
            told("the type comes before `for`", place, "too late")
                .help("it is written like `dataset raw: Row for t in tables = s3.parquet { … }`"),
        ),
        (Token::Keyword(Keyword::Pipeline), Token::LeftParen) if family => Some(
            told("the parameters come before `for`", place, "too late")
                .help("it is written like `pipeline copy(day: date) for t in tables { … }`"),
        ),
        (Token::Keyword(Keyword::Template), Token::LeftBrace) => Some(
            told(
                "a template is one step: its body follows `=`",
                place,
                "`=` expected",
            )
            .help(format!("it is written like `{}`", Keyword::Template.form())),
        ),
        (Token::Keyword(Keyword::Defaults), found) if stop.index == 1 && found.is_name() => Some(
            told(
                "the defaults of a project have no name",
                place,
                "not expected here",
            )
            .fix("remove it", place, ""),
        ),
        (Token::Keyword(Keyword::Allow), _) => super::clauses::clause(entry, stop),
        _ => None,
    }
}

/// `per run` in the wrong place or spelling.
pub fn parameter(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let place = span(entry, stop.index, stop.index)?;
    let word = super::text(entry, stop.index)?;
    let due = |name: &str| stop.expected.iter().any(|it| it == name);
    match word {
        "per-run" | "per_run" | "runtime" if due("per") => {
            Some(written(format!("`{word}` is two words"), place, "per run"))
        }
        "if" | "when" if due("where") => Some(written(
            "a condition of a parameter follows `where`",
            place,
            "where",
        )),
        "per" => Some(
            told("`per run` comes right after the type", place, "too late")
                .help(format!("it is written like `{}`", Keyword::Per.form())),
        ),
        "run" if stop.index == 1 && super::text(entry, 0) == Some("per") => Some(
            told("`per run` comes after the type", place, "too early")
                .help(format!("it is written like `{}`", Keyword::Per.form())),
        ),
        _ => None,
    }
}

/// Clauses where fields are due.
pub fn field(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    if let Some(found) = tries(entry, stop) {
        return Some(found);
    }
    if stop.index != 1 {
        return None;
    }
    let words = span(entry, 0, 1)?;
    match (super::text(entry, 0)?, super::text(entry, 1)?) {
        ("on", "timeout") => {
            let equal = kind(entry, 2) == Some(Token::Equal);
            let meant = if equal { "on_timeout" } else { "on_timeout =" };
            Some(written("the name of this field is one word", words, meant))
        }
        ("retry", times) if kind(entry, 1) == Some(Token::Integer) => {
            let whole = span(entry, 0, entry.tokens.len().checked_sub(1)?)?;
            let meant = format!("retry = {{ times = {times} }}");
            let found = told("fields stand here, not clauses", words, "`=` expected");
            Some(if entry.tokens.len() == 3 {
                found.fix(format!("write `{meant}`"), whole, meant)
            } else {
                found.help("it is written like `retry = { times = 3, first = 30s, longest = 5m }`")
            })
        }
        _ => None,
    }
}

/// `retry = 3 times` for `retry = { times = 3 }`.
fn tries(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let clause = stop.index == 3
        && super::text(entry, 0)? == "retry"
        && kind(entry, 2)? == Token::Integer
        && super::text(entry, 3)? == "times";
    if !clause {
        return None;
    }
    let place = span(entry, 2, 3)?;
    let meant = format!("{{ times = {} }}", super::text(entry, 2)?);
    let found = told("the `retry` of a step is a record", place, "`{` expected");
    Some(if entry.tokens.len() == 4 {
        found.fix(format!("write `{meant}`"), place, meant)
    } else {
        found.help("it is written like `retry = { times = 3, first = 30s, longest = 5m }`")
    })
}
