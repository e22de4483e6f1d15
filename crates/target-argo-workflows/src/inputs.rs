//! What templates are told: the run, values of other tasks, elements of lists. Every template
//! names its inputs; its pod has them as annotations, from which containers take them.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{EngineValue, Plan, Schedule, Task, ValueType, Variable};
use pipewright_pod::{annotation, run_annotation};

use crate::crd::Parameter;
use crate::expression::{Expr, tag};
use crate::frame::Frame;
use crate::values::{self, Place};

/// The run's id, unique and safe in a path.
pub const RUN_ID: &str = "run-id";

/// The moment a run stands for.
pub const LOGICAL_TIME: &str = "logical-time";

/// The element of a run-time list.
pub const ITEM: &str = "item";

/// Its place in the list.
pub const INDEX: &str = "index";

/// RFC 3339 in UTC, as Go writes times.
const RFC3339: &str = "2006-01-02T15:04:05Z";

/// The inputs every template of a DAG hands on.
#[must_use]
pub fn of_run() -> Vec<Parameter> {
    [RUN_ID, LOGICAL_TIME].map(Parameter::named).to_vec()
}

/// The same, filled in for a run that nothing else tells them: the workflow's name, and the time a
/// CronWorkflow was due or else the time the workflow was made.
#[must_use]
pub fn of_workflow() -> Vec<Parameter> {
    let workflow = Expr::variable("workflow");
    let due = workflow.reach(&["scheduledTime"]);
    let moment = utc(&due.or_else(&made_at()), RFC3339);
    [(RUN_ID, tag("workflow.name")), (LOGICAL_TIME, moment.tag())]
        .map(|(name, default)| Parameter {
            default: Some(default),
            ..Parameter::named(name)
        })
        .to_vec()
}

/// When the workflow was made.
#[must_use]
pub fn made_at() -> Expr {
    Expr::variable("workflow")
        .field("creationTimestamp")
        .field("RFC3339")
}

/// What a DAG hands on of its own inputs.
#[must_use]
pub fn handed_on(names: &[&str]) -> Vec<Parameter> {
    names
        .iter()
        .map(|name| Parameter::new(*name, tag(&format!("inputs.parameters.{name}"))))
        .collect()
}

/// An input as an expression.
#[must_use]
pub fn input(name: &str) -> Expr {
    Expr::variable("inputs").field("parameters").at(name)
}

fn utc(moment: &Expr, form: &str) -> Expr {
    Expr::call("date", &[moment])
        .method("UTC", &[])
        .method("Format", &[&Expr::text(form)])
}

/// What the containers of a task take, each value once.
#[must_use]
pub fn taken(task: &Task) -> BTreeSet<&EngineValue> {
    task.every_container()
        .flat_map(|container| &container.takes)
        .collect()
}

/// The input that carries a value of another task.
fn value_input(task: &str, name: &str) -> String {
    format!("value-{task}-{name}")
}

/// The inputs of a task's template.
#[must_use]
pub fn of_task(task: &Task) -> Vec<Parameter> {
    let mut inputs = of_run();
    for value in taken(task) {
        match value {
            EngineValue::Value { task, name } => {
                inputs.push(Parameter::named(value_input(task, name)));
            }
            EngineValue::Item => inputs.push(Parameter::named(ITEM)),
            EngineValue::Index => inputs.push(Parameter::named(INDEX)),
            EngineValue::Date
            | EngineValue::IntervalStart
            | EngineValue::IntervalEnd
            | EngineValue::Parameter { .. } => {}
        }
    }
    inputs
}

/// The values of other tasks among them, as a DAG hands them over. `when` is what the task hangs
/// on: where it does not hold, what it would be told may not exist.
#[must_use]
pub fn values_for(
    frame: &Frame<'_>,
    task: &Task,
    place: Place,
    when: Option<&Expr>,
) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    for value in taken(task) {
        let EngineValue::Value { task, name } = value else {
            continue;
        };
        let kind = kind_of(frame, task, name);
        let found = values::value(frame, [task.as_str()], name, place);
        let mut text = values::as_text(&found, &kind);
        if place == Place::End && !is_of_the_end(frame, task) {
            // What did not run has yielded nothing: its release is told so.
            let output = values::output(frame, task, place).or_else(&Expr::text(""));
            let ran = output.compare("!=", &Expr::text(""));
            text = Expr::choose(&ran, &text, &Expr::text(""));
        } else if let Some(when) = when {
            text = Expr::choose(when, &text, &Expr::text(""));
        }
        parameters.push(Parameter::new(value_input(task, name), text.tag()));
    }
    parameters
}

fn is_of_the_end(frame: &Frame<'_>, task: &str) -> bool {
    frame.task(task).is_some_and(crate::frame::is_at_the_end)
}

/// The type a task declares a value to have.
fn kind_of(frame: &Frame<'_>, task: &str, name: &str) -> ValueType {
    frame
        .yielding_task(task)
        .and_then(|task| task.values.iter().find(|value| value.name == name))
        .map_or(ValueType::String, |value| value.kind.clone())
}

/// The annotations that carry all of it to the containers of a task.
#[must_use]
pub fn annotations(plan: &Plan, task: &Task) -> BTreeMap<String, String> {
    let mut found = run_annotations();
    for value in taken(task) {
        let text = match value {
            EngineValue::Date => utc(&input(LOGICAL_TIME), "2006-01-02").tag(),
            EngineValue::IntervalEnd => tag(&format!("inputs.parameters.{LOGICAL_TIME}")),
            EngineValue::IntervalStart => interval_start(plan).tag(),
            EngineValue::Parameter { name } => tag(&format!("workflow.parameters.{name}")),
            EngineValue::Value { task, name } => input(&value_input(task, name)).tag(),
            EngineValue::Item => input(ITEM).tag(),
            EngineValue::Index => tag(&format!("inputs.parameters.{INDEX}")),
        };
        found.insert(annotation(value), text);
    }
    found
}

/// The annotations of every pod.
#[must_use]
pub fn run_annotations() -> BTreeMap<String, String> {
    [
        (Variable::RunId, RUN_ID),
        (Variable::LogicalTime, LOGICAL_TIME),
    ]
    .into_iter()
    .map(|(variable, name)| {
        (
            run_annotation(variable),
            tag(&format!("inputs.parameters.{name}")),
        )
    })
    .collect()
}

/// The logical time less the period, which is the same between every two runs.
fn interval_start(plan: &Plan) -> Expr {
    let period = format!("{}s", period(plan).unwrap_or(0));
    let end = Expr::call("date", &[&input(LOGICAL_TIME)]);
    end.minus(&Expr::call("duration", &[&Expr::text(&period)]))
        .method("UTC", &[])
        .method("Format", &[&Expr::text(RFC3339)])
}

/// The seconds between every two runs by the clock, where it is always the same.
#[must_use]
pub fn period(plan: &Plan) -> Option<u64> {
    let mut periods = plan
        .pipeline
        .schedules()
        .filter_map(|schedule| match schedule {
            Schedule::Cron {
                shortest_period_seconds,
                even,
                ..
            } => Some(even.then_some(*shortest_period_seconds)),
            _ => None,
        });
    let first = periods.next()??;
    periods.all(|other| other == Some(first)).then_some(first)
}
