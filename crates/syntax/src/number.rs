//! What begins like a number and goes on like none: which unit was meant.

use crate::Token;

/// What was probably meant: the kind of value and, where it can be told, its spelling.
pub fn meant(text: &str) -> (Token, Option<String>) {
    let digits_end = text
        .find(|c: char| !c.is_ascii_digit() && c != '_' && c != '-')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits_end).unwrap_or((text, ""));
    let known = match unit.to_ascii_lowercase().as_str() {
        "msec" | "msecs" | "millis" | "milliseconds" => Some((Token::Duration, "ms")),
        "sec" | "secs" | "second" | "seconds" => Some((Token::Duration, "s")),
        "min" | "mins" | "minute" | "minutes" => Some((Token::Duration, "m")),
        "hr" | "hrs" | "hour" | "hours" => Some((Token::Duration, "h")),
        "day" | "days" => Some((Token::Duration, "d")),
        "week" | "weeks" => Some((Token::Duration, "w")),
        "ki" | "kib" | "k" => Some((Token::Size, "KiB")),
        "mi" | "mib" => Some((Token::Size, "MiB")),
        "gi" | "gib" => Some((Token::Size, "GiB")),
        "ti" | "tib" => Some((Token::Size, "TiB")),
        "kb" => Some((Token::Size, "KB")),
        "mb" => Some((Token::Size, "MB")),
        "g" | "gb" => Some((Token::Size, "GB")),
        "t" | "tb" => Some((Token::Size, "TB")),
        _ => None,
    };
    match known {
        Some((kind, unit)) => (kind, Some(format!("{number}{unit}"))),
        None => (Token::BadValue, None),
    }
}
