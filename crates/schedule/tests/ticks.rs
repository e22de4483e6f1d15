//! The moments of a schedule are those a clock on the wall shows, walked minute by minute.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use pipewright_schedule::{Ticks, cron};
use proptest::prelude::*;

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;
/// 1 January 2026.
const START: i64 = 1_767_225_600;

const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/St_Johns",
    "Pacific/Chatham",
];

fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

/// Whether a number is in a field.
fn matches(field: &str, number: i64) -> bool {
    field.split(',').any(|part| {
        let (range, step) = part.split_once('/').unwrap_or((part, "1"));
        let step: i64 = step.parse().unwrap();
        let (first, last) = match range.split_once('-') {
            Some((first, last)) => (first.parse().unwrap(), last.parse().unwrap()),
            None if range == "*" => (0, 59),
            None => (range.parse().unwrap(), range.parse().unwrap()),
        };
        (first..=last).contains(&number) && (number - first) % step == 0
    })
}

/// Every run between two moments: each minute is asked what the clock on the wall shows. What it
/// shows a second time is no run again, unless there are runs in every hour.
fn walked(expression: &str, zone: &TimeZone, from: i64, to: i64) -> Vec<i64> {
    let fields: Vec<&str> = expression.split(' ').collect();
    let hourly = (0..24).all(|hour| matches(fields[1], hour));
    let mut shown: BTreeSet<DateTime> = BTreeSet::new();
    let mut found = Vec::new();
    // Whatever the clock shows twice, it shows within a day.
    for moment in (from - DAY..to).step_by(usize::try_from(MINUTE).unwrap()) {
        let local = zone.to_datetime(Timestamp::from_second(moment).unwrap());
        let runs = matches(fields[0], local.minute().into())
            && matches(fields[1], local.hour().into())
            && matches(fields[2], local.day().into())
            && matches(fields[3], local.month().into())
            && matches(fields[4], local.weekday().to_sunday_zero_offset().into());
        if runs && (shown.insert(local) || hourly) && moment >= from {
            found.push(moment);
        }
    }
    found
}

fn told(ticks: &Ticks, from: i64, to: i64) -> Vec<i64> {
    let mut found = Vec::new();
    let mut moment = from;
    while let Some(run) = ticks.from(moment).filter(|run| *run < to) {
        found.push(run);
        moment = run + 1;
    }
    found
}

/// A fortnight around a clock change of the coming years, or any where there is none.
fn around(zone: &TimeZone, change: usize) -> (i64, i64) {
    let start = Timestamp::from_second(START + 20 * DAY).unwrap();
    let mut changes = zone.following(start);
    let at = changes
        .nth(change)
        .map_or(START + 50 * DAY, |change| change.timestamp().as_second());
    let at = at - at.rem_euclid(MINUTE);
    (at - 7 * DAY, at + 7 * DAY)
}

fn field(least: u8, most: u8) -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just("*".to_owned()),
        3 => (2..=12_u8).prop_map(|step| format!("*/{step}")),
        3 => (least..=most).prop_map(|number| number.to_string()),
        1 => prop::collection::btree_set(least..=most, 1..5).prop_map(|numbers| {
            let texts: Vec<String> = numbers.iter().map(u8::to_string).collect();
            texts.join(",")
        }),
    ]
}

fn expression() -> impl Strategy<Value = String> {
    let days = prop_oneof![
        6 => Just("* * *".to_owned()),
        2 => (0..7_u8).prop_map(|day| format!("* * {day}")),
        1 => Just("* * 1-5".to_owned()),
        1 => (1..29_u8).prop_map(|day| format!("{day} * *")),
        1 => (1..13_u8).prop_map(|month| format!("* {month} *")),
    ];
    (field(0, 59), field(0, 23), days)
        .prop_map(|(minute, hour, days)| format!("{minute} {hour} {days}"))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96,
        failure_persistence: None,
        rng_seed: prop::test_runner::RngSeed::Fixed(7),
        ..ProptestConfig::default()
    })]

    #[test]
    fn moments_are_those_of_the_clock_on_the_wall(
        written in expression(),
        name in prop::sample::select(ZONES.as_slice()),
        change in 0_usize..6,
    ) {
        let Ok(known) = cron::analyse(&written, name) else { return Ok(()) };
        let ticks = Ticks::of(&known.expression, name).unwrap();
        let (from, to) = around(&zone(name), change);
        let walked = walked(&known.expression, &zone(name), from, to);
        prop_assert_eq!(told(&ticks, from, to), walked, "{} in {}", known.expression, name);
    }

    #[test]
    fn periods_hold_every_two_moments(
        written in expression(),
        name in prop::sample::select(ZONES.as_slice()),
        change in 0_usize..6,
    ) {
        let Ok(known) = cron::analyse(&written, name) else { return Ok(()) };
        let (from, to) = around(&zone(name), change);
        let walked = walked(&known.expression, &zone(name), from, to);
        let (shortest, longest) = (known.shortest_period_seconds, known.longest_period_seconds);
        for pair in walked.windows(2) {
            let distance = u64::try_from(pair[1] - pair[0]).unwrap();
            prop_assert!(
                (shortest..=longest).contains(&distance),
                "{} in {}: {} not in {}..={}", known.expression, name, distance, shortest, longest
            );
        }
    }

    #[test]
    fn no_run_waits_longer_for_another_schedule(
        reader in expression(),
        writer in expression(),
        names in (prop::sample::select(ZONES.as_slice()), prop::sample::select(ZONES.as_slice())),
        change in 0_usize..6,
    ) {
        let (Some(first), Some(other)) = (Ticks::of(&reader, names.0), Ticks::of(&writer, names.1))
        else {
            return Ok(());
        };
        let (Ok(reads), Ok(writes)) =
            (cron::analyse(&reader, names.0), cron::analyse(&writer, names.1))
        else {
            return Ok(());
        };
        let longest = first.longest_wait_for(&other);
        let (from, to) = around(&zone(names.0), change);
        let readers = walked(&reads.expression, &zone(names.0), from, to);
        let writers = walked(&writes.expression, &zone(names.1), from, to);
        for run in readers {
            // Beyond the fortnight nothing is known.
            let Some(landing) = writers.iter().find(|landing| **landing >= run) else { break };
            let wait = u64::try_from(landing - run).unwrap();
            prop_assert!(
                longest.is_some_and(|longest| wait <= longest),
                "{} in {} waits {} for {} in {}", reader, names.0, wait, writer, names.1
            );
        }
    }
}

#[test]
fn the_longest_wait_happens() {
    for (reader, writer, names) in [
        ("0 0 * * *", "15 * * * *", ("UTC", "UTC")),
        ("0 0 * * 1", "0 2 * * *", ("UTC", "UTC")),
        ("0 3 * * *", "0 2 * * *", ("Europe/Berlin", "Europe/Berlin")),
        (
            "0 14 * * *",
            "0 8 * * *",
            ("Europe/Berlin", "America/New_York"),
        ),
    ] {
        let (first, other) = (Ticks::of(reader, names.0), Ticks::of(writer, names.1));
        let longest = first.unwrap().longest_wait_for(&other.unwrap()).unwrap();
        let year = (START, START + 400 * DAY);
        let readers = walked(reader, &zone(names.0), year.0, START + 365 * DAY);
        let writers = walked(writer, &zone(names.1), year.0, year.1);
        let waits = readers.iter().map(|run| {
            let at = writers.partition_point(|landing| landing < run);
            u64::try_from(writers[at] - run).unwrap()
        });
        assert_eq!(waits.max(), Some(longest), "{reader} {writer}");
    }
}
