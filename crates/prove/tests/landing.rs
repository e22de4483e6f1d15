//! Pipelines of different cadence: who waits for whom, how long, and what no wait can help.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::*;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// A pipeline that reads one dataset, by its interval or whole, and writes another.
fn pipeline(name: &str, clock: &str, period: u64, reads: (&str, bool), writes: &str) -> Plan {
    let mut plan = analytics();
    plan.environment.targets = vec![target("airflow")];
    plan.pipeline.name = name.to_owned();
    plan.pipeline.triggers = vec![trigger(cron(clock, clock, period))];
    plan.pipeline.deadline = Some(Deadline {
        seconds: 1_800,
        guaranteed: false,
        origin: at(32),
    });
    let read = TaskKind::Read {
        dataset: reads.0.to_owned(),
        interval: reads.1,
    };
    let landed = write("rows", writes, Lane::ReplacingAll, 90);
    plan.pipeline.tasks = vec![
        task("read", read, &[], &[reads.0], 50),
        task("land", landed, &["read"], &[writes], 60),
    ];
    plan.datasets = [reads.0, writes]
        .into_iter()
        .map(|name| dataset(name, "s3.parquet", eu(), 10).into())
        .collect();
    plan
}

fn waits(plans: &[&Plan]) -> Vec<Option<u64>> {
    let found = pipewright_prove::waits(plans);
    assert!(found.found.is_empty(), "{:?}", found.found);
    let waits = found.waits.into_iter();
    waits.map(|wait| wait.map(|wait| wait.seconds)).collect()
}

#[test]
fn a_daily_reader_waits_for_the_last_hour() {
    let hourly = pipeline("hourly", "0 * * * *", HOUR, ("raw", true), "hours");
    let daily = pipeline("daily", "0 0 * * *", DAY, ("hours", true), "days");
    let found = pipewright_prove::waits(&[&daily, &hourly]);
    let wait = found.waits[0].clone().unwrap();
    assert_eq!(wait.seconds, 1_800);
    assert_eq!(
        wait.because.join("\n"),
        "rows of the interval land when hourly has run:\n\
         \u{20} a run of hourly  30m  by its deadline\n\
         =                  30m  until hours holds the interval"
    );
    assert!(found.waits[1].is_none());
}

#[test]
fn offsets_and_weeks_count() {
    let daily = pipeline("daily", "0 2 * * *", DAY, ("raw", true), "days");
    let weekly = pipeline("weekly", "0 0 * * 1", 7 * DAY, ("days", true), "weeks");
    assert_eq!(waits(&[&daily, &weekly]), [None, Some(2 * HOUR + 1_800)]);
    // Later than the writer: the rows until then land a day later.
    let late = pipeline("weekly", "0 3 * * 1", 7 * DAY, ("days", true), "weeks");
    assert_eq!(waits(&[&daily, &late]), [None, Some(23 * HOUR + 1_800)]);
}

#[test]
fn waits_add_up_along_a_chain() {
    let hourly = pipeline("hourly", "0 * * * *", HOUR, ("raw", true), "hours");
    let mut daily = pipeline("daily", "0 0 * * *", DAY, ("hours", true), "days");
    daily.pipeline.deadline = None;
    let weekly = pipeline("weekly", "0 0 * * 1", 7 * DAY, ("days", true), "weeks");
    // Two tasks of five minutes, after half an hour.
    assert_eq!(
        waits(&[&weekly, &daily, &hourly]),
        [Some(2_400), Some(1_800), None]
    );
    // What the hours start lands after them.
    daily.pipeline.triggers = vec![trigger(Schedule::Datasets {
        names: vec!["hours".to_owned()],
    })];
    daily.pipeline.tasks[0].kind = TaskKind::Read {
        dataset: "hours".to_owned(),
        interval: false,
    };
    assert_eq!(
        waits(&[&weekly, &daily, &hourly]),
        [Some(2_400), None, None]
    );
}

#[test]
fn what_is_written_is_enough_or_grows() {
    let hourly = pipeline("hourly", "0 * * * *", HOUR, ("raw", true), "hours");
    let written = |seconds: u64| {
        let mut daily = pipeline("daily", "0 0 * * *", DAY, ("hours", true), "days");
        daily.pipeline.late_data = Some(LateData {
            seconds,
            because: Vec::new(),
            origin: at(70),
        });
        waits(&[&hourly, &daily])[1]
    };
    assert_eq!(written(1_799), Some(1_800));
    assert_eq!(written(1_800), None);
}

