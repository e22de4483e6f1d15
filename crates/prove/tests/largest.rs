//! A missed deadline names the task that takes the most, its retries counted.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::Plan;

/// `by_country` has the longest attempt, but only `read_accounts` is repeated.
fn retried_read(plan: &mut Plan) {
    // On Kubernetes an attempt repeats all tasks.
    plan.environment.targets = vec![target("airflow")];
    retried(plan, 6);
    for task in &mut plan.pipeline.tasks {
        if task.name != "read_accounts" {
            task.retry = None;
        }
    }
    plan.pipeline.tasks[1].timeout_seconds = 8 * 60;
}

#[test]
fn at_worst_retries_count() {
    let text = found(retried_read);
    assert!(text.starts_with("Warning PW0512"), "{text}");
    assert!(
        text.contains("`read_accounts` takes the most, 5m an attempt"),
        "{text}"
    );
    assert!(
        text.contains("help: shorten `read_accounts`, the largest part"),
        "{text}"
    );
}

#[test]
fn in_a_clean_run_they_do_not() {
    let text = found(|plan| {
        retried_read(plan);
        plan.pipeline.tasks[1].timeout_seconds = 20 * 60;
    });
    assert!(text.starts_with("Error PW0510"), "{text}");
    assert!(
        text.contains("`by_country` takes the most, 20m an attempt"),
        "{text}"
    );
}
