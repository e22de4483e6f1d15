//! The days of the 28 years from 2026, in which the calendar repeats.

use jiff::civil::Date;

/// 1 January 2026, in days since 1970.
const FIRST_DAY: i64 = 20_454;
const FIRST_YEAR: i16 = 2026;
const YEARS: i16 = 28;

/// First second looked at, and the first no more looked at (seconds since 1970).
pub(crate) const WINDOW: (i64, i64) = (FIRST_DAY * 86_400, (FIRST_DAY + 10_227) * 86_400);

/// Days since 1970 on which `matches(month, day, weekday from Sunday = 0)`, in order.
pub(crate) fn days(matches: impl Fn(u8, u8, u8) -> bool) -> Vec<i64> {
    let mut found = Vec::new();
    let mut number = FIRST_DAY;
    // 1 January 2026 is a Thursday.
    let mut weekday = 4;
    for year in FIRST_YEAR..FIRST_YEAR + YEARS {
        for month in 1..=12 {
            for day in 1..=length(year, month) {
                if matches(month, day, weekday) {
                    found.push(number);
                }
                number += 1;
                weekday = (weekday + 1) % 7;
            }
        }
    }
    found
}

/// The days of a month.
pub(crate) const fn length(year: i16, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A local second as `2026-03-29 02:30`.
pub(crate) fn show(local: i64) -> String {
    let day = local.div_euclid(86_400);
    let minute = local.rem_euclid(86_400) / 60;
    let offset = i32::try_from(day - FIRST_DAY).unwrap_or_default();
    let date = Date::new(FIRST_YEAR, 1, 1)
        .ok()
        .and_then(|first| {
            first
                .checked_add(jiff::Span::new().try_days(offset).ok()?)
                .ok()
        })
        .map_or_else(String::new, |date| date.to_string());
    format!("{date} {:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::{WINDOW, days, show};

    #[test]
    fn the_window_is_28_years_of_the_true_calendar() {
        let all = days(|_, _, _| true);
        assert_eq!(all.len(), 10_227);
        assert_eq!(show(WINDOW.0), "2026-01-01 00:00");
        assert_eq!(show(WINDOW.1), "2054-01-01 00:00");
        let sundays = days(|_, _, weekday| weekday == 0);
        assert_eq!(show(sundays[0] * 86_400), "2026-01-04 00:00");
        let leap = days(|month, day, _| month == 2 && day == 29);
        assert_eq!(show(leap[0] * 86_400 + 5_400), "2028-02-29 01:30");
        assert_eq!(leap.len(), 7);
    }
}
