//! Clauses of a pipeline as other languages write them.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::{Keyword, Token, rules};

use super::habits::{regions, step_body, unknown_start, write_mode};
use super::schedules::schedule;
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
        Keyword::Schedule => event(entry, stop).or_else(|| schedule(entry, stop)),
        Keyword::Guarantee if stop.index == 2 => guarantee(entry, stop),
        Keyword::Retry if stop.index == 1 => retry(entry),
        Keyword::Retry => pause(entry, stop),
        Keyword::Budget => budget(entry, stop),
        Keyword::Interruptible => interruptible(entry, stop),
        Keyword::Allow => waiver(entry, stop),
        Keyword::On if kind(entry, 1) == Some(Token::Keyword(Keyword::Finally)) => finally(entry),
        Keyword::On => reaction(entry, stop),
        Keyword::Wait => wait(entry, stop),
        Keyword::Step | Keyword::Acquire | Keyword::Release => {
            body(entry, stop).or_else(|| step_body(entry, stop))
        }
        Keyword::Write => write_mode(entry, stop),
        Keyword::Region => regions(entry, stop),
        _ => None,
    }
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

/// `delay 5m` or `every 5m` for the waits between attempts.
fn pause(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let at = if kind(entry, stop.index)? == Token::Comma {
        stop.index + 1
    } else {
        stop.index
    };
    let word = text(entry, at)?;
    let known = matches!(
        word,
        "delay" | "every" | "wait" | "interval" | "after" | "with" | "sleep"
    );
    if !known {
        return None;
    }
    let place = span(entry, at, at)?;
    let found = told(
        "the wait between attempts is a `backoff`",
        place,
        "from the first wait to the longest",
    );
    let wait = text(entry, at + 1)?;
    if kind(entry, at + 1)? != Token::Duration || entry.tokens.len() != at + 2 {
        return Some(found.help("it is written like `retry 2 times, backoff 30s to 5m`"));
    }
    let meant = format!(", backoff {wait} to {wait}");
    let comma = (3..at).find(|index| kind(entry, *index) == Some(Token::Comma));
    let first = comma.unwrap_or(at).checked_sub(1)?;
    let whole = pipewright_source::Span {
        start: span(entry, first, first)?.end,
        ..span(entry, first, at + 1)?
    };
    Some(found.fix(format!("write `{meant}`"), whole, meant))
}

/// A budget that does not say for how long.
fn budget(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    if stop.index != 2 {
        return None;
    }
    let amount = span(entry, 1, 1)?;
    if matches!(kind(entry, 1)?, Token::Integer | Token::Decimal) {
        return Some(
            told(
                "a budget has a currency and a period",
                amount,
                "of what, per what?",
            )
            .help(format!("it is written like `{}`", Keyword::Budget.form())),
        );
    }
    let Some(word) = text(entry, 2) else {
        return Some(told("a budget says for how long", amount, "per what?").fix(
            "put in `per month`",
            amount.after(),
            " per month",
        ));
    };
    let place = span(entry, 2, 2)?;
    let meant = match word {
        "monthly" | "a" | "each" | "every" => "per month",
        "daily" => "per day",
        _ => return None,
    };
    let place = match text(entry, 3) {
        Some(_) => span(entry, 2, 3)?,
        None => place,
    };
    Some(written("a budget says `per` what", place, meant))
}

/// `interruptible` alone.
fn interruptible(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let first = span(entry, 0, 0)?;
    (stop.index == 1 && entry.tokens.len() == 1).then(|| {
        told("`interruptible` says whether", first, "`true` or `false`?").fix(
            "put in `true`",
            first.after(),
            " true",
        )
    })
}

/// `on failure { notify … }`.
fn reaction(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let brace = kind(entry, stop.index)? == Token::LeftBrace;
    let due = stop.expected.iter().any(|it| it == "notify");
    let place = span(entry, stop.index, stop.index)?;
    (brace && due).then(|| {
        told("a reaction is one line", place, "`notify` expected").help(
            "it is written like `on failure notify slack.channel(\"#alerts\")`; what runs in the end \
             stands in `finally { … }`",
        )
    })
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
                .help(match word {
                    "sql" | "query" => "a query is an argument of the image that executes it: `run \"image:1.0\" { args = [\"--query\", query] }`",
                    "spark" | "flink" | "dbt" | "beam" | "trino" => "an engine is run by its image: `run \"image:1.0\" { args = […] }`",
                    _ => "an image is run by `run \"image:1.0\"`; what else a step can be: `call`, `either`, a template",
                }),
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
