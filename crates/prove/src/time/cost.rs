//! What one task costs in time, on each engine.

use pipewright_plan::{Backoff, PipelinePlan, Plan, Retry, Task};

use crate::residency::awaited_clusters;

/// How an engine spends time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Engine {
    /// As in `targets`.
    pub name: String,
    /// Tasks run one after another, in one pod, rather than side by side; an attempt runs all of
    /// them.
    pub one_by_one: bool,
    /// Waits are drawn at random from their length to twice it.
    pub jitter: bool,
    /// Waits where the author wrote none.
    pub backoff: Backoff,
    /// How many tasks of a run go on at once where the author does not say; all, where not known.
    pub at_once: Option<u32>,
    /// How long a pod waits at most for a node and its images; none where a cluster does not say.
    pub start: Option<u64>,
    /// A timeout begins before the pod has a node, so that it bounds the wait as well.
    pub start_in_timeout: bool,
}

/// The engines this plan is for. The plan file (`json`) runs nothing: alone, it stands for an
/// engine that runs tasks side by side.
pub(crate) fn engines(plan: &Plan) -> Vec<Engine> {
    let known = plan.environment.targets.iter();
    let mut engines: Vec<Engine> = known.filter_map(|target| engine(&target.name)).collect();
    if engines.is_empty() {
        engines.push(Engine {
            jitter: true,
            ..side_by_side("any engine")
        });
    }
    let start = start(plan);
    for engine in &mut engines {
        engine.start = start;
    }
    engines
}

/// The longest start of a pod on the clusters it may run on, where all of them say it.
fn start(plan: &Plan) -> Option<u64> {
    let clusters = awaited_clusters(plan);
    let each: Option<Vec<u64>> = clusters.iter().map(|known| known.startup_seconds).collect();
    each?.into_iter().max()
}

fn engine(name: &str) -> Option<Engine> {
    match name {
        "kubernetes" => Some(Engine {
            one_by_one: true,
            // The Job controller's own; nothing can change it.
            backoff: Backoff {
                first_seconds: 10,
                longest_seconds: 600,
            },
            ..side_by_side(name)
        }),
        "argo_workflows" => Some(side_by_side(name)),
        "airflow" => Some(Engine {
            jitter: true,
            // `max_active_tasks_per_dag`, as Airflow comes.
            at_once: Some(16),
            // `execution_timeout` begins with the attempt, which then asks for a pod.
            start_in_timeout: true,
            ..side_by_side(name)
        }),
        _ => None,
    }
}

fn side_by_side(name: &str) -> Engine {
    Engine {
        name: name.to_owned(),
        one_by_one: false,
        jitter: false,
        backoff: Backoff::USUAL,
        at_once: None,
        start: None,
        start_in_timeout: false,
    }
}

impl Engine {
    /// All waits between the attempts of a task, each at its longest.
    pub fn waits(&self, retry: &Retry) -> u64 {
        let backoff = retry.backoff.unwrap_or(self.backoff);
        let longest = backoff.longest_seconds.max(backoff.first_seconds);
        let mut wait = backoff.first_seconds;
        let mut total = 0_u64;
        let mut left = u64::from(retry.times);
        while left > 0 {
            let upper = if self.jitter {
                wait.saturating_mul(2)
            } else {
                wait
            }
            .min(longest);
            if upper >= longest || wait == 0 {
                return total.saturating_add(upper.saturating_mul(left));
            }
            total = total.saturating_add(upper);
            wait = wait.saturating_mul(2);
            left -= 1;
        }
        total
    }

