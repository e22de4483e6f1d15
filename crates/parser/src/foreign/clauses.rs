//! Clauses of a pipeline as other languages write them.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::{Keyword, Token, rules};

use super::habits::{regions, step_body, unknown_start, write_mode};
use super::{at, kind, span, text, told, written};
use crate::{explain::Entry, probe::Stop};

/// The finding for a clause that stops at a word of another language.
pub fn clause(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    if let Some(found) = unknown_start(entry, stop) {
        return Some(found);
    }
    let Token::Keyword(first) = entry.first? else {
        return None;
    };
    match first {
        Keyword::Schedule if stop.index == 1 => period(entry, stop),
        Keyword::Schedule => event(entry, stop),
        Keyword::Guarantee if stop.index == 2 => guarantee(entry, stop),
        Keyword::Retry if stop.index == 1 => retry(entry),
        Keyword::Allow => waiver(entry, stop),
        Keyword::On if kind(entry, 1) == Some(Token::Keyword(Keyword::Finally)) => finally(entry),
        Keyword::Wait => wait(entry, stop),
        Keyword::Step | Keyword::Acquire | Keyword::Release => {
            body(entry, stop).or_else(|| step_body(entry, stop))
        }
        Keyword::Write => write_mode(entry, stop),
        Keyword::Region => regions(entry, stop),
        _ => None,
    }
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

/// `on event landing` for `event landing`.
fn event(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let on = stop.index.checked_sub(2)?;
    let is_event = kind(entry, on) == Some(Token::Keyword(Keyword::On))
        && kind(entry, on + 1) == Some(Token::Keyword(Keyword::Event));
    let place = span(entry, on, on + 1)?;
    is_event.then(|| written("an event starts a run without `on`", place, "event"))
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

/// `retry = 2` for `retry 2 times`.
fn retry(entry: &Entry<'_>) -> Option<Diagnostic> {
    let number = text(entry, 2)?;
    let plain = kind(entry, 1) == Some(Token::Equal)
        && kind(entry, 2) == Some(Token::Integer)
        && entry.tokens.len() == 3;
    let meant = format!("{number} times");
    let place = span(entry, 1, 2)?;
    plain.then(|| written("a clause has no `=`", place, &meant))
}

/// A waiver without its reason, or with the reason last.
fn waiver(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    if stop.index == 1 && kind(entry, 1) == Some(Token::Text) {
        let code = text(entry, 1)?.trim_matches('"');
        let place = span(entry, 1, 1)?;
        return Some(written(
            "the code of a rule stands without quotes",
            place,
            code,
        ));
    }
    let until = kind(entry, 2) == Some(Token::Keyword(Keyword::Until));
    if stop.index != 2 || !until {
        return None;
    }
    let place = span(entry, 2, 2)?;
    if kind(entry, 4) == Some(Token::Keyword(Keyword::Because)) && entry.tokens.len() == 6 {
        let (day, why) = (text(entry, 3)?, text(entry, 5)?);
        let meant = format!("because {why} until {day}");
        let whole = span(entry, 2, 5)?;
        return Some(
            told(
                "the reason of a waiver comes before its last day",
                place,
                "too early",
            )
            .fix(format!("write `{meant}`"), whole, meant),
        );
    }
    Some(
        told(
            "this waiver does not say why",
            place,
            "`because \"…\"` is missing before this",
        )
        .help(format!("it is written like `{}`", Keyword::Allow.form())),
    )
}

/// `on finally { … }` for `finally { … }`.
fn finally(entry: &Entry<'_>) -> Option<Diagnostic> {
    let place = span(entry, 0, 1)?;
    Some(written(
        "what runs on every path stands in `finally`",
        place,
        "finally",
    ))
}

/// `wait for 15m after x` for `wait 15m after x`.
fn wait(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let extra = stop.index == 2 && kind(entry, 1) == Some(Token::Keyword(Keyword::For));
    let place = span(entry, 0, 1)?;
    extra.then(|| written("a wait says how long at once", place, "wait"))
}

/// The body of a step.
fn body(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let found = at(entry, stop.index)?;
    let before = stop.index.checked_sub(1)?;
    let place = found.span(entry.source);
    let after_name =
        before.checked_sub(1).and_then(|index| kind(entry, index)) == Some(Token::Equal);
    let seen = |token| {
        let mut before = entry.tokens.iter().take(stop.index);
        before.any(|lexeme| lexeme.token == token)
    };
    match found.token {
        Token::Text if after_name => {
            let word = text(entry, before)?;
            let named = span(entry, before, before)?;
            Some(match word {
                "bash" | "sh" | "zsh" | "script" => {
                    written(format!("a step has no `{word}`"), named, "shell")
                }
                "py" | "python3" => written(format!("a step has no `{word}`"), named, "python"),
                "container" | "docker" | "image" => {
                    written(format!("a step has no `{word}`"), named, "run")
                }
                _ => told(
                    format!("a step has no `{word}`"),
                    named,
                    "`run`, `python` or `shell` expected",
                )
                .help("an image is run by `run \"image:1.0\"`; what else a step can be: `call`, `either`, a template"),
            })
        }
        Token::Colon if seen(Token::Keyword(Keyword::Yields)) => Some(
            told(
                "the type of the rows comes before `yields`",
                place,
                "too late",
            )
            .help(
                "it is written like `step load: Order yields count: int = run \"image:1.0\" { … }`",
            ),
        ),
        Token::LeftParen if seen(Token::Equal) => Some(
            Diagnostic::new(
                &rules::WRONG_MARK,
                "what a pipeline or template is given stands between `{` and `}`",
                place,
                "`{` expected",
            )
            .help("it is written like `step load = extract { table = \"orders\" }`"),
        ),
        Token::Keyword(Keyword::Yields) => Some(
            told("`yields` comes before the `=`", place, "too late")
                .help(format!("it is written like `{}`", Keyword::Yields.form())),
        ),
        _ => None,
    }
}
