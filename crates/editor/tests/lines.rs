//! What is proposed where a line has begun: what the grammar takes there and what makes sense, and
//! nothing else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod support;

use support::{errors, labels, proposed, proposed_among};

const BEFORE: &str = r##"import std.s3
import std.slack

type Order {
  id:     int key
  region: string
  at:     timestamp
}

dataset orders: Order = s3.parquet {
  bucket = "acme-lake"
  prefix = "orders/"
  region = eu-west-1
}

let patience = 20m

pipeline load(limit: int = 3) {
  step clean: Order = run "ghcr.io/acme/clean:1.0" {
    inputs = [orders]
  }
"##;

/// What is proposed on a line of the pipeline.
fn line(line: &str) -> Vec<String> {
    labels(&format!("{BEFORE}\n  {line}\n}}\n"))
}

/// What is proposed for a line of the file.
fn item(line: &str) -> Vec<String> {
    labels(&format!("import std.s3\nimport std.slack\n\n{line}\n"))
}

#[test]
fn words_are_the_grammars() {
    assert_eq!(line("retry 2 «»"), ["times"]);
    assert_eq!(line("retry 2 times, «»"), ["backoff"]);
    assert_eq!(line("deadline 30m «»"), ["guaranteed"]);
    assert_eq!(line("write clean «»"), ["to"]);
    assert_eq!(
        line("write clean to orders replacing «»"),
        ["all", "partition"]
    );
    assert_eq!(line("write clean to orders merging by «»"), ["key"]);
    assert_eq!(line("on failure «»"), ["notify", "of"]);
    assert_eq!(
        line("step more: Order = «»"),
        ["call", "either", "python", "run", "shell"]
    );
}

#[test]
fn a_name_that_is_new_is_nobodys_to_propose() {
    for begun in ["step «»", "resource «»", "for «»", "output «»"] {
        assert_eq!(line(begun), Vec::<String>::new(), "{begun}");
    }
    assert_eq!(item("type «»"), Vec::<String>::new());
    assert_eq!(item("dataset «»"), Vec::<String>::new());
}

#[test]
fn values_are_of_their_kind() {
    assert_eq!(
        line("guarantee «»"),
        ["at_least_once", "at_most_once", "exactly_once"]
    );
    assert_eq!(line("overlap «»"), ["allow", "forbid", "replace"]);
    assert_eq!(line("deadline «»"), ["30m", "limit", "patience"]);
    assert_eq!(line("write «»"), ["clean", "limit", "orders", "patience"]);
    assert_eq!(line("write clean to «»"), ["orders"]);
    let field = |field: &str| {
        let before = "step more = run \"ghcr.io/acme/more:1.0\" {\n    ";
        line(&format!("{before}{field}\n  }}"))
    };
    assert_eq!(field("memory = «»"), ["2GiB", "limit", "patience"]);
    assert_eq!(
        field("idempotent = «»"),
        ["false", "limit", "patience", "true"]
    );
    let inputs = field("inputs = [orders, «»]");
    assert_eq!(inputs, ["clean", "limit", "more", "orders", "patience"]);
    let regions = item("dataset rows: Row = s3.parquet {\n  region = «»\n}");
    assert!(regions.iter().any(|one| one == "eu-west-1"));
    assert!(!regions.iter().any(|one| one == "orders" || one == "secret"));
}

#[test]
fn modes_are_those_of_the_connector() {
    let modes = line("write clean to orders «»");
    assert!(modes.contains(&"replacing all".to_owned()), "{modes:?}");
    assert!(!modes.contains(&"merging by key".to_owned()), "{modes:?}");
}

#[test]
fn conditions_name_columns_and_how_they_are_compared() {
    assert_eq!(
        line("check clean {\n    «»\n  }"),
        ["at", "complete", "id", "region", "rows", "unique", "warn"]
    );
    assert_eq!(
        line("check clean {\n    unique id, «»\n  }"),
        ["at", "id", "region", "rows"]
    );
    assert_eq!(
        line("check clean {\n    at «»\n  }"),
        ["fresh", "in", "matches"]
    );
}

#[test]
fn marks_follow_the_type_of_a_column() {
    assert_eq!(item("type Row {\n  id: string «»\n}"), ["key", "pii"]);
}

#[test]
fn members_follow_a_path_behind_any_word() {
    assert_eq!(line("on failure notify slack.«»"), ["channel"]);
    let main = "import other\n\npipeline main {\n  step a = call other.«»\n}\n";
    let other = "pipeline tidy {\n  schedule manual\n}\n";
    let found = proposed_among(&[("main.pipe", main), ("other.pipe", other)]);
    let labels: Vec<&str> = found.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(labels, ["tidy"]);
}

const OTHER: &str = r##"type Row {
  id: string key
}

