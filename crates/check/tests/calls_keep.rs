//! What `call` makes of each clause of the pipeline it calls: nothing is dropped in silence.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use pipewright_model::Pipeline;
use pipewright_syntax::{Keyword, KeywordGroup};

const HEAD: &str = r#"import std.s3
type Row { id: int key }
dataset raw: Row = s3.parquet { bucket = "acme", prefix = "raw/", region = eu-west-1 }
dataset sink: Row = s3.parquet { bucket = "acme", prefix = "sink/", region = eu-west-1 }
dataset tidy: Row = s3.parquet { bucket = "acme", prefix = "tidy/", region = eu-west-1 }
dataset each_sink: Row = s3.parquet { bucket = "acme", prefix = "each/", region = eu-west-1 }
dataset more: Row = s3.parquet { bucket = "acme", prefix = "more/", region = eu-west-1 }
cluster dublin { region = eu-west-1, nodes = [{ cpu = 8, memory = 32GiB }] }
environment prod { clusters = [dublin], targets = [json, airflow("3.3")], namespace = "data" }
"#;

/// A callee with a clause, and a caller with others.
fn project(callee: &str, caller: &str) -> support::Checked {
    let schedule = if callee.starts_with("schedule") {
        ""
    } else {
        "schedule every 6h"
    };
    let import = if callee.contains("slack") {
        "import std.slack\n"
    } else {
        ""
    };
    support::project(&format!(
        "{import}{HEAD}
pipeline inner {{
  {schedule}
  {callee}
  step load: Row = run \"a/b:1\" {{ inputs = [raw] }}
  write load to tidy replacing all
  output rows = load
}}
pipeline outer {{
  schedule every 6h
  {caller}
  step copy = call inner
  write copy.rows to sink replacing all
}}
"
    ))
}

fn codes(checked: &support::Checked) -> Vec<&'static str> {
    checked.found.iter().map(|found| found.rule.code).collect()
}

fn outer(checked: &support::Checked) -> &Pipeline {
    let pipelines = &checked.program.environments[0].pipelines;
    let found = pipelines.iter().find(|pipeline| pipeline.name == "outer");
    found.unwrap_or_else(|| panic!("{}", support::render(checked)))
}

/// Clauses the caller must say too: the callee's; callers that say too little; callers that say
/// enough.
const DEMANDED: &[(&str, &[&str], &[&str])] = &[
    (
        "deadline 30m",
        &["", "deadline 31m"],
        &["deadline 30m", "deadline 10m guaranteed"],
    ),
    (
        "deadline 2h guaranteed",
        &["deadline 2h", "deadline 1h"],
        &["deadline 1h guaranteed"],
    ),
    (
        "region eu",
        &["", "region eu or uk"],
        &["region eu", "region eu-west-1"],
    ),
    (
        "guarantee at_least_once",
        &["", "guarantee at_most_once"],
        &["guarantee at_least_once", "guarantee exactly_once"],
    ),
    (
        "guarantee exactly_once",
        &["guarantee at_least_once"],
        &["guarantee exactly_once"],
    ),
    (
        "retry 2 times",
        &["", "retry 1 times"],
        &["retry 2 times", "retry 3 times"],
    ),
    (
        "retry 2 times, backoff 30s to 5m",
        &["retry 2 times"],
        &["retry 2 times, backoff 10s to 1m"],
    ),
    (
        "overlap forbid",
        &["overlap allow"],
        &["", "overlap forbid"],
    ),
    ("overlap replace", &[""], &["overlap replace"]),
    (
        "targets json",
        &["", "targets json, airflow"],
        &["targets json"],
    ),
    (
        "concurrency 4",
        &["", "concurrency 5"],
        &["concurrency 4", "concurrency 1"],
    ),
    (
        "concurrency 4 in \"warehouse\"",
        &["", "concurrency 4", "mutex \"other\""],
        &["concurrency 4 in \"warehouse\""],
    ),
    (
        "mutex \"warehouse\"",
        &["", "mutex \"other\""],
        &["mutex \"warehouse\""],
    ),
    (
        "late data within 2h",
        &["", "late data within 1h"],
        &["late data within 2h"],
    ),
];

