//! `diff-env`, as the command prints it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{edit, report, run, succeed};
use tempfile::TempDir;

const DEV: &str = r#"
cluster dublin_dev {
  region = eu-west-1
  nodes  = [{ cpu = 4, memory = 16GiB, max = 2 }]
  logs   = eu-west-1
}

environment dev {
  clusters   = [dublin_dev]
  targets    = [json]
  registry   = "ghcr.io/acme" in eu
  namespace  = "data-dev"
  staging    = s3.location { bucket = "acme-staging-dev", prefix = "x/", region = eu-west-1 }
  parameters = { count = { top = 3, tables = ["orders"] } }
}
"#;

const LOOP: &str = r#"
  for table in tables {
    step load: Countries = run "ghcr.io/acme/load:1.0" {
      inputs = [customers]
      args   = ["--table", "${table}"]
    }
    check load {
      rows > 0
    }
  }
"#;

/// A project with two environments and a pipeline with parameters.
fn project() -> TempDir {
    let folder = report(true);
    let at = folder.path();
    let platform = fs::read_to_string(at.join("platform.pipe")).unwrap();
    fs::write(at.join("platform.pipe"), platform + DEV).unwrap();
    edit(
        at,
        "main.pipe",
        "pipeline count {",
        "pipeline count(top: int = 10, tables: list<string> = [\"orders\"]) {",
    );
    edit(
        at,
        "main.pipe",
        "    inputs = [customers]\n",
        "    inputs = [customers]\n    args   = [\"--top\", \"${top}\"]\n",
    );
    folder
}

fn document(at: &Path, from: &str, to: &str) -> Value {
    let ran = run(at, &["diff-env", from, to, "--format", "json"]);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}\n{}{}", ran.out, ran.err))
}

#[test]
fn environments_differ_in_their_bindings_only() {
    let folder = project();
    let at = folder.path();
    let ran = succeed(at, &["diff-env", "dev", "prod"]);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(
        lines,
        [
            "dev -> prod: graph identical, 4 bindings differ",
            "  environment/clusters: [dublin_dev] -> [dublin]",
            "  environment/namespace: data-dev -> data",
            "  environment/staging/uri: s3://acme-staging-dev/x/ -> s3://acme-staging/",
            "",
            "count: graph identical, 1 binding differs",
            "  count/parameters/top: 3 -> 10",
        ],
    );
    assert_eq!(ran.err, "", "findings are for check");

    let document = document(at, "dev", "prod");
    assert_eq!(document["format"], "pipewright.environments/v1");
    assert_eq!(document["graph_identical"], true);
    assert_eq!(document["bindings"], 4);
    assert_eq!(
        document["pipelines"][0]["parameters"],
        serde_json::json!([{ "path": "parameters/top", "from": 3, "to": 10 }])
    );
    let same = succeed(at, &["diff-env", "prod", "prod"]);
    assert_eq!(
        same.out,
        "prod -> prod: graph identical, no binding differs\n\ncount: graph identical, no binding of its own differs\n"
    );
}

#[test]
fn a_platform_without_staging_runs_the_same_graph() {
    let folder = project();
    let at = folder.path();
    edit(
        at,
        "platform.pipe",
        "  staging    = s3.location { bucket = \"acme-staging-dev\", prefix = \"x/\", region = eu-west-1 }\n",
        "",
    );
    let ran = succeed(at, &["diff-env", "dev", "prod"]);
    assert!(
        ran.out.starts_with("dev -> prod: graph identical"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("  environment/staging: only in prod\n"),
        "{}",
        ran.out
    );
}

#[test]
fn a_parameter_that_changes_a_loop_changes_the_graph() {
    let folder = project();
    let at = folder.path();
    edit(
        at,
        "main.pipe",
        "  write by_country",
        &format!("{}\n  write by_country", LOOP.trim_matches('\n')),
    );
    let same = run(at, &["diff-env", "dev", "prod"]);
    assert_eq!(same.code, 0, "{}{}", same.out, same.err);
    edit(
        at,
        "main.pipe",
        "tables: list<string> = [\"orders\"]",
        "tables: list<string> = [\"orders\", \"customers\"]",
    );
    let ran = run(at, &["diff-env", "dev", "prod"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(
        ran.out
            .starts_with("dev -> prod: graph differs, 5 bindings differ\n"),
        "{}",
        ran.out
    );
    for line in [
        "count: graph differs, 2 bindings differ",
        "  count/parameters/tables: [orders] -> [orders, customers]",
        "  count/tasks/load_customers: only in prod",
        "  count/tasks/check_load_customers: only in prod",
    ] {
        assert!(
            ran.out.lines().any(|found| found == line),
            "{line}\n{}",
            ran.out
        );
    }
    assert!(!ran.out.contains("load_orders"), "{}", ran.out);
    let document = document(at, "prod", "dev");
    assert_eq!(document["graph_identical"], false);
    let graph = document["pipelines"][0]["graph"].as_array().unwrap();
    assert!(
        graph.iter().all(|found| found["to"].is_null()),
        "{graph:#?}"
    );
}

#[test]
fn schedules_and_decisions_are_part_of_the_graph_and_images_are_values() {
    let folder = project();
    let at = folder.path();
    edit(
        at,
        "main.pipe",
        "count(top: int = 10,",
        "count(period: duration = 2h, full: bool = false, image: string = \"ghcr.io/acme/count:1.4\", top: int = 10,",
    );
    edit(
        at,
        "main.pipe",
        "run \"ghcr.io/acme/count:1.4\"",
        "run image",
    );
    let platform = |fields: &str| {
        let to = format!("count = {{ {fields}, top = 3,");
        edit(at, "platform.pipe", "count = { top = 3,", &to);
    };
    platform("image = \"ghcr.io/acme/count:2.0\", period = 3h, full = true");
    let same = run(at, &["diff-env", "dev", "prod"]);
    assert_eq!(same.code, 0, "{}{}", same.out, same.err);
    assert!(
        same.out
            .contains("count: graph identical, 4 bindings differ"),
        "{}",
        same.out
    );

    edit(
        at,
        "main.pipe",
        "schedule every 1h",
        "schedule every period",
    );
    let ran = run(at, &["diff-env", "dev", "prod"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let line = "  count/triggers: [cron 0 */3 * * * in UTC] -> [cron 0 */2 * * * in UTC]";
    assert!(ran.out.lines().any(|found| found == line), "{}", ran.out);

    edit(
        at,
        "main.pipe",
        "schedule every period",
        "schedule every 1h",
    );
    let check =
        "  when full {\n    check by_country {\n      rows > 0\n    }\n  }\n\n  write by_country";
    edit(at, "main.pipe", "  write by_country", check);
    let ran = run(at, &["diff-env", "dev", "prod"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let line = "  count/tasks/check_by_country: only in dev";
    assert!(ran.out.lines().any(|found| found == line), "{}", ran.out);
}

#[test]
fn misuse_and_errors_have_their_codes() {
    let folder = project();
    let at = folder.path();
    let ran = run(at, &["diff-env", "dev", "staging"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("it has `dev`, `prod`"), "{}", ran.err);
    assert_eq!(run(at, &["diff-env", "dev"]).code, 2);
    assert_eq!(
        run(at, &["diff-env", "dev", "prod", "--format", "sarif"]).code,
        2
    );
    edit(at, "main.pipe", "[customers]", "[costumers]");
    let ran = run(at, &["diff-env", "dev", "prod"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("PW0202"), "{}", ran.err);
}
