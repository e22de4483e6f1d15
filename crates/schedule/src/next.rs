//! The next runs of a schedule, for people.

use jiff::Timestamp;

use crate::cron::{fields, runs};
use crate::zone;

/// Looked at for each run that is wanted: clock changes skip some.
const TRIES: usize = 4;

/// The next runs after a moment (seconds since 1970): when each is, and how a clock in the zone shows
/// that. A run that a clock change skips is left out; one that it doubles counts once.
#[must_use]
pub fn next_runs(expression: &str, zone: &str, after: i64, most: usize) -> Vec<(i64, String)> {
    let (Ok(fields), Ok(zone)) = (fields(expression), zone::find(zone)) else {
        return Vec::new();
    };
    let runs = runs(&fields);
    let Ok(start) = Timestamp::from_second(after) else {
        return Vec::new();
    };
    let mut local = after.saturating_add(i64::from(zone.to_offset(start).seconds()) + 1);
    let mut found = Vec::new();
    for _ in 0..most.saturating_mul(TRIES) {
        let Some(run) = runs.from(local) else { break };
        local = run + 1;
        let Ok(shown) = Timestamp::from_second(run) else {
            break;
        };
        let wall = shown.to_zoned(jiff::tz::TimeZone::UTC).datetime();
        let Ok(moment) = wall.to_zoned(zone.clone()) else {
            break;
        };
        if moment.datetime() == wall && moment.timestamp().as_second() > after {
            let text = moment.strftime("%a %Y-%m-%d %H:%M %Z").to_string();
            found.push((moment.timestamp().as_second(), text));
        }
        if found.len() >= most {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21 08:30 UTC.
    const NOW: i64 = 1_795_249_800;

    fn shown(expression: &str, zone: &str, after: i64) -> Vec<String> {
        let runs = next_runs(expression, zone, after, 3);
        runs.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn runs_are_shown_by_the_clock_of_their_zone() {
        assert_eq!(
            shown("0 9 * * 1-5", "Europe/Berlin", NOW),
            [
                "Mon 2026-11-23 09:00 CET",
                "Tue 2026-11-24 09:00 CET",
                "Wed 2026-11-25 09:00 CET"
            ]
        );
        assert_eq!(
            shown("0 */6 * * *", "UTC", NOW).first().map(String::as_str),
            Some("Sat 2026-11-21 12:00 UTC")
        );
    }

    #[test]
    fn a_skipped_run_is_left_out() {
        // Clocks go from 02:00 to 03:00 on 2026-03-29.
        let before = 1_774_652_400;
        let runs = shown("30 2 * * *", "Europe/Berlin", before);
        assert!(
            !runs.iter().any(|run| run.contains("2026-03-29")),
            "{runs:?}"
        );
    }

    #[test]
    fn nonsense_never_runs() {
        assert!(next_runs("x", "UTC", NOW, 3).is_empty());
        assert!(next_runs("0 0 31 2 *", "UTC", NOW, 3).is_empty());
        assert!(next_runs("0 0 * * *", "Nowhere", NOW, 3).is_empty());
        assert!(next_runs("0 0 * * *", "UTC", i64::MAX, 3).is_empty());
    }
}
