//! What is refused, what is kept, and by what.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

mod plans;

use std::collections::BTreeSet;

use pipewright_backend::{Support, Target};
use pipewright_plan::{Backoff, ConstraintKind, Overlap, Plan, Retry};
use pipewright_pod::fixtures::origin;
use pipewright_target_airflow::Airflow;

/// The codes under which a changed first page is refused.
fn codes(change: impl FnOnce(&mut Plan)) -> Vec<&'static str> {
    let mut plan = plans::first_page();
    change(&mut plan);
    let found = Airflow.refuse(&plan);
    assert!(found.iter().all(|diagnostic| diagnostic.help.is_some()));
    found
        .iter()
        .map(|diagnostic| diagnostic.rule.code)
        .collect()
}

fn asked_for(version: &str) -> impl FnOnce(&mut Plan) {
    let version = version.to_owned();
    move |plan| {
        for target in &mut plan.environment.targets {
            if target.name == "airflow" {
                target.version = Some(version.clone());
            }
        }
    }
}

fn retrying(times: u32, first_seconds: u64, longest_seconds: u64) -> impl FnOnce(&mut Plan) {
    move |plan| {
        plan.pipeline.retry = Some(Retry {
            times,
            backoff: Some(Backoff {
                first_seconds,
                longest_seconds,
            }),
            origin: origin(40),
        });
    }
}

#[test]
fn what_can_be_kept_is_not_refused() {
    for plan in [plans::first_page(), plans::minimal(), plans::everything()] {
        assert!(Airflow.refuse(&plan).is_empty());
    }
    assert!(codes(asked_for("3.2")).is_empty());
    assert!(codes(asked_for("3.3")).is_empty());
    assert!(codes(retrying(2, 1, 86_400)).is_empty());
    assert!(codes(|plan| plan.pipeline.overlap = Overlap::Allow).is_empty());
}

#[test]
fn each_refusal_has_its_code() {
    assert_eq!(
        codes(|plan| plan.pipeline.overlap = Overlap::Replace),
        ["PW0851"]
    );
    assert_eq!(codes(|plan| plan.environment.staging = None), ["PW0852"]);
    assert_eq!(
        codes(|plan| plan.datasets[0].address = "s3:///x".to_owned()),
        ["PW0853"]
    );
    assert_eq!(
        codes(|plan| plan.datasets[1].address = plan.datasets[0].address.clone() + "/"),
        ["PW0854"]
    );
    assert_eq!(
        codes(|plan| plan.pipeline.name = "p".repeat(251)),
        ["PW0855"]
    );
    assert_eq!(
        codes(|plan| plan.pipeline.name = "größe".to_owned()),
        ["PW0855"]
    );
    assert_eq!(codes(retrying(2, 3600, 2 * 86_400)), ["PW0856"]);
    assert_eq!(
        codes(|plan| plan.pipeline.tasks[1].timeout_seconds = 1 << 40),
        ["PW0856"]
    );
    assert_eq!(
        codes(|plan| {
            plan.pipeline
                .labels
                .insert("run_id".to_owned(), "x".to_owned());
        }),
        ["PW0857"]
    );
}

#[test]
fn one_task_alone_needs_no_staging() {
    let mut plan = plans::minimal();
    plan.environment.staging = None;
    assert!(Airflow.refuse(&plan).is_empty());
}

#[test]
fn datasets_of_two_pipelines_meet() {
    let first = plans::first_page();
    let mut second = plans::first_page();
    second.pipeline.name = "other".to_owned();
    second.pipeline.slug = "other".to_owned();
    assert!(Airflow.refuse_together(&[&first, &second]).is_empty());
    second.datasets[1].name = "revenue".to_owned();
    let found = Airflow.refuse_together(&[&first, &second]);
    let codes: Vec<_> = found
        .iter()
        .map(|diagnostic| diagnostic.rule.code)
        .collect();
    assert_eq!(codes, ["PW0854"]);
}

#[test]
fn every_constraint_kept_at_run_time_has_a_row_and_a_file() {
    let plan = plans::first_page();
    let rows = Airflow.enforce(&plan);
    let mut files = Airflow.emit(&plan);
    for (path, file) in Airflow.finish(&[&plan]).iter() {
        assert!(files.add(path, file.text.clone()).is_none());
    }
    for row in &rows {
        let path = row
            .file
            .as_deref()
            .unwrap()
            .strip_prefix("airflow/")
            .unwrap();
        assert!(files.get(path).is_some(), "{row:?}");
        assert_eq!(row.target.as_deref(), Some("airflow"));
    }
    let kept: BTreeSet<&str> = rows.iter().map(|row| row.constraint.as_str()).collect();
    for constraint in &plan.ledger.constraints {
        let is_proven = matches!(
            constraint.kind,
            ConstraintKind::Guarantee
                | ConstraintKind::Schema
                | ConstraintKind::Freshness
                | ConstraintKind::Class
        );
        assert_eq!(
            !is_proven,
            kept.contains(constraint.id.as_str()),
            "{constraint:?}"
        );
    }
}

#[test]
fn rules_and_capabilities_are_well_formed() {
    let codes: BTreeSet<&str> = Airflow.rules().iter().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), Airflow.rules().len());
    let constructs: BTreeSet<&str> = Airflow
        .capabilities()
        .iter()
        .map(|known| known.construct)
        .collect();
    assert_eq!(constructs.len(), Airflow.capabilities().len());
    let refused = Airflow
        .capabilities()
        .iter()
        .filter(|known| matches!(known.support, Support::Refused(_)));
    assert_eq!(refused.count(), 1);
    assert_eq!(Airflow.versions().first(), Some(&"3.3"));
}

#[test]
fn thousands_of_tasks_are_no_matter() {
    let mut plan = plans::everything();
    let model = plan.task("check_by_country").unwrap().clone();
    for number in 0..3000_usize {
        let mut task = plans::renamed(&model, &format!("step_{number}"));
        task.needs = (number.saturating_sub(20)..number)
            .map(|need| format!("step_{need}"))
            .collect();
        task.group = (number % 3 == 0).then(|| "load".to_owned());
        for variable in &mut task.containers[0].env {
            variable.name = format!("{}_{}", variable.name, number / 2);
        }
        plan.pipeline.tasks.push(task);
    }
    let started = std::time::Instant::now();
    assert!(!Airflow.emit(&plan).is_empty());
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn hostile_text_is_no_trouble_anywhere() {
    for (number, text) in plans::HOSTILE.iter().enumerate() {
        let mut plan = plans::hostile(text, number);
        for dataset in &mut plan.datasets {
            dataset.address = (*text).to_owned();
            dataset.name = (*text).to_owned();
        }
        plan.pipeline.name = (*text).to_owned();
        plan.environment.namespace = (*text).to_owned();
        let _found = Airflow.refuse(&plan);
        let _rows = Airflow.enforce(&plan);
        assert!(!Airflow.emit(&plan).is_empty());
    }
}
