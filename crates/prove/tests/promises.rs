//! What rows and steps bring with them into a guarantee: duplicates, other rows each time, effects,
//! whole datasets, the clock, and the promise of the pipeline before. Beside each the near miss.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::*;

/// The plan without what only speaks of time.
fn promised(guarantee: Option<Guarantee>, change: impl FnOnce(&mut Plan)) -> Vec<&'static str> {
    codes(move |plan| {
        plan.pipeline.deadline = None;
        plan.pipeline.guarantee = guarantee;
        sink(plan).freshness_seconds = None;
        change(plan);
    })
}

const EXACTLY: Option<Guarantee> = Some(Guarantee::ExactlyOnce);
const AT_LEAST: Option<Guarantee> = Some(Guarantee::AtLeastOnce);
const AT_MOST: Option<Guarantee> = Some(Guarantee::AtMostOnce);

fn read_by_step(plan: &mut Plan) {
    plan.pipeline.tasks[1].inputs = vec!["accounts".to_owned()];
    plan.pipeline.tasks[1].datasets = vec!["accounts".to_owned()];
}

fn unique(plan: &mut Plan, warn: bool) {
    let TaskKind::Check(check) = &mut plan.pipeline.tasks[2].kind else {
        panic!();
    };
    check.conditions = vec![CheckCondition {
        text: "unique country".to_owned(),
        warn,
        operator: CheckOperator::Unique {
            columns: vec!["country".to_owned()],
        },
        origin: at(221),
    }];
}

#[test]
fn duplicates_are_merged_or_shown_to_be_gone() {
    let twice = |guarantee, change: fn(&mut Plan)| {
        promised(guarantee, |plan| {
            read_by_step(plan);
            plan.datasets[0].duplicates = true;
            change(plan);
        })
    };
    let merged = |plan: &mut Plan| {
        sink(plan).abilities.writes.push(Lane::MergingByKey);
        writes(plan).mode.lane = Lane::MergingByKey;
    };
    assert_eq!(twice(EXACTLY, |_| {}), ["PW0710"]);
    assert_eq!(twice(AT_MOST, |_| {}), ["PW0710"]);
    assert!(twice(AT_LEAST, |_| {}).is_empty());
    assert!(twice(None, |_| {}).is_empty());
    assert!(twice(EXACTLY, merged).is_empty());
    assert!(twice(EXACTLY, |plan| unique(plan, false)).is_empty());
    // What only warns shows nothing, and neither does a check of something else.
    assert_eq!(twice(EXACTLY, |plan| unique(plan, true)), ["PW0710"]);
    let other = |plan: &mut Plan| {
        unique(plan, false);
        if let TaskKind::Check(check) = &mut plan.pipeline.tasks[2].kind {
            check.subject = "other".to_owned();
        }
    };
    assert_eq!(twice(EXACTLY, other), ["PW0710"]);
}

#[test]
fn a_landing_area_may_be_appended_to_again() {
    let landing = |guarantee, said: bool| {
        promised(guarantee, move |plan| {
            writes(plan).mode.lane = Lane::Appending;
            sink(plan).duplicates = said;
            retried(plan, 2);
        })
    };
    for guarantee in [None, AT_LEAST] {
        assert_eq!(landing(guarantee, false), ["PW0711"]);
        assert!(landing(guarantee, true).is_empty());
    }
    assert_eq!(landing(AT_MOST, true), ["PW0711"]);
    assert_eq!(landing(EXACTLY, true), ["PW0710"]);
}

