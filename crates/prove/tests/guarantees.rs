//! Guarantees, writes and placement.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::*;

fn appending(plan: &mut Plan) {
    plan.pipeline.deadline = None;
    sink(plan).freshness_seconds = None;
    writes(plan).mode.lane = Lane::Appending;
}

#[test]
fn an_append_that_is_retried_under_exactly_once_is_one_finding() {
    assert_eq!(
        found(|plan| {
            appending(plan);
            retried(plan, 2);
            sink(plan).abilities.writes.push(Lane::MergingByKey);
        }),
        "Error PW0710: `customer_analytics` cannot keep `guarantee exactly_once`: `write_country_revenue` appends to `country_revenue`
  235: a repeated append adds the rows twice
  34: `exactly_once` is promised here
  35: attempts are repeated by this
  | by_country hands over its rows
  | write_country_revenue adds them to country_revenue (s3.parquet)
  | an attempt that fails after the append is repeated, up to twice
  | the same rows are added again
  help: write it merging by key, by `country`: a second attempt then changes nothing
  fix 235: replace with `merging by key` → \"merging by key\"
  fix 235: replace with `replacing all` → \"replacing all\"
  fix 34: replace with `guarantee at_most_once`, and remove `retry` → \"guarantee at_most_once\""
    );
}

#[test]
fn the_cheapest_repair_is_what_the_sink_can() {
    let fixes = |change: fn(&mut Plan)| {
        let mut plan = analytics();
        appending(&mut plan);
        plan.pipeline.guarantee = None;
        retried(&mut plan, 1);
        change(&mut plan);
        let found = pipewright_prove::prove(&mut plan);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].rule.code, "PW0711");
        found[0]
            .fixes
            .iter()
            .map(|fix| fix.title.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        fixes(|plan| sink(plan).abilities.writes.push(Lane::MergingByKey)),
        [
            "replace with `merging by key`",
            "replace with `replacing all`",
            "say in `country_revenue` that its readers remove duplicates",
            "remove `retry`",
        ]
    );
    let parted = |plan: &mut Plan| {
        sink(plan).abilities.writes.push(Lane::ReplacingPartition);
        sink(plan).partition = Some(Partition {
            by: PartitionUnit::Key,
            column: "country".to_owned(),
        });
    };
    assert_eq!(
        fixes(parted)[0],
        "replace with `replacing partition (country)`"
    );
    let keyless = |plan: &mut Plan| {
        sink(plan).abilities.writes.push(Lane::MergingByKey);
        sink(plan).schema.columns[0].key = false;
    };
    assert_eq!(fixes(keyless)[0], "replace with `replacing all`");
    assert_eq!(
        fixes(|plan| sink(plan).abilities.writes = vec![Lane::Appending]),
        [
            "say in `country_revenue` that its readers remove duplicates",
            "remove `retry`"
        ]
    );
}

#[test]
fn an_append_without_retry_is_fine_without_the_promise() {
    let plain = |change: fn(&mut Plan)| {
        codes(move |plan| {
            appending(plan);
            plan.pipeline.guarantee = None;
            change(plan);
        })
    };
    assert!(plain(|_| {}).is_empty());
    assert!(plain(|plan| retried(plan, 0)).is_empty());
    assert!(plain(|plan| plan.pipeline.guarantee = Some(Guarantee::AtMostOnce)).is_empty());
    assert_eq!(
        plain(|plan| plan.pipeline.guarantee = Some(Guarantee::ExactlyOnce)),
        ["PW0710"]
    );
}

#[test]
fn a_source_that_cannot_be_read_again_loses_rows() {
    let lossy = |guarantee: Option<Guarantee>| {
        codes(move |plan| {
            plan.datasets[0].abilities.replayable = false;
            plan.pipeline.guarantee = guarantee;
        })
    };
    assert_eq!(lossy(Some(Guarantee::ExactlyOnce)), ["PW0710"]);
    assert_eq!(lossy(Some(Guarantee::AtLeastOnce)), ["PW0710"]);
    assert!(lossy(Some(Guarantee::AtMostOnce)).is_empty());
    assert!(lossy(None).is_empty());
    // A sink need not be readable.
    assert!(codes(|plan| sink(plan).abilities.replayable = false).is_empty());
}

