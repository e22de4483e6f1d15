//! Hovers as their readers see them: first what it is, then what its author says, then what was
//! worked out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use pipewright_driver::{Options, examine};
use pipewright_editor::{Analysis, At, hover};
use pipewright_project::{LoadOptions, Memory, load};

/// 2026-11-21 08:30 UTC, a Saturday.
const NOW: i64 = 1_795_249_800;

struct Example(Analysis);

impl Example {
    fn of(files: Vec<(String, String)>) -> Self {
        let memory: Memory = files.into_iter().collect();
        let project = Arc::new(load(&memory, &LoadOptions::default()).unwrap());
        let examined = examine((*project).clone(), &Options::default()).unwrap();
        let errors = examined.compilation.has_errors();
        assert!(!errors, "{:#?}", examined.compilation.diagnostics);
        let examined = Some(Arc::new(examined));
        Self(Analysis::new(project, examined.clone(), examined))
    }

    fn named(name: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        let mut files = Vec::new();
        for entry in fs::read_dir(root.join(name)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|found| found == "pipe") {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
        Self::of(files)
    }

    /// The hover at the end of some text of the main file.
    fn at(&self, text: &str) -> String {
        let mut files = self.0.project.sources.iter();
        let found = files.find(|(_, file)| file.path() == "main.pipe");
        let (source, file) = found.unwrap();
        let offset = file.text().find(text).unwrap_or_else(|| panic!("{text}")) + text.len();
        let offset = u32::try_from(offset).unwrap();
        let found = hover::hover(&self.0, At { source, offset }, NOW);
        found.unwrap_or_else(|| panic!("{text}")).markdown
    }

    fn all(&self, texts: &[&str]) -> String {
        let shown: Vec<String> = texts
            .iter()
            .map(|text| format!("######## {text}\n{}\n", self.at(text)))
            .collect();
        shown.join("\n")
    }
}

#[test]
fn one_pipeline_and_what_is_around_it() {
    let example = Example::named("customer-analytics");
    insta::assert_snapshot!(example.all(&[
        "pipeline customer_analytics",
        "type Account",
        "dataset accounts",
        "dataset country_revenue",
        "step by_country",
        "  schedule",
        "  deadline",
        "\n  region",
        "salesforce.object",
        "import std.s3",
    ]));
}

#[test]
fn a_family_is_told_by_its_first_member() {
    let example = Example::named("tenant-billing");
    insta::assert_snapshot!(example.all(&["pipeline bill", "dataset usage"]));
}

#[test]
fn two_environments_are_two_places() {
    let example = Example::named("gdpr-two-environments");
    let text = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../examples/gdpr-two-environments/main.pipe"),
    )
    .unwrap();
    let name = |keyword: &str| {
        let line = text
            .lines()
            .find(|line| line.trim_start().starts_with(keyword));
        let rest = line.unwrap().trim_start();
        let end = rest[keyword.len()..]
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap();
        rest[..keyword.len() + end].to_owned()
    };
    insta::assert_snapshot!(example.all(&[&name("pipeline "), &name("step ")]));
}

#[test]
fn programs_and_long_lists_are_cut_short() {
    let example = Example::of(vec![(
        "main.pipe".to_owned(),
        r#"/// Everything there is to say about one visit.
type Visit {
  id:    string key
  email: string pii
  a:     int   b: int
}
"#
        .replace("  a:     int   b: int\n", "  a:     int\n")
            + &(0..20)
                .map(|n| format!("\nlet constant_{n} = [\n{}]\n", "  \"one\",\n".repeat(n)))
                .collect::<String>()
            + r#"
template tidy(table: string, columns: list<string>, because: string = "nothing said", days: int = 3): Visit = run "ghcr.io/acme/tidy:1.0" {
  args = [table]
}

/// By hand.
pipeline visits(day: date, part: int = 1) {
  schedule manual

  step program: Visit = python """
    import sys
    print(sys.argv)
    """ in "python:3.14-slim" {
    timeout = 5m
  }
}
"#,
    )]);
    insta::assert_snapshot!(example.all(&[
        "type Visit",
        "let constant_19",
        "template tidy",
        "pipeline visits",
        "step program",
    ]));
}

#[test]
fn a_module_is_told_of_wherever_its_name_stands() {
    let example = Example::named("customer-analytics");
    let told = example.at("import std.s");
    assert!(told.starts_with("module `std.salesforce`") || told.starts_with("module `std.s3`"));
    assert!(example.at("= s3").starts_with("module `std.s3`"));
    assert!(example.at("notify slack").starts_with("module `std.slack`"));
}

#[test]
fn fields_of_the_language_say_what_they_mean() {
    let example = Example::named("customer-analytics");
    assert_eq!(
        example.at("    inputs"),
        "field `inputs`\n\nWhat it reads: steps and datasets."
    );
    assert_eq!(example.at("    cpu"), "field `cpu`\n\nCores.");
    assert_eq!(
        example.at("  freshness"),
        "field `freshness`\n\nReaders may rely on data no older than this."
    );
}

#[test]
fn functions_of_the_language_say_what_they_give() {
    let example = Example::named("churn-training");
    assert!(example.at("= matrix").contains("Every combination"));
    assert!(example.at("= collect").contains("all rounds of a loop"));
}
