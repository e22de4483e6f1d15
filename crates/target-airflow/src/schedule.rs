//! What starts runs: timetables by the clock, assets, and the past that is made up.

use std::collections::BTreeMap;

use pipewright_plan::{Plan, Schedule};

use crate::annotations::uses_interval;
use crate::python::{Argument, Call, Expression};

/// The expression of `schedule`; `assets` are the variables of datasets by name.
#[must_use]
pub fn schedule(plan: &Plan, assets: &BTreeMap<&str, String>) -> Expression {
    let clock = timetable(plan);
    let data = awaited(plan, assets);
    match (clock, data) {
        (None, None) => Expression::none(),
        (Some(clock), None) => Expression::Call(clock),
        (None, Some(data)) => data,
        (Some(clock), Some(data)) => Expression::call(
            "AssetOrTimeSchedule",
            vec![
                Argument::new("timetable", Expression::Call(clock)),
                Argument::new("assets", data),
            ],
        ),
    }
}

/// `start_date` and `catchup`. Where the past is not made up, the run of a tick that was missed
/// last is made at once, and no other.
#[must_use]
pub fn past(plan: &Plan) -> Vec<Argument> {
    let backfill = plan.pipeline.backfill.as_ref();
    let mut arguments = Vec::new();
    if let Some(start) = backfill.and_then(|backfill| start_date(&backfill.from, zone(plan))) {
        arguments.push(Argument::new("start_date", start));
    }
    let catchup = Expression::bool(!arguments.is_empty());
    arguments.push(Argument::new("catchup", catchup));
    arguments
}

/// The crons and their zones.
#[must_use]
pub fn crons(plan: &Plan) -> Vec<(&str, &str)> {
    plan.pipeline
        .schedules()
        .filter_map(|schedule| match schedule {
            Schedule::Cron {
                expression, zone, ..
            } => Some((expression.as_str(), zone.as_str())),
            _ => None,
        })
        .collect()
}

fn zone(plan: &Plan) -> &str {
    crons(plan).first().map_or("UTC", |(_, zone)| zone)
}

/// The timetable of the clock. Zones differ nowhere here: that is refused before.
fn timetable(plan: &Plan) -> Option<Call> {
    let crons = crons(plan);
    let class = match crons.as_slice() {
        [] => return None,
        [_] if uses_interval(plan) => "CronDataIntervalTimetable",
        [_] => "CronTriggerTimetable",
        _ => "MultipleCronTriggerTimetable",
    };
    let zone = Argument::new("timezone", Expression::text(zone(plan)));
    let mut call = Call::new(class, vec![zone]);
    for (expression, _) in crons {
        call = call.with(Expression::text(expression));
    }
    Some(call)
}

/// The datasets that start runs: all of one trigger, any of the triggers. An event is posted to
/// Airflow as an event of the dataset's asset.
fn awaited(plan: &Plan, assets: &BTreeMap<&str, String>) -> Option<Expression> {
    let known = |names: &[String]| -> Vec<Expression> {
        let known = names.iter().filter_map(|name| assets.get(name.as_str()));
        known.map(Expression::name).collect()
    };
    let mut choices: Vec<Vec<Expression>> = plan
        .pipeline
        .schedules()
        .map(|schedule| match schedule {
            Schedule::Datasets { names } => known(names),
            Schedule::Event { dataset } => known(std::slice::from_ref(dataset)),
            Schedule::Cron { .. } | Schedule::Manual => Vec::new(),
        })
        .filter(|names| !names.is_empty())
        .collect();
    if choices.len() < 2 {
        return choices.pop().map(Expression::List);
    }
    let choices = choices.into_iter().map(|mut names| {
        if names.len() > 1 {
            return Expression::Call(of_all("AssetAll", names));
        }
        names.pop().unwrap_or_else(Expression::none)
    });
    Some(Expression::Call(of_all("AssetAny", choices.collect())))
}

fn of_all(class: &str, items: Vec<Expression>) -> Call {
    let mut call = Call::new(class, Vec::new());
    call.positional = items;
    call
}

/// `pendulum.datetime(2026, 1, 1, tz="…")`: the begin of a day, written `2026-01-01`.
fn start_date(day: &str, zone: &str) -> Option<Expression> {
    let mut call = Call::new(
        "pendulum.datetime",
        vec![Argument::new("tz", Expression::text(zone))],
    );
    let parts: Vec<u32> = day
        .split('-')
        .filter_map(|part| part.parse().ok())
        .collect();
    let [_, _, _] = parts.as_slice() else {
        return None;
    };
    for part in parts {
        call = call.with(Expression::name(part.to_string()));
    }
    Some(Expression::Call(call))
}