    /// The attempts of a whole run, where an engine repeats all of it, with the waits between.
    pub fn whole<'a>(&self, pipeline: &'a PipelinePlan) -> Option<&'a Retry> {
        let of_tasks = pipeline.tasks.iter().filter_map(|task| task.retry.as_ref());
        let most = || of_tasks.max_by_key(|retry| retry.times);
        let retry = pipeline.retry.as_ref().or_else(most);
        retry.filter(|retry| self.one_by_one && retry.times > 0)
    }

    /// One attempt: as long as its author expects it to take, or its whole timeout.
    pub fn clean(&self, task: &Task) -> Spent {
        let once = match &task.expected {
            Some(expected) => {
                let once = expected.seconds.saturating_add(self.start_of(task));
                if self.start_in_timeout {
                    once.min(task.timeout_seconds).max(expected.seconds)
                } else {
                    once
                }
            }
            None => self.attempt(task),
        };
        self.spent(task, once)
    }

    /// The longest attempt: its timeout, and the start of its pod where that comes before.
    pub fn attempt(&self, task: &Task) -> u64 {
        let start = if self.start_in_timeout {
            0
        } else {
            self.start_of(task)
        };
        task.timeout_seconds.saturating_add(start)
    }

    /// What an attempt waits for its pod; nothing where no container runs, or one pod runs all.
    pub fn start_of(&self, task: &Task) -> u64 {
        if self.one_by_one || task.containers.is_empty() {
            return 0;
        }
        self.start.unwrap_or_default()
    }

    /// What an attempt of a whole run waits for its one pod.
    pub fn start_of_run(&self) -> u64 {
        self.start.filter(|_| self.one_by_one).unwrap_or_default()
    }

    /// The longest: every attempt runs into its timeout, and every wait is at its longest. Where
    /// the whole run is repeated, the longest attempt.
    pub fn worst(&self, task: &Task) -> Spent {
        let retry = task.retry.as_ref().filter(|_| !self.one_by_one);
        self.spent(task, self.attempts(self.attempt(task), retry))
    }

    /// A time that is spent again after each failure, with the waits.
    pub fn attempts(&self, once: u64, retry: Option<&Retry>) -> u64 {
        retry.map_or(once, |retry| {
            once.saturating_mul(u64::from(retry.times).saturating_add(1))
                .saturating_add(self.waits(retry))
        })
    }

    fn spent(&self, task: &Task, once: u64) -> Spent {
        // Pauses take no place among what goes on at once.
        let works = !task.containers.is_empty();
        Spent {
            once,
            elapsed: once.saturating_mul(self.rounds(task)),
            count: if works { self.count(task) } else { 0 },
            at_once: self.at_once_of(task),
        }
    }

    /// How often a task runs after itself: once, unless it is repeated over a list and not all of
    /// it goes on at once.
    pub fn rounds(&self, task: &Task) -> u64 {
        self.count(task).div_ceil(self.at_once_of(task)).max(1)
    }

    fn count(&self, task: &Task) -> u64 {
        task.fan_out
            .as_ref()
            .map_or(1, |fan_out| u64::from(fan_out.max))
    }

    fn at_once_of(&self, task: &Task) -> u64 {
        let bound = task.fan_out.as_ref().and_then(|known| known.concurrency);
        match (self.one_by_one, bound) {
            (true, _) => 1,
            (false, Some(most)) => u64::from(most.max(1)),
            (false, None) => self.count(task).max(1),
        }
    }
}

/// What a task takes.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spent {
    /// One of it, where it is repeated over a list.
    pub once: u64,
    /// From its start to its end, where it waits for no place.
    pub elapsed: u64,
    /// How many of it there are; none where it takes no place.
    pub count: u64,
    /// How many of them go on at once.
    pub at_once: u64,
}

impl Spent {
    /// All of it, one after another.
    pub fn work(&self) -> u64 {
        self.once.saturating_mul(self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(jitter: bool) -> Engine {
        Engine {
            name: "test".to_owned(),
            one_by_one: true,
            at_once: None,
            start: None,
            start_in_timeout: false,
            jitter,
            backoff: Backoff {
                first_seconds: 10,
                longest_seconds: 300,
            },
        }
    }

    fn retry(times: u32, first_seconds: u64, longest_seconds: u64) -> Retry {
        Retry {
            times,
            backoff: Some(Backoff {
                first_seconds,
                longest_seconds,
            }),
            origin: pipewright_plan::Origin::default(),
        }
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        assert_eq!(engine(false).waits(&retry(3, 30, 300)), 30 + 60 + 120);
        assert_eq!(engine(true).waits(&retry(3, 30, 300)), 60 + 120 + 240);
        assert_eq!(engine(false).waits(&retry(6, 30, 100)), 30 + 60 + 4 * 100);
        assert_eq!(engine(false).waits(&retry(0, 30, 100)), 0);
        assert_eq!(engine(false).waits(&retry(u32::MAX, 0, 100)), 0);
        assert_eq!(engine(false).waits(&retry(2, 500, 100)), 1_000);
    }

    #[test]
    fn no_number_overflows() {
        let most = retry(u32::MAX, 1, u64::MAX);
        assert_eq!(engine(true).attempts(u64::MAX, Some(&most)), u64::MAX);
    }
}
