//! Schedules as cron, Airflow and people write them.

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::{Keyword, Token, nickname};

use super::{kind, span, text, told, written};
use crate::{explain::Entry, probe::Stop};

/// A schedule that begins with none of its words, or tells a time of day.
pub fn schedule(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    named(entry, stop)
        .or_else(|| assigned(entry, stop))
        .or_else(|| at_time(entry))
        .or_else(|| zone(entry, stop))
}

/// `daily` for `every 1d`, `"@daily"` too.
fn named(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    if stop.index != 1 || at_time(entry).is_some() {
        return None;
    }
    let word = text(entry, 1)?;
    let meant = word_meant(word)?;
    let place = span(entry, 1, 1)?;
    Some(written(format!("`{word}` is no schedule"), place, &meant))
}

/// What a word or text stands for that is no schedule.
fn word_meant(word: &str) -> Option<String> {
    let bare = word.trim_matches('"');
    if bare != word {
        return nickname(bare)
            .map(str::to_owned)
            .or_else(|| (bare.split(' ').count() == 5).then(|| format!("cron {word}")));
    }
    let meant = match word {
        "hourly" => "every 1h",
        "daily" | "nightly" => "every 1d",
        "weekly" => "every 1w",
        "monthly" => "cron \"0 0 1 * *\"",
        "once" | "never" | "none" | "None" | "null" | "on_demand" => "manual",
        _ => return None,
    };
    Some(meant.to_owned())
}

/// `schedule = "@daily"` and `schedule: "0 6 * * *"`.
fn assigned(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let mark = matches!(kind(entry, 1)?, Token::Equal | Token::Colon);
    if stop.index != 1 || !mark || entry.tokens.len() != 3 {
        return None;
    }
    let meant = word_meant(text(entry, 2)?)?;
    let place = span(entry, 1, 2)?;
    let shown = text(entry, 1)?;
    Some(
        told(
            format!("a clause has no `{shown}`"),
            place,
            format!("written `{meant}`"),
        )
        .fix(
            format!("write `{meant}`"),
            place,
            if shown == ":" {
                format!(" {meant}")
            } else {
                meant
            },
        ),
    )
}

/// `every day at 06:00`, `daily at "06:00"`.
fn at_time(entry: &Entry<'_>) -> Option<Diagnostic> {
    let mut index = 1;
    if kind(entry, 1)? == Token::Keyword(Keyword::Every) {
        index = 2;
    }
    if !matches!(
        text(entry, index)?,
        "day" | "daily" | "1d" | "24h" | "nightly"
    ) {
        return None;
    }
    if text(entry, index + 1)? != "at" {
        return None;
    }
    let last = entry.tokens.len().checked_sub(1)?;
    let from = entry.tokens.get(index + 2)?.start as usize;
    let end = entry.tokens.get(last)?.end as usize;
    let time = entry.text.get(from..end)?.trim_matches('"');
    let place = span(entry, 1, last)?;
    let found = told(
        "a time of day is written as cron",
        place,
        "`every` begins at midnight",
    );
    let (hour, minute) = time.split_once(':')?;
    let number = |text: &str, most: u32| text.parse().ok().filter(|it: &u32| *it <= most);
    let (hour, minute) = (number(hour, 23)?, number(minute, 59)?);
    let meant = format!("cron \"{minute} {hour} * * *\"");
    Some(found.fix(format!("write `{meant}`"), place, meant))
}

/// `cron "…" timezone "Europe/Berlin"`.
fn zone(entry: &Entry<'_>, stop: &Stop) -> Option<Diagnostic> {
    let word = text(entry, stop.index)?;
    let zone = matches!(word, "timezone" | "tz" | "zone" | "at");
    let due = stop.expected.iter().any(|it| it == "in");
    if !zone || !due || kind(entry, stop.index + 1)? != Token::Text {
        return None;
    }
    let place = span(entry, stop.index, stop.index)?;
    Some(written("the zone of a schedule follows `in`", place, "in"))
}
