//! The days of the 28 years from 2026, in which the calendar repeats.

use jiff::civil::Date;

/// 1 January 2026, in days since 1970.
const FIRST_DAY: i64 = 20_454;
/// As many as there are in 28 years.
const COUNT: i64 = 10_227;
const FIRST_YEAR: i16 = 2026;
const YEARS: i16 = 28;
const EVERY_WEEKDAY: u8 = 0b111_1111;

/// First second looked at, and the first no more looked at (seconds since 1970).
pub(crate) const WINDOW: (i64, i64) = (FIRST_DAY * 86_400, (FIRST_DAY + COUNT) * 86_400);

/// Some of the days, by their numbers since 1970.
#[derive(Debug, Clone)]
pub(crate) enum Days {
    /// Those of some days of the week; bit 0 is Sunday.
    Weekly(u8),
    /// In order.
    Listed(Vec<i64>),
}

impl Days {
    /// The days on which `matches(month, day, weekday from Sunday = 0)`.
    pub fn listed(matches: impl Fn(u8, u8, u8) -> bool) -> Self {
        let runs = |(month, day, weekday)| matches(month, day, weekday);
        let found = all().zip(FIRST_DAY..).filter(|(day, _)| runs(*day));
        Self::Listed(found.map(|(_, number)| number).collect())
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        match self {
            Self::Weekly(weekdays) => *weekdays & EVERY_WEEKDAY == 0,
            Self::Listed(days) => days.is_empty(),
        }
    }

    /// The first at or after a day.
    pub fn from(&self, day: i64) -> Option<i64> {
        match self {
            Self::Weekly(weekdays) => {
                let first = day.max(FIRST_DAY);
                let mut next = first..first.saturating_add(7).min(FIRST_DAY + COUNT);
                next.find(|day| weekdays & (1 << weekday(*day)) != 0)
            }
            Self::Listed(days) => days
                .get(days.partition_point(|known| *known < day))
                .copied(),
        }
    }

    /// The last before a day.
    pub fn before(&self, day: i64) -> Option<i64> {
        match self {
            Self::Weekly(weekdays) => {
                let last = day.min(FIRST_DAY + COUNT);
                let mut previous = (last.saturating_sub(7).max(FIRST_DAY)..last).rev();
                previous.find(|day| weekdays & (1 << weekday(*day)) != 0)
            }
            Self::Listed(days) => {
                let index = days.partition_point(|known| *known < day);
                days.get(index.checked_sub(1)?).copied()
            }
        }
    }

    /// The shortest and the longest distance between two that follow each other, in days.
    pub fn distances(&self) -> Option<(i64, i64)> {
        let widen = |known: Option<(i64, i64)>, distance: i64| {
            Some(known.map_or((distance, distance), |(shortest, longest)| {
                (shortest.min(distance), longest.max(distance))
            }))
        };
        match self {
            // Two weeks show all distances of a week.
            Self::Weekly(_) => {
                let first = self.from(FIRST_DAY)?;
                let mut found = None;
                let mut day = first;
                while day < first + 7 {
                    let next = self.from(day + 1)?;
                    found = widen(found, next - day);
                    day = next;
                }
                found
            }
            Self::Listed(days) => {
                let pairs = days.iter().zip(days.iter().skip(1));
                pairs.map(|(a, b)| b - a).fold(None, widen)
            }
        }
    }
}

/// The day of the week from Sunday = 0; 1 January 1970 was a Thursday.
fn weekday(day: i64) -> u8 {
    u8::try_from((day + 4).rem_euclid(7)).unwrap_or_default()
}

/// Month, day and weekday of each day of the window, in order.
pub(crate) fn all() -> impl Iterator<Item = (u8, u8, u8)> {
    let months =
        (FIRST_YEAR..FIRST_YEAR + YEARS).flat_map(|year| (1..=12).map(move |month| (year, month)));
    let days =
        months.flat_map(|(year, month)| (1..=length(year, month)).map(move |day| (month, day)));
    days.zip(FIRST_DAY..)
        .map(|((month, day), number)| (month, day, weekday(number)))
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
    use super::{COUNT, Days, EVERY_WEEKDAY, FIRST_DAY, WINDOW, show};

    fn listed(matches: impl Fn(u8, u8, u8) -> bool) -> Vec<i64> {
        match Days::listed(matches) {
            Days::Listed(days) => days,
            Days::Weekly(_) => Vec::new(),
        }
    }

    #[test]
    fn the_window_is_28_years_of_the_true_calendar() {
        let all = listed(|_, _, _| true);
        assert_eq!(all.len(), 10_227);
        assert_eq!(show(WINDOW.0), "2026-01-01 00:00");
        assert_eq!(show(WINDOW.1), "2054-01-01 00:00");
        let sundays = listed(|_, _, weekday| weekday == 0);
        assert_eq!(show(sundays[0] * 86_400), "2026-01-04 00:00");
        let leap = listed(|month, day, _| month == 2 && day == 29);
        assert_eq!(show(leap[0] * 86_400 + 5_400), "2028-02-29 01:30");
        assert_eq!(leap.len(), 7);
    }

    #[test]
    fn days_of_a_week_are_those_of_the_list() {
        for weekdays in 1..=EVERY_WEEKDAY {
            let short = Days::Weekly(weekdays);
            let long = Days::listed(|_, _, weekday| weekdays & (1 << weekday) != 0);
            assert_eq!(short.distances(), long.distances(), "{weekdays:b}");
            let edges = [FIRST_DAY, FIRST_DAY + COUNT];
            let around = edges.into_iter().flat_map(|edge| edge - 9..edge + 9);
            for day in around.chain(FIRST_DAY + 100..FIRST_DAY + 110) {
                assert_eq!(short.from(day), long.from(day), "{weekdays:b} from {day}");
                assert_eq!(
                    short.before(day),
                    long.before(day),
                    "{weekdays:b} before {day}"
                );
            }
        }
        assert!(Days::Weekly(0).is_empty() && Days::Weekly(0).distances().is_none());
    }
}
