//! The finding: a class on its way to a sink that does not take it.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{DatasetPlan, Task};

use super::flow::Data;
use super::reach::Reached;
use crate::{rules, show};

/// At most this many classes are named.
const MOST_NAMED: usize = 12;

/// One finding a write, with the way of its first class.
pub(super) fn refused(
    task: &Task,
    called: &str,
    subject: Data<'_>,
    sink: &DatasetPlan,
    reached: &Reached<'_>,
    path: Vec<String>,
) -> Diagnostic {
    let classes: Vec<&str> = reached
        .refused
        .iter()
        .map(|refused| refused.class)
        .take(MOST_NAMED)
        .collect();
    let quoted: Vec<String> = classes.iter().map(|class| format!("`{class}`")).collect();
    let quoted = show::list(&quoted);
    let them = if classes.len() == 1 { "it" } else { "them" };
    let column = reached
        .refused
        .first()
        .and_then(|refused| refused.column.as_deref());
    let label = match (column, classes.first()) {
        (Some(column), Some(class)) => format!("`{column}` is {class} here, and not there"),
        _ => format!("{quoted} would land there unmarked"),
    };
    let sink_name = &sink.name;
    let mut found = Diagnostic::new(
        &rules::CLASS_NOT_ACCEPTED,
        format!("{called} carries {quoted} into `{sink_name}`, which does not accept {them}"),
        task.origin.span,
        label,
    )
    .with_related(
        sink.origin.span,
        match column {
            Some(_) => format!("`{sink_name}` has no such mark there, and does not accept {them}"),
            None => format!("`{sink_name}` neither carries {quoted} nor accepts {them}"),
        },
    );
    for (at, hop) in path.iter().enumerate() {
        let arrow = if at == 0 { "" } else { "→ " };
        found = found.because(format!("{arrow}{hop}"));
    }
    let list = classes.join(", ");
    let accept = format!("write `accepts = [{list}]` in `{sink_name}`");
    let help = match (subject, column) {
        (Data::Output { output, .. }, _) if subject.columns().is_none() => format!(
            "if the step leaves {them} out, write its type, `{}: Type`, which is what says so; \
             otherwise {accept}",
            output.name
        ),
        (Data::Output { .. }, Some(column)) => format!(
            "leave `{column}` out of what the step yields, mark it in the type of `{sink_name}` \
             too, or {accept}"
        ),
        (_, Some(column)) => format!(
            "mark `{column}` in the type of `{sink_name}` too, {accept}, or put a step between \
             that leaves it out"
        ),
        _ => format!("{accept}, or put a step between that leaves {them} out"),
    };
    found
        .because(format!("→ {sink_name}  ← {list} not accepted"))
        .help(help)
}

/// One finding a step whose values may be of a class.
pub(super) fn told(task: &Task, classes: &[&str]) -> Diagnostic {
    let classes: Vec<&str> = classes.iter().copied().take(MOST_NAMED).collect();
    let quoted: Vec<String> = classes.iter().map(|class| format!("`{class}`")).collect();
    let quoted = show::list(&quoted);
    let values: Vec<String> = task
        .values
        .iter()
        .map(|value| format!("`{}: {}`", value.name, value.kind))
        .collect();
    Diagnostic::new(
        &rules::CLASS_IN_A_VALUE,
        format!("`{}` reads {quoted} and yields text, which engines keep in the clear", task.name),
        task.origin.span,
        format!("yields {}", show::list(&values)),
    )
    .because("values stand in the engine's own database, in its pages and in the state of pods")
    .help("yield numbers, names of files or keys that say nothing about a person; rows go through datasets")
}
