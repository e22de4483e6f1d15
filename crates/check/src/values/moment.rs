//! Moments: RFC 3339 in UTC.

use super::literal::date_exists;
use super::{Located, Value};
use crate::context::Context;

impl Context<'_, '_> {
    /// A text that is a moment.
    pub fn moment(&mut self, given: &Located) -> Value {
        let Some(text) = self.literal_text(given) else {
            return Value::Unknown;
        };
        if is_timestamp(&text) {
            return given.value.clone();
        }
        self.malformed(
            given.span,
            "this is no timestamp",
            "RFC 3339 in UTC: `2026-01-31T06:00:00Z`",
        )
    }
}

/// Whether a text is a moment in UTC, to the second: `2026-01-31T06:00:00Z`. All of one length, so
/// that they order as texts do.
pub fn is_timestamp(text: &str) -> bool {
    let Some((day, time)) = text.split_once('T') else {
        return false;
    };
    let Some(time) = time.strip_suffix('Z') else {
        return false;
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = time.split(':').collect();
    let below = |part: &str, bound: u8| {
        part.len() == 2 && digits(part) && part.parse::<u8>().is_ok_and(|number| number < bound)
    };
    let [hour, minute, second] = parts.as_slice() else {
        return false;
    };
    date_exists(day) && below(hour, 24) && below(minute, 60) && below(second, 60)
}

#[cfg(test)]
mod tests {
    use super::is_timestamp;

    #[test]
    fn moments_are_rfc_3339_in_utc() {
        for good in ["2026-01-31T06:00:00Z", "2028-02-29T23:59:59Z"] {
            assert!(is_timestamp(good), "{good}");
        }
        for bad in [
            "2026-01-31",
            "2026-02-29T00:00:00Z",
            "2026-01-31T24:00:00Z",
            "2026-01-31T06:00:00",
            "2026-01-31T06:00:00+01:00",
            "2026-01-31T06:00:00.5Z",
            "2026-01-31T6:00:00Z",
            "2026-01-31t06:00:00z",
            "",
        ] {
            assert!(!is_timestamp(bad), "{bad}");
        }
    }
}
