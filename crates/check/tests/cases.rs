//! Every `tests/cases/NAME.pipe` gives the findings of `NAME.expected` beside it (written anew
//! with `BLESS=1`); every `NAME.near.pipe` gives none.
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

use pipewright_check::rules;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "pipe")
        })
        .collect();
    paths.sort();
    paths
}

#[test]
fn cases_give_what_is_expected() {
    let bless = std::env::var("BLESS").ok();
    let mut wrong = String::new();
    for path in cases() {
        let rendered = support::render(&support::project(&fs::read_to_string(&path).unwrap()));
        let near = path.to_string_lossy().ends_with(".near.pipe");
        let beside = path.with_extension("expected");
        if !near && support::blesses(bless.as_deref(), &path) {
            fs::write(&beside, &rendered).unwrap();
        }
        let expected = if near {
            String::new()
        } else {
            fs::read_to_string(&beside).unwrap_or_default()
        };
        if rendered != expected {
            let name = path.file_name().unwrap().to_string_lossy();
            wrong += &format!("== {name}\n-- expected\n{expected}-- found\n{rendered}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn rules_are_shown_by_their_examples() {
    let mut wrong = String::new();
    for rule in rules::ALL {
        let failing = support::project(rule.failing.0);
        let codes: Vec<&str> = failing.found.iter().map(|found| found.rule.code).collect();
        if codes != [rule.code] {
            wrong += &format!(
                "== {} {}: {codes:?}\n{}",
                rule.code,
                rule.name,
                support::render(&failing)
            );
        }
        let passing = support::project(rule.passing.0);
        if !passing.found.is_empty() {
            wrong += &format!(
                "== {} {} passing\n{}",
                rule.code,
                rule.name,
                support::render(&passing)
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn codes_are_in_order_and_unique() {
    for pair in rules::ALL.windows(2) {
        assert!(
            pair[0].code < pair[1].code,
            "{} before {}",
            pair[0].code,
            pair[1].code
        );
    }
}
