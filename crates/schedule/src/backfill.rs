//! The runs of a schedule between two days: what a backfill of a closed range makes up.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::cron::{fields, is_hourly, runs_on};
use crate::zone;

/// What there is between two days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Backfilled {
    /// The logical times of the runs, RFC 3339 in UTC, in order.
    Runs(Vec<String>),
    /// More runs than were asked for at most.
    TooMany,
    /// The schedule or a day is none, which was said where it was written.
    Unknown,
}

/// The runs of a cron expression whose intervals end after the first moment of the day `from` and
/// no later than the first moment of the day `to`, days being those of the zone. Ranges that meet
/// share no run. A local time that does not exist has no run, one that comes twice has one, unless
/// the schedule runs in every hour.
#[must_use]
pub fn backfilled(expression: &str, zone: &str, from: &str, to: &str, most: usize) -> Backfilled {
    let (Ok(fields), Ok(zone)) = (fields(expression), zone::find(zone)) else {
        return Backfilled::Unknown;
    };
    let (Ok(from), Ok(to)) = (from.parse::<Date>(), to.parse::<Date>()) else {
        return Backfilled::Unknown;
    };
    let (Some(after), Some(until)) = (first_moment(from, &zone), first_moment(to, &zone)) else {
        return Backfilled::Unknown;
    };
    let hourly = is_hourly(&fields);
    let [minutes, hours, ..] = &fields;
    let times: Vec<Time> = (0..24_i8)
        .filter(|hour| hours.bits & (1 << hour) != 0)
        .flat_map(|hour| {
            (0..60_i8)
                .filter(|minute| minutes.bits & (1 << minute) != 0)
                .filter_map(move |minute| Time::new(hour, minute, 0, 0).ok())
        })
        .collect();
    let mut runs: Vec<Timestamp> = Vec::new();
    let mut today = from;
    while today <= to {
        let number = |number: i8| u8::try_from(number).unwrap_or_default();
        let weekday = number(today.weekday().to_sunday_zero_offset());
        if runs_on(&fields, number(today.month()), number(today.day()), weekday) {
            for time in &times {
                runs.extend(
                    moments(today, *time, &zone, hourly)
                        .into_iter()
                        .filter(|moment| *moment > after && *moment <= until),
                );
            }
        }
        if runs.len() > most {
            return Backfilled::TooMany;
        }
        let Ok(tomorrow) = today.tomorrow() else {
            break;
        };
        today = tomorrow;
    }
    runs.sort();
    runs.dedup();
    Backfilled::Runs(runs.iter().map(ToString::to_string).collect())
}

fn first_moment(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let start = day.to_zoned(zone.clone()).ok()?;
    Some(start.timestamp())
}

/// When it is this time of this day: never, once, or twice.
fn moments(day: Date, time: Time, zone: &TimeZone, hourly: bool) -> Vec<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(day.to_datetime(time));
    match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => Vec::new(),
        AmbiguousOffset::Unambiguous { .. } => ambiguous.compatible().into_iter().collect(),
        AmbiguousOffset::Fold { .. } => {
            let later = hourly.then(|| ambiguous.later());
            let first = std::iter::once(ambiguous.earlier());
            first.chain(later).flatten().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Backfilled, backfilled};

    fn runs(expression: &str, zone: &str, from: &str, to: &str) -> Vec<String> {
        match backfilled(expression, zone, from, to, 10_000) {
            Backfilled::Runs(runs) => runs,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_run_belongs_to_the_range_its_interval_ends_in() {
        let january = runs("0 0 * * *", "UTC", "2026-01-01", "2026-02-01");
        assert_eq!(january.len(), 31);
        assert_eq!(january[0], "2026-01-02T00:00:00Z");
        assert_eq!(january[30], "2026-02-01T00:00:00Z");
        let february = runs("0 0 * * *", "UTC", "2026-02-01", "2026-03-01");
        assert_eq!(february[0], "2026-02-02T00:00:00Z");
        let mornings = runs("30 6 * * *", "UTC", "2026-01-01", "2026-01-03");
        assert_eq!(mornings, ["2026-01-01T06:30:00Z", "2026-01-02T06:30:00Z"]);
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let berlin = runs("0 0 * * *", "Europe/Berlin", "2026-03-28", "2026-03-31");
        assert_eq!(
            berlin,
            [
                "2026-03-28T23:00:00Z",
                "2026-03-29T22:00:00Z",
                "2026-03-30T22:00:00Z"
            ]
        );
    }

    #[test]
    fn skipped_and_doubled_times() {
        let zone = "Europe/Berlin";
        let spring = runs("30 2 * * *", zone, "2026-03-28", "2026-03-31");
        assert_eq!(spring, ["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"]);
        let autumn = runs("30 2 * * *", zone, "2026-10-25", "2026-10-26");
        assert_eq!(autumn, ["2026-10-25T00:30:00Z"]);
        assert_eq!(
            runs("0 * * * *", zone, "2026-03-29", "2026-03-30").len(),
            23
        );
        assert_eq!(
            runs("0 * * * *", zone, "2026-10-25", "2026-10-26").len(),
            25
        );
    }

    #[test]
    fn weekdays_and_bounds() {
        let mondays = runs("0 0 * * 1", "UTC", "2026-01-01", "2026-02-01");
        assert_eq!(mondays.len(), 4);
        assert_eq!(mondays[0], "2026-01-05T00:00:00Z");
        assert!(runs("0 0 29 2 *", "UTC", "2026-01-01", "2027-01-01").is_empty());
        let minutes = backfilled("* * * * *", "UTC", "2026-01-01", "2027-01-01", 1_000);
        assert_eq!(minutes, Backfilled::TooMany);
        let nothing = backfilled("x", "UTC", "2026-01-01", "2027-01-01", 1_000);
        assert_eq!(nothing, Backfilled::Unknown);
        let last = runs("0 0 1 1 *", "UTC", "9990-01-01", "9999-12-30");
        assert_eq!(last.len(), 9);
    }
}
