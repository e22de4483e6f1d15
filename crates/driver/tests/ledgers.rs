//! Every line of every ledger of every example is true: each constraint is changed in the source, and
//! then either the proof fails, with a finding, or the field that the row names changes.
//!
//! `edits` says for each kind of constraint how it is changed; a kind without an edit does not
//! compile, and a row that no edit shows fails here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

#[path = "ledgers/edits.rs"]
mod edits;
#[path = "ledgers/project.rs"]
mod project;
#[path = "ledgers/text.rs"]
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use pipewright_plan::ConstraintKind;
use rayon::prelude::*;

use project::{Compiled, Project, Row};

/// Constraints of one kind that were written in one place.
type Place = (ConstraintKind, String, u32, String);

#[test]
fn every_row_is_shown() {
    let projects = Project::examples();
    assert!(projects.len() >= 20, "{} examples", projects.len());
    let faults: Vec<String> = projects.par_iter().flat_map_iter(faults).collect();
    assert!(
        faults.is_empty(),
        "{} rows that no change of their constraint shows:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn the_examples_have_every_kind() {
    let projects = Project::examples();
    let kinds: BTreeSet<String> = projects
        .iter()
        .flat_map(|project| project.compile().rows())
        .map(|row| format!("{:?}", row.kind))
        .collect();
    let missing: Vec<String> = edits::KINDS
        .iter()
        .map(|kind| format!("{kind:?}"))
        .filter(|kind| !kinds.contains(kind))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

/// The rows of an example that no edit shows.
fn faults(project: &Project) -> Vec<String> {
    let before = project.compile();
    assert!(!before.has_errors(), "{} does not compile", project.name);
    let mut places: BTreeMap<Place, Vec<Row>> = BTreeMap::new();
    for row in before.rows() {
        let place = (row.kind, row.file.clone(), row.line, row.apart());
        places.entry(place).or_default().push(row);
    }
    let compiled = Mutex::new(BTreeMap::new());
    let found: Vec<Vec<String>> = places
        .into_values()
        .map(|rows| unshown(project, &before, rows, &compiled))
        .collect();
    found.concat()
}

/// What is compiled once is not compiled again.
type Known = Mutex<BTreeMap<BTreeMap<String, String>, std::sync::Arc<Compiled>>>;

fn unshown(project: &Project, before: &Compiled, rows: Vec<Row>, known: &Known) -> Vec<String> {
    // A row that names a field names one that is there.
    let (gone, mut open): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| {
        row.output.is_some() && before.stands(row).is_none_or(|text| text.is_empty())
    });
    let gone = gone
        .into_iter()
        .map(|row| format!("  {}: NOTHING IS {row}", project.name));
    let Some(first) = open.first().cloned() else {
        return gone.collect();
    };
    let mut refused = true;
    for edit in edits::edits(project, &first) {
        if open.is_empty() {
            break;
        }
        let changed = project.with(&edit);
        let after = known.lock().unwrap().get(&changed.files).cloned();
        let after = after.unwrap_or_else(|| {
            let after = std::sync::Arc::new(changed.compile());
            known
                .lock()
                .unwrap()
                .insert(changed.files.clone(), after.clone());
            after
        });
        refused &= after.has_errors();
        open.retain(|row| !row.is_shown(before, &after));
    }
    // A sink that knows one mode has no other: every change is refused.
    if refused && first.kind == ConstraintKind::WriteMode {
        open.clear();
    }
    let open = open
        .into_iter()
        .map(|row| format!("  {}: {row}", project.name));
    gone.chain(open).collect()
}
