//! The runs of a schedule in local time, and the times between them.

use crate::calendar::Days;

/// All runs of the window: each of `times` on each of `days`.
#[derive(Debug, Clone)]
pub(crate) struct Runs {
    days: Days,
    /// Seconds since midnight, in order.
    times: Vec<i64>,
}

/// The shortest and the longest of some periods, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Periods {
    pub shortest: i64,
    pub longest: i64,
}

impl Periods {
    pub fn take(&mut self, period: i64) {
        self.shortest = self.shortest.min(period);
        self.longest = self.longest.max(period);
    }
}

impl Runs {
    /// The runs on these days, at the minutes and hours whose bits are set.
    pub fn new(minutes: u64, hours: u64, days: Days) -> Self {
        let times = (0..24_i64)
            .filter(|hour| hours & (1 << hour) != 0)
            .flat_map(|hour| {
                (0..60_i64)
                    .filter(move |minute| minutes & (1 << minute) != 0)
                    .map(move |minute| hour * 3_600 + minute * 60)
            })
            .collect();
        Self { days, times }
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.days.is_empty() || self.times.is_empty()
    }

    /// Whether they repeat every week.
    pub const fn is_weekly(&self) -> bool {
        matches!(self.days, Days::Weekly(_))
    }

    /// The last run before a local second.
    pub fn before(&self, local: i64) -> Option<i64> {
        let (day, time) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        if self.days.from(day) == Some(day) {
            let earlier = self.times.partition_point(|known| *known < time);
            if let Some(found) = earlier.checked_sub(1).and_then(|last| self.times.get(last)) {
                return Some(day * 86_400 + found);
            }
        }
        Some(self.days.before(day)? * 86_400 + self.times.last()?)
    }

    /// The first run at or after a local second.
    pub fn from(&self, local: i64) -> Option<i64> {
        let (mut day, time) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        if self.days.from(day) == Some(day) {
            let later = self.times.partition_point(|known| *known < time);
            if let Some(found) = self.times.get(later) {
                return Some(day * 86_400 + found);
            }
            day += 1;
        }
        Some(self.days.from(day)? * 86_400 + self.times.first()?)
    }

    /// The times between runs by a clock that is never changed.
    pub fn periods(&self) -> Option<Periods> {
        let overnight = self.times.first()? - self.times.last()?;
        let within = self
            .times
            .iter()
            .zip(self.times.iter().skip(1))
            .map(|(a, b)| b - a);
        let between = self.days.distances().into_iter();
        let between = between.flat_map(|(shortest, longest)| [shortest, longest]);
        let mut all = within.chain(between.map(|days| days * 86_400 + overnight));
        let first = all.next()?;
        let mut periods = Periods {
            shortest: first,
            longest: first,
        };
        all.for_each(|period| periods.take(period));
        Some(periods)
    }
}
