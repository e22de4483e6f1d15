//! What is refused, what is kept, and by what.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    missing_docs
)]

mod plans;

use std::collections::{BTreeMap, BTreeSet};

use pipewright_backend::{Support, Target};
use pipewright_plan::{
    Backoff, Condition, Constant, ConstraintKind, Overlap, Places, Plan, Retry, Schedule, TaskKind,
    Trigger,
};
use pipewright_pod::fixtures::origin;
use pipewright_target_airflow::Airflow;

/// How every refusal begins: who refuses.
const THIS_TARGET: &str = "target `airflow` 3.";

/// The codes under which a changed first page is refused.
fn codes(change: impl FnOnce(&mut Plan)) -> Vec<&'static str> {
    let mut plan = plans::first_page();
    change(&mut plan);
    codes_of(&plan)
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

fn codes_of(plan: &Plan) -> Vec<&'static str> {
    let found = Airflow.refuse(plan);
    for one in &found {
        assert!(one.help.is_some(), "{}", one.message);
        assert!(one.message.starts_with(THIS_TARGET), "{}", one.message);
    }
    found.iter().map(|found| found.rule.code).collect()
}

fn place(name: &str, most: u32) -> Places {
    Places {
        name: name.to_owned(),
        most,
        origin: origin(41),
    }
}

#[test]
fn every_construct_is_kept() {
    for plan in plans::constructs::all() {
        assert!(codes_of(&plan).is_empty(), "{}", plan.pipeline.name);
    }
}

#[test]
fn places_are_those_of_pools() {
    let mut plan = plans::constructs::limits();
    plan.pipeline.places.push(place("warehouse", 1));
    assert_eq!(codes_of(&plan), ["PW0858"]);
    let mut plan = plans::constructs::limits();
    plan.pipeline.tasks[0].places.push(place("licence", 1));
    assert_eq!(codes_of(&plan), ["PW0859"]);
    plan.pipeline.tasks[0].places = vec![place("warehouse", 2)];
    let other = plans::constructs::limits();
    let found = Airflow.refuse_together(&[&other, &plan]);
    let codes: Vec<_> = found.iter().map(|found| found.rule.code).collect();
    assert_eq!(codes, ["PW0859"]);
    assert!(Airflow.refuse_together(&[&other, &other]).is_empty());
}

#[test]
fn what_starts_runs_is_told_apart() {
    let mut plan = plans::constructs::backfill();
    plan.pipeline.backfill.as_mut().unwrap().to = Some("2026-02-28".to_owned());
    assert_eq!(codes_of(&plan), ["PW0860"]);
    let mut plan = plans::constructs::reactions();
    plan.pipeline.reactions[2].task = Some("load".to_owned());
    assert_eq!(codes_of(&plan), ["PW0861"]);
    let mut plan = plans::constructs::parameters();
    plan.pipeline.triggers.push(Trigger {
        clock_change: None,
        parameters: BTreeMap::from([("mode".to_owned(), Constant::Text("full".to_owned()))]),
        ..plan.pipeline.triggers[0].clone()
    });
    assert_eq!(codes_of(&plan), ["PW0862"]);
    // By hand and supplied with nothing: the parameter's own default, which is another.
    let mut plan = plans::constructs::parameters();
    plan.pipeline.run_parameters[1].default = Some(Constant::Text("full".to_owned()));
    assert_eq!(codes_of(&plan), ["PW0862"]);
    let mut plan = plans::constructs::several_crons();
    if let Schedule::Cron { zone, .. } = &mut plan.pipeline.triggers[1].when {
        *zone = "Asia/Tokyo".to_owned();
    }
    assert_eq!(codes_of(&plan), ["PW0863"]);
}

#[test]
fn patterns_python_cannot_say_are_refused() {
    let with = |pattern: &str| {
        let mut plan = plans::constructs::parameters();
        for parameter in &mut plan.pipeline.run_parameters {
            if let Some(Condition::Matches { pattern: known, .. }) = &mut parameter.condition {
                pattern.clone_into(known);
            }
        }
        plan
    };
    assert_eq!(codes_of(&with(r"^\p{L}{1,3}$")), ["PW0865"]);
    assert!(codes_of(&with(r"^[\w.-]+$")).is_empty());
}

#[test]
fn times_of_pauses_are_bounded() {
    let mut plan = plans::constructs::waits();
    if let TaskKind::Wait(wait) = &mut plan.pipeline.tasks[0].kind {
        wait.seconds = 1 << 40;
    }
    assert_eq!(codes_of(&plan), ["PW0856"]);
    // A way around something is no pause.
    if let TaskKind::Wait(wait) = &mut plan.pipeline.tasks[0].kind {
        wait.seconds = 0;
    }
    assert!(codes_of(&plan).is_empty());
}

#[test]
fn every_demand_of_a_construct_has_a_row_that_is_there() {
    for plan in plans::constructs::all() {
        let mut files = Airflow.emit(&plan);
        for (path, file) in Airflow.finish(&[&plan]).iter() {
            assert!(files.add(path, file.text.clone()).is_none());
        }
        let rows = Airflow.enforce(&plan);
        for constraint in &plan.ledger.constraints {
            let is_proven = matches!(
                constraint.kind,
                ConstraintKind::Guarantee
                    | ConstraintKind::Schema
                    | ConstraintKind::Freshness
                    | ConstraintKind::Class
            );
            let own: Vec<_> = rows
                .iter()
                .filter(|row| row.constraint == constraint.id)
                .collect();
            assert_eq!(own.is_empty(), is_proven, "{constraint:?}");
            for row in own {
                let path = row
                    .file
                    .as_deref()
                    .unwrap()
                    .strip_prefix("airflow/")
                    .unwrap();
                let text = &files.get(path).unwrap_or_else(|| panic!("{row:?}")).text;
                // The first word of the mechanism stands in the file.
                let word = row.by.split([' ', '[', '.', ',']).next().unwrap();
                let is_there = text.contains(word) || matches!(word, "edges" | "data");
                assert!(!word.is_empty() && is_there, "{row:?}");
            }
        }
    }
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
    assert_eq!(refused.count(), 4);
    assert!(
        Airflow
            .capabilities()
            .iter()
            .map(|known| known.construct)
            .eq(pipewright_backend::CONSTRUCTS.iter().copied())
    );
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
