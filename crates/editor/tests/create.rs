//! What is created so that a finding is gone leaves nothing that is not there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod support;

use std::sync::Arc;

use pipewright_driver::{Options, examine};
use pipewright_editor::Analysis;
use pipewright_editor::actions::actions;

/// The text once the action of this title was taken at its finding.
fn taken(text: &str, title: &str) -> String {
    let project = support::project(&[("main.pipe", text)]);
    let examined = Some(Arc::new(
        examine(project.clone(), &Options::default()).unwrap(),
    ));
    let analysis = Analysis::new(Arc::new(project), examined.clone(), None);
    let found = &examined.as_ref().unwrap().compilation.diagnostics[0];
    let all = actions(&analysis, found.primary.span, 0);
    let titles: Vec<&str> = all.iter().map(|one| one.title.as_str()).collect();
    let one = all.iter().find(|one| one.title == title);
    let one = one.unwrap_or_else(|| panic!("{titles:?}"));
    let mut edits = one.edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut changed = text.to_owned();
    for edit in edits {
        let range = edit.span.start as usize..edit.span.end as usize;
        changed.replace_range(range, &edit.text);
    }
    changed
}

const STEP: &str = "  step clean: Order = run \"ghcr.io/acme/clean:1.0\"\n";

#[test]
fn a_dataset_has_the_type_of_what_is_written_to_it() {
    let text = format!(
        "type Order {{\n  id: int key\n}}\n\n/// Loads.\npipeline load {{\n  schedule manual\n{STEP}  write clean to orders replacing all\n}}\n"
    );
    let whole = taken(&text, "create the dataset `orders`");
    assert!(
        whole.starts_with("import std.s3\n\ntype Order {"),
        "{whole}"
    );
    assert!(
        whole.contains("dataset orders: Order = s3.parquet {"),
        "{whole}"
    );
    assert_eq!(support::errors(&whole), Vec::<String>::new(), "{whole}");
}

#[test]
fn a_dataset_of_which_nothing_is_known_comes_with_a_type() {
    let pipeline = "pipeline load {\n  schedule manual\n  step clean = run \"ghcr.io/acme/clean:1.0\" { inputs = [raw] }\n}\n";
    for before in ["", "import std.s3 as lake\n\n", "import std.slack\n\n"] {
        let whole = taken(&format!("{before}{pipeline}"), "create the dataset `raw`");
        assert_eq!(support::errors(&whole), Vec::<String>::new(), "{whole}");
        assert_eq!(whole.contains("= lake.parquet"), before.contains("lake"));
    }
}

#[test]
fn parameters_that_are_added_are_valid() {
    let text = "import std.s3\n\ntype Row {\n  id: string key\n}\n\ndataset rows: Row = s3.parquet {\n  region = eu-west-1\n}\n";
    let whole = taken(text, "add `bucket`");
    assert!(whole.contains("  bucket = \"bucket\"\n}"), "{whole}");
    assert_eq!(support::errors(&whole), Vec::<String>::new(), "{whole}");
}

#[test]
fn a_clause_that_is_removed_takes_its_line_along() {
    let text = std::fs::read_to_string("../../tests/proofs/guarantee-append-retried.pipe").unwrap();
    let whole = taken(&text, "remove `retry`");
    let line = text
        .lines()
        .find(|line| line.trim_start().starts_with("retry"));
    assert_eq!(whole, text.replacen(&format!("{}\n", line.unwrap()), "", 1));
}
