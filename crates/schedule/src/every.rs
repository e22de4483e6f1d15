//! `every D`: durations that one cron expression can keep, aligned to midnight.

use crate::problem::Suggestion;
use crate::{Analysis, Problem, Subject, cron, duration, rules};

const MINUTE: u64 = 60;
const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;
const WEEK: u64 = 7 * DAY;

/// The periods a five-field cron keeps exactly, shortest first.
const KEPT: [u64; 21] = [
    MINUTE,
    2 * MINUTE,
    3 * MINUTE,
    4 * MINUTE,
    5 * MINUTE,
    6 * MINUTE,
    10 * MINUTE,
    12 * MINUTE,
    15 * MINUTE,
    20 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    4 * HOUR,
    6 * HOUR,
    8 * HOUR,
    12 * HOUR,
    DAY,
    WEEK,
    u64::MAX,
];

/// Turns `every SECONDS in ZONE` into a cron that starts at midnight of the zone; a week starts on
/// Monday.
///
/// # Errors
/// Periods no single cron keeps, with what comes nearest; zones that do not exist.
pub fn analyse(seconds: u64, zone: &str) -> Result<Analysis, Vec<Problem>> {
    if let Some(expression) = expression(seconds) {
        return cron::analyse(&expression, zone);
    }
    let zone = crate::zone::check(zone).err().map(|problem| *problem);
    Err(std::iter::once(refused(seconds)).chain(zone).collect())
}

/// The cron of a period, if there is one.
fn expression(seconds: u64) -> Option<String> {
    if seconds == u64::MAX || !KEPT.contains(&seconds) {
        return None;
    }
    Some(match seconds {
        MINUTE => "* * * * *".to_owned(),
        HOUR => "0 * * * *".to_owned(),
        DAY => "0 0 * * *".to_owned(),
        WEEK => "0 0 * * 1".to_owned(),
        _ if seconds < HOUR => format!("*/{} * * * *", seconds / MINUTE),
        _ => format!("0 */{} * * *", seconds / HOUR),
    })
}

fn refused(seconds: u64) -> Problem {
    let written = duration::show(seconds);
    let message = format!("no cron runs every {written}");
    let problem =
        |label: &str| Problem::new(&rules::UNEVEN_PERIOD, Subject::Expression, &message, label);
    if seconds < MINUTE {
        return problem("shorter than a minute")
            .help("the shortest period is a minute: `every 1m`")
            .suggest(Some(Suggestion::Duration("1m".to_owned())));
    }
    if seconds > DAY {
        let near = days_cron(seconds);
        return problem("neither a day nor a week")
            .because("a cron starts anew each month: periods of several days drift at its end")
            .help(format!("say which days: `{near}`"))
            .suggest(Some(Suggestion::Schedule(near)));
    }
    let (below, above) = nearest(seconds);
    let reason = if DAY.is_multiple_of(seconds) && seconds.is_multiple_of(MINUTE) {
        format!(
            "it divides a day, but its minutes differ from hour to hour: no single cron says {written}"
        )
    } else {
        format!("a day is not a whole number of {written}: the last run would come too early")
    };
    problem("does not divide an hour, and is not hours that divide a day")
        .because(reason)
        .help(format!("the nearest periods are `{below}` and `{above}`"))
        .suggest(Some(Suggestion::Duration(below)))
}

/// The kept periods around one that is not.
fn nearest(seconds: u64) -> (String, String) {
    let above = KEPT
        .iter()
        .find(|kept| **kept > seconds)
        .copied()
        .unwrap_or(WEEK);
    let below = KEPT
        .iter()
        .rev()
        .find(|kept| **kept < seconds)
        .copied()
        .unwrap_or(MINUTE);
    (literal(below), literal(above))
}

/// A kept period as a duration literal.
fn literal(seconds: u64) -> String {
    match seconds {
        WEEK => "7d".to_owned(),
        _ if seconds < HOUR => format!("{}m", seconds / MINUTE),
        _ => format!("{}h", seconds / HOUR),
    }
}

/// The cron people mean by a period of several days.
fn days_cron(seconds: u64) -> String {
    let days = seconds.div_ceil(DAY);
    match days {
        2..=6 => format!("cron \"0 0 */{days} * *\""),
        7..=10 => "cron \"0 0 * * 1\"".to_owned(),
        11..=20 => "cron \"0 0 1,15 * *\"".to_owned(),
        21..=60 => "cron \"0 0 1 * *\"".to_owned(),
        61..=200 => "cron \"0 0 1 */3 *\"".to_owned(),
        _ => "cron \"0 0 1 1 *\"".to_owned(),
    }
}
