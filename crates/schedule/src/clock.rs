//! Clock changes: the runs they skip or double, and the periods they stretch or shorten.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::calendar::WINDOW;
use crate::runs::{Periods, Runs};

/// What clock changes do to a schedule.
#[derive(Debug, Default)]
pub(crate) struct ClockChanges {
    /// The first run whose local time does not exist, in local seconds.
    pub skipped: Option<i64>,
    /// The first run whose local time exists twice, in local seconds.
    pub doubled: Option<i64>,
}

/// One change: when, and the offsets before and after it, all in seconds.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub at: i64,
    pub before: i64,
    pub after: i64,
}

/// At most this many changes are looked at: two a year, and more for Ramadan in Morocco.
const MOST_CHANGES: usize = 256;

/// Widens `periods` by what the zone's clock changes do, and says which runs they hit. A schedule
/// of every hour is `even`: it runs on in a doubled hour. Of others a doubled run counts once, as
/// most engines have it, else a daily schedule would have a period of an hour.
pub(crate) fn apply(
    zone: &TimeZone,
    runs: &Runs,
    even: bool,
    periods: &mut Periods,
) -> ClockChanges {
    let (_, changes) = changes(zone).unwrap_or_default();
    let mut hit = ClockChanges::default();
    for (index, change) in changes.iter().enumerate() {
        let since = index
            .checked_sub(1)
            .and_then(|previous| changes.get(previous))
            .map(|change| change.at);
        let (old, new) = (change.at + change.before, change.at + change.after);
        let touched = runs.from(old.min(new)).filter(|run| *run < old.max(new));
        if old < new {
            hit.skipped = hit.skipped.or(touched);
        } else {
            hit.doubled = hit.doubled.or(touched);
        }
        let Some(last) = runs.before(old).map(|run| run - change.before) else {
            continue;
        };
        // With another change since the last run, that change has looked at this period.
        if since.is_some_and(|since| last < since) {
            continue;
        }
        // The next run may lie beyond further changes: then the last of them counts.
        let mut next = None;
        for (position, later) in changes.iter().enumerate().skip(index) {
            let shift = if even {
                later.after
            } else {
                later.after.max(later.before)
            };
            next = runs.from(later.at + shift).map(|run| run - later.after);
            let following = changes
                .get(position + 1)
                .map_or(i64::MAX, |change| change.at);
            if next.is_none_or(|run| run < following) {
                break;
            }
        }
        if let Some(next) = next {
            periods.take(next - last);
        }
    }
    hit
}

/// The offset at the beginning of the window, and the changes within it.
pub(crate) fn changes(zone: &TimeZone) -> Option<(i64, Vec<Change>)> {
    let start = Timestamp::from_second(WINDOW.0).ok()?;
    let end = Timestamp::from_second(WINDOW.1).ok()?;
    let first = i64::from(zone.to_offset(start).seconds());
    let mut before = first;
    let mut found = Vec::new();
    let within = zone
        .following(start)
        .take_while(|change| change.timestamp() < end);
    for change in within.take(MOST_CHANGES) {
        let after = i64::from(change.offset().seconds());
        if after != before {
            found.push(Change {
                at: change.timestamp().as_second(),
                before,
                after,
            });
            before = after;
        }
    }
    Some((first, found))
}
