//! Each construct in real Airflow, against a Kubernetes API that executes nothing: what happens
//! when all goes well, and what when something fails.
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
use std::path::Path;
use std::process::Command;

use pipewright_backend::Target;
use pipewright_plan::{Plan, Silence, TaskKind};
use pipewright_target_airflow::Airflow;
use plans::constructs;
use serde_json::{Value, json};

/// One run of a pipeline.
struct Scenario {
    plan: Plan,
    rules: Vec<Value>,
    state: &'static str,
    tasks: Vec<(&'static str, &'static str)>,
    /// Arguments of containers, by task.
    args: Vec<(&'static str, Value)>,
    /// How often a task was tried.
    tries: Vec<(&'static str, u64)>,
    /// How many seconds at least lie between the end of a task and the start of another.
    apart: Vec<(&'static str, &'static str, f64)>,
}

/// A pipeline under the name of what happens to it.
fn run(plan: Plan, name: &str, state: &'static str) -> Scenario {
    let mut plan = plan;
    plan.pipeline.name = name.to_owned();
    plan.pipeline.slug = name.replace('_', "-");
    Scenario {
        plan,
        rules: Vec::new(),
        state,
        tasks: Vec::new(),
        args: Vec::new(),
        tries: Vec::new(),
        apart: Vec::new(),
    }
}

impl Scenario {
    fn rule(mut self, mut rule: Value) -> Self {
        rule["dag"] = json!(self.plan.pipeline.name);
        self.rules.push(rule);
        self
    }

    /// A container's last words.
    fn says(self, task: &str, values: &Value) -> Self {
        self.rule(json!({ "task": task, "message": values.to_string() }))
    }

    fn fails(self, task: &str) -> Self {
        self.rule(json!({ "task": task, "exit_codes": [1] }))
    }

    fn answered(self, answer: &str, by: &str) -> Self {
        self.rule(json!({ "answer": answer, "by": by }))
    }

    fn tasks(mut self, state: &'static str, tasks: &[&'static str]) -> Self {
        self.tasks.extend(tasks.iter().map(|task| (*task, state)));
        self
    }

    fn tries(mut self, task: &'static str, tries: u64) -> Self {
        self.tries.push((task, tries));
        self
    }

    /// What is waited for takes its time, and that long at least.
    fn apart(self, first: &'static str, second: &'static str, seconds: f64) -> Self {
        let mut patient = self.rule(json!({ "patient": true }));
        patient.apart.push((first, second, seconds));
        patient
    }

    fn args(mut self, task: &'static str, args: Value) -> Self {
        self.args.push((task, args));
        self
    }
}

/// Runs them all in one Airflow, and compares.
fn check(scenarios: Vec<Scenario>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap();
    let python = root.join("target/tools/airflow/bin/python");
    if !python.exists() {
        eprintln!("\n!!! SKIPPED: no Airflow in target/tools; run tests/tools/install.py !!!\n");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let dags = folder.path().join("dags");
    fs::create_dir(&dags).unwrap();
    let mut rules = Vec::new();
    for scenario in &scenarios {
        let name = &scenario.plan.pipeline.name;
        let files = Airflow.emit(&scenario.plan);
        let text = &files.get(&format!("dags/{name}.py")).unwrap().text;
        fs::write(dags.join(format!("{name}.py")), text).unwrap();
        rules.extend(scenario.rules.clone());
    }
    let fate = folder.path().join("rules.json");
    fs::write(&fate, json!(rules).to_string()).unwrap();
    let record = folder.path().join("record");
    let output = Command::new(python)
        .arg(root.join("tests/airflow/run_dags.py"))
        .arg(&dags)
        .args(["--rules".as_ref(), fate.as_os_str()])
        .args(["--record".as_ref(), record.as_os_str()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let results: BTreeMap<String, Value> = serde_json::from_slice(&output.stdout).unwrap();
    let lines = fs::read_to_string(record.join("runs.jsonl")).unwrap_or_default();
    let ran: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut faults = Vec::new();
    for scenario in &scenarios {
        let name = &scenario.plan.pipeline.name;
        let result = &results[name];
        let told = format!("{name}: {result:#}");
        if result["state"] != scenario.state {
            faults.push(format!("{told}\nis not {}", scenario.state));
        }
        for (task, state) in &scenario.tasks {
            if result["tasks"][task]["state"] != *state {
                faults.push(format!("{told}\n{task} is not {state}"));
            }
        }
        for (task, args) in &scenario.args {
            let found: Vec<&Value> = ran
                .iter()
                .filter(|run| run["dag"] == *name && run["task"] == *task)
                .map(|run| &run["args"])
                .collect();
            if !found.contains(&args) {
                faults.push(format!(
                    "{name}: {task} ran with {found:?}, not with {args}"
                ));
            }
        }
        for (task, tries) in &scenario.tries {
            let pods = ran
                .iter()
                .filter(|run| run["dag"] == *name && run["task"] == *task)
                .count();
            let told_tries = &result["tasks"][task]["tries"];
            if *told_tries != *tries || pods as u64 != *tries {
                faults.push(format!(
                    "{told}\n{task} had {told_tries} tries and {pods} pods, not {tries}"
                ));
            }
        }
        for (first, second, seconds) in &scenario.apart {
            let end = result["tasks"][first]["end"].as_f64().unwrap();
            let start = result["tasks"][second]["start"].as_f64().unwrap();
            if start - end < *seconds {
                faults.push(format!("{told}\n{second} followed {first} too soon"));
            }
        }
        let started: Vec<&str> = ran
            .iter()
            .filter(|run| run["dag"] == *name)
            .map(|run| run["task"].as_str().unwrap())
            .collect();
        for (task, state) in &scenario.tasks {
            if matches!(*state, "skipped" | "upstream_failed") && started.contains(task) {
                faults.push(format!("{name}: {task} ran all the same"));
            }
        }
    }
    assert!(faults.is_empty(), "{}\n{said}", faults.join("\n\n"));
}

#[test]
fn decisions() {
    let count = |count: i64| json!({ "count": count });
    let all = |values: Value| {
        let mut whole = json!({
            "name": "eu-west-1", "count": 5, "total": "9.11", "done": true, "day": "2026-01-31",
            "seen": "2026-05-01T10:00:00.5Z", "age": 60,
        });
        for (key, value) in values.as_object().unwrap() {
            whole[key] = value.clone();
        }
        whole
    };
    let mut scenarios = vec![
        run(constructs::decision(), "decision_many", "success")
            .says("load", &count(12))
            .tasks("success", &["write_mart", "tell", "outcome", "audit"])
            .tasks("skipped", &["write_rejects"]),
        run(constructs::decision(), "decision_few", "success")
            .says("load", &count(10))
            .tasks("success", &["write_rejects", "outcome"])
            .tasks("skipped", &["write_mart", "tell"]),
        // What would have read it is skipped: its failure shows all the same.
        run(
            constructs::decision(),
            "decision_few_and_a_failure",
            "failed",
        )
        .says("load", &count(10))
        .fails("audit")
        .tasks("success", &["write_rejects"])
        .tasks("failed", &["audit"])
        .tasks("skipped", &["write_mart", "tell"])
        .tasks("upstream_failed", &["outcome"]),
        run(constructs::decision_across(), "across_many", "success")
            .says("load", &count(12))
            .tasks("success", &["full", "loaded", "extra"])
            .tasks("skipped", &["delta"]),
        run(constructs::decision_across(), "across_few", "success")
            .says("load", &count(1))
            .tasks("success", &["delta", "loaded"])
            .tasks("skipped", &["full", "extra"]),
        run(constructs::either(), "either_full", "success")
            .says("load", &count(12))
            .says("full", &json!({ "rows": 5 }))
            .tasks("success", &["full", "loaded", "tell", "write"])
            .tasks("skipped", &["delta"])
            .args("tell", json!(["5"])),
        run(constructs::either(), "either_delta", "success")
            .says("load", &count(1))
            .says("delta", &json!({ "rows": 0 }))
            .tasks("success", &["delta", "loaded", "tell"])
            .tasks("skipped", &["full", "write"])
            .args("tell", json!(["0"])),
        run(constructs::either(), "either_fails", "failed")
            .says("load", &count(12))
            .fails("full")
            .tasks("upstream_failed", &["loaded", "tell", "write"]),
        run(constructs::nested(), "nested_full", "success")
            .says("load", &json!({ "count": 12, "full": true }))
            .tasks("success", &["full", "loaded", "write"])
            .tasks("skipped", &["delta"]),
        run(constructs::nested(), "nested_none", "success")
            .says("load", &json!({ "count": 1, "full": true }))
            .tasks(
                "skipped",
                &["when_full", "full", "delta", "loaded", "write"],
            ),
        run(constructs::conditions(), "conditions_hold", "success")
            .says("load", &all(json!({})))
            .tasks("success", &["then"])
            .tasks("skipped", &["otherwise"]),
    ];
    for (name, values) in [
        ("conditions_name", json!({ "name": "us-east-1" })),
        ("conditions_total", json!({ "total": "9.1" })),
        ("conditions_done", json!({ "done": false })),
        ("conditions_day", json!({ "day": "2026-01-30" })),
        (
            "conditions_seen",
            json!({ "seen": "2030-01-31T00:00:00.000Z" }),
        ),
        (
            "conditions_age",
            json!({ "age": 3600, "name": "eu-west-1" }),
        ),
    ] {
        let scenario = run(constructs::conditions(), name, "success")
            .says("load", &all(values))
            .tasks("success", &["otherwise"])
            .tasks("skipped", &["then"]);
        scenarios.push(scenario);
    }
    check(scenarios);
}

#[test]
fn values() {
    let values = json!({
        "name": "it's {{ \"5\" }}", "count": -12, "total": "0.10", "done": false,
        "day": "2026-01-31", "seen": "2026-01-31T06:00:00Z", "age": 90, "files": ["a b", "c"],
    });
    let told = json!([
        "it's {{ \"5\" }}",
        "-12",
        "0.10",
        "false",
        "2026-01-31",
        "2026-01-31T06:00:00Z",
        "90",
        "[\"a b\", \"c\"]",
    ]);
    let mut scenarios = vec![
        run(constructs::values(), "values_told", "success")
            .says("load", &values)
            .args("tell", told),
        run(constructs::values(), "values_missing", "failed")
            .tasks("failed", &["load"])
            .tasks("upstream_failed", &["tell"]),
        run(constructs::values(), "values_no_json", "failed")
            .rule(json!({ "task": "load", "message": "done!" }))
            .tasks("failed", &["load"]),
        // What the kubelet cuts is no JSON any more.
        run(constructs::values(), "values_too_long", "failed")
            .rule(json!({ "task": "load", "message": format!("{{\"name\": \"{}\"}}", "x".repeat(5000)) }))
            .tasks("failed", &["load"]),
        run(constructs::values(), "values_of_a_failure", "failed")
            .rule(json!({ "task": "load", "message": values.to_string(), "exit_codes": [1] }))
            .tasks("upstream_failed", &["tell"]),
    ];
    for (name, key, wrong) in [
        ("values_int", "count", json!("12")),
        ("values_float", "count", json!(1.5)),
        ("values_truth", "done", json!(1)),
        ("values_exact", "total", json!(0.1)),
        ("values_comma", "total", json!("0,10")),
        ("values_newline", "total", json!("0.10\n")),
        ("values_no_day", "day", json!("2026-02-30")),
        ("values_no_time", "seen", json!("2026-01-31 06:00:00")),
        ("values_items", "files", json!(["a", 1])),
        ("values_null", "name", json!(null)),
        ("values_more", "surplus", json!(1)),
    ] {
        let mut values = values.clone();
        values[key] = wrong;
        let scenario = run(constructs::values(), name, "failed")
            .says("load", &values)
            .tasks("failed", &["load"])
            .tasks("upstream_failed", &["tell"]);
        scenarios.push(scenario);
    }
    check(scenarios);
}

#[test]
fn instances() {
    let list = |items: Value| json!({ "countries": items });
    check(vec![
        run(constructs::fan_out(), "fan_out_two", "success")
            .says("list", &list(json!(["DE", "it's {{ x }}"])))
            .tasks("success", &["load[0]", "load[1]", "write"])
            .args("load", json!(["DE", "0"]))
            .args("load", json!(["it's {{ x }}", "1"])),
        run(constructs::fan_out(), "fan_out_none", "success")
            .says("list", &list(json!([])))
            .tasks("skipped", &["load", "write"]),
        run(constructs::fan_out(), "fan_out_too_many", "failed")
            .says("list", &list(json!(["a", "b", "c", "d"])))
            .tasks("failed", &["load_items"])
            .tasks("upstream_failed", &["load", "write"]),
        run(constructs::fan_out(), "fan_out_one_fails", "failed")
            .says("list", &list(json!(["a", "b", "c"])))
            .rule(json!({ "task": "load", "map_index": 1, "exit_codes": [1] }))
            .tasks("success", &["load[0]", "load[2]"])
            .tasks("failed", &["load[1]"])
            .tasks("upstream_failed", &["write"]),
    ]);
}

#[test]
fn resources_and_ends() {
    let id = json!({ "id": "c-1" });
    let count = |count: i64| json!({ "count": count });
    let mut late = constructs::kept_by_tasks();
    if let Some(deadline) = &mut late.pipeline.deadline {
        deadline.seconds = 5;
    }
    check(vec![
        run(constructs::resource(), "resource_used", "success")
            .says("acquire", &id)
            .tasks("success", &["load", "sum", "release", "write"])
            .args("release", json!(["c-1"])),
        run(constructs::resource(), "resource_user_fails", "failed")
            .says("acquire", &id)
            .fails("load")
            .tasks("failed", &["load"])
            .tasks("upstream_failed", &["sum", "write"])
            .tasks("success", &["release"])
            .args("release", json!(["c-1"])),
        // Without an id there is nothing to take away by it.
        run(constructs::resource(), "resource_not_made", "failed")
            .fails("acquire")
            .tasks("upstream_failed", &["load", "sum", "write", "release"]),
        run(constructs::resource(), "resource_stays", "failed")
            .says("acquire", &id)
            .fails("release")
            .tasks("success", &["write"]),
        run(constructs::resource_by_name(), "named_half_made", "failed")
            .fails("acquire")
            .tasks("failed", &["acquire"])
            .tasks("upstream_failed", &["load"])
            .tasks("success", &["release"]),
        run(constructs::resource_by_name(), "named_user_fails", "failed")
            .fails("load")
            .tasks("success", &["release"]),
        run(
            constructs::resource_by_name(),
            "named_never_begun",
            "failed",
        )
        .fails("plan")
        .tasks("upstream_failed", &["acquire", "load", "release"]),
        run(constructs::resource_by_name(), "named_used", "success")
            .tasks("success", &["load", "release", "outcome"]),
        run(constructs::finally(), "finally_many", "success")
            .says("load", &count(12))
            .tasks("success", &["write", "tidy", "report", "bill"]),
        run(constructs::finally(), "finally_few", "success")
            .says("load", &count(1))
            .tasks("skipped", &["write"])
            .tasks("success", &["tidy", "report", "bill"]),
        run(constructs::finally(), "finally_failure", "failed")
            .fails("load")
            .tasks("upstream_failed", &["write", "outcome"])
            .tasks("success", &["slow", "tidy", "report", "bill"]),
        run(constructs::finally(), "finally_hidden_failure", "failed")
            .says("load", &count(1))
            .fails("slow")
            .tasks("skipped", &["write"])
            .tasks("success", &["tidy", "report", "bill"]),
        run(constructs::finally(), "finally_fails", "failed")
            .says("load", &count(12))
            .fails("tidy")
            .tasks("success", &["write", "bill", "outcome"])
            .tasks("upstream_failed", &["report"]),
        run(late, "late", "failed")
            .says("acquire", &id)
            .rule(json!({ "task": "load", "seconds": 30 }))
            .tasks("failed", &["load"])
            .tasks("upstream_failed", &["sum", "write"])
            .tasks("success", &["release"]),
        run(constructs::kept_by_tasks(), "in_time", "success")
            .says("acquire", &id)
            .tasks("success", &["write", "release"]),
    ]);
}

#[test]
fn people_and_time() {
    let reject = || constructs::approval(Silence::Reject);
    let fail = || constructs::approval(Silence::Fail);
    check(vec![
        run(reject(), "approval_given", "success")
            .answered("Approve", "finance")
            .tasks("success", &["approve_load", "write", "tell"]),
        run(reject(), "approval_refused", "success")
            .answered("Reject", "finance")
            .tasks("success", &["load", "approve_load"])
            .tasks("skipped", &["write", "tell"]),
        run(reject(), "approval_unanswered", "success")
            .tasks("success", &["load", "approve_load"])
            .tasks("skipped", &["write", "tell"]),
        run(reject(), "approval_by_a_stranger", "success")
            .answered("Approve", "somebody")
            .tasks("skipped", &["write", "tell"]),
        run(fail(), "approval_or_fail_given", "success")
            .answered("Approve", "finance")
            .tasks("success", &["write", "tell"]),
        run(fail(), "approval_or_fail_unanswered", "failed")
            .tasks("failed", &["approve_load"])
            .tasks("upstream_failed", &["write", "tell"]),
        run(constructs::waits(), "waited", "success")
            .tasks("success", &["late_data", "load", "wait_load", "write"]),
        run(brief(constructs::waits()), "waited_its_time", "success")
            .apart("load", "write", 2.0)
            .tasks("success", &["late_data", "load", "wait_load", "write"]),
        run(constructs::waits(), "waited_for_nothing", "failed")
            .fails("load")
            .tasks("upstream_failed", &["wait_load", "write"]),
    ]);
}

/// The same with pauses of two seconds.
fn brief(mut plan: Plan) -> Plan {
    for task in &mut plan.pipeline.tasks {
        if let TaskKind::Wait(wait) = &mut task.kind {
            wait.seconds = 2;
        }
    }
    plan
}

#[test]
fn failures() {
    let done = |done: bool| json!({ "done": done });
    check(vec![
        run(constructs::retried(), "retried_in_vain", "failed")
            .fails("load")
            .tasks("failed", &["load"])
            .tasks("upstream_failed", &["write"])
            .tries("load", 3),
        run(constructs::retried(), "retried_at_last", "success")
            .rule(json!({ "task": "load", "exit_codes": [1, 1, 0] }))
            .tasks("success", &["load", "write"])
            .tries("load", 3)
            .tries("write", 1),
        run(constructs::tolerated(), "tolerated_success", "success")
            .tasks("success", &["extra", "extra_succeeded", "enrich", "write"]),
        run(constructs::tolerated(), "tolerated_failure", "success")
            .fails("extra")
            .tasks("failed", &["extra"])
            .tasks("skipped", &["enrich"])
            .tasks("success", &["write"]),
        run(constructs::tolerated(), "tolerated_at_last", "success")
            .rule(json!({ "task": "extra", "exit_codes": [1, 0] }))
            .tasks("success", &["extra", "enrich"]),
        run(constructs::tolerated(), "not_tolerated", "failed")
            .fails("load")
            .tasks("upstream_failed", &["extra", "write"])
            .tasks("skipped", &["enrich"]),
        run(constructs::bound(), "bound_first", "success")
            .says("poll_1", &done(true))
            .tasks("skipped", &["pause_1", "poll_2", "until_2", "poll_bound"]),
        run(constructs::bound(), "bound_second", "success")
            .says("poll_1", &done(false))
            .says("poll_2", &done(true))
            .tasks("success", &["pause_1", "poll_2"])
            .tasks("skipped", &["poll_bound"]),
        run(constructs::bound(), "bound_reached", "failed")
            .says("poll_1", &done(false))
            .says("poll_2", &done(false))
            .tasks("failed", &["poll_bound"]),
    ]);
}

#[test]
fn parameters_and_triggers() {
    let conf = |conf: Value| json!({ "conf": conf });
    let refused =
        |name: &str, given: Value| run(constructs::parameters(), name, "none").rule(conf(given));
    check(vec![
        run(constructs::parameters(), "parameters_given", "success")
            .rule(conf(json!({
                "batch": 7, "mode": "full", "country": "FR", "limit": "99.99", "full": true,
                "day": "2026-02-28", "since": "2026-01-31T00:00:00Z", "patience": 60,
            })))
            .tasks("success", &["check_parameters", "load", "rebuild"]),
        run(constructs::parameters(), "parameters_default", "success")
            .tasks("success", &["load"])
            .tasks("skipped", &["rebuild"]),
        run(constructs::parameters(), "parameters_country", "failed")
            .rule(conf(json!({ "country": "FR\n" })))
            .tasks("failed", &["check_parameters"])
            .tasks("upstream_failed", &["load", "rebuild"]),
        run(constructs::parameters(), "parameters_limit", "failed")
            .rule(conf(json!({ "limit": "100.0" })))
            .tasks("failed", &["check_parameters"]),
        refused("parameters_batch", json!({ "batch": 0 })),
        refused("parameters_most", json!({ "batch": 1001 })),
        refused("parameters_mode", json!({ "mode": "all" })),
        refused("parameters_kind", json!({ "full": "yes" })),
        refused("parameters_day", json!({ "day": "31.01.2026" })),
        run(constructs::interval(), "interval", "success"),
        run(constructs::placement(), "placement", "success"),
        run(constructs::limits(), "limits", "success"),
        run(constructs::dataset_or_time(), "dataset_or_time", "success"),
    ]);
}
