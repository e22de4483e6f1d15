//! The lines of a reason lead to what they name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use pipewright_driver::{Options, examine};
use pipewright_editor::diagnostics::diagnostics;

const PLATFORM: &str = r#"import std.s3

cluster dublin {
  region = eu-west-1
  nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]
  logs   = eu-west-1
}

environment prod {
  clusters  = [dublin]
  targets   = [json, airflow]
  registry  = "ghcr.io/acme" in eu
  namespace = "data"
  staging   = s3.location { bucket = "acme-staging", region = eu-west-1 }
}
"#;

const LAKE: &str = r#"import std.s3

type Row {
  id: string key
}

dataset rows: Row = s3.parquet {
  bucket = "acme"
  prefix = "rows/"
  region = eu-west-1
}
"#;

const MAIN: &str = r#"import lake

pipeline slow {
  schedule every 6h
  deadline 30m guaranteed

  step first: lake.Row = run "ghcr.io/acme/first:1.0" {
    inputs  = [lake.rows]
    timeout = 20m
  }

  step second: lake.Row = run "ghcr.io/acme/second:1.0" {
    inputs  = [first]
    timeout = 25m
  }

  check second {
    rows > 0
  }
}
"#;

/// Each line of each reason, and the line of source it leads to.
fn led(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let project = support::project(files);
    let examined = examine(project.clone(), &Options::default()).unwrap();
    let mut led = Vec::new();
    for found in diagnostics(&project, &examined).into_values().flatten() {
        let lines: Vec<&str> = found.message.lines().skip(1).collect();
        for (place, text) in &found.related {
            if lines.contains(&text.as_str()) && *place != found.span {
                let path = project.sources.path(*place);
                led.push((
                    text.clone(),
                    format!("{path}: {}", project.sources.slice(*place)),
                ));
            }
        }
    }
    led
}

#[test]
fn summands_lead_to_steps() {
    let led = led(&[
        ("main.pipe", MAIN),
        ("lake.pipe", LAKE),
        ("platform.pipe", PLATFORM),
    ]);
    let of = |word: &str, place: &str| {
        assert!(
            led.iter()
                .any(|(line, found)| line.contains(word) && found == place),
            "{word}: {led:#?}"
        );
    };
    of("first", "main.pipe: first");
    of("+ second", "main.pipe: second");
    of("check_second", "main.pipe: second");
    let sums = led.iter().filter(|(line, _)| line.starts_with('='));
    assert_eq!(sums.count(), 0, "a sum names nothing");
}

#[test]
fn hops_of_a_flow_lead_to_what_they_pass() {
    let main = format!(
        "{}\n  write second to far replacing all\n}}\n\n{FAR}",
        MAIN.replace("deadline 30m guaranteed", "region   eu")
            .trim_end()
            .trim_end_matches('}')
    );
    let main = main.replacen("import lake\n", "import lake\nimport std.s3\n", 1);
    let led = led(&[
        ("main.pipe", &main),
        ("lake.pipe", LAKE),
        ("platform.pipe", PLATFORM),
    ]);
    for (word, place) in [
        ("rows (", "lake.pipe: rows"),
        ("→ second on", "main.pipe: second"),
        ("→ write_far on", "main.pipe: far"),
    ] {
        assert!(
            led.iter()
                .any(|(line, found)| line.starts_with(word) && found == place),
            "{word}: {led:#?}"
        );
    }
}

const FAR: &str = r#"dataset far: lake.Row = s3.parquet {
  bucket = "acme"
  prefix = "far/"
  region = us-east-1
}
"#;

#[test]
fn a_name_of_two_leads_to_neither() {
    let twice = "let rows = 1\n";
    let other = "import std.s3\n\ndataset other: lake.Row = s3.parquet {\n  bucket = \"a\"\n  prefix = \"b/\"\n  region = eu-west-1\n}\n";
    let files = [
        ("main.pipe", MAIN),
        ("lake.pipe", LAKE),
        ("platform.pipe", PLATFORM),
        ("twice.pipe", twice),
        ("other.pipe", other),
    ];
    let led = led(&files);
    assert!(
        led.iter().all(|(_, place)| place != "twice.pipe: rows"),
        "{led:#?}"
    );
}
