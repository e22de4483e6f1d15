//! Dead letters that several checks, or a write as well, put rows into.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Guard, Lane, TaskKind};

use super::{Facts, Written};
use crate::findings::Findings;
use crate::rules;

/// No more writes of one dataset are compared to each other.
const MOST: usize = 64;

/// Of two writes of plain rows the checker knows; rows that checks reject come only here.
pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut rejects: BTreeSet<&str> = BTreeSet::new();
    for task in &facts.plan.pipeline.tasks {
        if let TaskKind::Check(check) = &task.kind {
            rejects.extend(check.rejecting.as_ref().map(|to| to.dataset.as_str()));
        }
    }
    let mut writes: BTreeMap<&str, Vec<Written<'_>>> = BTreeMap::new();
    for written in facts.writes() {
        if rejects.contains(written.write.dataset.as_str()) {
            let list = writes.entry(&written.write.dataset).or_default();
            list.push(written);
        }
    }
    for list in writes.values() {
        if let Some((wiper, other)) = rivals(list) {
            findings.report(replaced(&wiper, &other));
        }
    }
}

/// A write that replaces everything, and another that the same run may do.
fn rivals<'a>(list: &[Written<'a>]) -> Option<(Written<'a>, Written<'a>)> {
    let list = list.get(..MOST).unwrap_or(list);
    let wipers = list
        .iter()
        .filter(|written| written.write.mode.lane == Lane::ReplacingAll);
    for wiper in wipers {
        let other = list
            .iter()
            .find(|other| other.at != wiper.at && !exclude(&wiper.task.when, &other.task.when));
        if let Some(other) = other {
            return Some((*wiper, *other));
        }
    }
    None
}

/// Whether no run goes both ways.
fn exclude(one: &[Guard], other: &[Guard]) -> bool {
    let parted = one.iter().zip(other).find(|(one, other)| one != other);
    parted.is_some_and(|(one, other)| one.branch == other.branch)
}

fn replaced(wiper: &Written<'_>, other: &Written<'_>) -> Diagnostic {
    let sink = &wiper.sink.name;
    Diagnostic::new(
        &rules::LETTERS_REPLACED,
        format!("`{sink}` is written twice in a run, and one write replaces the other"),
        wiper.write.mode_origin.span,
        "replaces what the other has put there",
    )
    .with_related(other.write.mode_origin.span, "the other write")
    .because(format!(
        "{} puts {} there",
        other.task.name, other.write.subject
    ))
    .because(format!("{} replaces all of {sink}", wiper.task.name))
    .help("let both add their rows, `appending`, or give each a dataset of its own")
}
