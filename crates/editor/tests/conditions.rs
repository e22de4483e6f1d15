//! On what a task of a graph depends, in words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::sync::Arc;

use pipewright_editor::Analysis;
use pipewright_editor::graph::graph;

const PLATFORM: &str = r#"
cluster dublin {
  region = eu-west-1
  nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]
  logs   = eu-west-1
}

environment prod {
  clusters  = [dublin]
  targets   = [json]
  registry  = "ghcr.io/acme" in eu
  namespace = "data"
}
"#;

/// The condition of each task that has one.
fn conditions(body: &str) -> Vec<(String, String)> {
    let text = format!(
        "pipeline p {{\n  schedule manual\n  deadline 20h\n\n  step load yields count: int, done: bool = run \"ghcr.io/acme/load:1.0\" {{\n    timeout = 5m\n  }}\n\n{body}}}\n{PLATFORM}"
    );
    assert_eq!(support::errors(&text), Vec::<String>::new());
    let project = Arc::new(support::project(&[("main.pipe", &text)]));
    let analysis = Analysis::new(project, None, None);
    let plan = analysis.inspection().plans[0].clone();
    let nodes = graph(&analysis, &plan).nodes.into_iter();
    nodes
        .filter_map(|node| Some((node.label, node.condition?)))
        .collect()
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let pairs = pairs.iter();
    pairs
        .map(|(one, other)| ((*one).to_owned(), (*other).to_owned()))
        .collect()
}

const STEP: &str = "run \"ghcr.io/acme/more:1.0\" {\n      timeout = 5m\n    }\n";

#[test]
fn the_other_way_is_the_opposite() {
    let body = format!(
        "  when load.count > 0 {{\n    step some = {STEP}  }} else when load.done {{\n    step none = {STEP}  }} else {{\n    step odd = {STEP}  }}\n"
    );
    assert_eq!(
        conditions(&body),
        owned(&[
            ("some", "load.count > 0"),
            ("none", "not (load.count > 0) and load.done"),
            ("odd", "not (load.count > 0) and not load.done"),
        ])
    );
}

#[test]
fn rounds_of_a_loop_depend_on_one_condition() {
    let body = "  repeat 4 times every 10m until poll.done {\n    step poll yields done: bool = run \"ghcr.io/acme/poll:1.0\" {\n      timeout = 5m\n    }\n  }\n";
    let found = conditions(body);
    let mut told: Vec<&str> = found
        .iter()
        .map(|(_, condition)| condition.as_str())
        .collect();
    told.dedup();
    assert_eq!(told, ["not poll.done"], "{found:#?}");
}
