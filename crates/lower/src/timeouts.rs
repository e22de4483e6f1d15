//! Timeouts nobody wrote: a fair share of the deadline, or a default.

use pipewright_plan::{ClusterPlan, Deadline, Task, TaskKind};

/// One attempt of a task that only moves or checks rows, in seconds, where nobody said.
const DATA_TASK_SECONDS: u64 = 15 * 60;
/// What only ends a run, in seconds.
const FAIL_SECONDS: u64 = 60;
/// One attempt of a step, in seconds, where nobody said.
const STEP_SECONDS: u64 = 60 * 60;

/// How long a pod waits at most for its node and images, as far as clusters say.
pub fn startup(clusters: &[ClusterPlan]) -> u64 {
    let known = clusters
        .iter()
        .filter_map(|cluster| cluster.startup_seconds);
    known.max().unwrap_or_default()
}

/// Fills the timeouts the author left open. Under a deadline they share what the written ones and
/// the `startup` of each pod leave of it, in whole minutes, so that leaving them out never breaks
/// the deadline; at least a minute each, so that a deadline which cannot hold still shows. What
/// runs no container takes no time, but for the pauses it is made of.
pub fn fill(tasks: &mut [Task], deadline: Option<&Deadline>, startup: u64) {
    for task in tasks.iter_mut() {
        if matches!(task.kind, TaskKind::Fail { .. }) {
            task.timeout_seconds = FAIL_SECONDS;
            task.timeout_written = false;
        }
    }
    let open = |task: &Task| {
        let waits = task.containers.is_empty() || matches!(task.kind, TaskKind::Fail { .. });
        !task.timeout_written && !waits
    };
    let shares = tasks
        .iter()
        .filter(|task| open(task))
        .fold(0_u64, |sum, task| sum.saturating_add(rounds(task)));
    if shares == 0 {
        return;
    }
    let taken: u64 = tasks.iter().fold(0, |sum, task| {
        let written = if open(task) { 0 } else { task.timeout_seconds };
        let starts = if task.containers.is_empty() {
            0
        } else {
            startup
        };
        let once = written.saturating_add(starts);
        sum.saturating_add(once.saturating_mul(rounds(task)))
    });
    let share = deadline.map(|deadline| {
        let rest = deadline.seconds.saturating_sub(taken) / shares;
        if rest >= 60 { rest - rest % 60 } else { 60 }
    });
    for task in tasks.iter_mut().filter(|task| open(task)) {
        let usual = match task.kind {
            TaskKind::Run { .. } => STEP_SECONDS,
            _ => DATA_TASK_SECONDS,
        };
        task.timeout_seconds = share.map_or(usual, |share| share.min(usual));
    }
}

/// How often a task runs after itself: once, unless it is repeated over a list and not all of it
/// goes on at once.
fn rounds(task: &Task) -> u64 {
    task.fan_out.as_ref().map_or(1, |fan_out| {
        let at_once = fan_out.concurrency.unwrap_or(fan_out.max).max(1);
        u64::from(fan_out.max.div_ceil(at_once)).max(1)
    })
}
