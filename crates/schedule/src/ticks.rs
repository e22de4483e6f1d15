//! The moments of a schedule, clock changes included, and how long rows of one wait for another.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::calendar::WINDOW;
use crate::clock::{self, Change};
use crate::runs::Runs;
use crate::{cron, zone};

const DAY: i64 = 86_400;
/// Ten years from 2026 are looked at.
const HORIZON: (i64, i64) = (WINDOW.0, WINDOW.0 + 3_652 * DAY);
/// What is looked at where both schedules repeat every week: two months, and the days around each
/// clock change.
const ORDINARY: i64 = 62 * DAY;
const AROUND: (i64, i64) = (8 * DAY, 15 * DAY);
/// Schedules that name days of a month and run every minute have more moments than anybody needs.
const MOST_STEPS: usize = 100_000;

/// A stretch of time that data is cut by, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A month of the calendar.
    Month,
}

impl Part {
    /// Whether one begins at a moment.
    fn begins(self, moment: i64) -> bool {
        match self {
            Self::Hour => moment.rem_euclid(3_600) == 0,
            Self::Day => moment.rem_euclid(DAY) == 0,
            Self::Month => {
                let day = Timestamp::from_second(moment)
                    .map(|moment| TimeZone::UTC.to_datetime(moment).day());
                Self::Day.begins(moment) && day.is_ok_and(|day| day == 1)
            }
        }
    }
}

/// The runs of a schedule as moments: seconds since 1970. A local time that does not exist has no
/// run; one that comes twice has one, unless the schedule runs in every hour.
#[derive(Debug, Clone)]
pub struct Ticks {
    runs: Runs,
    /// The offset of the zone before its first change.
    first_offset: i64,
    changes: Vec<Change>,
    hourly: bool,
    weekly: bool,
}

impl Ticks {
    /// The moments of a cron expression in a zone; `None` where either is wrong.
    #[must_use]
    pub fn of(expression: &str, zone: &str) -> Option<Self> {
        let fields = cron::fields(expression).ok()?;
        let zone = zone::find(zone).ok()?;
        let (first_offset, changes) = clock::changes(&zone)?;
        let runs = cron::runs(&fields);
        (!runs.is_empty()).then(|| Self {
            weekly: runs.is_weekly(),
            runs,
            first_offset,
            changes,
            hourly: cron::is_hourly(&fields),
        })
    }

    /// The first run at or after a moment; `None` after the last that is looked at.
    #[must_use]
    pub fn from(&self, moment: i64) -> Option<i64> {
        let mut next = self.changes.partition_point(|change| change.at <= moment);
        let mut moment = moment;
        loop {
            let last = next.checked_sub(1).and_then(|last| self.changes.get(last));
            let offset = last.map_or(self.first_offset, |change| change.after);
            let mut local = moment.checked_add(offset)?;
            // What ran before the clocks went back does not run again.
            if let Some(change) = last.filter(|_| !self.hourly) {
                local = local.max(change.at + change.before.max(change.after));
            }
            let run = self.runs.from(local)? - offset;
            match self.changes.get(next) {
                Some(change) if run >= change.at => {
                    moment = change.at;
                    next += 1;
                }
                _ => return Some(run),
            }
        }
    }

    /// The longest time from a run of `self` to the next run of `other`, at the same moment or
    /// later, in seconds: looked for in ten years, so that clock changes and months count. `None`
    /// where one of them never runs.
    #[must_use]
    pub fn longest_wait_for(&self, other: &Self) -> Option<u64> {
        let mut longest = None;
        let mut look = |from: i64, to: i64| {
            let mut moment = from;
            for _ in 0..MOST_STEPS {
                let Some(run) = self.from(moment).filter(|run| *run < to) else {
                    break;
                };
                let Some(landing) = other.from(run) else {
                    break;
                };
                longest = longest.max(Some(landing - run));
                moment = landing + 1;
            }
        };
        look(HORIZON.0, HORIZON.0 + ORDINARY);
        if !(self.weekly && other.weekly) {
            look(HORIZON.0, HORIZON.1);
        }
        for change in self.changes.iter().chain(&other.changes) {
            if change.at < HORIZON.1 {
                look(change.at - AROUND.0, change.at + AROUND.1);
            }
        }
        longest.and_then(|seconds| u64::try_from(seconds).ok())
    }

    /// Whether such a part begins at each of its runs, so that what lies between two runs is whole
    /// parts: looked for in ten years, or in two months and around clock changes.
    #[must_use]
    pub fn begin(&self, part: Part) -> bool {
        let holds = |from: i64, to: i64| {
            let mut moment = from;
            for _ in 0..MOST_STEPS {
                let Some(run) = self.from(moment).filter(|run| *run < to) else {
                    break;
                };
                if !part.begins(run) {
                    return false;
                }
                moment = run + 1;
            }
            true
        };
        let ordinary = if self.weekly {
            ORDINARY
        } else {
            HORIZON.1 - HORIZON.0
        };
        let changes = self.changes.iter().filter(|change| change.at < HORIZON.1);
        holds(HORIZON.0, HORIZON.0 + ordinary)
            && changes
                .into_iter()
                .all(|change| holds(change.at - AROUND.0, change.at + AROUND.1))
    }

