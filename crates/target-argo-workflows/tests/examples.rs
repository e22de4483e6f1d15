//! The pipelines of the examples, run by a small Argo: the controller finds no fault with them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod support;

use pipewright_backend::Target;
use pipewright_diagnostics::Severity;
use pipewright_plan::{Plan, TaskKind, ValueType};
use pipewright_target_argo_workflows::ArgoWorkflows;
use serde_json::{Map, Value, json};
use support::argo::{Run, succeeds};
use support::template;

/// A value of a type; another one where `other`.
fn sample(kind: &ValueType, other: bool) -> Value {
    match kind {
        ValueType::Int | ValueType::Duration => json!(i64::from(other)),
        ValueType::Bool => json!(other),
        ValueType::String => json!(if other { "b" } else { "a" }),
        ValueType::Decimal => json!(if other { "0.95" } else { "0.10" }),
        ValueType::Date => json!(if other { "2026-02-01" } else { "2026-01-01" }),
        ValueType::Timestamp => json!("2026-01-01T00:00:00Z"),
        ValueType::List(_) if other => json!([]),
        ValueType::List(element) => json!([sample(element, false), sample(element, true)]),
    }
}

fn is_run(plan: &Plan, other: bool) {
    let workflow = template(plan, "workflowtemplate");
    let given: Vec<(String, String)> = plan
        .pipeline
        .run_parameters
        .iter()
        .filter(|parameter| parameter.default.is_none())
        .map(|parameter| {
            let value = match sample(&parameter.kind, other) {
                Value::String(text) => text,
                value => value.to_string(),
            };
            (parameter.name.clone(), value)
        })
        .collect();
    let given: Vec<(&str, &str)> = given
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let mut run = Run::new(&workflow, &given).due("2026-03-01T06:00:00Z");
    for task in &plan.pipeline.tasks {
        let values: Map<String, Value> = task
            .values
            .iter()
            .map(|value| (value.name.clone(), sample(&value.kind, other)))
            .collect();
        let outcome = succeeds(Value::Object(values));
        // A template is called as its task; Argo's own names are kept apart by a suffix.
        let name = task.name.replace('_', "-");
        run = run.when(&name, std::slice::from_ref(&outcome));
        run = run.when(&format!("{name}-task"), &[outcome]);
        run = run.answer(&name, if other { "approve" } else { "reject" });
    }
    let ended = run.go(&workflow);
    let bound: Vec<String> = plan
        .pipeline
        .tasks
        .iter()
        .filter(|task| matches!(task.kind, TaskKind::Fail { .. }))
        .map(|task| format!("main.{}", task.name.replace('_', "-")))
        .collect();
    for (node, error) in &run.errors {
        let asked = plan.pipeline.name.clone();
        assert!(bound.contains(node), "{asked}: {node}: {error}");
    }
    assert!(run.errors.is_empty() == (ended.work == "Succeeded"));
    assert!(ended.exit.is_none_or(|phase| phase == "Succeeded"));
    assert!(!run.pods.is_empty());
}

#[test]
fn every_example_runs() {
    let all: Vec<Plan> = support::examples().into_iter().flatten().collect();
    assert!(all.len() > 4);
    for plan in &all {
        let mut found = ArgoWorkflows.refuse(plan);
        found.retain(|found| found.rule.severity == Severity::Error);
        assert!(found.is_empty(), "{found:#?}");
        is_run(plan, false);
        is_run(plan, true);
    }
}
