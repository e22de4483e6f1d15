//! Parts that a run replaces: whole ones, or some of their rows.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use std::collections::{BTreeMap, BTreeSet};

use fixtures::*;
use pipewright_plan::*;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// A pipeline that reads the rows of its interval and replaces the parts they lie in.
fn plan(clock: &str, unit: PartitionUnit, change: impl FnOnce(&mut Plan)) -> Vec<String> {
    let mut plan = analytics();
    plan.pipeline.deadline = None;
    plan.pipeline.guarantee = None;
    plan.environment.targets = vec![target("airflow")];
    plan.pipeline.triggers = vec![trigger(cron(clock, clock, 3_600))];
    let read = TaskKind::Read {
        dataset: "raw".to_owned(),
        interval: true,
    };
    let mut landed = write("rows", "mart", Lane::ReplacingPartition, 90);
    if let TaskKind::Write(write) = &mut landed {
        write.mode.columns = vec!["placed".to_owned()];
    }
    let step = TaskKind::Run {
        step: "rows".to_owned(),
    };
    plan.pipeline.tasks = vec![
        task("read", read, &[], &["raw"], 50),
        task("rows", step, &["read"], &["raw"], 60),
        task("land", landed, &["rows"], &["mart"], 70),
    ];
    let mut mart = dataset("mart", "s3.parquet", eu(), 20);
    mart.partition = Some(Partition {
        by: unit,
        column: "placed".to_owned(),
    });
    let raw = dataset("raw", "s3.parquet", eu(), 10);
    plan.datasets = vec![mart.into(), raw.into()];
    change(&mut plan);
    let found = pipewright_prove::prove(&mut plan);
    let torn = found.iter().filter(|found| found.rule.code == "PW0528");
    torn.map(text).collect()
}

#[test]
fn an_hour_of_a_day_replaces_the_day() {
    let found = plan("0 * * * *", PartitionUnit::Day, |_| ());
    assert_eq!(
        found,
        [
            "Warning PW0528: each run of `customer_analytics` replaces whole parts of `mart` by the \
             rows of its interval alone\n  90: replaces all rows of each day it holds rows of\n  \
             31: intervals of `0 * * * *`\n  20: cut by day(placed), in UTC\n  \
             | customer_analytics reads nothing but the rows of its interval\n  \
             | an interval of 0 * * * * does not begin and end with a day in UTC\n  \
             | so one day is of several runs, and each takes away what the others brought\n  \
             help: let intervals be whole days in UTC, cut `mart` finer, or merge by key"
        ]
    );
    assert!(plan("0 * * * *", PartitionUnit::Hour, |_| ()).is_empty());
    assert!(plan("0 0 * * *", PartitionUnit::Day, |_| ()).is_empty());
    assert!(plan("0 0 * * 1", PartitionUnit::Day, |_| ()).is_empty());
    assert!(plan("0 * * * *", PartitionUnit::Key, |_| ()).is_empty());
}

#[test]
fn midnight_elsewhere_is_not_midnight() {
    let berlin = |plan: &mut Plan| {
        if let Schedule::Cron { zone, .. } = &mut plan.pipeline.triggers[0].when {
            *zone = "Europe/Berlin".to_owned();
        }
    };
    assert_eq!(plan("0 0 * * *", PartitionUnit::Day, berlin).len(), 1);
    assert!(plan("0 0 * * *", PartitionUnit::Hour, berlin).is_empty());
}

#[test]
fn what_reads_more_than_its_interval_may_hold_whole_parts() {
    // The rows that are there, or any other dataset.
    let more = |plan: &mut Plan| plan.pipeline.tasks[1].datasets.push("mart".to_owned());
    assert!(plan("0 * * * *", PartitionUnit::Day, more).is_empty());
    let whole = |plan: &mut Plan| {
        plan.pipeline.tasks[0].kind = TaskKind::Read {
            dataset: "raw".to_owned(),
            interval: false,
        };
    };
    assert!(plan("0 * * * *", PartitionUnit::Day, whole).is_empty());
    let merged = |plan: &mut Plan| writes(plan).mode.lane = Lane::MergingByKey;
    assert!(plan("0 * * * *", PartitionUnit::Day, merged).is_empty());
}

/// The rows of ten days, one every ten minutes, that are still there when all runs have been: each
/// replaces the parts its rows lie in.
fn lost(ticks: &[u64], part: u64) -> bool {
    let mut held: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    for pair in ticks.windows(2) {
        let rows = (0..14_400)
            .step_by(10)
            .filter(|row| (pair[0]..pair[1]).contains(row));
        let mut parts: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
        for row in rows {
            parts.entry(row / part).or_default().insert(row);
        }
        held.extend(parts);
    }
    let (first, last) = (ticks[0], ticks[ticks.len() - 1]);
    let mut rows = (0..14_400)
        .step_by(10)
        .filter(|row| (first..last).contains(row));
    rows.any(|row| {
        !held
            .get(&(row / part))
            .is_some_and(|rows| rows.contains(&row))
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(5),
        ..ProptestConfig::default()
    })]

    #[test]
    fn torn_parts_lose_rows_and_whole_ones_none(
        minute in prop_oneof![2 => Just(0_u64), 1 => (1_u64..6).prop_map(|ten| ten * 10)],
        hours in prop::sample::select(vec![1_u64, 2, 3, 4, 6, 8, 12, 24]),
        day in any::<bool>(),
    ) {
        let clock = if hours == 24 {
            format!("{minute} 0 * * *")
        } else {
            format!("{minute} */{hours} * * *")
        };
        let ticks: Vec<u64> = (0..240)
            .filter(|hour| hour % hours == 0)
            .map(|hour| hour * 60 + minute)
            .collect();
        let (unit, part) = if day {
            (PartitionUnit::Day, 1_440)
        } else {
            (PartitionUnit::Hour, 60)
        };
        let found = plan(&clock, unit, |_| ());
        prop_assert_eq!(!found.is_empty(), lost(&ticks, part), "{} {:?}", clock, unit);
    }
}
