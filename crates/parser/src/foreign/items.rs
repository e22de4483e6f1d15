//! Items, parameters and requirements as other languages write them.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::{Keyword, Token, rules};

use super::{kind, span, told, written};
use crate::{explain::Entry, probe::Stop};

/// The finding for an item that stops where another order is meant.
pub fn item(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    if stop.index == 0 {
        return super::imports::begun_otherwise(entry).or_else(|| elsewhere(entry));
    }
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
        (Token::Keyword(Keyword::Import), _) => super::imports::import(entry, stop),
        (
            Token::Keyword(
                Keyword::Pipeline
                | Keyword::Type
                | Keyword::Cluster
                | Keyword::Environment
                | Keyword::Connector
                | Keyword::Secret,
            ),
            found,
        ) => header(entry, stop, found),
        _ => None,
    }
}

/// The header of an item whose body stands in braces.
fn header(entry: &Entry<'_>, stop: &Stop, found: Token) -> Option<Diagnostic> {
    let place = span(entry, stop.index, stop.index)?;
    let next = entry.tokens.get(stop.index + 1);
    let line_ends = next.is_none_or(|next| next.indent.is_some());
    match found {
        Token::Colon if stop.index == 2 && line_ends => Some(
            told(
                "a body stands between `{` and `}`, whatever its indentation",
                place,
                "`{` expected",
            )
            .help("it ends in a `}` on a line of its own"),
        ),
        Token::Colon if stop.index == 2 && kind(entry, 3)? == Token::LeftBrace => Some(
            told(
                "a body follows its name at once",
                place,
                "not expected here",
            )
            .fix("remove `:`", place, ""),
        ),
        // A name that cannot be one: `pipeline "my-pipe" {`.
        Token::Text if stop.index == 1 => {
            let bare = super::text(entry, 1)?.trim_matches('"');
            let name: String = bare
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
                .collect();
            let name = name.to_ascii_lowercase();
            let fits = name.starts_with(|c: char| c.is_ascii_lowercase());
            fits.then(|| written("a name stands without quotes", place, &name))
        }
        _ => None,
    }
}

/// Words that begin an item elsewhere.
fn elsewhere(entry: &Entry<'_>) -> Option<Diagnostic> {
    let word = super::text(entry, 0)?;
    let place = span(entry, 0, 0)?;
    let unknown = Diagnostic::new(
        &rules::UNKNOWN_ITEM,
        format!("no item begins with `{word}`"),
        place,
        "unknown item",
    );
    let help = match word {
        "var" | "val" | "variable" | "set" | "locals" => {
            "a constant is written `let name = value`; what differs between environments is a parameter of a pipeline"
        }
        "class" | "record" | "table" | "model" | "message" | "create" | "CREATE" | "interface" => {
            "the columns of a dataset are written `type Account { id: string key }`"
        }
        "source" | "sink" | "data" | "bucket" | "topic" => {
            "a place where data lives is written `dataset accounts: Account = salesforce.object { … }`"
        }
        "provider" | "platform" | "target" | "backend" => {
            "where things run is written `environment prod { clusters = [frankfurt], targets = [kubernetes] }`"
        }
        "rule" | "assert" | "require" => {
            "a rule of the organisation is written `policy \"…\" for pipeline p { require … else \"…\" }`"
        }
        _ => return None,
    };
    Some(unknown.help(help))
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