    /// Whether each of its runs comes less than so many seconds after one of `other`, or at the
    /// same moment: looked for in two months.
    #[must_use]
    pub fn always_within(&self, other: &Self, seconds: u64) -> bool {
        let Ok(seconds) = i64::try_from(seconds) else {
            return true;
        };
        let mut moment = HORIZON.0 + DAY * 8;
        let mut found = false;
        for _ in 0..MOST_STEPS {
            let Some(run) = self.from(moment).filter(|run| *run < HORIZON.0 + ORDINARY) else {
                break;
            };
            let since = other.from(run.saturating_sub(seconds).saturating_add(1));
            if since.is_none_or(|since| since > run) {
                return false;
            }
            found = true;
            moment = run + 1;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Ticks};

    fn ticks(expression: &str, zone: &str) -> Ticks {
        Ticks::of(expression, zone).unwrap()
    }

    fn wait(reader: &str, writer: &str, zones: (&str, &str)) -> Option<u64> {
        ticks(reader, zones.0).longest_wait_for(&ticks(writer, zones.1))
    }

    #[test]
    fn cadences_that_meet_do_not_wait() {
        let utc = ("UTC", "UTC");
        assert_eq!(wait("0 0 * * *", "0 * * * *", utc), Some(0));
        assert_eq!(wait("0 0 * * 1", "0 0 * * *", utc), Some(0));
        assert_eq!(wait("0 0 1 * *", "0 0 * * *", utc), Some(0));
    }

    #[test]
    fn offsets_and_slower_writers_are_waited_for() {
        let utc = ("UTC", "UTC");
        assert_eq!(wait("0 0 * * *", "15 * * * *", utc), Some(900));
        assert_eq!(wait("0 0 * * *", "0 2 * * *", utc), Some(7_200));
        assert_eq!(wait("0 2 * * *", "0 0 * * *", utc), Some(22 * 3_600));
        assert_eq!(wait("0 * * * *", "0 0 * * *", utc), Some(23 * 3_600));
        // The run on Tuesday waits for Monday.
        assert_eq!(wait("0 0 * * *", "0 0 * * 1", utc), Some(6 * 86_400));
        assert_eq!(
            wait("0 0 * * *", "0 6 1 * *", utc),
            Some(30 * 86_400 + 6 * 3_600)
        );
    }

    #[test]
    fn zones_and_their_changes_count() {
        // 08:00 in New York is 14:00 in Berlin, and 13:00 in the weeks in which one has changed.
        let across = ("Europe/Berlin", "America/New_York");
        assert_eq!(wait("0 13 * * *", "0 8 * * *", across), Some(3_600));
        assert_eq!(wait("0 14 * * *", "0 8 * * *", across), Some(24 * 3_600));
        let autumn = ("Europe/Berlin", "Europe/Berlin");
        assert_eq!(wait("0 0 * * *", "0 6 * * *", autumn), Some(7 * 3_600));
    }

    #[test]
    fn a_skipped_run_is_not_there() {
        let berlin = ticks("30 2 * * *", "Europe/Berlin");
        // 29 March 2026, 00:00 UTC: the next 02:30 is that of the 30th, at 00:30 UTC.
        assert_eq!(
            berlin.from(1_774_742_400),
            Some(1_774_742_400 + 86_400 + 1_800)
        );
        // 25 October 2026 has it twice: at 00:30 and 01:30 UTC. It runs once.
        assert_eq!(berlin.from(1_792_886_400), Some(1_792_886_400 + 1_800));
        assert_eq!(
            berlin.from(1_792_886_400 + 1_801),
            Some(1_792_886_400 + 86_400 + 5_400)
        );
    }

    #[test]
    fn parts_begin_at_runs() {
        for (expression, zone, part, begins) in [
            ("0 * * * *", "UTC", Part::Hour, true),
            ("30 * * * *", "UTC", Part::Hour, false),
            ("0 * * * *", "Asia/Kathmandu", Part::Hour, false),
            ("0 */6 * * *", "Europe/Berlin", Part::Hour, true),
            ("0 0 * * *", "UTC", Part::Day, true),
            ("0 0 * * 1", "UTC", Part::Day, true),
            ("0 */12 * * *", "UTC", Part::Day, false),
            ("0 0 * * *", "Europe/Berlin", Part::Day, false),
            // Midnight in summer only.
            ("0 1 * * *", "Europe/London", Part::Day, false),
            ("0 0 1 * *", "UTC", Part::Month, true),
            ("0 0 1,15 * *", "UTC", Part::Month, false),
            ("0 0 * * *", "UTC", Part::Month, false),
        ] {
            let found = ticks(expression, zone).begin(part);
            assert_eq!(found, begins, "{expression} in {zone}: {part:?}");
        }
    }

    #[test]
    fn runs_right_after_others_are_told() {
        let daily = ticks("0 0 * * *", "UTC");
        assert!(daily.always_within(&daily, 1));
        assert!(!daily.always_within(&daily, 0));
        let later = ticks("30 0 * * *", "UTC");
        assert!(later.always_within(&daily, 1_801) && !later.always_within(&daily, 1_800));
        assert!(!daily.always_within(&ticks("0 0 * * 1", "UTC"), 3_600));
    }
}
