//! Waits that no file says: they follow from the clocks of other pipelines, and are kept or refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use pipewright_driver::{Compilation, Goal, Options, compile};
use pipewright_project::{LoadOptions, Memory, load};

const PROJECT: &str = r#"
import std.s3

type Order {
  id:     int key
  total:  decimal(12, 2)
  placed: timestamp
}

dataset orders: Order = s3.parquet {
  bucket = "acme-lake"
  prefix = "orders/"
  region = eu-west-1
  cursor = placed
}

dataset hours: Order = s3.parquet {
  bucket    = "acme-lake"
  prefix    = "hours/"
  region    = eu-west-1
  partition = hour(placed)
}

dataset days: Order = s3.parquet {
  bucket    = "acme-lake"
  prefix    = "days/"
  region    = eu-west-1
  partition = day(placed)
}

pipeline hourly {
  schedule every 1h
  deadline 20m
  owner    "shop"

  step load: Order = run "ghcr.io/acme/load:1.0" {
    inputs  = { orders = interval(orders) }
    timeout = 5m
  }

  write load to hours replacing partition (placed)
}

pipeline daily {
  schedule every 24h
  deadline 2h
  owner    "shop"

  step roll: Order = run "ghcr.io/acme/roll:1.0" {
    inputs  = { hours = interval(hours) }
    timeout = 5m
  }

  write roll to days replacing partition (placed)
}

cluster dublin {
  region = eu-west-1
  nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]
  logs   = eu-west-1
}

environment prod {
  clusters  = [dublin]
  targets   = [TARGETS]
  namespace = "data"
  registry  = "ghcr.io/acme" in eu
  staging   = s3.location { bucket = "acme-staging", region = eu-west-1 }
}
"#;

fn built(targets: &str, change: impl FnOnce(String) -> String) -> Compilation {
    let text = change(PROJECT.replace("TARGETS", targets));
    let memory: Memory = [("main.pipe", text)].into_iter().collect();
    let project = load(&memory, &LoadOptions::default()).unwrap();
    let options = Options {
        goal: Goal::Build,
        ..Options::default()
    };
    compile(project, &options).unwrap()
}

fn file(built: &Compilation, path: &str) -> String {
    let found = built.files.iter().find(|(known, _)| *known == path);
    found.map_or_else(String::new, |(_, file)| file.text.clone())
}

fn codes(built: &Compilation) -> Vec<&'static str> {
    built
        .diagnostics
        .iter()
        .map(|found| found.rule.code)
        .collect()
}

#[test]
fn engines_that_can_wait_do() {
    let built = built("json, argo_workflows, airflow", |text| text);
    assert!(codes(&built).is_empty(), "{:?}", built.diagnostics);
    let dag = file(&built, "prod/airflow/dags/daily.py");
    assert!(dag.contains("delta=timedelta(minutes=20)"), "{dag}");
    assert!(!file(&built, "prod/airflow/dags/hourly.py").contains("TimeDeltaSensor"));
    let plan = file(&built, "prod/json/daily.json");
    assert!(
        plan.contains("wait 20m until what is read has landed"),
        "{plan}"
    );
}

#[test]
fn an_engine_that_cannot_is_refused_with_the_sum() {
    let built = built("json, kubernetes", |text| text);
    assert_eq!(codes(&built), ["PW0819"]);
    let found = &built.diagnostics[0];
    assert_eq!(
        found.because,
        [
            "rows of the interval land when hourly has run:",
            "  a run of hourly  20m  by its deadline",
            "=                  20m  until hours holds the interval",
            "a pod that waits would hold its node",
        ]
    );
}

#[test]
fn the_wait_counts_against_the_deadline() {
    let late = built("airflow", |text| {
        text.replace("deadline 2h", "deadline 22m")
    });
    assert_eq!(codes(&late), ["PW0510"]);
    // What nobody timed shares what the wait leaves.
    let tight = built("airflow", |text| {
        text.replace("deadline 2h", "deadline 30m")
    });
    assert!(codes(&tight).is_empty(), "{:?}", tight.diagnostics);
}

#[test]
fn whole_datasets_are_not_waited_for() {
    let built = built("airflow", |text| {
        text.replace("hours = interval(hours)", "hours = hours")
    });
    assert!(codes(&built).is_empty(), "{:?}", built.diagnostics);
    assert!(!file(&built, "prod/airflow/dags/daily.py").contains("TimeDeltaSensor"));
}
