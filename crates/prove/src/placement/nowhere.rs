//! Tasks that no cluster suits, each for its own reason.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;

use super::choice::Choice;
use crate::rules;

/// The finding, with a line for each cluster.
pub(super) fn found(plan: &Plan, choice: &Choice) -> Diagnostic {
    let environment = &plan.environment;
    let tasks = choice.tasks.iter();
    let mut tasks = tasks.filter_map(|at| plan.pipeline.tasks.get(*at));
    let (first, more) = (tasks.next(), tasks.next().is_some());
    let pipeline = &plan.pipeline;
    let (message, span) = match first.filter(|_| !more) {
        Some(task) => (
            format!("no cluster of `{}` suits `{}`", environment.name, task.name),
            task.origin.span,
        ),
        None => (
            format!(
                "no cluster of `{}` suits all tasks of `{}` that stand together",
                environment.name, pipeline.name
            ),
            pipeline.origin.span,
        ),
    };
    let mut found = Diagnostic::new(
        &rules::NO_NODE,
        message,
        span,
        "has to stand in one of them",
    );
    found.because.clone_from(&choice.because);
    let help = if more {
        "add such nodes to one of them, or ask for less; on `airflow` alone each task may stand in \
         a cluster of its own"
    } else {
        "add such nodes to one of them, or ask for less"
    };
    found
        .with_related(environment.origin.span, "its `clusters` are these")
        .help(help)
}
