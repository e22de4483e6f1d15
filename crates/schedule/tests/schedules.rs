//! Cron expressions, periods and zones, as a reader of the manual would try them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use pipewright_schedule::{Analysis, Problem, Suggestion, cron, every, zone};
use proptest::prelude::*;

fn good(expression: &str, zone: &str) -> Analysis {
    cron::analyse(expression, zone).unwrap_or_else(|problems| panic!("{expression}: {problems:?}"))
}

fn bad(expression: &str, zone: &str) -> Problem {
    let mut problems = cron::analyse(expression, zone).expect_err(expression);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

#[test]
fn expressions_get_one_spelling() {
    let cases = [
        ("0 6 * * *", "0 6 * * *"),
        ("  00   06\t* * * ", "0 6 * * *"),
        ("*/15 * * * *", "*/15 * * * *"),
        ("*/1 * * * *", "* * * * *"),
        ("0-59 0-23 1-31 1-12 0-6", "* * * * *"),
        ("0 6 * * 7", "0 6 * * 0"),
        ("0 6 * * 5-7", "0 6 * * 0,5,6"),
        ("0 6 * * SAT-SUN", "0 6 * * 0,6"),
        ("0 6 * * sun", "0 6 * * 0"),
        ("0 6 * * 1-7", "0 6 * * *"),
        ("0 6 * * 1-7/2", "0 6 * * 0,1,3,5"),
        ("0 6 * JAN,jul MON-FRI", "0 6 * 1,7 1-5"),
        ("5/15 * * * *", "5-59/15 * * * *"),
    ];
    for (written, normal) in cases {
        assert_eq!(good(written, "UTC").expression, normal, "{written}");
    }
}

#[test]
fn what_engines_disagree_on_is_refused() {
    let cases = [
        "",
        "* * * *",
        "0 0 0 * * *",
        "0 0 0 0 * * 2026",
        "@daily",
        "@reboot",
        "TZ=UTC 0 6 * * *",
        "CRON_TZ=UTC 0 6 * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 0 *",
        "* * * 13 *",
        "* * * * 8",
        "* * L * *",
        "* * 15W * *",
        "* * * * 5#2",
        "? * * * *",
        "H * * * *",
        "*/0 * * * *",
        "*/90 * * * *",
        "1-2-3 * * * *",
        "1,,2 * * * *",
        "-1 * * * *",
        "1//2 * * * *",
        "* 22-2 * * *",
        "* * * * MONDAY",
        "+1 * * * *",
        "1.5 * * * *",
        "٣ * * * *",
        "* * * * \u{a0}1",
    ];
    for expression in cases {
        assert_eq!(bad(expression, "UTC").rule.code, "PW0501", "{expression}");
    }
}

#[test]
fn refusals_offer_what_was_meant() {
    let literal = |text: &str| Some(Suggestion::Literal(text.to_owned()));
    assert_eq!(bad("0 30 6 * * *", "UTC").suggestion, literal("30 6 * * *"));
    assert_eq!(bad("@daily", "UTC").suggestion, literal("0 0 * * *"));
    assert_eq!(
        bad("0 22-2 * * *", "UTC").suggestion,
        literal("0 0-2,22,23 * * *")
    );
    assert_eq!(bad("0 0 * * 6-0", "UTC").suggestion, literal("0 0 * * 0,6"));
    let zone = bad("TZ=Europe/Berlin 0 6 * * *", "UTC");
    assert!(
        zone.help
            .unwrap()
            .contains("cron \"0 6 * * *\" in \"Europe/Berlin\"")
    );
}

#[test]
fn days_that_never_come_are_found() {
    for expression in ["0 0 30 2 *", "0 0 31 2,4,6,9,11 *", "0 0 30,31 FEB *"] {
        assert_eq!(bad(expression, "UTC").rule.code, "PW0504", "{expression}");
    }
    for expression in ["0 0 29 2 *", "0 0 31 2,3 *", "0 0 30 2 1"] {
        good(expression, "UTC");
    }
}

#[test]
fn either_day_is_said() {
    assert_eq!(good("0 6 13 * 5", "UTC").warnings[0].rule.code, "PW0505");
    assert!(good("0 6 13 * *", "UTC").warnings.is_empty());
    assert!(good("0 6 13 * 0-6", "UTC").warnings.is_empty());
}

#[test]
fn periods_are_exact() {
    const HOUR: u64 = 3_600;
    const DAY: u64 = 24 * HOUR;
    let cases = [
        ("* * * * *", "UTC", 60, 60),
        ("*/7 * * * *", "UTC", 4 * 60, 7 * 60),
        ("0 */6 * * *", "UTC", 6 * HOUR, 6 * HOUR),
        ("0 */5 * * *", "UTC", 4 * HOUR, 5 * HOUR),
        ("0 8 * * 1-5", "UTC", DAY, 3 * DAY),
        ("0 0 1 * *", "UTC", 28 * DAY, 31 * DAY),
        ("0 0 29 2 *", "UTC", 1_461 * DAY, 1_461 * DAY),
        ("0,30 8,9 * * *", "UTC", 1_800, 22 * HOUR + 1_800),
        // A day has 23 or 25 hours when clocks change.
        ("0 0 * * *", "Europe/Berlin", 23 * HOUR, 25 * HOUR),
        ("0 */6 * * *", "Europe/Berlin", 5 * HOUR, 7 * HOUR),
        ("0 0 * * *", "Asia/Tokyo", DAY, DAY),
        // Skipped in spring: two days but an hour.
        ("30 2 * * *", "Europe/Berlin", DAY, 47 * HOUR),
        // Every hour stays every hour.
        ("0 * * * *", "Europe/Berlin", HOUR, HOUR),
        // Summer to summer: the two changes cancel.
        ("0 0 1 7 *", "Europe/Berlin", 365 * DAY, 366 * DAY),
        ("*/30 * * * *", "Australia/Lord_Howe", 1_800, 1_800),
    ];
    for (expression, zone, shortest, longest) in cases {
        let found = good(expression, zone);
        assert_eq!(
            (found.shortest_period_seconds, found.longest_period_seconds),
            (shortest, longest),
            "{expression} in {zone}"
        );
    }
}

#[test]
fn clock_changes_are_said_where_they_hit() {
    let codes = |expression: &str, zone: &str| -> Vec<&str> {
        good(expression, zone)
            .warnings
            .iter()
            .map(|problem| problem.rule.code)
            .collect()
    };
    assert_eq!(codes("30 2 * * *", "Europe/Berlin"), ["PW0506"]);
    assert_eq!(codes("0 2 * * 0", "Europe/Berlin"), ["PW0506"]);
    assert_eq!(codes("0 0 * * *", "Africa/Cairo"), ["PW0506"]);
    assert_eq!(codes("0 1 * * *", "America/New_York"), ["PW0506"]);
    for (expression, zone) in [
        ("0 3 * * *", "Europe/Berlin"),
        ("59 1 * * *", "Europe/Berlin"),
        ("30 2 * * 1", "Europe/Berlin"),
        ("30 2 1 * *", "Europe/Berlin"),
        ("30 2 * * *", "UTC"),
        ("30 2 * * *", "Asia/Tokyo"),
        ("*/15 * * * *", "Europe/Berlin"),
    ] {
        assert!(codes(expression, zone).is_empty(), "{expression} in {zone}");
    }
    let found = good("30 2 * * *", "Europe/Berlin");
    assert_eq!(
        found.warnings[0].because,
        [
            "2026-03-29 02:30 does not exist in Europe/Berlin: no run",
            "2026-10-25 02:30 happens twice in Europe/Berlin: perhaps two runs",
        ]
    );
}

#[test]
fn zones_are_spelled_exactly() {
    for name in [
        "UTC",
        "Europe/Berlin",
        "America/Argentina/Buenos_Aires",
        "Etc/GMT+5",
    ] {
        assert!(zone::check(name).is_ok(), "{name}");
    }
    let near = [
        ("europe/berlin", Some("Europe/Berlin")),
        ("Berlin", Some("Europe/Berlin")),
        ("New York", Some("America/New_York")),
        ("Europe/Berln", Some("Europe/Berlin")),
        ("utc", Some("UTC")),
        ("", None),
        ("CEST+2!", None),
        ("Local", None),
        ("../../etc/passwd", None),
        ("+02:00", None),
    ];
    for (name, suggestion) in near {
        let problem = zone::check(name).expect_err(name);
        let suggestion = suggestion.map(|text| Suggestion::Literal(text.to_owned()));
        assert_eq!(problem.suggestion, suggestion, "{name}");
    }
}

#[test]
fn even_periods_become_crons_and_others_are_refused() {
    let kept = [
        (60, "* * * * *"),
        (900, "*/15 * * * *"),
        (3_600, "0 * * * *"),
        (21_600, "0 */6 * * *"),
        (86_400, "0 0 * * *"),
        (604_800, "0 0 * * 1"),
    ];
    for (seconds, expression) in kept {
        let found = every::analyse(seconds, "UTC").expect("kept");
        assert_eq!(found.expression, expression);
        assert_eq!(found.shortest_period_seconds, seconds);
        assert_eq!(found.longest_period_seconds, seconds);
    }
    let duration = |text: &str| Some(Suggestion::Duration(text.to_owned()));
    let schedule = |text: &str| Some(Suggestion::Schedule(text.to_owned()));
    let refused = [
        (0, duration("1m")),
        (30, duration("1m")),
        (90, duration("1m")),
        (420, duration("6m")),
        (5_400, duration("1h")),
        (7 * 3_600, duration("6h")),
        (2 * 86_400, schedule("cron \"0 0 */2 * *\"")),
        (14 * 86_400, schedule("cron \"0 0 1,15 * *\"")),
        (u64::MAX, schedule("cron \"0 0 1 1 *\"")),
    ];
    for (seconds, suggestion) in refused {
        let problems = every::analyse(seconds, "UTC").expect_err("refused");
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].suggestion, suggestion, "{seconds}");
    }
    assert_eq!(every::analyse(1, "Nowhere").expect_err("both").len(), 2);
}

