//! A transfer basis: a pipeline waives where its data stays, with a reason and a last day, wherever
//! the place outside is declared; another pipeline through the same place needs its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use pipewright_diagnostics::Example;
use pipewright_driver::{Goal, Options, compile};
use pipewright_project::{LoadOptions, Memory, load};

const WAIVER: &str = "allow PW0601 because \"clauses with Acme Inc\" until 2027-06-30";

/// Two pipelines in `eu` whose rows wait in Virginia, or Dublin, between their tasks.
fn project(one: &str, other: &str, staging: &str) -> String {
    format!(
        r#"
//! file: main.pipe
import std.s3
import std.postgres

type Order {{
  id: int key
}}

dataset orders: Order = postgres.table {{
  host        = "db.example.com"
  database    = "shop"
  table       = "orders"
  region      = eu-west-1
  credentials = secret("shop/reader")
}}

dataset first: Order = s3.parquet {{ bucket = "acme", prefix = "first/", region = eu-west-1 }}
dataset second: Order = s3.parquet {{ bucket = "acme", prefix = "second/", region = eu-west-1 }}

pipeline one {{
  schedule manual
  region   eu
  {one}
  write orders to first replacing all
}}

pipeline other {{
  schedule manual
  region   eu
  {other}
  write orders to second replacing all
}}
//! file: platform.pipe
import std.s3

cluster dublin {{
  region = eu-west-1
  nodes  = [{{ cpu = 8, memory = 32GiB, max = 4 }}]
  logs   = eu-west-1
}}

environment prod {{
  clusters = [dublin]
  targets  = [json]
  registry = "ghcr.io/acme" in eu
  staging  = s3.location {{ bucket = "acme-staging", region = {staging} }}
}}
"#
    )
}

/// Codes and messages of what is found.
fn found(text: String) -> Vec<(&'static str, String)> {
    let example = Example(Box::leak(text.into_boxed_str()));
    let memory: Memory = example.files().into_iter().collect();
    let project = load(&memory, &LoadOptions::default()).unwrap();
    let options = Options {
        goal: Goal::Check,
        ..Options::default()
    };
    let found = compile(project, &options).unwrap().diagnostics;
    found
        .into_iter()
        .map(|found| (found.rule.code, found.message))
        .collect()
}

fn codes(one: &str, other: &str, staging: &str) -> Vec<&'static str> {
    let found = found(project(one, other, staging));
    found.into_iter().map(|(code, _)| code).collect()
}

#[test]
fn a_place_outside_is_one_finding_however_many_pass_it() {
    assert_eq!(codes("", "", "us-east-1"), ["PW0601"]);
    assert!(codes("", "", "eu-central-1").is_empty());
}

#[test]
fn each_pipeline_waives_for_itself() {
    let found = found(project(WAIVER, "", "us-east-1"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].1.starts_with("`other` must stay in `eu`"),
        "{found:?}"
    );
    assert!(codes(WAIVER, WAIVER, "us-east-1").is_empty());
}

#[test]
fn a_waiver_of_nothing_is_told() {
    assert_eq!(codes(WAIVER, "", "eu-west-1"), ["PW0922"]);
}
