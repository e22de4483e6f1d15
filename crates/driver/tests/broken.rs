//! A broken line costs one finding, however many other lines, items and files depend on what it says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use pipewright_driver::{Goal, Options, compile};
use pipewright_project::{LoadOptions, Memory, load};

/// What others use of the file that breaks.
const LAKE: &str = r#"import std.s3

type Order {
  id:    int key
  total: decimal(12, 2)
}

let bucket = "acme"

dataset orders: Order = s3.parquet {
  bucket = bucket
  prefix = "orders/"
  region = eu-west-1
}

dataset copies: Order = s3.parquet {
  bucket = bucket
  prefix = "copies/"
  region = eu-west-1
}

pipeline load {
  schedule manual
  step clean: Order = run "acme/clean:1.0" { inputs = [orders] }
  check clean { rows > 0 }
  output result = clean
}
"#;

/// Everything that depends on it.
const USES: &str = r#"import lake
import std.s3

dataset more: lake.Order = s3.parquet {
  bucket = lake.bucket
  prefix = "more/"
  region = eu-west-1
}

pipeline again {
  schedule manual
  step loaded = call lake.load
  step seen = run "acme/seen:1.0" { inputs = [lake.copies] }
  write loaded.result to more replacing all
}
"#;

fn found(lake: &str) -> Vec<String> {
    let memory: Memory = [("lake.pipe", lake), ("main.pipe", USES)]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into_iter()
        .collect();
    let project = load(&memory, &LoadOptions::default()).unwrap();
    let options = Options {
        goal: Goal::Check,
        ..Options::default()
    };
    let compiled = compile(project, &options).unwrap();
    let shown = compiled.diagnostics.into_iter();
    shown
        .map(|found| {
            let path = compiled.sources.path(found.primary.span);
            format!("{path}: {} {}", found.rule.code, found.message)
        })
        .collect()
}

#[test]
fn as_it_stands_nothing_is_wrong() {
    assert_eq!(found(LAKE), [""; 0]);
}

#[test]
fn a_broken_line_is_one_finding_in_its_own_file() {
    for (right, broken) in [
        ("  id:    int key", "  id     int key"),
        ("  id:    int key", "  id:    int[]"),
        ("type Order {", "type Order = {"),
        ("let bucket = \"acme\"", "let bucket \"acme\""),
        ("let bucket = \"acme\"", "let bucket = "),
        ("dataset orders: Order =", "dataset \"orders\": Order ="),
        ("dataset copies: Order =", "dataset copies Order ="),
        ("  prefix = \"copies/\"", "  prefix = copies/"),
        ("pipeline load {", "pipeline \"load\" {"),
        ("pipeline load {", "pipeline load = {"),
        ("pipeline load {", "pipeline load -> Order {"),
        ("  schedule manual", "  schedule @daily"),
        ("  schedule manual", "  shedule manual"),
        ("step clean: Order =", "step clean Order ="),
        (
            "  check clean { rows > 0 }",
            "  check clean { count(*) > 0 }",
        ),
        ("  output result = clean", "  output result clean"),
        ("import std.s3\n", "import std/s3\n"),
        (
            "let bucket = \"acme\"",
            "<<<<<<< a\nlet bucket = \"acme\"\n=======\n>>>>>>> b",
        ),
    ] {
        assert!(LAKE.contains(right), "{right}");
        let found = found(&LAKE.replacen(right, broken, 1));
        assert_eq!(found.len(), 1, "{broken}: {found:#?}");
        assert!(
            found[0].starts_with("lake.pipe: PW01"),
            "{broken}: {found:?}"
        );
    }
}
