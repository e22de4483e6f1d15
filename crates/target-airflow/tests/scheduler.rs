//! What the real scheduler starts: runs by datasets, and tasks by places in pools.
//!
//! Needs `python3 tests/tools/install.py`; says so and passes where that was not run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

mod plans;

use std::fs;
use std::path::Path;
use std::process::Command;

use pipewright_backend::Target;
use pipewright_plan::Plan;
use pipewright_target_airflow::Airflow;
use plans::constructs;
use serde_json::{Value, json};

/// Lets things happen in an Airflow that has these pipelines; returns what comes of each. In
/// `happenings`, `POOLS` is where the pools of the pipelines are.
fn come_of(plans: &[Plan], happenings: &[Value]) -> Option<Vec<Value>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap();
    let python = root.join("target/tools/airflow/bin/python");
    if !python.exists() {
        eprintln!("\n!!! SKIPPED: no Airflow in target/tools; run tests/tools/install.py !!!\n");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let dags = folder.path().join("dags");
    fs::create_dir(&dags).unwrap();
    for plan in plans {
        let path = format!("dags/{}.py", plan.pipeline.name);
        let files = Airflow.emit(plan);
        fs::write(folder.path().join(&path), &files.get(&path).unwrap().text).unwrap();
    }
    let together = Airflow.finish(&plans.iter().collect::<Vec<_>>());
    let pools = folder.path().join("pools.json");
    if let Some(document) = together.get("pools.json") {
        fs::write(&pools, &document.text).unwrap();
    }
    let happenings = json!(happenings)
        .to_string()
        .replace("POOLS", pools.to_str().unwrap());
    let file = folder.path().join("happenings.json");
    fs::write(&file, happenings).unwrap();
    let output = Command::new(python)
        .arg(root.join("tests/airflow/schedule_dags.py"))
        .args([&dags, &file])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn named(mut plan: Plan, name: &str) -> Plan {
    plan.pipeline.name = name.to_owned();
    plan.pipeline.slug = name.replace('_', "-");
    plan
}

#[test]
fn datasets_start_runs() {
    let plans = [
        constructs::every_dataset(),
        constructs::either_dataset(),
        constructs::dataset_or_time(),
    ];
    let event = |dataset: &str| json!({ "event": dataset });
    let happenings = [
        event("accounts"),
        event("accounts"),
        event("country_revenue"),
    ];
    let Some(found) = come_of(&plans, &happenings) else {
        return;
    };
    let accounts = ["accounts"];
    // One of two datasets starts nothing that waits for both, however often it is written.
    let first = json!({ "either_dataset": accounts, "dataset_or_time": accounts });
    assert_eq!(found[0]["started"], first);
    assert_eq!(found[1]["started"], first);
    assert_eq!(
        found[2]["started"],
        json!({
            "either_dataset": ["country_revenue"],
            "every_dataset": ["accounts", "accounts", "country_revenue"],
        })
    );
}

#[test]
fn places_hold_tasks_back() {
    let plans = [
        named(constructs::limits(), "first"),
        named(constructs::limits(), "second"),
    ];
    let both = json!({ "trigger": ["first", "second"] });
    let happenings = [json!({ "pools": "POOLS" }), both.clone()];
    let Some(found) = come_of(&plans, &happenings) else {
        return;
    };
    let queued = found[1]["queued"].as_array().unwrap();
    let of = |task: &str| {
        let ending = format!(".{task}");
        let own = |one: &&Value| one.as_str().unwrap().ends_with(&ending);
        queued.iter().filter(own).count()
    };
    assert_eq!(of("one"), 2, "three places: {queued:?}");
    assert_eq!(of("other"), 1, "one place: {queued:?}");
    // Without the pools nothing starts, rather than everything.
    let found = come_of(&plans, &[both]).unwrap();
    assert_eq!(found[0]["queued"], json!([]));
}
