//! The types that completion proposes are those the checker knows at that place.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod support;

use std::collections::BTreeSet;

use support::{errors, examined, labels};

/// A type as it is written out.
fn written(name: &str) -> String {
    match name {
        "decimal" => "decimal(18, 2)".to_owned(),
        "list" => "list<string>".to_owned(),
        plain => plain.to_owned(),
    }
}

/// Every type of the language, wherever it belongs.
fn all() -> impl Iterator<Item = &'static str> {
    pipewright_editor::language::TYPES
        .iter()
        .map(|(name, _)| *name)
}

#[test]
fn of_columns() {
    let text = |kind: &str| format!("type Row {{\n  id: string key\n  a: {kind}\n}}\n");
    let proposed = labels(&text("«»"));
    for name in all() {
        let is_one = errors(&text(&written(name))).is_empty();
        assert_eq!(
            proposed.iter().any(|one| one == name),
            is_one,
            "{name}: {proposed:?}"
        );
    }
    assert!(!errors(&text("Row")).is_empty(), "a record is no column");
    assert!(!proposed.iter().any(|one| one == "Row"));
}

#[test]
fn of_rows() {
    for line in [
        "dataset rows: «» = s3.parquet {",
        "pipeline p {\n  step a: «»",
        "template t(a: string): «»",
    ] {
        let text = format!("import std.s3\n\ntype Row {{\n  id: string\n}}\n\n{line}\n");
        assert_eq!(labels(&text), ["Row"], "{line}");
    }
}

#[test]
fn of_parameters() {
    let text = |kind: &str| format!("template t(a: {kind}) = run \"ghcr.io/acme/a:1.0\" {{\n}}\n");
    let proposed: BTreeSet<String> = labels(&text("«»")).into_iter().collect();
    let found = examined(&text("qqqqqqqqqqqq")).compilation.diagnostics;
    let help = found[0].help.clone().unwrap();
    let known = help.split('`').skip(1).step_by(2);
    let known: BTreeSet<String> = known.map(|name| name.replace("<…>", "")).collect();
    assert_eq!(proposed, known);
    for name in all() {
        // Parameters are as exact as what they are given.
        let kind = if name == "decimal" {
            name.to_owned()
        } else {
            written(name)
        };
        let found = errors(&text(&kind));
        let is_one = !found.iter().any(|one| one.starts_with("PW0401"));
        assert_eq!(proposed.contains(name), is_one, "{name}: {found:?}");
    }
}
