//! Gates that stand on a way which what they hold back decides about.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Branch, Task, TaskKind};

use crate::rules;

/// The finding about tasks none of which can be the first: they wait for each other. Data cannot
/// run in a circle, which the checker has seen to; a gate can close one.
pub fn found(waiting: &[Task], branches: &[Branch]) -> Option<Diagnostic> {
    let names: BTreeMap<&str, &Task> = waiting
        .iter()
        .map(|task| (task.name.as_str(), task))
        .collect();
    let branches: BTreeMap<&str, &Branch> = branches
        .iter()
        .map(|branch| (branch.name.as_str(), branch))
        .collect();
    // From any of them back to one that was seen before: that one lies on a circle.
    let mut at = waiting.first()?;
    let mut path: Vec<&Task> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    while seen.insert(&at.name) {
        path.push(at);
        let needs = at.needs.iter();
        let deciding = at
            .when
            .iter()
            .filter_map(|way| branches.get(way.branch.as_str()))
            .flat_map(|branch| &branch.needs);
        at = needs
            .chain(deciding)
            .find_map(|need| names.get(need.as_str()).copied())?;
    }
    let circle: Vec<&Task> = path
        .into_iter()
        .skip_while(|task| task.name != at.name)
        .collect();
    let gates = circle.iter().filter(|task| {
        matches!(
            task.kind,
            TaskKind::Check(_) | TaskKind::Approval(_) | TaskKind::Wait(_)
        )
    });
    let decided = gates.clone().find(|task| !task.when.is_empty());
    let gate = decided.or(gates.clone().next()).or(circle.first())?;
    let branch = gate
        .when
        .iter()
        .rev()
        .filter_map(|way| branches.get(way.branch.as_str()))
        .find(|branch| {
            let mut needs = branch.needs.iter();
            needs.any(|need| circle.iter().any(|task| task.name == *need))
        });
    let subject = match &gate.kind {
        TaskKind::Check(check) => &check.subject,
        TaskKind::Approval(approval) => &approval.subject,
        _ => &gate.name,
    };
    let mut diagnostic = Diagnostic::new(
        &rules::GATE_BEHIND_ITS_READER,
        format!("what reads `{subject}` would wait for itself"),
        gate.origin.span,
        format!("`{}` holds back all that reads `{subject}`", gate.name),
    )
    .help(match branch {
        Some(_) => format!(
            "write it outside of `when`, or decide by something that does not read `{subject}`"
        ),
        None => "leave out the `concurrency` of the loop, or hold back its elements one by one"
            .to_owned(),
    });
    if let Some(branch) = branch {
        let label = format!("`when {}` decides whether it happens", branch.text);
        diagnostic = diagnostic.with_related(branch.origin.span, label);
    }
    const SHOWN: usize = 8;
    for task in circle.iter().rev().take(SHOWN) {
        let arrow = if diagnostic.because.is_empty() {
            ""
        } else {
            "→ "
        };
        diagnostic = diagnostic.because(format!("{arrow}{}", task.name));
    }
    Some(diagnostic)
}
