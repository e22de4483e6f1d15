//! Values of columns, executed by DuckDB: widths are kept, and what is of a class is in no message.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use pipewright_lower::sql::{Conform, Source, Target, conform_statements};
use pipewright_plan::{ColumnMatch, ColumnPlan, ColumnType, Format, Schema};
use support::*;
use tempfile::TempDir;

fn column(name: &str, kind: ColumnType, classes: &[&str]) -> ColumnPlan {
    ColumnPlan {
        name: name.to_owned(),
        kind,
        optional: false,
        key: false,
        classes: classes.iter().map(|class| (*class).to_owned()).collect(),
    }
}

/// Conforms one row of these texts to the columns; whether it went, and all that was said. Nothing
/// where the tools are not installed.
fn conformed(rows: &str, columns: Vec<ColumnPlan>) -> Option<(bool, String)> {
    let Some(duckdb) = duckdb() else {
        eprintln!("SKIPPED: no duckdb: run `python3 tests/tools/install.py checks`");
        return None;
    };
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let given = path("given.parquet");
    let made = format!("COPY (SELECT {rows}) TO '{given}' (FORMAT parquet);");
    let (success, text) = execute(&duckdb, &made, &[]);
    assert!(success, "{text}");
    let wanted = Schema {
        name: None,
        columns,
    };
    let statements = conform_statements(&Conform {
        name: "people",
        source: Source::File(given),
        given: None,
        wanted: &wanted,
        matched: ColumnMatch::Name,
        interval: None,
        target: Target::File(path("made.parquet"), Format::Parquet),
    });
    Some(execute(&duckdb, &statements, &[]))
}

#[test]
fn a_wider_text_is_an_error_and_never_cut() {
    let bounded = || vec![column("name", ColumnType::Bounded(4), &[])];
    let Some((success, text)) = conformed("'Zo\u{eb}s' AS name", bounded()) else {
        return;
    };
    assert!(success, "{text}");
    let (success, text) = conformed("'Sasha' AS name", bounded()).unwrap();
    assert!(!success);
    assert!(
        text.contains("people.name is wider than 4 characters"),
        "{text}"
    );
    let inner = column("city", ColumnType::Bounded(4), &[]);
    let nested = || vec![column("home", ColumnType::Record(vec![inner.clone()]), &[])];
    let (success, text) = conformed("{'city': 'Oslo'} AS home", nested()).unwrap();
    assert!(success, "{text}");
    let (success, text) = conformed("{'city': 'Bergen'} AS home", nested()).unwrap();
    assert!(!success);
    assert!(text.contains("people.home.city is wider than 4"), "{text}");
}

#[test]
fn a_value_of_a_class_is_in_no_message() {
    let born = |classes: &[&str]| vec![column("born", ColumnType::Date, classes)];
    let Some((success, text)) = conformed("'secret-day' AS born", born(&["pii"])) else {
        return;
    };
    assert!(!success);
    assert!(
        text.contains("people.born has a value that is no date"),
        "{text}"
    );
    assert!(!text.contains("secret-day"), "{text}");
    // Others may be shown, which helps to find them.
    let (success, text) = conformed("'odd-day' AS born", born(&[])).unwrap();
    assert!(!success && text.contains("odd-day"), "{text}");
    let (success, text) = conformed("'2001-02-03' AS born", born(&["pii"])).unwrap();
    assert!(success, "{text}");
    let (success, text) = conformed("NULL::VARCHAR AS born", born(&["pii"])).unwrap();
    assert!(!success && text.contains("is not optional"), "{text}");
}
