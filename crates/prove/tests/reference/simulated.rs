//! Runs of small pipelines, played minute by minute.

use proptest::prelude::*;

/// Waits between attempts, in minutes: they double from the first to the longest.
pub const FIRST_WAIT: u64 = 1;
pub const LONGEST_WAIT: u64 = 3;
/// The places of the one group.
pub const PLACES: u64 = 2;

/// A task.
#[derive(Debug, Clone)]
pub struct Job {
    pub needs: Vec<usize>,
    /// Of one attempt.
    pub minutes: u64,
    /// What a pod waits before each attempt; the same for all.
    pub start: u64,
    pub retries: u64,
    pub elements: u64,
    pub elements_at_once: Option<u64>,
    pub grouped: bool,
    /// The way of a decision it lies on.
    pub way: Option<(usize, bool)>,
}

impl Job {
    /// The minutes of one attempt, its pod's start included.
    pub fn attempt(&self) -> u64 {
        self.start + self.minutes
    }

    /// The minutes of each attempt and each wait, when all of them fail.
    pub fn all_fail(&self) -> Vec<u64> {
        let mut spent = vec![self.attempt()];
        let mut wait = FIRST_WAIT;
        for _ in 0..self.retries {
            spent.push(wait.min(LONGEST_WAIT));
            spent.push(self.attempt());
            wait *= 2;
        }
        spent
    }

    pub fn waits(&self) -> u64 {
        self.all_fail().iter().sum::<u64>() - self.attempt() * (self.retries + 1)
    }
}

#[derive(Debug, Clone)]
pub struct World {
    pub jobs: Vec<Job>,
    pub branches: usize,
    pub at_once: Option<u64>,
}

/// Worlds whose tasks share places, or in which nothing waits for a place.
pub fn worlds(shared: bool) -> impl Strategy<Value = World> {
    let job = (
        prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        1_u64..7,
        0_u64..3,
        prop_oneof![3 => Just(1_u64), 1 => 2_u64..6],
        prop::option::of(1_u64..4),
        any::<bool>(),
        prop_oneof![2 => Just(None), 1 => (0..2_usize, any::<bool>()).prop_map(Some)],
    );
    let start = prop_oneof![Just(0), 1_u64..4];
    (
        prop::collection::vec(job, 1..9),
        prop::option::of(1_u64..4),
        start,
    )
        .prop_map(move |(drawn, at_once, start)| {
            let jobs: Vec<Job> = drawn
                .into_iter()
                .enumerate()
                .map(
                    |(at, (needs, minutes, retries, elements, elements_at_once, grouped, way))| {
                        let mut needs: Vec<usize> = needs
                            .iter()
                            .filter(|_| at > 0)
                            .map(|need| need.index(at))
                            .collect();
                        needs.sort_unstable();
                        needs.dedup();
                        Job {
                            needs,
                            minutes,
                            start,
                            retries,
                            elements,
                            elements_at_once,
                            grouped: shared && grouped,
                            way: way.filter(|_| !shared),
                        }
                    },
                )
                .collect();
            World {
                jobs: on_one_way(jobs),
                branches: 2,
                at_once: at_once.filter(|_| shared),
            }
        })
}

/// Nothing needs what lies on another way than its own.
fn on_one_way(mut jobs: Vec<Job>) -> Vec<Job> {
    for at in 0..jobs.len() {
        let way = jobs[at].way;
        let needs = jobs[at].needs.clone();
        jobs[at].needs = needs
            .into_iter()
            .filter(|need| jobs[*need].way.is_none() || jobs[*need].way == way)
            .collect();
    }
    jobs
}

impl World {
    /// The minute in which the longest run ends, whatever is decided; each element of a task holds
    /// its place from its first attempt to its last.
    pub fn ends(&self, spent: impl Fn(&Job) -> Vec<u64>) -> u64 {
        self.decisions()
            .map(|ways| self.played(&ways, &spent))
            .max()
            .unwrap_or(0)
    }

    fn decisions(&self) -> impl Iterator<Item = Vec<bool>> {
        let branches = self.branches;
        (0..1_usize << branches).map(move |bits| {
            (0..branches)
                .map(|branch| bits & (1 << branch) != 0)
                .collect()
        })
    }

    fn happens(job: &Job, ways: &[bool]) -> bool {
        job.way.is_none_or(|(branch, holds)| ways[branch] == holds)
    }

