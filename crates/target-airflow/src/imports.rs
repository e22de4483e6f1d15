//! The import lines of a DAG file.

use std::collections::{BTreeMap, BTreeSet};

use crate::python::{LINE, width};

/// Modules imported whole: the standard library's, then others'.
const MODULES: &[(&str, bool)] = &[("json", true), ("pendulum", false), ("re", true)];

/// Names, and the modules they come from; of one module in the order isort wants: constants,
/// classes, functions.
const NAMES: &[(&str, &str)] = &[
    ("timedelta", "datetime"),
    ("Decimal", "decimal"),
    ("partial", "functools"),
    (
        "KubernetesPodOperator",
        "airflow.providers.cncf.kubernetes.operators.pod",
    ),
    ("HttpNotifier", "airflow.providers.http.notifications.http"),
    (
        "PagerdutyNotifier",
        "airflow.providers.pagerduty.notifications.pagerduty",
    ),
    (
        "SlackWebhookNotifier",
        "airflow.providers.slack.notifications.slack_webhook",
    ),
    ("SmtpNotifier", "airflow.providers.smtp.notifications.smtp"),
    (
        "EmptyOperator",
        "airflow.providers.standard.operators.empty",
    ),
    (
        "ApprovalOperator",
        "airflow.providers.standard.operators.hitl",
    ),
    (
        "TimeDeltaSensor",
        "airflow.providers.standard.sensors.time_delta",
    ),
    (
        "WaitSensor",
        "airflow.providers.standard.sensors.time_delta",
    ),
    ("DAG", "airflow.sdk"),
    ("Asset", "airflow.sdk"),
    ("AssetAll", "airflow.sdk"),
    ("AssetAny", "airflow.sdk"),
    ("AssetOrTimeSchedule", "airflow.sdk"),
    ("AsyncCallback", "airflow.sdk"),
    ("CronDataIntervalTimetable", "airflow.sdk"),
    ("CronTriggerTimetable", "airflow.sdk"),
    ("DeadlineAlert", "airflow.sdk"),
    ("DeadlineReference", "airflow.sdk"),
    ("Label", "airflow.sdk"),
    ("MultipleCronTriggerTimetable", "airflow.sdk"),
    ("Param", "airflow.sdk"),
    ("TaskGroup", "airflow.sdk"),
    ("literal", "airflow.sdk"),
    ("task", "airflow.sdk"),
    ("timezone", "airflow.sdk"),
    ("AirflowFailException", "airflow.sdk.exceptions"),
    ("AirflowSkipException", "airflow.sdk.exceptions"),
];

/// Modules of the standard library.
const STANDARD: &[&str] = &["datetime", "decimal", "functools"];

/// The Kubernetes client's models are imported under a name of three letters.
const MODELS: &str = "k8s";

/// Whether a file may import something of this name.
#[must_use]
pub fn is_imported(name: &str) -> bool {
    name == MODELS
        || MODULES.iter().any(|(known, _)| *known == name)
        || NAMES.iter().any(|(known, _)| *known == name)
}

/// Import lines of these names in the order of isort: the standard library, then the rest, by
/// module.
#[must_use]
pub fn imports(used: &BTreeSet<String>) -> String {
    let mut text = String::new();
    for standard in [true, false] {
        let before = text.len();
        for (module, _) in MODULES.iter().filter(|(_, own)| *own == standard) {
            if used.contains(*module) {
                text.push_str(&format!("import {module}\n"));
            }
        }
        let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, module) in NAMES {
            if used.contains(*name) && STANDARD.contains(module) == standard {
                modules.entry(module).or_default().push(name);
            }
        }
        for (module, names) in modules {
            text.push_str(&line(module, &names));
        }
        if standard && text.len() > before {
            text.push('\n');
        }
    }
    if used.contains(MODELS) {
        text.push_str("from kubernetes.client import models as k8s\n");
    }
    text
}

fn line(module: &str, names: &[&str]) -> String {
    let flat = format!("from {module} import {}\n", names.join(", "));
    if width(&flat) <= LINE {
        return flat;
    }
    let names: Vec<String> = names.iter().map(|name| format!("    {name},\n")).collect();
    format!("from {module} import (\n{})\n", names.concat())
}
