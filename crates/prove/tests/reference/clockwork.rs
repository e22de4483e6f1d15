//! Chains of pipelines by the clock, played minute by minute over days.

use proptest::prelude::*;

use crate::simulated::Chance;
use pipewright_plan::Overlap;

/// Periods in minutes that one cron keeps.
const PERIODS: [u64; 8] = [10, 15, 20, 30, 60, 120, 180, 240];
const DAYS: u64 = 3;

/// A pipeline that reads the dataset before it and replaces the one after it.
#[derive(Debug, Clone)]
pub struct Link {
    pub period: u64,
    /// A run takes at most so long, and reads as it starts.
    pub longest: u64,
    pub overlap: Overlap,
}

impl Link {
    /// Its cron, and how it is written.
    pub fn clock(&self) -> (String, String) {
        let expression = if self.period < 60 {
            format!("*/{} * * * *", self.period)
        } else {
            format!("0 */{} * * *", self.period / 60)
        };
        (expression, format!("every {}m", self.period))
    }
}

#[derive(Debug, Clone)]
pub struct Chain {
    /// The first dataset holds rows no older than that.
    pub source_age: u64,
    pub links: Vec<Link>,
}

pub fn links() -> impl Strategy<Value = Link> {
    let overlap = prop_oneof![3 => Just(Overlap::Forbid), 1 => Just(Overlap::Allow)];
    (
        prop::sample::select(PERIODS.as_slice()),
        1_u64..400,
        overlap,
    )
        .prop_map(|(period, longest, overlap)| Link {
            period,
            // Mostly in time for the next run.
            longest: if longest % 4 == 0 {
                longest
            } else {
                1 + longest % period
            },
            overlap,
        })
}

pub fn chains() -> impl Strategy<Value = Chain> {
    let links = prop::collection::vec(links(), 1..4);
    (prop_oneof![1 => Just(0_u64), 1 => 1_u64..300], links)
        .prop_map(|(source_age, links)| Chain { source_age, links })
}

/// A run that goes on.
struct Going {
    left: u64,
    /// When the rows it read were true.
    true_at: u64,
}

impl Chain {
    /// How old the rows of the last dataset get, in minutes: every run takes its longest, or what
    /// chance has it take.
    pub fn oldest(&self, seed: Option<u64>) -> u64 {
        let mut chance = seed.map(|seed| Chance(seed | 1));
        let mut take = |longest: u64| {
            let Some(chance) = &mut chance else {
                return longest;
            };
            if chance.below(2) == 0 {
                1 + chance.below(longest)
            } else {
                longest
            }
        };
        // When the rows of each dataset were true; none before its first run.
        let mut holds: Vec<Option<u64>> = vec![None; self.links.len() + 1];
        let mut going: Vec<Vec<Going>> = self.links.iter().map(|_| Vec::new()).collect();
        let mut oldest = 0;
        // The beginning stands for any minute: there is a past.
        let begin = self.source_age;
        for minute in begin..begin + DAYS * 1_440 {
            holds[0] = Some(minute - self.source_age);
            // What ends now is there for who starts now; and just before it the rows were oldest.
            for at in 0..self.links.len() {
                if let Some(true_at) = holds[at + 1] {
                    oldest_of(at + 1, self.links.len(), minute - true_at, &mut oldest);
                }
                let over: Vec<u64> = going[at]
                    .iter()
                    .filter(|run| run.left == 0)
                    .map(|run| run.true_at)
                    .collect();
                going[at].retain(|run| run.left > 0);
                for true_at in over {
                    holds[at + 1] = Some(true_at);
                }
            }
            for (at, link) in self.links.iter().enumerate() {
                let due = (minute - begin).is_multiple_of(link.period);
                let free = link.overlap == Overlap::Allow || going[at].is_empty();
                if let (true, true, Some(true_at)) = (due, free, holds[at]) {
                    going[at].push(Going {
                        left: take(link.longest),
                        true_at,
                    });
                }
                for run in &mut going[at] {
                    run.left -= 1;
                }
            }
        }
        oldest
    }
}

fn oldest_of(at: usize, last: usize, age: u64, oldest: &mut u64) {
    if at == last {
        *oldest = age.max(*oldest);
    }
}