/// Clauses that are of the callee's own runs, or of the place they stand in.
const OWN: &[&str] = &[
    "schedule every 12h",
    "backfill from 2026-01-01",
    "owner \"shop\"",
    "labels { team = \"shop\" }",
    "allow PW0513 because \"old\" until 2027-01-01",
];

/// Clauses that are told here by another test of this file, or are words of other bodies.
const ELSEWHERE: &[&str] = &[
    "timeout",
    "interruptible",
    "budget",
    "step",
    "check",
    "write",
    "on",
    "for",
    "when",
    "repeat",
    "resource",
    "acquire",
    "release",
    "finally",
    "approval",
    "wait",
    "output",
];

#[test]
fn every_clause_has_a_row() {
    let rows = DEMANDED.iter().map(|row| row.0).chain(OWN.iter().copied());
    let words: Vec<&str> = rows
        .filter_map(|row| row.split_whitespace().next())
        .collect();
    for keyword in Keyword::ALL {
        if keyword.group() == KeywordGroup::Clause {
            let word = keyword.text();
            assert!(
                words.contains(&word) || ELSEWHERE.contains(&word),
                "what does `call` make of `{word}`?"
            );
        }
    }
}

#[test]
fn a_caller_demands_what_its_callee_demands() {
    for (callee, less, enough) in DEMANDED {
        for caller in *less {
            let checked = project(callee, caller);
            assert_eq!(codes(&checked), ["PW0256"], "{callee} / {caller}");
            let found = &checked.found[0];
            assert!(found.message.contains(callee), "{}", found.message);
        }
        for caller in *enough {
            let checked = project(callee, caller);
            assert_eq!(support::render(&checked), "", "{callee} / {caller}");
        }
    }
}

#[test]
fn the_fix_makes_the_caller_demand_it() {
    for (callee, less, _) in DEMANDED {
        let checked = project(callee, less[0]);
        let fix = checked.found[0].fixes.first();
        let fix = fix.unwrap_or_else(|| panic!("{callee}: no fix"));
        let said = fix.edits[0].text.trim();
        assert_eq!(said, *callee);
        assert_eq!(support::render(&project(callee, said)), "", "{callee}");
    }
}

#[test]
fn what_is_of_its_own_runs_stays_there() {
    for callee in OWN {
        let checked = project(callee, "");
        assert_eq!(support::render(&checked), "", "{callee}");
        let pipeline = outer(&checked);
        assert!(
            pipeline.owner.is_none() && pipeline.labels.is_none(),
            "{callee}"
        );
    }
}

#[test]
fn timeouts_and_retries_go_with_the_steps() {
    let checked = project("timeout 7m\n  retry 2 times", "timeout 9m\n  retry 3 times");
    assert_eq!(support::render(&checked), "");
    let step = &outer(&checked).steps[0];
    assert_eq!(step.timeout.as_ref().unwrap().value, 420);
    assert_eq!(step.retry.as_ref().unwrap().times, 2);
}

#[test]
fn work_becomes_part_of_the_run() {
    let body = r#"
  check load { rows > 0 }
  approval load { by = ["data"], within = 4h, on_timeout = reject }
  wait 5m after load
  for t in ["a"] { step each: Row = run "a/b:1" { inputs = [load] } }
  write each to each_sink appending
  finally { step last = run "a/b:1" }
  resource place {
    acquire = run "a/b:1"
    release = run "a/b:1"
    step inside: Row = run "a/b:1" { inputs = [raw] }
  }
  write inside to more appending"#;
    let checked = project(body, "");
    let pipeline = outer(&checked);
    let names: Vec<&str> = pipeline
        .steps
        .iter()
        .map(|step| step.name.as_str())
        .collect();
    for name in [
        "copy_load",
        "copy_each_a",
        "copy_last",
        "copy_place",
        "copy_inside",
    ] {
        assert!(names.contains(&name), "{name} of {names:?}");
    }
    assert_eq!(pipeline.checks.len(), 1);
    assert_eq!(pipeline.approvals.len(), 1);
    assert_eq!(pipeline.waits.len(), 1);
    assert_eq!(pipeline.resources.len(), 1);
    assert_eq!(pipeline.writes.len(), 4);
}