#[test]
fn other_rows_each_time_replace_everything() {
    let random = |guarantee, lane: Lane, said: Option<bool>| {
        promised(guarantee, move |plan| {
            read_by_step(plan);
            plan.pipeline.tasks[1].repetition = Some(Repetition {
                idempotent: None,
                deterministic: said,
                origin: at(213),
            });
            sink(plan).abilities.writes = vec![lane, Lane::ReplacingAll];
            writes(plan).mode.lane = lane;
        })
    };
    let no = Some(false);
    assert_eq!(random(EXACTLY, Lane::MergingByKey, no), ["PW0710"]);
    assert_eq!(random(EXACTLY, Lane::ReplacingPartition, no), ["PW0710"]);
    assert!(random(EXACTLY, Lane::ReplacingAll, no).is_empty());
    assert!(random(EXACTLY, Lane::MergingByKey, Some(true)).is_empty());
    assert!(random(EXACTLY, Lane::MergingByKey, None).is_empty());
    assert!(random(AT_LEAST, Lane::MergingByKey, no).is_empty());
}

#[test]
fn effects_are_not_repeated() {
    let effect = |guarantee, retries: u32, said: bool| {
        promised(guarantee, move |plan| {
            let step = &mut plan.pipeline.tasks[1];
            step.idempotent = said;
            step.retry = retry(retries);
        })
    };
    assert_eq!(effect(None, 2, false), ["PW0723"]);
    assert_eq!(effect(AT_LEAST, 2, false), ["PW0723"]);
    assert_eq!(effect(EXACTLY, 2, false), ["PW0710"]);
    assert!(effect(None, 0, false).is_empty());
    assert!(effect(None, 2, true).is_empty());
}

#[test]
fn rows_that_go_where_no_write_shows_are_asked_about() {
    let pushed = |guarantee, said: Option<bool>, role: Role| {
        promised(guarantee, move |plan| {
            let mut push = plan.pipeline.tasks[1].clone();
            push.name = "push".to_owned();
            push.inputs = vec!["by_country".to_owned()];
            push.needs = vec!["by_country".to_owned()];
            push.outputs[0].name = "push".to_owned();
            push.origin = at(250);
            push.role = role;
            push.repetition = said.map(|idempotent| Repetition {
                idempotent: Some(idempotent),
                deterministic: None,
                origin: at(251),
            });
            plan.pipeline.tasks.push(push);
        })
    };
    assert_eq!(pushed(EXACTLY, None, Role::Work), ["PW0724"]);
    assert!(pushed(EXACTLY, Some(true), Role::Work).is_empty());
    assert!(pushed(AT_LEAST, None, Role::Work).is_empty());
    assert!(pushed(None, None, Role::Work).is_empty());
    assert!(pushed(EXACTLY, None, Role::Finally).is_empty());
}

/// A pipeline that appends a dataset as it is.
fn copies(plan: &mut Plan) {
    plan.pipeline.tasks.drain(1..3);
    let write = &mut plan.pipeline.tasks[1];
    write.kind = fixtures::write("accounts", "country_revenue", Lane::Appending, 235);
    write.needs = vec!["read_accounts".to_owned()];
    write.datasets.push("accounts".to_owned());
}

#[test]
fn all_of_a_dataset_is_appended_by_hand_only() {
    let copied = |guarantee, change: fn(&mut Plan)| {
        promised(guarantee, move |plan| {
            copies(plan);
            change(plan);
        })
    };
    assert_eq!(copied(AT_MOST, |_| {}), ["PW0710"]);
    assert!(copied(AT_LEAST, |_| {}).is_empty());
    assert!(copied(None, |_| {}).is_empty());
    let by_hand = |plan: &mut Plan| plan.pipeline.triggers = vec![trigger(Schedule::Manual)];
    assert!(copied(AT_MOST, by_hand).is_empty());
    let interval = |plan: &mut Plan| {
        plan.pipeline.tasks[0].kind = TaskKind::Read {
            dataset: "accounts".to_owned(),
            interval: true,
        };
    };
    assert!(copied(AT_MOST, interval).is_empty());
    // A step may choose among the rows by the time the run stands for.
    let through_a_step = promised(AT_MOST, |plan| {
        read_by_step(plan);
        writes(plan).mode.lane = Lane::Appending;
    });
    assert!(through_a_step.is_empty(), "{through_a_step:?}");
}

