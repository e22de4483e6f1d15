//! Conditions that Python cannot say as they are meant.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Condition, Plan, Task};

use crate::conditions::Writer;
use crate::messages::this_target;
use crate::{parameters, rules};

/// Those of decisions and of parameters.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let tasks: BTreeMap<&str, &Task> = plan
        .pipeline
        .tasks
        .iter()
        .map(|task| (task.name.as_str(), task))
        .collect();
    let branches = plan.pipeline.branches.iter();
    let decisions = branches.map(|branch| (&branch.condition, &branch.origin));
    let checks =
        parameters::checked(plan).map(|(parameter, condition)| (condition, &parameter.origin));
    decisions
        .chain(checks)
        .filter(|(condition, _)| Writer::new(&tasks).write(condition).is_none())
        .map(|(condition, origin)| {
            Diagnostic::new(
                &rules::CONDITION,
                format!("{} cannot decide this as it is meant", this_target(plan)),
                origin.span,
                "is decided by Airflow",
            )
            .because(reason(condition))
            .help("write the pattern with ranges and words in place of large classes, or let a step decide and yield a `bool`")
        })
        .collect()
}

fn reason(condition: &Condition) -> String {
    let mut waiting = vec![condition];
    while let Some(one) = waiting.pop() {
        match one {
            Condition::All { of } | Condition::Any { of } => waiting.extend(of),
            Condition::Not { of } => waiting.push(of),
            Condition::Matches { pattern, .. } => {
                let shown: String = pattern.chars().take(60).collect();
                return format!(
                    "`{shown}` is a pattern of RE2 that Python reads otherwise, or one that is very long there"
                );
            }
            _ => {}
        }
    }
    "it compares what Python does not compare so".to_owned()
}
