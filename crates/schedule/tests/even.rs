//! What is called even is even: the runs of a schedule are counted minute by minute.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use pipewright_schedule::cron;
use proptest::prelude::*;

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;
/// 1 January 2026.
const START: i64 = 1_767_225_600;

const ZONES: [&str; 12] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/St_Johns",
    "Pacific/Chatham",
    "Etc/GMT+5",
    "America/Phoenix",
];

fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

/// Whether a number is in a normalised field.
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

/// Every run between two seconds, as a clock on the wall would have it.
fn runs(expression: &str, zone: &TimeZone, from: i64, to: i64) -> Vec<i64> {
    let fields: Vec<&str> = expression.split(' ').collect();
    let mut found = Vec::new();
    let mut second = from;
    while second < to {
        let local = zone.to_datetime(Timestamp::from_second(second).unwrap());
        let weekday = i64::from(local.weekday().to_sunday_zero_offset());
        if matches(fields[0], local.minute().into())
            && matches(fields[1], local.hour().into())
            && matches(fields[4], weekday)
        {
            found.push(second);
        }
        second += MINUTE;
    }
    found
}

/// The distances between runs around the clock changes of two years, and in an ordinary fortnight.
fn distances(expression: &str, name: &str) -> Vec<i64> {
    let zone = zone(name);
    let mut windows = vec![(START + 10 * DAY, START + 25 * DAY)];
    for change in zone
        .following(Timestamp::from_second(START).unwrap())
        .take(9)
    {
        let at = change.timestamp().as_second();
        if at > START + 730 * DAY {
            break;
        }
        windows.push((at - 8 * DAY, at + 8 * DAY));
    }
    let mut found = Vec::new();
    for (from, to) in windows {
        let all = runs(expression, &zone, from - from % MINUTE, to);
        found.extend(all.windows(2).map(|pair| pair[1] - pair[0]));
    }
    found
}

#[test]
fn known_schedules() {
    let cases = [
        ("* * * * *", "Europe/Berlin", true),
        ("0 * * * *", "Europe/Berlin", true),
        ("7 * * * *", "America/New_York", true),
        ("*/15 * * * *", "Australia/Lord_Howe", true),
        ("0 * * * *", "Australia/Lord_Howe", false),
        ("*/20 * * * *", "Australia/Lord_Howe", false),
        ("*/7 * * * *", "UTC", false),
        ("0 */6 * * *", "UTC", true),
        ("0 */6 * * *", "Europe/Berlin", false),
        ("0 */5 * * *", "UTC", false),
        ("0 1,7,13,19 * * *", "UTC", true),
        ("0 6 * * *", "Asia/Tokyo", true),
        ("0 6 * * *", "Europe/Berlin", false),
        ("0 6 * * 3", "UTC", true),
        ("0 6 * * 3", "Europe/Berlin", false),
        ("0 6 * * 1-5", "UTC", false),
        ("0 6 1 * *", "UTC", false),
        // Each fourth year in the window, but not in 2100.
        ("0 0 29 2 *", "UTC", false),
        ("0 6 * 7 *", "UTC", false),
    ];
    for (expression, zone, even) in cases {
        let found = cron::analyse(expression, zone).unwrap();
        assert_eq!(found.even, even, "{expression} in {zone}");
    }
}

fn field(least: u8, most: u8) -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just("*".to_owned()),
        3 => (2..=12_u8).prop_map(|step| format!("*/{step}")),
        2 => (least..=most).prop_map(|number| number.to_string()),
        1 => prop::collection::btree_set(least..=most, 1..5).prop_map(|numbers| {
            let texts: Vec<String> = numbers.iter().map(u8::to_string).collect();
            texts.join(",")
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn even_runs_are_equally_far_apart(
        minute in field(0, 59),
        hour in field(0, 23),
        weekday in prop_oneof![4 => Just("*".to_owned()), 1 => (0..7_u8).prop_map(|day| day.to_string())],
        zone in prop::sample::select(ZONES.as_slice()),
    ) {
        let Ok(found) = cron::analyse(&format!("{minute} {hour} * * {weekday}"), zone) else {
            return Ok(());
        };
        let distances = distances(&found.expression, zone);
        let period = i64::try_from(found.shortest_period_seconds).unwrap();
        let constant = distances.iter().all(|distance| *distance == period);
        prop_assert_eq!(
            found.even, constant,
            "{} in {}: {:?}", found.expression, zone, distances
        );
    }
}
