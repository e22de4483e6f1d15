//! What a quick check says of an edit is what a whole check says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

use std::sync::Arc;

use pipewright_driver::{Options, examine};
use pipewright_editor::diagnostics::{Finding, diagnostics};
use pipewright_editor::quick::{Base, is_small, quick};
use pipewright_project::{LoadOptions, Memory, Parser, Project, load};
use pipewright_source::SourceId;
use proptest::prelude::*;

const PLATFORM: &str = r#"import std.s3

cluster frankfurt {
  region = eu-central-1
  nodes  = [{ cpu = 16, memory = 64GiB }]
  logs   = eu-central-1
}

environment prod {
  clusters  = [frankfurt]
  targets   = [json, kubernetes("1.35")]
  namespace = "data"
  registry  = "ghcr.io/acme" in eu
  staging   = s3.location { bucket = "acme-staging", region = eu-central-1 }
  secrets   = existing
}
"#;

const TYPES: &str = "type Row {\n  id: string key\n  total: decimal(18, 2)\n}\n";

fn pipeline(n: usize) -> String {
    format!(
        r#"
dataset raw_{n}: types.Row = s3.parquet {{
  bucket = "acme"
  prefix = "raw-{n}/"
  region = eu-west-1
}}

dataset clean_{n}: types.Row = s3.parquet {{
  bucket    = "acme"
  prefix    = "clean-{n}/"
  region    = eu-west-1
  freshness = 8h
}}

/// Part {n}.
pipeline tidy_{n} {{
  schedule  every 6h
  deadline  60m
  region    eu
  guarantee exactly_once
  owner     "team-{n}"

  step tidied_{n}: types.Row = run "ghcr.io/acme/tidy:1.0" {{
    inputs  = [raw_{n}]
    memory  = 2GiB
    timeout = 5m
  }}

  check tidied_{n} {{
    unique id
  }}

  write tidied_{n} to clean_{n} replacing all
}}
"#
    )
}

fn text() -> String {
    let pipelines = (0..12).map(pipeline);
    std::iter::once("import std.s3\nimport types\n".to_owned())
        .chain(pipelines)
        .collect()
}

fn project(text: &str) -> (Project, SourceId) {
    let memory: Memory = [
        ("main.pipe", text),
        ("platform.pipe", PLATFORM),
        ("types.pipe", TYPES),
    ]
    .into_iter()
    .collect();
    let project = load(&memory, &LoadOptions::default()).unwrap();
    let (source, _) = project
        .sources
        .iter()
        .find(|(_, file)| file.path() == "main.pipe")
        .unwrap();
    (project, source)
}

fn whole(project: &Project, source: SourceId) -> Vec<Finding> {
    let examined = examine(project.clone(), &Options::default()).unwrap();
    diagnostics(project, &examined)
        .remove(&source)
        .unwrap_or_default()
}

/// Edits of the sixth part, some of which break something.
const EDITS: &[(&str, &str)] = &[
    ("/// Part 6.", "/// The sixth part,\n/// on two lines."),
    (
        "timeout = 5m\n  }\n\n  check tidied_6",
        "timeout = 2h\n  }\n\n  check tidied_6",
    ),
    ("inputs  = [raw_6]", "inputs  = [raw_7]"),
    ("inputs  = [raw_6]", "inputs  = [rw_6]"),
    ("inputs  = [raw_6]", "inputs  = [nothing_alike]"),
    ("dataset raw_6: types.Row", "dataset raw_6: Row"),
    ("dataset raw_6: types.Row", "dataset raw_6: types.Nothing"),
    ("dataset raw_6: types.Row", "dataset raw_6: type.Row"),
    (
        "dataset raw_6: types.Row = s3.parquet",
        "dataset raw_6: types.Row = s3.parkwet",
    ),
    (
        "prefix = \"raw-6/\"\n  region = eu-west-1",
        "prefix = \"raw-6/\"\n  region = eu-west-11",
    ),
    (
        "prefix = \"raw-6/\"\n  region = eu-west-1",
        "prefix = \"raw-6/\"\n  region = us-east-1",
    ),
    (
        "prefix    = \"clean-6/\"\n  region    = eu-west-1\n  freshness = 8h",
        "prefix    = \"clean-6/\"\n  region    = eu-west-1\n  freshness = 2h",
    ),
    (
        "write tidied_6 to clean_6 replacing all",
        "write tidied_6 to clean_6 appending",
    ),
    (
        "write tidied_6 to clean_6 replacing all",
        "write tidied_6 to clean_7 replacing all",
    ),
    (
        "check tidied_6 {\n    unique id",
        "check tidied_6 {\n    unique idd",
    ),
    ("dataset clean_6: types.Row", "dataset clean_6: types.Rwo"),
    ("pipeline tidy_6 {", "pipeline tidy_5 {"),
    (
        "owner     \"team-6\"",
        "owner     \"team-6\"\n  overlap   allow",
    ),
    ("dataset raw_6:", "dataset raw_six:"),
    (
        "prefix = \"raw-6/\"\n  region = eu-west-1",
        "prefix = \"raw-6/\"\n  region = us-est-1",
    ),
    ("owner     \"team-6\"", "owner     \"raw_x\""),
    ("/// Part 6.", "/// Part of types.Rwo."),
    // What cannot be read ends every other check.
    ("import types\n", "import typos\n"),
    ("import types\n", "import types.more\n"),
    ("import types\n", "import main\n"),
    ("  owner     \"team-6\"", "  owner     \"team-6"),
    (
        "  schedule  every 6h\n",
        "\n  /// Nothing.\n\n  schedule  every 6h\n",
    ),
    (
        "  owner     \"team-6\"",
        "  owner     )\n  allow PW0999 because \"x\" until 2099-01-01",
    ),
];