let tables = [{ name = "a", limit = 3 }, { name = "b", limit = 4 }]

pipeline tidy(source: dataset, heaviest: decimal = 3.0) {
  schedule manual
  step done: Row yields dropped: int = run "ghcr.io/acme/tidy:1.0" {
    inputs = [source]
  }
  output rows = done
  output dropped = done.dropped
}
"##;

/// What is proposed on a line of a pipeline beside that file.
fn beside(line: &str) -> Vec<String> {
    let main = format!("import other\nimport std.slack\n\npipeline main {{\n  {line}\n}}\n");
    let found = proposed_among(&[("main.pipe", &main), ("other.pipe", OTHER)]);
    found.into_iter().map(|one| one.label).collect()
}

#[test]
fn members_are_all_that_a_name_gives() {
    let call = "step a = call other.tidy { source = raw }\n  ";
    assert_eq!(
        beside(&format!("{call}output b = a.«»")),
        ["dropped", "rows"]
    );
    assert_eq!(
        beside("for table in other.tables {\n    step a = run table.«»\n  }"),
        ["limit", "name"]
    );
    let outputs = "step a = run \"a:1\" {\n    outputs = { good = other.Row }\n  }\n  ";
    assert_eq!(beside(&format!("{outputs}output b = a.«»")), ["good"]);
}

#[test]
fn what_is_used_names_its_parameters() {
    assert_eq!(
        beside("step a = call other.tidy { «» }"),
        ["heaviest", "source"]
    );
    let named = beside("on failure notify slack.channel(\"#alerts\", «»)");
    for parameter in ["channel", "credentials", "region"] {
        assert!(named.iter().any(|one| one == parameter), "{named:?}");
    }
}

#[test]
fn a_cursor_is_a_column_of_its_dataset() {
    let text = "import std.s3\n\ntype Row {\n  id: string\n  at: timestamp\n}\n\ndataset rows: Row = s3.parquet {\n  cursor = «»\n}\n";
    assert_eq!(labels(text), ["at", "id"]);
}

#[test]
fn an_index_does_not_hide_what_follows() {
    let modes = line("write clean to orders[limit] «»");
    assert!(modes.contains(&"replacing".to_owned()), "{modes:?}");
}

#[test]
fn a_connector_comes_with_what_it_needs() {
    let text = "import std.s3\nimport std.slack\n\ntype Row {\n  id: string key\n}\n\ndataset rows: Row = «»\n";
    let found = proposed(text);
    let labels: Vec<&str> = found.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(labels, ["s3.csv", "s3.json", "s3.parquet"]);
    for one in &found {
        assert!(one.snippet);
        let whole = text.replace("«»", &filled(&one.insert));
        assert_eq!(errors(&whole), Vec::<String>::new(), "{whole}");
    }
    assert_eq!(line("on failure notify «»"), ["slack.channel"]);
}

#[test]
fn a_connector_that_has_its_fields_is_a_name_alone() {
    let found = proposed("import std.s3\n\ndataset rows: Row = «» {\n  bucket = \"a\"\n}\n");
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|one| one.insert == one.label && !one.snippet)
    );
}

#[test]
fn behind_a_number_or_in_a_comment_nothing_is_proposed() {
    for begun in [
        "deadline 30«»",
        "retry 2«»",
        "// «»",
        "labels { team = \"a\" } «»",
    ] {
        assert_eq!(line(begun), Vec::<String>::new(), "{begun}");
    }
}

/// A snippet as it is when each place keeps its text: `${1:eu}` is `eu`.
fn filled(snippet: &str) -> String {
    let mut parts = snippet.split("${");
    let mut whole = parts.next().unwrap().to_owned();
    for part in parts {
        let (place, rest) = part.split_once('}').unwrap();
        whole.push_str(place.split_once(':').unwrap().1);
        whole.push_str(rest);
    }
    whole
}
