//! The alert fires once for a failed run, by Prometheus' own reading of the rule.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::process::Command;

use pipewright_pod::fixtures::customer_analytics;
use serde_json::{Value, json};

/// A run that succeeds, then one that fails at minute 10; another pipeline's failure beside them.
fn scenario() -> Value {
    let series = |metric: &str, labels: &str, values: &str| json!({ "series": format!("{metric}{{namespace=\"data\",{labels}}}"), "values": values });
    let failed = "condition=\"true\",job_name=";
    let alert = |job: &str| {
        json!({
            "exp_labels": {
                "condition": "true", "job_name": job, "namespace": "data",
                "pipewright_pipeline": "customer-analytics", "severity": "warning",
            },
            "exp_annotations": {
                "summary": "Pipeline customer_analytics failed in prod",
                "description": format!("Run {job} ended without success. Owner: {{{{ team }}}}. See `kubectl -n data logs job/{job} --all-containers`."),
            },
        })
    };
    let at = |time: &str, alerts: Vec<Value>| json!({ "eval_time": time, "alertname": "PipewrightRunFailed", "exp_alerts": alerts });
    json!({
        "rule_files": ["rules.yaml"],
        "evaluation_interval": "1m",
        "tests": [{
            "interval": "1m",
            "input_series": [
                series("kube_job_owner", "job_name=\"customer-analytics-1\",owner_kind=\"CronJob\",owner_name=\"customer-analytics\"", "1x300"),
                series("kube_job_owner", "job_name=\"customer-analytics-2\",owner_kind=\"CronJob\",owner_name=\"customer-analytics\"", "1x300"),
                series("kube_job_owner", "job_name=\"other-2\",owner_kind=\"CronJob\",owner_name=\"other\"", "1x300"),
                series("kube_job_failed", &format!("{failed}\"customer-analytics-1\""), "0x300"),
                series("kube_job_failed", &format!("{failed}\"customer-analytics-2\""), "0x9 1x290"),
                series("kube_job_failed", &format!("{failed}\"other-2\""), "0x9 1x290"),
            ],
            "alert_rule_test": [
                at("5m", vec![]),
                at("11m", vec![alert("customer-analytics-2")]),
                at("60m", vec![alert("customer-analytics-2")]),
                at("75m", vec![]),
                at("200m", vec![]),
            ],
        }],
    })
}

#[test]
fn one_failed_run_is_one_alert_of_an_hour() {
    let promtool = std::env::var("PROMTOOL").unwrap_or_else(|_| "promtool".to_owned());
    if Command::new(&promtool).arg("--version").output().is_err() {
        eprintln!("SKIPPED: no promtool (Debian package prometheus, or set PROMTOOL)");
        return;
    }
    let mut plan = customer_analytics();
    plan.pipeline.owner = Some("{{ team }}".to_owned());
    let tree = support::build(&[&plan]);
    let text = &tree
        .get("base/customer-analytics/alerts.yaml")
        .unwrap()
        .text;
    let objects: Vec<Value> = serde_saphyr::from_multiple(text).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, value: &Value| {
        std::fs::write(folder.path().join(name), value.to_string()).unwrap()
    };
    write("rules.yaml", &objects[0]["spec"]);
    write("test.yaml", &scenario());
    let run = |arguments: &[&str]| {
        let output = Command::new(&promtool)
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(output.status.success(), "{said}");
    };
    run(&["check", "rules", "rules.yaml"]);
    run(&["test", "rules", "test.yaml"]);
}
