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

/// Attempts after the first.
#[must_use]
pub fn retries(plan: &Plan) -> u32 {
    plan.pipeline.retry.as_ref().map_or(0, |retry| retry.times)
}

/// The schedule of the CronJob: `or manual` adds nothing, since every CronJob can be run by hand.
#[must_use]
pub fn schedule(plan: &Plan) -> Option<&Schedule> {
    let mut all = plan.pipeline.schedules();
    all.find(|schedule| matches!(schedule, Schedule::Cron { .. }))
        .or_else(|| plan.pipeline.only_schedule())
}

/// How late a run may start, in seconds: half the shortest time between two runs, so that a late
/// one never meets the next; at least 30 (below 10 Kubernetes may never start it), at most an hour.
#[must_use]
pub fn starting_deadline_seconds(plan: &Plan) -> Option<u64> {
    match schedule(plan)? {
        Schedule::Cron {
            shortest_period_seconds,
            ..
        } => Some((shortest_period_seconds / 2).clamp(30, 3600)),
        _ => None,
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
    fn sums_do_not_overflow() {
        let mut plan = customer_analytics();
        assert_eq!(attempt_seconds(&plan), 1260);
        for task in &mut plan.pipeline.tasks {
            task.timeout_seconds = u64::MAX;
        }
        assert_eq!(attempt_seconds(&plan), u64::MAX);
    }

    #[test]
    fn durations_read_as_people_write_them() {
        assert_eq!(for_people(0), "0s");
        assert_eq!(for_people(360), "6m");
        assert_eq!(for_people(5400), "1h 30m");
        assert_eq!(for_people(90_061), "1d 1h 1m 1s");
    }
}