#[test]
fn half_a_write_breaks_exactly_once() {
    let torn = |guarantee: Guarantee, asked: bool| {
        codes(move |plan| {
            sink(plan).abilities.transactional = false;
            plan.pipeline.guarantee = Some(guarantee);
            writes(plan).in_one_transaction = asked;
        })
    };
    assert_eq!(torn(Guarantee::ExactlyOnce, false), ["PW0710"]);
    assert!(torn(Guarantee::AtLeastOnce, false).is_empty());
    assert_eq!(torn(Guarantee::ExactlyOnce, true), ["PW0710"]);
}

#[test]
fn steps_that_may_not_be_repeated_break_exactly_once() {
    assert_eq!(
        codes(|plan| plan.pipeline.tasks[1].idempotent = false),
        ["PW0710"]
    );
}

#[test]
fn a_write_the_sink_cannot_do_gets_no_row() {
    let proven = |lane: Lane, columns: &[&str], keyed: bool| {
        let mut plan = analytics();
        sink(&mut plan).abilities.writes.push(lane);
        sink(&mut plan).schema.columns[0].key = keyed;
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        writes(&mut plan).mode = WriteMode { lane, columns };
        assert!(pipewright_prove::prove(&mut plan).is_empty());
        row(&plan, "write_mode/write_country_revenue").is_some()
    };
    assert!(proven(Lane::MergingByKey, &[], true));
    assert!(proven(Lane::MergingByKey, &["country"], true));
    assert!(!proven(Lane::MergingByKey, &[], false));
    assert!(!proven(Lane::MergingByKey, &["city"], true));
    assert!(proven(Lane::ReplacingPartition, &["country"], false));
    assert!(!proven(Lane::ReplacingPartition, &[], true));
    assert!(!proven(Lane::ReplacingPartition, &["country", "day"], true));
}

#[test]
fn a_loop_of_writes_is_one_mistake() {
    let many = codes(|plan| {
        appending(plan);
        let last = plan.pipeline.tasks[3].clone();
        for number in 0..50 {
            let mut task = last.clone();
            task.name = format!("write_{number}");
            plan.pipeline.tasks.push(task);
        }
    });
    assert_eq!(many, ["PW0710"]);
}

#[test]
fn what_holds_is_in_the_ledger_once() {
    let mut plan = analytics();
    let _ = pipewright_prove::prove(&mut plan);
    let first = plan.ledger.rows.clone();
    let _ = pipewright_prove::prove(&mut plan);
    assert_eq!(plan.ledger.rows, first);
    for id in [
        "region",
        "deadline",
        "guarantee",
        "freshness/country_revenue",
    ] {
        assert!(row(&plan, id).is_some(), "{id}");
    }
    assert_eq!(
        row(&plan, "resources/by_country").unwrap(),
        [
            "2 CPU, 4 GiB memory fits a node of 16 CPU, 64 GiB memory on frankfurt (eu-central-1)",
            "frankfurt is inside eu",
        ]
    );
    assert!(row(&plan, "schedule").is_none());
}

#[test]
fn a_step_larger_than_every_node_is_refused() {
    let memory = |gib: u64| {
        codes(move |plan| plan.pipeline.tasks[1].containers[0].resources.memory_bytes = gib * GIB)
    };
    assert!(memory(64).is_empty());
    assert_eq!(memory(65), ["PW0610"]);
}

#[test]
fn one_pod_needs_the_most_of_each() {
    let both = |targets: &[&str]| {
        let targets: Vec<TargetRequest> = targets.iter().map(|name| target(name)).collect();
        codes(move |plan| {
            plan.environment.targets = targets;
            plan.pipeline.tasks[1].containers[0].resources.memory_bytes = 60 * GIB;
            plan.pipeline.tasks[2].containers[0].resources.gpu = 1;
        })
    };
    assert!(both(&["airflow"]).is_empty());
    assert_eq!(both(&["kubernetes", "airflow"]), ["PW0610"]);
}

#[test]
fn unknown_nodes_are_a_note_and_prove_nothing() {
    let mut plan = analytics();
    plan.environment.clusters[0].nodes.clear();
    let found = pipewright_prove::prove(&mut plan);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].rule.code, "PW0611");
    assert!(row(&plan, "resources/by_country").is_none());
}
