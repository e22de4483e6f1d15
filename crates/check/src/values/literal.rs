//! Literals: numbers, durations, sizes and dates, read strictly.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::Literal;

use super::{Value, money};
use crate::context::Context;
use crate::rules;

const DURATIONS: [(&str, u64); 6] = [
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
    ("w", 604_800_000),
];

const SIZES: [(&str, u64); 8] = [
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];

/// No duration is longer than a hundred years.
const LONGEST_MILLIS: u64 = 36_525 * 86_400_000;

impl Context<'_, '_> {
    /// The value of a literal.
    pub fn literal(&mut self, literal: &Literal, span: Span) -> Value {
        match literal {
            Literal::Boolean(value) => Value::Bool(*value),
            Literal::Integer(text) => self.integer(text, span),
            Literal::Decimal(text) => self.decimal(text, span),
            Literal::Duration(text) => match duration(text) {
                Some(millis) if millis <= LONGEST_MILLIS => Value::Duration(millis),
                Some(_) => self.out_of_range(
                    span,
                    format!("`{text}` is longer than a hundred years"),
                    "too long",
                ),
                None => self.malformed(
                    span,
                    &format!("`{text}` is no duration"),
                    "units from large to small, each once: `1h30m`",
                ),
            },
            Literal::Size(text) => match size(text) {
                Some(bytes) if bytes <= i64::MAX.unsigned_abs() => Value::Size(bytes),
                _ => self.out_of_range(
                    span,
                    format!("`{text}` is larger than any memory"),
                    "too large",
                ),
            },
            Literal::Money(text) => match money::read(text) {
                Some(money) => Value::Money(Arc::new(money)),
                None => self.out_of_range(
                    span,
                    format!("`{text}` is more, or more exact, than anything costs"),
                    "at most 12 digits before the point and 6 after it",
                ),
            },
            Literal::Date(text) => {
                if date_exists(text) {
                    Value::Date(text.clone())
                } else {
                    self.report.push(Diagnostic::new(
                        &rules::NO_SUCH_DATE,
                        format!("there is no day `{text}`"),
                        span,
                        "no such day in the calendar",
                    ));
                    Value::Unknown
                }
            }
        }
    }

    fn integer(&mut self, text: &str, span: Span) -> Value {
        text.replace('_', "").parse::<i64>().map_or_else(
            |_| {
                self.out_of_range(
                    span,
                    format!("`{text}` does not fit into 64 bits"),
                    "from -9223372036854775808 to 9223372036854775807",
                )
            },
            Value::Int,
        )
    }

    fn decimal(&mut self, text: &str, span: Span) -> Value {
        let clean = text.replace('_', "");
        if clean.bytes().filter(u8::is_ascii_digit).count() > 38 {
            return self.out_of_range(
                span,
                format!("`{text}` has more than 38 digits"),
                "at most 38 digits",
            );
        }
        Value::Decimal(clean)
    }

    /// Reports a number that is not in its range.
    pub fn out_of_range(&mut self, span: Span, message: String, label: &str) -> Value {
        self.report
            .push(Diagnostic::new(&rules::OUT_OF_RANGE, message, span, label));
        Value::Unknown
    }

    /// Reports text that has not the form it needs.
    pub fn malformed(&mut self, span: Span, message: &str, label: &str) -> Value {
        self.report.push(Diagnostic::new(
            &rules::MALFORMED_TEXT,
            message,
            span,
            label,
        ));
        Value::Unknown
    }
}

/// Milliseconds of `1h30m`; units fall and none comes twice.
fn duration(text: &str) -> Option<u64> {
    let mut rest = text;
    let mut total = 0_u64;
    let mut smallest = u64::MAX;
    while !rest.is_empty() {
        let digits_end = rest.find(|c: char| !c.is_ascii_digit() && c != '_')?;
        let (digits, after) = rest.split_at_checked(digits_end)?;
        let unit_end = after
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(unit_end)?;
        let (_, millis) = DURATIONS.iter().find(|(name, _)| *name == unit)?;
        if *millis >= smallest {
            return None;
        }
        smallest = *millis;
        // A number past 64 bits is past every bound.
        let amount: u64 = digits.replace('_', "").parse().unwrap_or(u64::MAX);
        total = total.saturating_add(amount.saturating_mul(*millis));
        rest = after;
    }
    (smallest != u64::MAX).then_some(total)
}

fn size(text: &str) -> Option<u64> {
    let digits_end = text.find(|c: char| !c.is_ascii_digit() && c != '_')?;
    let (digits, unit) = text.split_at_checked(digits_end)?;
    let (_, bytes) = SIZES.iter().find(|(name, _)| *name == unit)?;
    digits
        .replace('_', "")
        .parse::<u64>()
        .ok()?
        .checked_mul(*bytes)
}

pub(super) fn date_exists(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (Ok(year), Ok(month), Ok(day)) = (
        year.parse::<u32>(),
        month.parse::<u32>(),
        day.parse::<u32>(),
    ) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    text.len() == 10 && year > 0 && (1..=length).contains(&day)
}

/// A duration as a literal: `90s`, `30m`.
pub fn show_millis(millis: u64) -> String {
    if millis.is_multiple_of(1_000) {
        pipewright_schedule::duration::show(millis / 1_000)
    } else {
        format!("{millis}ms")
    }
}

#[cfg(test)]
mod tests {
    use super::{date_exists, duration, size};

    #[test]
    fn durations_fall_in_their_units() {
        assert_eq!(duration("1h30m"), Some(5_400_000));
        assert_eq!(duration("2w"), Some(1_209_600_000));
        assert_eq!(duration("500ms"), Some(500));
        assert_eq!(duration("30m1h"), None);
        assert_eq!(duration("1h1h"), None);
        assert_eq!(duration("99999999999999999999h"), Some(u64::MAX));
    }

    #[test]
    fn sizes_are_bytes() {
        assert_eq!(size("4GiB"), Some(4 << 30));
        assert_eq!(size("1_000KB"), Some(1_000_000));
        assert_eq!(size("99999999TiB"), None);
    }

    #[test]
    fn dates_are_in_the_calendar() {
        assert!(date_exists("2028-02-29"));
        assert!(!date_exists("2026-02-29"));
        assert!(!date_exists("2026-13-01"));
        assert!(!date_exists("0000-01-01"));
    }
}
