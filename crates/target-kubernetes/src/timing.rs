//! The times of one pod that runs all tasks one after another.

use pipewright_plan::{Plan, Schedule};

/// The sum of all tasks' timeouts, in seconds: the limit of one attempt.
#[must_use]
pub fn attempt_seconds(plan: &Plan) -> u64 {
    plan.pipeline
        .tasks
        .iter()
        .fold(0_u64, |sum, task| sum.saturating_add(task.timeout_seconds))
}

/// The longest a run may take with every attempt used up: each waits for Kubernetes' own back-off,
/// 10 seconds doubling to six minutes.
#[must_use]
pub fn worst_case_seconds(plan: &Plan) -> u64 {
    let attempt = attempt_seconds(plan);
    let times = u64::from(retries(plan));
    let waits: u64 = (0..times.min(7))
        .map(|doubled| (10_u64 << doubled).min(360))
        .sum();
    let capped = times.saturating_sub(7).saturating_mul(360);
    attempt
        .saturating_mul(times.saturating_add(1))
        .saturating_add(waits)
        .saturating_add(capped)
}

/// Attempts after the first.
#[must_use]
pub fn retries(plan: &Plan) -> u32 {
    plan.pipeline.retry.as_ref().map_or(0, |retry| retry.times)
}

/// How late a run may start, in seconds: half the shortest time between two runs, so that a late
/// one never meets the next; at least 30 (below 10 Kubernetes may never start it), at most an hour.
#[must_use]
pub fn starting_deadline_seconds(plan: &Plan) -> Option<u64> {
    match &plan.pipeline.schedule {
        Schedule::Cron {
            shortest_period_seconds,
            ..
        } => Some((shortest_period_seconds / 2).clamp(30, 3600)),
        Schedule::Datasets { .. } | Schedule::Manual => None,
    }
}

/// Seconds for people: `90s`, `6m`, `1h 30m`, `2d`.
#[must_use]
pub fn for_people(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")];
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (size, unit) in UNITS {
        let count = rest / size;
        if count > 0 {
            parts.push(format!("{count}{unit}"));
        }
        rest %= size;
    }
    if parts.is_empty() {
        return "0s".to_owned();
    }
    parts.join(" ")
}

/// A whole number as Kubernetes takes it.
#[must_use]
pub fn integer(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pipewright_pod::fixtures::customer_analytics;

    #[test]
    fn the_worst_case_counts_every_attempt_and_wait() {
        let mut plan = customer_analytics();
        assert_eq!(attempt_seconds(&plan), 1260);
        assert_eq!(worst_case_seconds(&plan), 3 * 1260 + 10 + 20);
        plan.pipeline.retry.as_mut().unwrap().times = u32::MAX;
        assert!(worst_case_seconds(&plan) > 1260 * u64::from(u32::MAX));
        for task in &mut plan.pipeline.tasks {
            task.timeout_seconds = u64::MAX;
        }
        assert_eq!(worst_case_seconds(&plan), u64::MAX);
    }

    #[test]
    fn durations_read_as_people_write_them() {
        assert_eq!(for_people(0), "0s");
        assert_eq!(for_people(360), "6m");
        assert_eq!(for_people(5400), "1h 30m");
        assert_eq!(for_people(90_061), "1d 1h 1m 1s");
    }
}
