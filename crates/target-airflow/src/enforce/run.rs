//! What holds for runs: when they start, how many there are, who is told of them.

use pipewright_plan::{ConstraintKind, LedgerRow, Overlap, Plan, ReactionEvent};
use pipewright_pod::{labels, stated_hosts};

use super::{Asked, clusters};
use crate::dag::PARALLEL_RUNS;
use crate::parameters::bounds;
use crate::schedule::crons;
use crate::{annotations, companion, deadline, notify, pools};

pub fn rows(asked: &Asked<'_>) -> Vec<LedgerRow> {
    let plan = asked.plan;
    match asked.constraint.kind {
        ConstraintKind::Schedule => vec![asked.row(schedule(plan), &[])],
        ConstraintKind::Deadline if deadline::is_kept_by_tasks(plan) => vec![asked.row(
            "default_args pre_execute=end_in_time",
            &[
                "no task starts after it or goes on past it; then the run has failed",
                "what ends the run comes after it: `dagrun_timeout` would skip that",
            ],
        )],
        ConstraintKind::Deadline => vec![asked.row(
            "DAG dagrun_timeout",
            &["then the run has failed, and its pods are deleted"],
        )],
        ConstraintKind::Region => region(asked),
        ConstraintKind::Egress => egress(asked),
        ConstraintKind::Overlap => {
            let because = match plan.pipeline.overlap {
                Overlap::Forbid | Overlap::Replace => {
                    "one run at a time; one that falls due meanwhile waits".to_owned()
                }
                Overlap::Allow => format!("up to {PARALLEL_RUNS} runs side by side"),
            };
            vec![asked.row("DAG max_active_runs", &[&because])]
        }
        ConstraintKind::Owner => {
            let by = format!("default_args owner, labels[{}]", labels::OWNER);
            vec![asked.row(by, &[])]
        }
        ConstraintKind::Labels => {
            let labels = plan.pipeline.labels.keys();
            let labels: Vec<String> = labels.map(|key| format!("labels[{key}]")).collect();
            let by = format!("default_args {}, DAG tags", labels.join(", "));
            vec![asked.row(by, &[])]
        }
        ConstraintKind::Notification => notification(asked),
        ConstraintKind::Backfill => vec![asked.row(
            "DAG start_date, catchup",
            &["every run since then is made up, one after another with `overlap forbid`"],
        )],
        ConstraintKind::RunParameter => parameter(asked),
        ConstraintKind::Concurrency => concurrency(asked),
        _ => Vec::new(),
    }
}

fn schedule(plan: &Plan) -> String {
    let clock = match crons(plan).len() {
        0 => None,
        1 if annotations::uses_interval(plan) => Some("CronDataIntervalTimetable"),
        1 => Some("CronTriggerTimetable"),
        _ => Some("MultipleCronTriggerTimetable"),
    };
    let by_data = plan.pipeline.schedules().any(|schedule| {
        use pipewright_plan::Schedule;
        matches!(schedule, Schedule::Datasets { .. } | Schedule::Event { .. })
    });
    match (clock, by_data) {
        (None, false) => "DAG schedule=None".to_owned(),
        (Some(clock), false) => format!("DAG schedule={clock}, catchup"),
        (None, true) => "DAG schedule=[Asset]".to_owned(),
        (Some(clock), true) => format!("DAG schedule=AssetOrTimeSchedule({clock}, [Asset])"),
    }
}

fn region(asked: &Asked<'_>) -> Vec<LedgerRow> {
    let mut rows = clusters::region(asked);
    let named = format!(
        "host names are listed in the annotation {} and not enforced by NetworkPolicy itself",
        labels::EGRESS
    );
    let because = [
        "only the ports, addresses and namespaces of the plan's endpoints are open",
        &named,
    ];
    let file = companion::network_path(asked.plan);
    rows.push(asked.row_in(&file, "spec.egress", &because));
    rows
}

fn egress(asked: &Asked<'_>) -> Vec<LedgerRow> {
    let file = companion::network_path(asked.plan);
    stated_hosts(asked.task(asked.part(1)))
        .into_iter()
        .map(|(by, because)| {
            let because: Vec<&str> = because.iter().map(String::as_str).collect();
            asked.row_in(&file, by, &because)
        })
        .collect()
}

fn notification(asked: &Asked<'_>) -> Vec<LedgerRow> {
    // `notify/2` is the second reaction.
    let reactions = &asked.plan.pipeline.reactions;
    let number = asked.part(1).parse::<usize>().ok();
    let reaction = number
        .and_then(|number| reactions.get(number.checked_sub(1)?))
        .or_else(|| reactions.first());
    let Some(reaction) = reaction else {
        return Vec::new();
    };
    let told = reaction.notify.iter().map(|notification| {
        let class = notify::class(&notification.kind);
        let by = match (reaction.event, &reaction.task) {
            (ReactionEvent::Late { .. }, _) => format!("DAG deadline {class}"),
            (_, Some(task)) => format!("{task} callback {class}"),
            (_, None) => format!("DAG callback {class}"),
        };
        let through = format!(
            "through the Airflow connection `{}`",
            notify::connection(&notification.kind)
        );
        match reaction.event {
            ReactionEvent::Late { .. } => asked.row(
                by,
                &[
                    &through,
                    "counted from when the run is queued; the run goes on",
                ],
            ),
            _ => asked.row(by, &[&through]),
        }
    });
    told.collect()
}

fn parameter(asked: &Asked<'_>) -> Vec<LedgerRow> {
    let name = asked.part(1);
    let mut rows = vec![asked.row(
        format!("DAG params[{name}]"),
        &["a run with another value is not made"],
    )];
    let declared = asked.plan.pipeline.run_parameters.iter();
    let found = declared
        .filter(|parameter| parameter.name == name)
        .find(|parameter| parameter.condition.is_some() && bounds(parameter).is_none());
    if found.is_some() {
        rows.push(asked.row(
            "check_parameters",
            &["JSON Schema cannot say the condition: a first task fails where it does not hold"],
        ));
    }
    rows
}

fn concurrency(asked: &Asked<'_>) -> Vec<LedgerRow> {
    match asked.part(1) {
        "" => vec![asked.row("DAG max_active_tasks", &["of each run"])],
        "loop" => vec![asked.row("edges", &["an element waits for one before it"])],
        "task" => {
            let (task, name) = (asked.part(2), asked.part(3));
            vec![
                asked.row(format!("{task} pool={name}"), &[]),
                asked.row_in(
                    pools::PATH,
                    name,
                    &["`airflow pools import` makes it; without it the task does not start"],
                ),
            ]
        }
        _ => Vec::new(),
    }
}
