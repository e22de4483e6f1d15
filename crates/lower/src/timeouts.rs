//! Timeouts nobody wrote: a fair share of the deadline, or a default.

use pipewright_plan::{Deadline, Task, TaskKind};

/// One attempt of a task that only moves or checks rows, in seconds, where nobody said.
const DATA_TASK_SECONDS: u64 = 15 * 60;
/// One attempt of a step, in seconds, where nobody said.
const STEP_SECONDS: u64 = 60 * 60;

/// Fills the timeouts the author left open. Under a deadline they share what the written ones
/// leave of it, in whole minutes, so that leaving them out never breaks the deadline; at least a
/// minute each, so that a deadline which cannot hold still shows.
pub fn fill(tasks: &mut [Task], deadline: Option<&Deadline>) {
    let open = tasks.iter().filter(|task| !task.timeout_written).count() as u64;
    if open == 0 {
        return;
    }
    let written: u64 = tasks
        .iter()
        .filter(|task| task.timeout_written)
        .fold(0, |sum, task| sum.saturating_add(task.timeout_seconds));
    let share = deadline.map(|deadline| {
        let rest = deadline.seconds.saturating_sub(written) / open;
        if rest >= 60 { rest - rest % 60 } else { 60 }
    });
    for task in tasks.iter_mut().filter(|task| !task.timeout_written) {
        let usual = match task.kind {
            TaskKind::Run { .. } => STEP_SECONDS,
            _ => DATA_TASK_SECONDS,
        };
        task.timeout_seconds = share.map_or(usual, |share| share.min(usual));
    }
}
