//! What one task costs in time, on each engine.

use pipewright_plan::{Backoff, Plan, Retry, Task};

/// How an engine spends time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Engine {
    /// As in `targets`.
    pub name: String,
    /// Tasks run one after another, in one pod, rather than side by side.
    pub one_by_one: bool,
    /// Waits are drawn at random from their length to twice it.
    pub jitter: bool,
    /// Waits where the author wrote none.
    pub backoff: Backoff,
}

/// The engines this plan is for. The plan file (`json`) runs nothing: alone, it stands for an
/// engine that runs tasks side by side.
pub(crate) fn engines(plan: &Plan) -> Vec<Engine> {
    // The Job controller's own; nothing can change it.
    let job = Backoff {
        first_seconds: 10,
        longest_seconds: 600,
    };
    let known = plan
        .environment
        .targets
        .iter()
        .filter_map(|target| match target.name.as_str() {
            "kubernetes" => Some(Engine {
                name: target.name.clone(),
                one_by_one: true,
                jitter: false,
                backoff: job,
            }),
            "argo_workflows" => Some(Engine {
                name: target.name.clone(),
                one_by_one: false,
                jitter: false,
                backoff: Backoff::USUAL,
            }),
            "airflow" => Some(Engine {
                name: target.name.clone(),
                one_by_one: false,
                jitter: true,
                backoff: Backoff::USUAL,
            }),
            _ => None,
        });
    let mut engines: Vec<Engine> = known.collect();
    if engines.is_empty() {
        engines.push(Engine {
            name: "any engine".to_owned(),
            one_by_one: false,
            jitter: true,
            backoff: Backoff::USUAL,
        });
    }
    engines
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

    /// One attempt that takes its whole timeout.
    pub fn clean(&self, task: &Task) -> Spent {
        self.spent(task, task.timeout_seconds)
    }

    /// The longest: every attempt runs into its timeout, and every wait is at its longest.
    pub fn worst(&self, task: &Task) -> Spent {
        self.spent(
            task,
            self.attempts(task.timeout_seconds, task.retry.as_ref()),
        )
    }

    fn attempts(&self, timeout: u64, retry: Option<&Retry>) -> u64 {
        retry.map_or(timeout, |retry| {
            timeout
                .saturating_mul(u64::from(retry.times).saturating_add(1))
                .saturating_add(self.waits(retry))
        })
    }

    fn spent(&self, task: &Task, once: u64) -> Spent {
        let all = task
            .fan_out
            .as_ref()
            .map_or(1, |fan_out| u64::from(fan_out.max));
        // Pauses take no place among what goes on at once.
        let works = !task.containers.is_empty();
        Spent {
            elapsed: once.saturating_mul(self.rounds(task)),
            work: if works { once.saturating_mul(all) } else { 0 },
        }
    }

    /// How often a task runs after itself: once, unless it is repeated over a list and not all of
    /// it goes on at once.
    pub fn rounds(&self, task: &Task) -> u64 {
        task.fan_out.as_ref().map_or(1, |fan_out| {
            let at_once = match (self.one_by_one, fan_out.concurrency) {
                (true, _) => 1,
                (false, most) => most.unwrap_or(fan_out.max).max(1),
            };
            u64::from(fan_out.max.div_ceil(at_once)).max(1)
        })
    }
}

/// What a task takes.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spent {
    /// From its start to its end.
    pub elapsed: u64,
    /// All that goes on meanwhile, one after another.
    pub work: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(jitter: bool) -> Engine {
        Engine {
            name: "test".to_owned(),
            one_by_one: true,
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