#[test]
fn whole_datasets_and_hands_are_not_waited_for() {
    let hourly = pipeline("hourly", "0 * * * *", HOUR, ("raw", true), "hours");
    let daily = pipeline("daily", "0 0 * * *", DAY, ("hours", false), "days");
    assert_eq!(waits(&[&hourly, &daily]), [None, None]);
    let mut by_hand = hourly.clone();
    by_hand.pipeline.triggers = vec![trigger(Schedule::Manual)];
    let daily = pipeline("daily", "0 0 * * *", DAY, ("hours", true), "days");
    assert_eq!(waits(&[&by_hand, &daily]), [None, None]);
    // Each waits for the other: nobody can.
    let one = pipeline("one", "0 * * * *", HOUR, ("b", true), "a");
    let other = pipeline("other", "0 * * * *", HOUR, ("a", true), "b");
    assert_eq!(waits(&[&one, &other]), [None, None]);
}

#[test]
fn a_reader_more_frequent_than_its_writer_finds_nothing() {
    let daily = pipeline("daily", "0 0 * * *", DAY, ("raw", true), "days");
    let hourly = pipeline("hourly", "0 * * * *", HOUR, ("days", true), "hours");
    let found = pipewright_prove::waits(&[&daily, &hourly]);
    assert!(found.waits.iter().all(Option::is_none));
    let texts: Vec<String> = found.found.iter().map(text).collect();
    assert_eq!(
        texts,
        [
            "Error PW0525: `hourly` reads intervals of 1h that land in `days` up to 23h 30m after \
             they have ended\n  31: the next run is due before the rows of this one are there\n  \
             10: what is read\n  |   until daily runs, 0 0 * * *      23h  at the longest\n  \
             | + a run of daily                   30m  by its deadline\n  \
             | =                              23h 30m  until days holds the interval\n  \
             help: run `hourly` as seldom as `daily`, or let `daily` run more often"
        ]
    );
    // As often as each other, and half an hour is enough.
    let other = pipeline("other", "0 0 * * *", DAY, ("days", true), "more");
    assert_eq!(waits(&[&daily, &other]), [None, Some(1_800)]);
}

#[test]
fn a_reader_that_starts_with_its_writer_is_told_by_how_much_it_is_early() {
    let notes = |clock: &str, change: fn(&mut Plan)| {
        let mut load = pipeline("load", "0 0 * * *", DAY, ("raw", false), "loaded");
        change(&mut load);
        let report = pipeline("report", clock, DAY, ("loaded", false), "reports");
        let found = pipewright_prove::prove_project(&[&load, &report]);
        let codes: Vec<&str> = found.iter().map(|found| found.rule.code).collect();
        codes
    };
    let nothing: fn(&mut Plan) = |_| ();
    assert_eq!(notes("0 0 * * *", nothing), ["PW0526"]);
    assert_eq!(notes("29 0 * * *", nothing), ["PW0526"]);
    assert!(notes("30 0 * * *", nothing).is_empty());
    assert!(notes("0 23 * * *", nothing).is_empty());
    // Not always, much less often, or by hand: not worth a word.
    assert!(notes("0 0,12 * * *", nothing).is_empty());
    assert!(
        notes("0 0 * * *", |load| {
            load.pipeline.triggers = vec![trigger(cron("0 * * * *", "every 1h", HOUR))];
        })
        .is_empty()
    );
    assert!(
        notes("0 0 * * *", |load| {
            load.pipeline.triggers = vec![trigger(Schedule::Manual)];
        })
        .is_empty()
    );
}

#[test]
fn one_habit_is_told_once() {
    let plan = |name: &str, reads: &str, writes: &str| {
        pipeline(name, "0 0 * * *", DAY, (reads, false), writes)
    };
    let plans = [
        plan("a", "raw", "one"),
        plan("b", "one", "two"),
        plan("c", "two", "three"),
        plan("d", "one", "four"),
    ];
    let found = pipewright_prove::prove_project(&plans.iter().collect::<Vec<&Plan>>());
    let texts: Vec<String> = found.iter().map(text).collect();
    assert_eq!(
        texts,
        [
            "Note PW0526: `b` starts while `a` may still write `one`: it reads what the run before \
             has left\n  31: `a` may take 30m\n  31: `a` runs 0 0 * * *\n  | a runs 0 0 * * *\n  \
             | b runs 0 0 * * *, always within 30m of it\n  | 2 more pipelines of these schedules \
             start before what they read has landed\n  help: write `schedule on one`, or start 30m \
             later; or promise a `freshness` for `one`"
        ]
    );
}
