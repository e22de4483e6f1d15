//! Time: deadlines, periods and freshness, with their arithmetic.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::*;

fn deadline(plan: &mut Plan) -> &mut Deadline {
    plan.pipeline.deadline.as_mut().unwrap()
}

#[test]
fn a_clean_run_that_misses_shows_the_sum() {
    assert_eq!(
        found(|plan| plan.pipeline.tasks[1].timeout_seconds = 20 * 60),
        "Error PW0510: `customer_analytics` cannot meet its deadline: one clean run on kubernetes may take 34m
  32: the deadline is 30m
  212: `by_country` takes the most, 20m an attempt
  | on kubernetes tasks run one after another, one attempt of each at its timeout:
  |   read_accounts           5m
  | + by_country             20m
  | + check_by_country        4m
  | + write_country_revenue   5m
  | =                        34m  > 30m
  help: shorten `by_country`, the largest part, or allow more time
  fix 32: replace with `deadline 34m` → \"deadline 34m\""
    );
    // 16 minutes more fill the 30 exactly.
    assert!(codes(|plan| plan.pipeline.tasks[1].timeout_seconds = 16 * 60).is_empty());
}

#[test]
fn side_by_side_the_longest_path_counts() {
    let two_steps = |targets: &[&str]| {
        let targets: Vec<TargetRequest> = targets.iter().map(|name| target(name)).collect();
        codes(move |plan| {
            let mut other = plan.pipeline.tasks[1].clone();
            other.name = "by_city".to_owned();
            other.timeout_seconds = 15 * 60;
            plan.pipeline.tasks.insert(2, other);
            plan.environment.targets = targets;
        })
    };
    assert!(two_steps(&["airflow"]).is_empty());
    assert!(two_steps(&["json"]).is_empty());
    assert_eq!(two_steps(&["kubernetes"]), ["PW0510"]);
    assert_eq!(two_steps(&["kubernetes", "airflow", "json"]), ["PW0510"]);
}

#[test]
fn the_worst_run_warns_and_a_guarantee_refuses() {
    assert_eq!(codes(|plan| retried(plan, 2)), ["PW0512"]);
    let guaranteed = |plan: &mut Plan| {
        retried(plan, 2);
        deadline(plan).guaranteed = true;
    };
    let text = found(guaranteed);
    assert!(text.starts_with("Error PW0511"), "{text}");
    assert!(
        text.contains("+ by_country                21m  3 × 6m + waits of 3m"),
        "{text}"
    );
    assert!(text.ends_with(
        "fix 32: replace with `deadline 1h12m guaranteed` → \"deadline 1h12m guaranteed\""
    ));
    // Just enough: 72 minutes on Airflow, whose waits are jittered.
    let mut plan = analytics();
    guaranteed(&mut plan);
    deadline(&mut plan).seconds = 72 * 60;
    sink(&mut plan).freshness_seconds = Some(8 * 3_600);
    plan.environment.clusters[0].startup_seconds = Some(60);
    assert!(pipewright_prove::prove(&mut plan).is_empty());
    assert_eq!(row(&plan, "deadline").unwrap().len(), 14);
}

#[test]
fn a_risk_by_a_timeout_nobody_wrote_is_a_note() {
    let text = found(|plan| {
        retried(plan, 2);
        for task in &mut plan.pipeline.tasks {
            task.timeout_written = false;
        }
    });
    assert!(text.starts_with("Note PW0512"), "{text}");
    assert!(
        text.contains("3 × 5m + waits of 3m, timeout not written"),
        "{text}"
    );
    assert!(
        text.ends_with("help: write `timeout = …` in `by_country`"),
        "{text}"
    );
}

#[test]
fn a_risk_by_timeouts_nobody_can_write_is_only_in_the_ledger() {
    let mut plan = analytics();
    retried(&mut plan, 2);
    for task in &mut plan.pipeline.tasks {
        task.timeout_written = task.name == "by_country";
    }
    assert!(pipewright_prove::prove(&mut plan).is_empty());
    let last = row(&plan, "deadline").unwrap().pop().unwrap();
    assert_eq!(
        last,
        "with every retry a run on airflow may take 1h 12m: the deadline ends it"
    );
}

#[test]
fn a_deadline_over_the_period_warns() {
    let over = |overlap: Overlap, seconds: u64| {
        codes(move |plan| {
            deadline(plan).seconds = seconds;
            plan.pipeline.overlap = overlap;
            sink(plan).freshness_seconds = None;
        })
    };
    assert_eq!(over(Overlap::Forbid, 6 * 3_600 + 1), ["PW0513"]);
    assert_eq!(over(Overlap::Replace, 6 * 3_600 + 1), ["PW0513"]);
    assert_eq!(over(Overlap::Allow, 6 * 3_600 + 1), ["PW0514"]);
    for overlap in [Overlap::Forbid, Overlap::Allow, Overlap::Replace] {
        assert!(over(overlap, 6 * 3_600).is_empty());
    }
}

#[test]
fn overlapping_merges_do_not_race() {
    let merging = codes(|plan| {
        deadline(plan).seconds = 7 * 3_600;
        plan.pipeline.overlap = Overlap::Allow;
        sink(plan).freshness_seconds = None;
        sink(plan).abilities.writes.push(Lane::MergingByKey);
        writes(plan).mode.lane = Lane::MergingByKey;
    });
    assert!(merging.is_empty(), "{merging:?}");
}

#[test]
fn freshness_is_period_and_run() {
    let text = found(|plan| sink(plan).freshness_seconds = Some(6 * 3_600));
    assert!(
        text.contains("=                              6h 30m  > 6h"),
        "{text}"
    );
    assert!(codes(|plan| sink(plan).freshness_seconds = Some(6 * 3_600 + 1_800)).is_empty());
    assert_eq!(
        codes(|plan| sink(plan).freshness_seconds = Some(6 * 3_600 + 1_799)),
        ["PW0515"]
    );
}

#[test]
fn freshness_counts_weekends() {
    let working_days = |plan: &mut Plan, hours: u64| {
        plan.pipeline.triggers = vec![trigger(cron("0 8 * * 1-5", "cron \"0 8 * * 1-5\"", 86_400))];
        sink(plan).freshness_seconds = Some(hours * 3_600);
    };
    assert_eq!(codes(|plan| working_days(plan, 25)), ["PW0515"]);
    assert!(codes(|plan| working_days(plan, 73)).is_empty());
}

#[test]
fn freshness_counts_what_a_source_promises() {
    let old_source =
        |hours: u64| codes(move |plan| plan.datasets[0].freshness_seconds = Some(hours * 3_600));
    assert_eq!(old_source(24), ["PW0515"]);
    assert!(codes(|plan| plan.datasets[0].freshness_seconds = Some(1_800)).is_empty());
}

#[test]
fn a_missing_deadline_is_offered_where_it_helps() {
    let text = found(|plan| {
        plan.pipeline.deadline = None;
        retried(plan, 2);
    });
    assert!(text.starts_with("Error PW0515"), "{text}");
    assert!(
        text.ends_with("fix 31: add `deadline 60m` → \"\\n  deadline 60m\""),
        "{text}"
    );
}

#[test]
fn on_datasets_the_source_sets_the_pace() {
    let triggered = |hours: u64| {
        codes(move |plan| {
            plan.pipeline.triggers = vec![trigger(Schedule::Datasets {
                names: vec!["accounts".to_owned()],
            })];
            plan.datasets[0].freshness_seconds = Some(hours * 3_600);
        })
    };
    assert!(triggered(6).is_empty());
    assert_eq!(triggered(7), ["PW0515"]);
}
