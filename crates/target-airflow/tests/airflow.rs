//! The DAG files before real tools: Airflow, ruff, and an allow-list over their syntax.
//!
//! Needs `python3 tests/tools/install.py`; says so and passes where that was not run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    missing_docs
)]

mod plans;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pipewright_backend::Target;
use pipewright_plan::Plan;
use pipewright_target_airflow::{Airflow, engine_variables};
use serde_json::{Value, json};

struct Tools {
    root: PathBuf,
    airflow: PathBuf,
    checks: PathBuf,
}

fn tools() -> Option<Tools> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap();
    let tools = root.join("target/tools");
    let found = Tools {
        airflow: tools.join("airflow/bin/python"),
        checks: tools.join("checks/bin"),
        root,
    };
    if found.airflow.exists() && found.checks.join("ruff").exists() {
        return Some(found);
    }
    eprintln!(
        "\n!!! SKIPPED: no Airflow and ruff in target/tools; run tests/tools/install.py !!!\n"
    );
    None
}

impl Tools {
    fn python(&self, script: &str, arguments: &[&Path]) -> String {
        let script = self.root.join("tests/airflow").join(script);
        run(Command::new(&self.airflow).arg(script).args(arguments))
    }
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{command:?}\n{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

fn ordinary() -> Vec<Plan> {
    vec![plans::first_page(), plans::minimal(), plans::everything()]
}

fn constructs() -> Vec<Plan> {
    plans::constructs::all()
}

fn hostile() -> Vec<Plan> {
    plans::HOSTILE
        .iter()
        .enumerate()
        .map(|(number, text)| plans::hostile(text, number))
        .collect()
}

fn write(plans: &[Plan]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for plan in plans {
        let files = Airflow.emit(plan);
        let (path, file) = files
            .iter()
            .find(|(path, _)| path.starts_with("dags/"))
            .unwrap();
        fs::write(folder.path().join(&path[5..]), &file.text).unwrap();
    }
    folder
}

#[test]
fn files_are_as_ruff_would_write_them_and_hold_nothing_else() {
    let Some(tools) = tools() else { return };
    let mut all = ordinary();
    all.extend(hostile());
    all.extend(constructs());
    let folder = write(&all);
    let ruff = || {
        let mut ruff = Command::new(tools.checks.join("ruff"));
        ruff.current_dir(folder.path());
        ruff
    };
    run(ruff().args(["format", "--isolated", "--diff", "."]));
    run(ruff().args([
        "check",
        "--isolated",
        "--no-cache",
        "--select",
        "AIR",
        "--preview",
        ".",
    ]));
    run(ruff().args([
        "check",
        "--isolated",
        "--no-cache",
        "--select",
        "I,F,E4,E7,E9",
        ".",
    ]));
    tools.python("allow_list.py", &[folder.path()]);
    // Every place where a line may break, one column after the other.
    let long = |length: usize| {
        let mut plan = plans::hostile(&"x".repeat(length), length);
        let grown = |name: &str| format!("{name}_{}", "a".repeat(length));
        for task in &mut plan.pipeline.tasks {
            task.name = grown(&task.name);
            task.needs = task.needs.iter().map(|need| grown(need)).collect();
        }
        plan.environment.namespace = "n".repeat(length);
        plan
    };
    let folder_of_lengths = write(&(1..130).map(long).collect::<Vec<_>>());
    run(ruff()
        .args(["format", "--isolated", "--diff"])
        .arg(folder_of_lengths.path()));
    let folder = write(&[ordinary(), constructs()].concat());
    let mut ruff = Command::new(tools.checks.join("ruff"));
    run(ruff
        .args(["check", "--isolated", "--no-cache"])
        .arg(folder.path()));
}

#[test]
fn pods_are_those_of_the_pod_library() {
    let Some(tools) = tools() else { return };
    let mut all = ordinary();
    all.extend(hostile());
    all.extend(constructs());
    let folder = write(&all);
    tools.python("import_errors.py", &[folder.path()]);
    let mut pods: BTreeMap<(String, String), Value> = BTreeMap::new();
    for line in tools.python("pods.py", &[folder.path()]).lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        let id = |key: &str| entry[key].as_str().unwrap().to_owned();
        pods.insert((id("dag"), id("task")), entry["pod"].clone());
    }
    for plan in &all {
        let with_pods = plan.pipeline.tasks.iter();
        for task in with_pods.filter(|task| !task.containers.is_empty()) {
            let key = (plan.pipeline.name.clone(), task.name.clone());
            let pod = pods
                .remove(&key)
                .unwrap_or_else(|| panic!("no pod {key:?}"));
            same_containers(plan, task, &pod);
            same_surroundings(plan, task, &pod);
        }
    }
    assert!(pods.is_empty(), "{pods:?}");
}

fn same_containers(plan: &Plan, task: &pipewright_plan::Task, pod: &Value) {
    let made = pipewright_pod::task_containers(task, &engine_variables());
    let wanted: Vec<Value> = made
        .leading
        .iter()
        .chain(&made.main)
        .map(|container| serde_json::to_value(container).unwrap())
        .collect();
    let mut found: Vec<Value> = pod["spec"]["initContainers"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    found.extend(
        pod["spec"]["containers"]
            .as_array()
            .unwrap()
            .iter()
            .cloned(),
    );
    let last = found.len() - 1;
    // The operator's own: its name, an empty list where there is nothing, and a default.
    let base = found[last].as_object_mut().unwrap();
    assert_eq!(
        base.insert("name".to_owned(), wanted[last]["name"].clone()),
        Some(json!("base"))
    );
    assert_eq!(base.remove("terminationMessagePolicy"), Some(json!("File")));
    base.retain(|_, value| *value != json!([]));
    assert_eq!(found, wanted, "{} {}", plan.pipeline.name, task.name);
}

fn same_surroundings(plan: &Plan, task: &pipewright_plan::Task, pod: &Value) {
    let sql = pipewright_pod::FileBundle::of(plan);
    let parts = pipewright_pod::pod_parts(plan, &[task], &sql);
    let spec = &pod["spec"];
    assert_eq!(
        spec["serviceAccountName"],
        json!(parts.service_account_name)
    );
    assert_eq!(spec["automountServiceAccountToken"], json!(false));
    assert_eq!(spec["enableServiceLinks"], json!(false));
    assert_eq!(spec["securityContext"], json!(parts.security_context));
    assert_eq!(spec["activeDeadlineSeconds"], json!(task.timeout_seconds));
    assert_eq!(spec["tolerations"], json!(parts.tolerations));
    if let Some(affinity) = &parts.affinity {
        assert_eq!(spec["affinity"], json!(affinity));
    }
    let metadata = &pod["metadata"];
    assert_eq!(metadata["namespace"], json!(plan.environment.namespace));
    for (key, value) in &parts.labels {
        assert_eq!(metadata["labels"][key], json!(value));
    }
    for (key, value) in &parts.annotations {
        assert_eq!(metadata["annotations"][key], json!(value));
    }
    let annotations = &metadata["annotations"];
    assert_eq!(
        annotations["pipewright.dev/run-id"],
        json!("20260101T060000")
    );
    assert_eq!(
        annotations["pipewright.dev/logical-time"],
        json!("2026-01-01T06:00:00Z")
    );
}

#[test]
fn messages_arrive_as_written() {
    let Some(tools) = tools() else { return };
    let mut all = vec![plans::everything()];
    all.extend(hostile());
    let folder = write(&all);
    let mut sent = 0;
    for line in tools.python("notifications.py", &[folder.path()]).lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        sent += 1;
        let number = entry["dag"].as_str().unwrap().strip_prefix("hostile_");
        if let (Some(number), Some(to)) = (number, entry["fields"]["to"].as_array()) {
            let text = plans::HOSTILE[number.parse::<usize>().unwrap()];
            assert_eq!(to, &[json!(text)]);
        }
    }
    assert_eq!(sent, 5 + 2 * plans::HOSTILE.len());
}

#[test]
fn runs_succeed_and_failures_stop_what_waits() {
    let Some(tools) = tools() else { return };
    let folder = write(&ordinary());
    let ran: Value = serde_json::from_str(&tools.python("run_dags.py", &[folder.path()])).unwrap();
    for plan in ordinary() {
        let run = &ran[&plan.pipeline.name];
        assert_eq!(run["state"], json!("success"), "{run:#}");
        let tasks = run["tasks"].as_object().unwrap();
        assert_eq!(tasks.len(), plan.pipeline.tasks.len());
    }
    let rules = folder.path().join("rules.json");
    let failing = json!([{ "task": "check_by_country", "exit_codes": [1, 1, 1, 1, 1] }]);
    fs::write(&rules, failing.to_string()).unwrap();
    let arguments = [
        folder.path(),
        Path::new("--rules"),
        &rules,
        Path::new("--dag"),
        Path::new("customer_analytics"),
    ];
    let ran: Value = serde_json::from_str(&tools.python("run_dags.py", &arguments)).unwrap();
    let run = &ran["customer_analytics"];
    assert_eq!(run["state"], json!("failed"), "{run:#}");
    let checked = &run["tasks"]["check_by_country"];
    assert_eq!(checked["state"], json!("failed"), "{checked:#}");
    assert_eq!(checked["tries"], json!(3), "{checked:#}");
    assert_eq!(
        run["tasks"]["write_country_revenue"]["state"],
        json!("upstream_failed")
    );
}
