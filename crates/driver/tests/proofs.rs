//! `tests/proofs` shows what is proven and what is not: each `NAME.pipe` is a project, and
//! `NAME.expected` beside it what a reader sees at 80 columns and what stands in the ledger (written
//! anew with `BLESS=1`). A `NAME.near.pipe` is right, though it looks like what is not: it gives no
//! finding.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Outcome, blesses, compiled, files_of};

fn projects() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/proofs");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == "pipe"))
        .collect();
    paths.sort();
    paths
}

/// The findings, then the rows of what is proven.
fn shown(outcome: &Outcome) -> String {
    let mut text = outcome.findings(80);
    for plan in &outcome.plans {
        for row in plan.ledger.rows.iter().filter(|row| row.target.is_none()) {
            let constraint = &row.constraint;
            text += &format!("{}: {constraint} by {}\n", plan.pipeline.name, row.by);
            for line in &row.because {
                text += &format!("    {line}\n");
            }
        }
    }
    text
}

#[test]
fn projects_give_what_is_expected() {
    let mut wrong = String::new();
    for path in projects() {
        let outcome = compiled(files_of(&fs::read_to_string(&path).unwrap()));
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".near.pipe") && !outcome.compilation.diagnostics.is_empty() {
            wrong += &format!("== {name} is right\n{}", outcome.findings(80));
        }
        let found = shown(&outcome);
        let beside = path.with_extension("expected");
        if blesses(&path) {
            fs::write(&beside, &found).unwrap();
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if found != expected {
            wrong += &format!("== {name}\n-- expected\n{expected}-- found\n{found}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn each_policy_of_the_library_is_broken_and_kept() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let library = fs::read_to_string(root.join("stdlib/policies.pipe")).unwrap();
    let names = library.lines().filter_map(|line| {
        let name = line.strip_prefix("policy ")?.split_whitespace().next()?;
        Some(name.replace('_', "-"))
    });
    let names: Vec<String> = names.collect();
    assert!(names.len() > 10);
    for name in names {
        let shown = root.join(format!("tests/proofs/policy-{name}.expected"));
        let shown = fs::read_to_string(shown).unwrap_or_default();
        let found = shown.lines().filter(|line| line.starts_with("PW"));
        assert_eq!(found.collect::<Vec<_>>(), ["PW1001 policy"], "{name}");
        let near = root.join(format!("tests/proofs/policy-{name}.near.pipe"));
        assert!(near.is_file(), "{name}");
    }
}
