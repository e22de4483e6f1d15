//! What people write from other languages, where one token does not mend it.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::{Block, Keyword, Token, rules};

use crate::{explain::Entry, probe::Stop};

/// The finding for an entry that stops at a word of another language.
pub fn foreign(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    match entry.block {
        Block::Conditions => condition(entry, stop),
        Block::Clauses => match entry.first? {
            Token::Keyword(Keyword::Schedule) if stop.index == 1 => period(entry, stop),
            Token::Keyword(Keyword::Guarantee) if stop.index == 2 => guarantee(entry, stop),
            _ => None,
        },
        _ => None,
    }
}

fn text<'t>(entry: &Entry<'t>, index: usize) -> Option<&'t str> {
    entry
        .tokens
        .get(index)
        .map(|lexeme| lexeme.text(entry.text))
}

/// `daily` for `every 1d`.
fn period(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let found = entry.tokens.get(stop.index)?;
    let word = found.text(entry.text);
    let meant = match word {
        "hourly" => "every 1h",
        "daily" | "nightly" => "every 1d",
        "weekly" => "every 1w",
        "monthly" => "cron \"0 0 1 * *\"",
        "once" | "never" | "none" | "on_demand" => "manual",
        _ => return None,
    };
    let span = found.span(entry.source);
    Some(
        Diagnostic::new(
            &rules::UNEXPECTED,
            format!("`{word}` is no schedule"),
            span,
            format!("written `{meant}`"),
        )
        .fix(format!("write `{meant}`"), span, meant),
    )
}

/// `exactly once` for `exactly_once`.
fn guarantee(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let before = entry.tokens.get(stop.index.checked_sub(1)?)?;
    let rest = entry.tokens.get(stop.index..)?;
    let words: Vec<&str> = std::iter::once(before)
        .chain(rest)
        .map(|lexeme| lexeme.text(entry.text))
        .collect();
    let meant = match words.join("_").replace('-', "_").as_str() {
        "exactly_once" => "exactly_once",
        "at_least_once" => "at_least_once",
        "at_most_once" => "at_most_once",
        _ => return None,
    };
    let span = before
        .span(entry.source)
        .to(rest.last()?.span(entry.source));
    Some(
        Diagnostic::new(
            &rules::UNEXPECTED,
            format!("the guarantee `{meant}` is one word"),
            span,
            "joined by `_`",
        )
        .fix(format!("write `{meant}`"), span, meant),
    )
}

/// SQL's conditions.
fn condition(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let found = entry.tokens.get(stop.index)?;
    let column = text(entry, stop.index.checked_sub(1)?)?;
    let span = found.span(entry.source);
    let told = |message: &str, label: &str, help: String| {
        Diagnostic::new(&rules::UNEXPECTED, message, span, label).help(help)
    };
    match found.text(entry.text) {
        "is" => {
            let help = format!("`complete {column}` holds when no value is missing");
            let found = told("there is no `is` in a condition", "not expected here", help);
            let not_null = ["not", "null"].iter().enumerate().all(|(at, word)| {
                text(entry, stop.index + 1 + at).is_some_and(|it| it.eq_ignore_ascii_case(word))
            });
            let whole = entry.tokens.get(stop.index - 1)?.span(entry.source);
            let whole = whole.to(entry.tokens.last()?.span(entry.source));
            Some(if not_null && entry.tokens.len() == stop.index + 3 {
                let meant = format!("complete {column}");
                found.fix(format!("write `{meant}`"), whole, meant)
            } else {
                found
            })
        }
        "between" => Some(told(
            "there is no `between` in a condition",
            "not expected here",
            format!("write two conditions, each on its line: `{column} >= …` and `{column} <= …`"),
        )),
        "and" => Some(told(
            "conditions are not joined: each stands on its own line",
            "a second condition begins after this",
            "all conditions of a check must hold".to_owned(),
        )),
        "or" => Some(told(
            "conditions are not joined by `or`",
            "not expected here",
            "`status in [\"open\", \"paid\"]` holds for any of these values".to_owned(),
        )),
        _ => None,
    }
}