#[test]
fn edits_are_judged_as_in_the_whole() {
    let text = text();
    let (before, source) = project(&text);
    assert!(!is_small(&before));
    let examined = examine(before.clone(), &Options::default()).unwrap();
    let base = Base::new(Arc::new(before.clone()), Arc::new(examined));
    let mut with_findings = 0;
    for (from, to) in EDITS {
        assert!(text.contains(from), "{from}");
        let now = before
            .edited(source, &text.replacen(from, to, 1), &Parser)
            .unwrap();
        let found = quick(&base, &now, source).unwrap_or_else(|| panic!("{to}: no answer"));
        let wanted = whole(&now, source);
        assert_eq!(found, wanted, "{to}");
        with_findings += usize::from(!wanted.is_empty());
    }
    assert!(with_findings > 6, "{with_findings}");
}

#[test]
fn what_a_module_declares_is_suggested_under_its_name_here() {
    let text = text()
        .replace("import types\n", "import types as kinds\n")
        .replace("types.Row", "kinds.Row");
    let (before, source) = project(&text);
    let examined = examine(before.clone(), &Options::default()).unwrap();
    let base = Base::new(Arc::new(before.clone()), Arc::new(examined));
    let changed = text.replacen("raw_6: kinds.Row", "raw_6: kinds.Rwo", 1);
    let now = before.edited(source, &changed, &Parser).unwrap();
    let found = quick(&base, &now, source).unwrap();
    assert_eq!(found, whole(&now, source));
    assert!(found.iter().any(|one| !one.fixes.is_empty()), "{found:?}");
}

/// Words of a text, as ranges of bytes.
fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut words = Vec::new();
    let mut at = 0;
    for piece in text.split(|c: char| !is_part(c)) {
        if !piece.is_empty() {
            words.push(at..at + piece.len());
        }
        at += piece.len() + 1;
    }
    words
}

/// A text with one word changed in one of many ways, or with its line twice or not at all.
fn mistake(text: &str, way: usize, word: &str, place: std::ops::Range<usize>) -> String {
    let (start, end) = (place.start, place.end);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    let with = |range: std::ops::Range<usize>, by: &str| {
        [&text[..range.start], by, &text[range.end..]].concat()
    };
    match way {
        0 => with(start..start, "x"),
        1 => with(end..end, "z"),
        2 => with(end - 1..end, ""),
        3 => with(place, ""),
        4 => with(place, word),
        5 => with(line_start..line_end, ""),
        _ => with(line_end..line_end, &text[line_start..line_end]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_mistake_is_judged_as_in_the_whole(
        way in 0_usize..7,
        place in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
    ) {
        let text = text();
        let words = words(&text);
        let place = words[place.index(words.len())].clone();
        let other = words[other.index(words.len())].clone();
        let (before, source) = project(&text);
        let examined = examine(before.clone(), &Options::default()).unwrap();
        let base = Base::new(Arc::new(before.clone()), Arc::new(examined));
        let changed = mistake(&text, way, &text[other], place);
        let now = before.edited(source, &changed, &Parser).unwrap();
        if let Some(found) = quick(&base, &now, source) {
            let mut wanted = whole(&now, source);
            // Whether an import is used is only known of the whole.
            wanted.retain(|one| one.code != "PW0205");
            prop_assert_eq!(found, wanted);
        }
    }
}

#[test]
fn other_imports_need_a_whole_check() {
    let text = text();
    let (before, source) = project(&text);
    let examined = examine(before.clone(), &Options::default()).unwrap();
    let base = Base::new(Arc::new(before.clone()), Arc::new(examined));
    let more = format!("import std.kafka\n{text}");
    let now = before.edited(source, &more, &Parser).unwrap();
    assert_eq!(quick(&base, &now, source), None);
}
