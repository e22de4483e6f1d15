//! What each refusal says: who refuses what, why, who else keeps it, and what to write instead.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    missing_docs
)]

mod plans;

use std::collections::BTreeMap;

use pipewright_backend::Target;
use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{
    Backoff, Condition, Constant, Overlap, Places, Plan, Retry, Schedule, Trigger,
};
use pipewright_pod::fixtures::origin;
use pipewright_target_airflow::Airflow;
use plans::constructs;

fn changed(mut plan: Plan, change: impl FnOnce(&mut Plan)) -> Plan {
    change(&mut plan);
    plan
}

fn first_page(change: impl FnOnce(&mut Plan)) -> Plan {
    changed(plans::first_page(), change)
}

fn place(name: &str, most: u32) -> Places {
    Places {
        name: name.to_owned(),
        most,
        origin: origin(41),
    }
}

/// Plans with one thing each that Airflow cannot keep.
fn refused() -> Vec<Plan> {
    vec![
        first_page(|plan| plan.pipeline.overlap = Overlap::Replace),
        first_page(|plan| plan.environment.staging = None),
        first_page(|plan| plan.datasets[0].address = "kafka://broker/shop/orders".to_owned()),
        first_page(|plan| plan.datasets[1].address = plan.datasets[0].address.clone() + "/"),
        first_page(|plan| plan.pipeline.name = "p".repeat(251)),
        first_page(|plan| {
            plan.pipeline.retry = Some(Retry {
                times: 2,
                backoff: Some(Backoff {
                    first_seconds: 3600,
                    longest_seconds: 2 * 86_400,
                }),
                origin: origin(40),
            });
        }),
        first_page(|plan| {
            plan.pipeline
                .labels
                .insert("run_id".to_owned(), "x".to_owned());
        }),
        changed(constructs::limits(), |plan| {
            plan.pipeline.places.push(place("warehouse", 1));
        }),
        changed(constructs::limits(), |plan| {
            plan.pipeline.places.push(place("warehouse", 3));
        }),
        changed(constructs::limits(), |plan| {
            plan.pipeline.tasks[0].places.push(place("licence", 1));
        }),
        changed(constructs::backfill(), |plan| {
            plan.pipeline.backfill.as_mut().unwrap().to = Some("2026-02-28".to_owned());
        }),
        changed(constructs::reactions(), |plan| {
            plan.pipeline.reactions[2].task = Some("load".to_owned());
        }),
        changed(constructs::parameters(), |plan| {
            let mode = ("mode".to_owned(), Constant::Text("full".to_owned()));
            plan.pipeline.triggers.push(Trigger {
                clock_change: None,
                parameters: BTreeMap::from([mode]),
                ..plan.pipeline.triggers[0].clone()
            });
        }),
        changed(constructs::several_crons(), |plan| {
            if let Schedule::Cron { zone, .. } = &mut plan.pipeline.triggers[1].when {
                *zone = "Asia/Tokyo".to_owned();
            }
        }),
        changed(constructs::parameters(), |plan| {
            for parameter in &mut plan.pipeline.run_parameters {
                if let Some(Condition::Matches { pattern, .. }) = &mut parameter.condition {
                    r"^\p{L}{1,3}$".clone_into(pattern);
                }
            }
        }),
    ]
}

fn told(found: &Diagnostic) -> String {
    let mut text = format!("{} {}\n", found.rule.code, found.message);
    for because in &found.because {
        text.push_str(&format!("  because {because}\n"));
    }
    if let Some(help) = &found.help {
        text.push_str(&format!("  help: {help}\n"));
    }
    text
}

#[test]
fn what_refusals_say() {
    let mut said = String::new();
    for plan in refused() {
        let found = Airflow.refuse(&plan);
        assert_eq!(found.len(), 1, "{:?}", plan.pipeline.name);
        said.push_str(&told(&found[0]));
    }
    insta::assert_snapshot!(said);
}

#[test]
fn what_refusals_of_several_pipelines_say() {
    let mine = constructs::limits();
    let theirs = changed(constructs::limits(), |plan| {
        plan.pipeline.name = "theirs".to_owned();
        plan.pipeline.slug = "theirs".to_owned();
        plan.pipeline.tasks[0].places = vec![place("warehouse", 2)];
    });
    let said: String = Airflow
        .refuse_together(&[&mine, &theirs])
        .iter()
        .map(told)
        .collect();
    insta::assert_snapshot!(said);
}
