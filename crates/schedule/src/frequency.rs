//! How often a schedule runs at most.

use std::collections::VecDeque;

use crate::{calendar, cron};

/// A stretch of time that runs are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// So many days in a row.
    Days(u16),
    /// A month of the calendar.
    Month,
}

/// The most runs of a cron expression within any such stretch; `None` where it cannot be read.
/// Schedules that run in every hour run in the one that a clock change adds, too.
#[must_use]
pub fn most_runs(expression: &str, stretch: Stretch) -> Option<u64> {
    let fields = cron::fields(expression).ok()?;
    let [minutes, hours, ..] = &fields;
    let mut most = 0_u64;
    // The last days, 1 where there are runs; and how many of them in the stretch.
    let mut last: VecDeque<u64> = VecDeque::new();
    let mut held = 0_u64;
    for (month, day, weekday) in calendar::all() {
        let runs = u64::from(cron::runs_on(&fields, month, day, weekday));
        held += runs;
        match stretch {
            Stretch::Month if day == 1 => held = runs,
            Stretch::Month => {}
            Stretch::Days(days) => {
                last.push_back(runs);
                if last.len() > usize::from(days) {
                    held = held.saturating_sub(last.pop_front().unwrap_or_default());
                }
            }
        }
        most = most.max(held);
    }
    let each_hour = u64::from(minutes.bits.count_ones());
    let each_day = each_hour * u64::from(hours.bits.count_ones());
    let added = if cron::is_hourly(&fields) {
        each_hour
    } else {
        0
    };
    Some(most.saturating_mul(each_day).saturating_add(added))
}

#[cfg(test)]
mod tests {
    use super::{Stretch, most_runs};

    #[test]
    fn the_fullest_stretch_counts() {
        for (expression, stretch, runs) in [
            ("0 */6 * * *", Stretch::Days(1), 4),
            ("0 */6 * * *", Stretch::Month, 124),
            ("0 5 * * 1-5", Stretch::Days(7), 5),
            ("0 5 * * 1-5", Stretch::Month, 23),
            ("0 5 1 * *", Stretch::Month, 1),
            ("0 5 1 * *", Stretch::Days(31), 2),
            ("0 5 29 2 *", Stretch::Month, 1),
            ("0 * * * *", Stretch::Days(1), 25),
        ] {
            assert_eq!(most_runs(expression, stretch), Some(runs), "{expression}");
        }
        assert_eq!(most_runs("nonsense", Stretch::Month), None);
    }
}