#[test]
fn every_rule_has_its_own_code_and_examples() {
    let mut codes: Vec<&str> = pipewright_schedule::rules::ALL
        .iter()
        .map(|rule| rule.code)
        .collect();
    codes.dedup();
    assert_eq!(codes.len(), pipewright_schedule::rules::ALL.len());
    for rule in pipewright_schedule::rules::ALL {
        assert_eq!(rule.failing.files().len(), 1);
        assert_ne!(rule.failing.0, rule.passing.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(text in "\\PC{0,300}", zone in "\\PC{0,80}") {
        let _ = cron::analyse(&text, "UTC");
        let _ = cron::analyse("0 0 * * *", &zone);
    }

    #[test]
    fn normal_forms_are_fixed_points(
        fields in prop::collection::vec("[0-9*]{1,2}(-[0-9]{1,2})?(/[1-9])?(,[0-9]{1,2})?", 5)
    ) {
        if let Ok(found) = cron::analyse(&fields.join(" "), "Europe/Berlin") {
            let again = cron::analyse(&found.expression, "Europe/Berlin").unwrap();
            prop_assert_eq!(&again.expression, &found.expression);
            prop_assert_eq!(again.shortest_period_seconds, found.shortest_period_seconds);
            prop_assert!(found.shortest_period_seconds > 0);
            prop_assert!(found.shortest_period_seconds <= found.longest_period_seconds);
        }
    }

    #[test]
    fn any_period_is_answered(seconds in any::<u64>()) {
        let _ = every::analyse(seconds, "UTC");
    }
}