fn of_the_past(plan: &mut Plan, to: Option<&str>) {
    plan.pipeline.backfill = Some(Backfill {
        from: "2026-01-01".to_owned(),
        to: to.map(str::to_owned),
        runs: Vec::new(),
        origin: at(38),
    });
}

#[test]
fn runs_of_the_past_ask_no_clock() {
    let asked = |name: &str, text: &str, past: bool| {
        let file = CarriedFile {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        promised(None, move |plan| {
            plan.pipeline.tasks[1].containers[0].file = Some(file);
            if past {
                of_the_past(plan, Some("2026-02-01"));
            }
        })
    };
    assert_eq!(asked("a.py", "day = date.today()\n", true), ["PW0521"]);
    assert_eq!(asked("a.sh", "day=$(date +%F)\n", true), ["PW0521"]);
    assert!(asked("a.py", "day = date.today()\n", false).is_empty());
    assert!(asked("a.py", "# date.today()\nstarted = time.time()\n", true).is_empty());
    assert!(
        asked(
            "a.sh",
            "day=$(date -d \"$PIPEWRIGHT_LOGICAL_TIME\" +%F)\n",
            true
        )
        .is_empty()
    );
}

#[test]
fn intervals_are_not_left_out() {
    let late = |guarantee, change: fn(&mut Plan)| {
        promised(guarantee, move |plan| {
            let read = &mut plan.pipeline.tasks[0];
            read.containers[0].takes = vec![EngineValue::IntervalStart];
            plan.pipeline.triggers = vec![trigger(cron("0 * * * *", "every 1h", 3_600))];
            retried(plan, 5);
            change(plan);
        })
    };
    assert_eq!(late(AT_LEAST, |_| {}), ["PW0725"]);
    assert_eq!(late(EXACTLY, |_| {}), ["PW0725"]);
    assert!(late(None, |_| {}).is_empty());
    assert!(late(AT_MOST, |_| {}).is_empty());
    assert!(late(AT_LEAST, |plan| retried(plan, 0)).is_empty());
    // Runs that were left out are made up.
    let made_up = late(AT_LEAST, |plan| of_the_past(plan, None));
    assert!(!made_up.contains(&"PW0725"), "{made_up:?}");
    let whole = |plan: &mut Plan| plan.pipeline.tasks[0].containers[0].takes.clear();
    assert!(late(AT_LEAST, whole).is_empty());
}

#[test]
fn a_chain_promises_what_its_weakest_pipeline_does() {
    let chained = |before: Option<Guarantee>, after: Option<Guarantee>| {
        let mut first = analytics();
        first.pipeline.name = "first".to_owned();
        first.pipeline.guarantee = before;
        let mut second = analytics();
        second.pipeline.guarantee = after;
        second.datasets[0] = first.datasets[1].clone();
        for task in &mut second.pipeline.tasks {
            let rename = |name: &mut String| {
                if name == "accounts" {
                    *name = "country_revenue".to_owned();
                } else if name == "country_revenue" {
                    *name = "ranked".to_owned();
                }
            };
            task.datasets.iter_mut().for_each(rename);
            if let TaskKind::Write(write) = &mut task.kind {
                write.dataset = "ranked".to_owned();
            }
        }
        let found = pipewright_prove::prove_project(&[&first, &second]);
        let weaker = found.iter().filter(|found| found.rule.code == "PW0713");
        weaker.count()
    };
    assert_eq!(chained(AT_MOST, AT_LEAST), 1);
    assert_eq!(chained(AT_MOST, EXACTLY), 1);
    assert_eq!(chained(AT_MOST, AT_MOST), 0);
    assert_eq!(chained(AT_LEAST, EXACTLY), 0);
    // Nothing is promised before, so nothing is known to be lost.
    assert_eq!(chained(None, EXACTLY), 0);
}
