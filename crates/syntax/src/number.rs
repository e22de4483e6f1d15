//! What begins like a number and goes on like none: which unit was meant.

use crate::Token;

/// Durations from large to small, in milliseconds.
const DURATIONS: [(&str, u128); 6] = [
    ("w", 604_800_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// Sizes from large to small, in bytes: powers of 1024, then powers of 1000.
const SIZES: [(&str, u128); 8] = [
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("TB", 1_000_000_000_000),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("KB", 1_000),
];

/// What was probably meant: the kind of value and, where it can be told, its spelling.
#[must_use]
pub fn meant(text: &str) -> (Token, Option<String>) {
    let number_end = text
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '_' | '-' | '.'))
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(number_end).unwrap_or((text, ""));
    let Some((kind, unit)) = known(unit) else {
        return (Token::BadValue, None);
    };
    let spelling = match number.split_once('.') {
        _ if number.starts_with('-') => None,
        None => Some(format!("{number}{unit}")),
        Some((whole, fraction)) => spelled_whole(kind, whole, fraction, unit),
    };
    (kind, spelling)
}

/// The unit as the language spells it. A lone `M` may be minutes or mebibytes, and says neither.
fn known(unit: &str) -> Option<(Token, &'static str)> {
    let units = DURATIONS
        .iter()
        .map(|(unit, _)| (Token::Duration, *unit))
        .chain(SIZES.iter().map(|(unit, _)| (Token::Size, *unit)));
    let lower = unit.to_ascii_lowercase();
    let alias = match lower.as_str() {
        "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => "ms",
        "sec" | "secs" | "second" | "seconds" => "s",
        "min" | "mins" | "minute" | "minutes" => "m",
        "hr" | "hrs" | "hour" | "hours" => "h",
        "day" | "days" => "d",
        "week" | "weeks" => "w",
        "ki" | "k" => "KiB",
        "mi" => "MiB",
        "gi" => "GiB",
        "ti" => "TiB",
        "g" => "GB",
        "t" => "TB",
        _ if unit == "M" => return None,
        other => other,
    };
    units
        .into_iter()
        .find(|(_, known)| known.eq_ignore_ascii_case(alias))
}

/// A decimal number of a unit in whole numbers of smaller ones: `1.5h` is `1h30m`.
fn spelled_whole(kind: Token, whole: &str, fraction: &str, unit: &str) -> Option<String> {
    let units: Vec<(&str, u128)> = match kind {
        Token::Duration => DURATIONS.to_vec(),
        _ => SIZES
            .into_iter()
            .filter(|(other, _)| other.contains('i') == unit.contains('i'))
            .chain([("", 1)])
            .collect(),
    };
    let (_, each) = units.iter().find(|(other, _)| *other == unit)?;
    if fraction.is_empty() || fraction.len() > 9 || whole.len() > 9 || fraction.contains(['-', '.'])
    {
        return None;
    }
    let scale = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
    let parts = whole.parse::<u128>().ok()? * scale + fraction.parse::<u128>().ok()?;
    let total = parts.checked_mul(*each)?;
    if total == 0 || total % scale != 0 {
        return None;
    }
    let mut left = total / scale;
    let smaller = units
        .iter()
        .skip_while(|(other, _)| *other != unit)
        .filter(|(other, _)| !other.is_empty());
    if kind == Token::Duration {
        let mut spelling = String::new();
        for (unit, each) in smaller {
            if left >= *each {
                spelling.push_str(&format!("{}{unit}", left / each));
                left %= each;
            }
        }
        return (left == 0).then_some(spelling);
    }
    let mut fits = smaller.filter(|(_, each)| left % each == 0);
    fits.next()
        .map(|(unit, each)| format!("{}{unit}", left / each))
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn units_are_told_from_their_names() {
        let spelled = |text: &str| meant(text).1;
        for (text, wanted) in [
            ("30min", "30m"),
            ("30minutes", "30m"),
            ("1H", "1h"),
            ("1h", "1h"),
            ("6hours", "6h"),
            ("1.5h", "1h30m"),
            ("0.5d", "12h"),
            ("1.25s", "1s250ms"),
            ("2Gi", "2GiB"),
            ("2gb", "2GB"),
            ("1.5GiB", "1536MiB"),
            ("2.5GB", "2500MB"),
        ] {
            assert_eq!(spelled(text).as_deref(), Some(wanted), "{text}");
        }
        for text in [
            "-1h",
            "1M",
            "1y",
            "1.5x",
            "1.0000001ms",
            "1..5h",
            "0.0h",
            "1.",
        ] {
            assert_eq!(spelled(text), None, "{text}");
        }
    }
}
