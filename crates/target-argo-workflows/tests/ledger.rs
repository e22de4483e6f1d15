//! Every row of the ledger points at a field that is there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod support;

use std::collections::BTreeSet;

use pipewright_backend::Target;
use pipewright_plan::{Constraint, ConstraintKind, LedgerRow, Plan, TaskKind};
use pipewright_pod::fixtures::{customer_analytics, origin};
use pipewright_target_argo_workflows::ArgoWorkflows;
use serde_json::Value;
use support::variants;

fn constraint(id: &str, kind: ConstraintKind) -> Constraint {
    Constraint {
        id: id.to_owned(),
        kind,
        text: id.to_owned(),
        origin: origin(1),
    }
}

/// Every constraint the plan's parts would have, by the ids the contract names.
fn demanded(plan: &mut Plan) {
    use ConstraintKind as Kind;
    let mut found = vec![
        constraint("schedule", Kind::Schedule),
        constraint("overlap", Kind::Overlap),
        constraint("owner", Kind::Owner),
        constraint("labels", Kind::Labels),
        constraint("retry", Kind::Retry),
        constraint("concurrency", Kind::Concurrency),
        constraint("deadline", Kind::Deadline),
        constraint("region", Kind::Region),
        constraint("notification", Kind::Notification),
        constraint("branch/many", Kind::Branch),
        constraint("either/either", Kind::Branch),
        constraint("bound/bound", Kind::Branch),
        constraint("fan_out/each", Kind::FanOut),
        constraint("concurrency/run/one", Kind::Concurrency),
        constraint("concurrency/task/load/api", Kind::Concurrency),
        constraint("release/cluster_release", Kind::Release),
        constraint("finally/in", Kind::Finally),
        constraint("approval/approve_a", Kind::Approval),
        constraint("wait/late", Kind::Wait),
        constraint("wait/pause", Kind::Wait),
        constraint("allowed_failure/extra", Kind::AllowedFailure),
        constraint("parameter/batch", Kind::RunParameter),
        constraint("parameter/note", Kind::RunParameter),
        constraint("values/load", Kind::Values),
        constraint("interval/load", Kind::Interval),
        constraint("placement/load", Kind::Placement),
        constraint("retry/load", Kind::Retry),
        constraint("timeout/load", Kind::Timeout),
        constraint("resources/load", Kind::Resources),
    ];
    plan.ledger.constraints.append(&mut found);
}

/// What a part of a path leads to: `templates[name=main]`, `tasks[*]`, `data[check.sql]`.
fn step<'a>(values: Vec<&'a Value>, part: &str) -> Vec<&'a Value> {
    let (field, choice) = match part.split_once('[') {
        Some((field, choice)) => (field, Some(choice.strip_suffix(']').unwrap())),
        None => (part, None),
    };
    let found = values.into_iter().filter_map(|value| value.get(field));
    match choice {
        None => found.collect(),
        Some("*") => found.filter_map(Value::as_array).flatten().collect(),
        Some(choice) => match choice.strip_prefix("name=") {
            Some(name) => found
                .filter_map(Value::as_array)
                .flatten()
                .filter(|item| item["name"] == name)
                .collect(),
            None => found.filter_map(|value| value.get(choice)).collect(),
        },
    }
}

/// The parts of a path; dots within brackets are none between parts.
fn parts(path: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0);
    for (place, letter) in path.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' => depth -= 1,
            '.' if depth == 0 => {
                found.push(&path[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    found.push(&path[start..]);
    found
}

fn assert_leads_somewhere(row: &LedgerRow, text: &str) {
    let mut documents: Vec<Value> = serde_saphyr::from_multiple(text).unwrap();
    let mut by = row.by.as_str();
    // `CronWorkflow NAME spec.…`, `WorkflowTemplate`.
    let mut words = by.split(' ');
    let kind = words.next().unwrap();
    if kind.starts_with(char::is_uppercase) {
        documents.retain(|document| document["kind"] == kind);
        if let Some(name) = words.next() {
            documents.retain(|document| document["metadata"]["name"] == name);
            by = &by[kind.len() + name.len() + 2..];
        } else {
            by = "spec";
        }
    }
    assert!(!documents.is_empty(), "{row:?}");
    if let Some(name) = by.strip_prefix("env.valueFrom.secretKeyRef[name=") {
        let name = name.strip_suffix(']').unwrap();
        assert!(text.contains("secretKeyRef:"), "{row:?}");
        assert!(text.contains(&format!("name: {name}\n")), "{row:?}");
        return;
    }
    for path in by.split(", ") {
        let (path, value) = match path.split_once(": ") {
            Some((path, value)) => (path, Some(value)),
            None => (path, None),
        };
        let found = parts(path)
            .into_iter()
            .fold(documents.iter().collect(), step);
        assert!(!found.is_empty(), "{path} of {row:?} leads nowhere");
        if let Some(value) = value {
            assert!(found.iter().all(|found| *found == value), "{row:?}");
        }
    }
}

#[test]
fn every_row_leads_to_a_field() {
    for (name, mut plans) in variants::all() {
        if let Some(plan) = plans
            .iter_mut()
            .find(|plan| plan.pipeline.slug == "everything")
        {
            demanded(plan);
        }
        assert_rows(name, &plans);
    }
    for plans in support::examples() {
        assert_rows("an example", &plans);
    }
}

fn assert_rows(name: &str, plans: &[Plan]) {
    let tree = support::build(&plans.iter().collect::<Vec<_>>());
    for plan in plans {
        let rows = ArgoWorkflows.enforce(plan);
        for row in &rows {
            let path = row.file.as_deref().unwrap();
            let path = path.strip_prefix("argo_workflows/").unwrap();
            let file = tree.get(path);
            let file = file.unwrap_or_else(|| panic!("{name}: no file of {row:?}"));
            assert_leads_somewhere(row, &file.text);
        }
        let kept: BTreeSet<&str> = rows.iter().map(|row| row.constraint.as_str()).collect();
        let open: Vec<_> = plan
            .ledger
            .constraints
            .iter()
            .filter(|found| !kept.contains(found.id.as_str()))
            .map(|found| found.kind)
            .collect();
        for kind in open {
            use ConstraintKind as Kind;
            assert!(
                matches!(
                    kind,
                    Kind::Guarantee | Kind::Schema | Kind::Freshness | Kind::Class | Kind::Budget
                ),
                "{name}: {kind:?} of {} is open",
                plan.pipeline.slug
            );
        }
    }
}

#[test]
fn the_rows_of_the_first_page() {
    insta::assert_yaml_snapshot!(ArgoWorkflows.enforce(&customer_analytics()));
}

#[test]
fn a_check_that_only_warns_says_so() {
    let mut plan = customer_analytics();
    for task in &mut plan.pipeline.tasks {
        if let TaskKind::Check(check) = &mut task.kind {
            check.conditions[0].warn = true;
        }
    }
    let rows = ArgoWorkflows.enforce(&plan);
    let warns = rows.iter().any(|row| {
        row.constraint.starts_with("check/")
            && row
                .because
                .iter()
                .any(|line| line.contains("the run goes on"))
    });
    assert!(warns);
}

/// The same plan gives the same bytes.
#[test]
fn output_is_deterministic() {
    for (_, plans) in variants::all() {
        let plans: Vec<&Plan> = plans.iter().collect();
        let read = |tree: pipewright_backend::FileTree| -> Vec<(String, String)> {
            tree.iter()
                .map(|(path, file)| (path.to_owned(), file.text.clone()))
                .collect()
        };
        assert_eq!(read(support::build(&plans)), read(support::build(&plans)));
    }
}