    fn played(&self, ways: &[bool], spent: &impl Fn(&Job) -> Vec<u64>) -> u64 {
        // What is left of each element, and of those not yet begun.
        let mut waiting: Vec<u64> = self.jobs.iter().map(|job| job.elements).collect();
        let mut going: Vec<Vec<u64>> = vec![Vec::new(); self.jobs.len()];
        for (at, job) in self.jobs.iter().enumerate() {
            if !Self::happens(job, ways) {
                waiting[at] = 0;
            }
        }
        let mut minute = 0;
        loop {
            let over: Vec<bool> = (0..self.jobs.len())
                .map(|at| waiting[at] == 0 && going[at].is_empty())
                .collect();
            if over.iter().all(|over| *over) {
                return minute;
            }
            for (at, job) in self.jobs.iter().enumerate() {
                if job.needs.iter().all(|need| over[*need]) {
                    let most = job.elements_at_once.unwrap_or(job.elements);
                    while waiting[at] > 0 && (going[at].len() as u64) < most {
                        waiting[at] -= 1;
                        going[at].push(spent(job).iter().sum());
                    }
                }
            }
            for left in going.iter_mut().flatten() {
                *left -= 1;
            }
            for left in &mut going {
                left.retain(|left| *left > 0);
            }
            minute += 1;
        }
    }

    /// The one pod of a try waits once; then all its tasks go on one after another, on the ways that
    /// take longest.
    pub fn one_after_another(&self) -> u64 {
        let all = |ways: Vec<bool>| -> u64 {
            let jobs = self.jobs.iter().filter(|job| Self::happens(job, &ways));
            jobs.map(|job| job.minutes * job.elements).sum()
        };
        let start = self.jobs.first().map_or(0, |job| job.start);
        start + self.decisions().map(all).max().unwrap_or(0)
    }

    /// Everything that may happen, one after another.
    pub fn all_of_it(&self) -> u64 {
        let each = self.jobs.iter();
        each.map(|job| job.all_fail().iter().sum::<u64>() * job.elements)
            .sum()
    }

    /// A run whose attempts take as long as they like, up to their timeouts, and whose free places
    /// anybody may take.
    pub fn simulated(&self, seed: u64) -> u64 {
        let mut chance = Chance(seed | 1);
        let mut waiting: Vec<u64> = self.jobs.iter().map(|job| job.elements).collect();
        let mut going: Vec<Vec<u64>> = vec![Vec::new(); self.jobs.len()];
        let mut minute = 0;
        loop {
            let over: Vec<bool> = (0..self.jobs.len())
                .map(|at| waiting[at] == 0 && going[at].is_empty())
                .collect();
            if over.iter().all(|over| *over) {
                return minute;
            }
            // Whoever comes first gets the place.
            let mut order: Vec<usize> = (0..self.jobs.len()).collect();
            for at in (1..order.len()).rev() {
                order.swap(at, chance.below(at as u64 + 1) as usize);
            }
            loop {
                let ready = order.iter().copied().find(|at| {
                    let job = &self.jobs[*at];
                    let own = going[*at].len() as u64;
                    let all: u64 = going.iter().map(|left| left.len() as u64).sum();
                    let group = self.jobs.iter().zip(&going);
                    let group: u64 = group
                        .filter(|(job, _)| job.grouped)
                        .map(|(_, left)| left.len() as u64)
                        .sum();
                    waiting[*at] > 0
                        && job.needs.iter().all(|need| over[*need])
                        && own < job.elements_at_once.unwrap_or(job.elements)
                        && self.at_once.is_none_or(|most| all < most)
                        && (!job.grouped || group < PLACES)
                });
                let Some(at) = ready else { break };
                waiting[at] -= 1;
                let longest: u64 = self.jobs[at].all_fail().iter().sum();
                // Often as long as can be: that is where bounds are met.
                let taken = if chance.below(3) > 0 {
                    longest
                } else {
                    1 + chance.below(longest)
                };
                going[at].push(taken);
            }
            for left in going.iter_mut().flatten() {
                *left -= 1;
            }
            for left in &mut going {
                left.retain(|left| *left > 0);
            }
            minute += 1;
        }
    }
}

/// Numbers that look random, and are the same for the same seed (xorshift).
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}
