//! Tasks with a container that no node fits: what asks for too much, or nodes that hold too little.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Container, Resources, Task, TaskKind};

use super::show;
use crate::rules;

/// As many tasks are named.
const NAMED: usize = 4;

/// A finding for each step that asks for too much. Where nodes do not even fit the compiler's own
/// tasks, whose size nobody wrote, the nodes are what is wrong, once for all they are too small for.
pub(super) fn told(large: &[(&Task, &Container)]) -> Vec<Diagnostic> {
    let ours = |task: &Task| !matches!(task.kind, TaskKind::Run { .. });
    let least = large.iter().find(|(task, _)| ours(task));
    let by_nodes = |(task, container): &&(&Task, &Container)| {
        least.is_some_and(|(_, least)| ours(task) || within(&container.resources, &least.resources))
    };
    let together: Vec<_> = large.iter().filter(by_nodes).collect();
    let mut found = Vec::new();
    if let Some((task, container)) = together.first() {
        found.push(one(task, container, &together));
    }
    let alone = large.iter().filter(|it| !by_nodes(it));
    found.extend(alone.map(|(task, container)| one(task, container, &[&(*task, *container)])));
    found
}

fn one(task: &Task, container: &Container, all: &[&(&Task, &Container)]) -> Diagnostic {
    let needs = show::resources(&container.resources);
    let message = match all {
        [_] => format!("no node fits `{}`, which needs {needs}", task.name),
        _ => format!("no node fits {}", names(all)),
    };
    let mut found = Diagnostic::new(
        &rules::NO_NODE,
        message,
        container.origin.span,
        format!("needs {needs}"),
    );
    for (_, container) in all.iter().take(NAMED) {
        let needs = show::resources(&container.resources);
        found
            .because
            .push(format!("{} needs {needs}", container.name));
    }
    found
}

/// `a`, `b` and 3 tasks more.
fn names(all: &[&(&Task, &Container)]) -> String {
    let named = all.iter().take(NAMED);
    let mut named: Vec<String> = named.map(|(task, _)| format!("`{}`", task.name)).collect();
    let last = match all.len().saturating_sub(NAMED) {
        0 => named.pop().unwrap_or_default(),
        1 => "1 task more".to_owned(),
        more => format!("{more} tasks more"),
    };
    format!("{} and {last}", named.join(", "))
}

const fn within(needs: &Resources, bound: &Resources) -> bool {
    needs.cpu_millis <= bound.cpu_millis
        && needs.memory_bytes <= bound.memory_bytes
        && needs.disk_bytes <= bound.disk_bytes
        && needs.gpu <= bound.gpu
}