#[test]
fn a_caller_says_who_is_told() {
    for event in ["failure", "success", "late after 10m"] {
        let told = format!("on {event} notify slack.channel(\"#a\")");
        assert_eq!(codes(&project(&told, "")), ["PW0257"], "{event}");
        assert_eq!(support::render(&project(&told, &told)), "", "{event}");
    }
}

#[test]
fn demands_reach_through_calls() {
    let checked = support::project(&format!(
        "{HEAD}
pipeline inner {{
  schedule manual
  region eu
  step load: Row = run \"a/b:1\" {{ inputs = [raw] }}
  output rows = load
}}
pipeline middle {{
  schedule manual
  step inside = call inner
  output rows = inside.rows
}}
pipeline outer {{
  schedule manual
  region eu
  step copy = call middle
  write copy.rows to sink replacing all
}}
"
    ));
    // `middle` may run by itself, and says too little then.
    assert_eq!(codes(&checked), ["PW0256"]);
    assert!(checked.found[0].because.is_empty());
}

#[test]
fn defaults_demand_of_callers_too() {
    let of = |defaults: &str| {
        let text = format!("{HEAD}defaults {{ {defaults} }}\n");
        let checked = project("region eu", "");
        assert_eq!(codes(&checked), ["PW0256"]);
        let body = format!(
            "{text}
pipeline inner {{
  schedule manual
  region eu
  step load: Row = run \"a/b:1\" {{ inputs = [raw] }}
  output rows = load
}}
pipeline outer {{
  schedule manual
  step copy = call inner
  write copy.rows to sink replacing all
}}
"
        );
        codes(&support::project(&body))
    };
    assert!(of("region eu-west-1").is_empty());
    assert_eq!(of("region uk"), ["PW0256"]);
}

#[test]
fn groups_of_defaults_and_of_a_pipeline_add_up() {
    let checked = support::project(&format!(
        "{HEAD}defaults {{ mutex \"platform\" }}
pipeline outer {{
  schedule manual
  mutex \"warehouse\"
  step load: Row = run \"a/b:1\" {{ inputs = [raw] }}
  write load to sink replacing all
}}
"
    ));
    assert_eq!(support::render(&checked), "");
    let places = &outer(&checked).places;
    let names: Vec<&str> = places.iter().map(|place| place.name.as_str()).collect();
    assert_eq!(names, ["warehouse", "platform"]);
}

#[test]
fn documentation_of_a_call_reaches_its_steps() {
    let checked = support::project(&format!(
        "{HEAD}
/// Loads.
template loaded(source: dataset): Row = run \"a/b:1\" {{ inputs = [source] }}
pipeline inner {{
  schedule manual
  step plain: Row = run \"a/b:1\" {{ inputs = [raw] }}
  /// Its own.
  step told: Row = run \"a/b:1\" {{ inputs = [plain] }}
  step used = loaded {{ source = raw }}
  write used to tidy replacing all
  output rows = told
}}
pipeline outer {{
  schedule manual
  /// Copies everything.
  step copy = call inner
  write copy.rows to sink replacing all
}}
"
    ));
    assert_eq!(support::render(&checked), "");
    let docs: Vec<&str> = outer(&checked)
        .steps
        .iter()
        .map(|step| step.doc.as_deref().unwrap_or_default())
        .collect();
    // The nearest that says something.
    assert_eq!(docs, ["Copies everything.", "Its own.", "Loads."]);
}
