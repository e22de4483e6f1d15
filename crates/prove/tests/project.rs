//! What spans pipelines: rivals and chains.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::*;

/// A pipeline that reads one dataset and replaces another.
fn copy(name: &str, from: &str, to: &str, schedule: Schedule, number: u32) -> Plan {
    let mut plan = analytics();
    plan.pipeline.name = name.to_owned();
    plan.pipeline.slug = name.replace('_', "-");
    plan.pipeline.origin = at(number);
    plan.pipeline.triggers = vec![trigger(schedule)];
    plan.pipeline.schedule_origin = at(number + 1);
    plan.datasets = vec![
        dataset(from, "s3.parquet", eu(), 600).into(),
        dataset(to, "s3.parquet", eu(), 610).into(),
    ];
    plan.pipeline.tasks = vec![
        task(
            "read",
            TaskKind::Read {
                dataset: from.to_owned(),
                interval: false,
            },
            &[],
            &[from],
            number + 2,
        ),
        task(
            "write",
            write("read", to, Lane::ReplacingAll, number + 6),
            &["read"],
            &[to],
            number + 5,
        ),
    ];
    plan
}

fn on(names: &[&str]) -> Schedule {
    Schedule::Datasets {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    }
}

fn hourly(hours: u64) -> Schedule {
    cron(
        &format!("0 */{hours} * * *"),
        &format!("every {hours}h"),
        hours * 3_600,
    )
}

fn all(plans: &[Plan]) -> Vec<pipewright_diagnostics::Diagnostic> {
    let references: Vec<&Plan> = plans.iter().collect();
    pipewright_prove::prove_project(&references)
}

fn codes_of(plans: &[Plan]) -> Vec<&'static str> {
    all(plans).iter().map(|found| found.rule.code).collect()
}

#[test]
fn rivals_that_replace_everything_are_refused() {
    let rivals = |schedule: Schedule, lane: Lane| {
        let mut second = copy("second", "b", "sink", schedule, 720);
        writes(&mut second).mode.lane = lane;
        all(&[copy("first", "a", "sink", hourly(6), 700), second])
            .iter()
            .map(|found| (found.rule.code, found.is_error()))
            .collect::<Vec<_>>()
    };
    assert_eq!(rivals(hourly(1), Lane::ReplacingAll), [("PW0712", true)]);
    assert_eq!(rivals(hourly(1), Lane::Appending), [("PW0712", false)]);
    assert_eq!(rivals(Schedule::Manual, Lane::ReplacingAll), []);
    assert_eq!(rivals(Schedule::Manual, Lane::Appending), []);
    let apart = [
        copy("first", "a", "sink", hourly(6), 700),
        copy("second", "b", "other", hourly(6), 720),
    ];
    assert!(codes_of(&apart).is_empty());
}

#[test]
fn freshness_holds_end_to_end() {
    let chain = |load: Schedule, promised: u64| {
        let mut clean = copy("clean", "loaded", "clean", hourly(1), 700);
        sink(&mut clean).freshness_seconds = Some(promised * 3_600);
        // Alone it keeps its promise.
        assert!(pipewright_prove::prove(&mut clean).is_empty());
        let mut found = all(&[clean, copy("load", "raw", "loaded", load, 720)]);
        // That one may start while the other goes on is another matter.
        found.retain(|found| found.rule.code != "PW0526");
        found
    };
    let found = chain(hourly(6), 4);
    assert_eq!(found.len(), 1);
    assert_eq!(
        text(&found[0]),
        "Error PW0516: `clean` promises rows no older than 4h, but end to end they may be 8h old
  610: freshness is promised here
  701: `clean` writes it
  |   between two runs, every 6h (load)   6h
  | + a run of load                      30m  by its deadline
  | + between two runs, every 1h          1h
  | + a run of clean                     30m  by its deadline
  | =                                     8h  > 4h
  help: run the pipelines before it more often, or promise less"
    );
    assert!(chain(hourly(6), 8).is_empty());
    assert!(chain(hourly(1), 4).is_empty());
    // By hand there is no bound.
    assert_eq!(chain(Schedule::Manual, 20)[0].rule.code, "PW0516");
}

#[test]
fn a_promise_only_kept_by_hand_is_refused() {
    let by_hand = |others: &[Plan]| {
        let mut plan = copy("rebuild", "raw", "sink", Schedule::Manual, 700);
        sink(&mut plan).freshness_seconds = Some(7 * 3_600);
        let mut plans = vec![plan];
        plans.extend(others.iter().cloned());
        codes_of(&plans)
    };
    assert_eq!(by_hand(&[]), ["PW0516"]);
    let mut steady = copy("steady", "raw", "sink", hourly(6), 720);
    sink(&mut steady).freshness_seconds = Some(7 * 3_600);
    assert!(by_hand(&[steady]).is_empty());
}

#[test]
fn ten_thousand_pipelines_in_a_ring_are_answered() {
    let plans: Vec<Plan> = (0..10_000_u32)
        .map(|number| {
            let from = format!("d{number}");
            let to = format!("d{}", (number + 1) % 10_000);
            let mut plan = copy(
                &format!("p{number}"),
                &from,
                &to,
                on(&[&from]),
                1_000 + number * 10,
            );
            if number == 0 {
                sink(&mut plan).freshness_seconds = Some(3_600);
            }
            plan
        })
        .collect();
    assert!(codes_of(&plans).is_empty());
}
