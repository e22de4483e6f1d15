//! Deadlines that hold for tasks side by side, but not for one pod that runs them in a row.

use pipewright_diagnostics::{Diagnostic, Severity};
use pipewright_plan::{Deadline, Plan};

use crate::messages::this_target;
use crate::rules::DEADLINE_IN_A_ROW;
use crate::timing::{attempt_seconds, for_people, retries, worst_case_seconds};

/// An error where the author wrote `guaranteed`; else a warning, and only where one clean attempt
/// of each task may already miss.
pub fn refuse(plan: &Plan) -> Option<Diagnostic> {
    let deadline = plan.pipeline.deadline.as_ref()?;
    let (attempt, worst) = (attempt_seconds(plan), worst_case_seconds(plan));
    if deadline.guaranteed && worst > deadline.seconds {
        let message = format!(
            "{} cannot guarantee `deadline {}` of pipeline `{}`: its worst case takes {}",
            this_target(plan),
            for_people(deadline.seconds),
            plan.pipeline.name,
            for_people(worst)
        );
        return Some(diagnostic(plan, deadline, message, Severity::Error));
    }
    if attempt > deadline.seconds {
        let message = format!(
            "on {} one clean run of pipeline `{}` may take {}, longer than `deadline {}`",
            this_target(plan),
            plan.pipeline.name,
            for_people(attempt),
            for_people(deadline.seconds)
        );
        return Some(diagnostic(plan, deadline, message, Severity::Warning));
    }
    None
}

fn diagnostic(plan: &Plan, deadline: &Deadline, message: String, severity: Severity) -> Diagnostic {
    let attempt = attempt_seconds(plan);
    let mut diagnostic = Diagnostic::new(
        &DEADLINE_IN_A_ROW,
        message,
        deadline.origin.span,
        "this deadline",
    )
    .because("one pod runs the tasks one after another, so their timeouts add up");
    let mut longest: Vec<_> = plan.pipeline.tasks.iter().collect();
    longest.sort_by_key(|task| std::cmp::Reverse(task.timeout_seconds));
    for task in longest.iter().take(3) {
        diagnostic = diagnostic.because(format!(
            "`{}` may take {}",
            task.name,
            for_people(task.timeout_seconds)
        ));
    }
    if let Some(task) = longest.first() {
        diagnostic = diagnostic.with_related(task.timeout_origin.span, "the largest contributor");
    }
    let times = retries(plan);
    diagnostic = diagnostic.because(if times == 0 {
        format!("all together {}", for_people(attempt))
    } else {
        format!(
            "all together {}, and with {times} more attempts and Kubernetes' own waits {}",
            for_people(attempt),
            for_people(worst_case_seconds(plan))
        )
    });
    diagnostic.severity = severity;
    diagnostic.help(
        "shorten the timeouts, lengthen the deadline, or leave the pipeline to `airflow`, where tasks run side by side",
    )
}
