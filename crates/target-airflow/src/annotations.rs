//! What Airflow tells pods: annotations, which it renders with Jinja, and which the downward API
//! hands to every container. It renders no init container, and nothing else reaches all of them.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{EngineValue, FanOut, Plan, Task, TaskKind, ValueType, Variable};
use pipewright_pod::{PodParts, annotation, run_annotation};

use crate::jinja::plain;
use crate::python::Expression;

/// The constant that holds the annotations of all pods, where a task adds to them.
pub const COMMON: &str = "ANNOTATIONS";

/// The parameter that holds the element of a list in each instance of a task. Parameters of a run
/// do not begin with an underscore.
pub const ITEM: &str = "_item";

/// The run's id, safe in a path. `run_after` exists in every kind of run.
const RUN_ID: &str = "{{ dag_run.run_after | ts_nodash }}";

/// RFC 3339 in UTC; Airflow's dates are in UTC.
const RFC_3339: &str = "strftime('%Y-%m-%dT%H:%M:%SZ')";

/// Annotations of all pods of a plan.
#[must_use]
pub fn common(plan: &Plan, parts: &PodParts) -> Expression {
    let given = parts.annotations.iter();
    let mut items: Vec<(String, Expression)> = given
        .map(|(key, value)| (key.clone(), plain(value)))
        .collect();
    let moment = moment(plan);
    let mut add = |key: String, template: &str| items.push((key, Expression::text(template)));
    add(run_annotation(Variable::RunId), RUN_ID);
    let logical_time = format!("{{{{ {moment}.{RFC_3339} }}}}");
    add(run_annotation(Variable::LogicalTime), &logical_time);
    let taken: BTreeSet<&EngineValue> =
        every_value(plan).filter(|value| is_of_run(value)).collect();
    for value in taken {
        let template = match value {
            EngineValue::Date => format!("{{{{ {moment} | ds }}}}"),
            EngineValue::IntervalStart => {
                format!("{{{{ dag_run.data_interval_start.{RFC_3339} }}}}")
            }
            EngineValue::IntervalEnd => format!("{{{{ dag_run.data_interval_end.{RFC_3339} }}}}"),
            EngineValue::Parameter { name } => {
                let declared = plan.pipeline.run_parameters.iter();
                let kind = declared
                    .filter(|parameter| parameter.name == *name)
                    .map(|parameter| &parameter.kind)
                    .next();
                rendered(&format!("params['{}']", word(name)), kind)
            }
            EngineValue::Value { .. } | EngineValue::Item | EngineValue::Index => continue,
        };
        add(annotation(value), &template);
    }
    Expression::Dict(items)
}

/// Annotations of one task beside those of all.
#[must_use]
pub fn own(tasks: &BTreeMap<&str, &Task>, task: &Task) -> Option<Expression> {
    let containers = task.every_container();
    let taken: BTreeSet<&EngineValue> = containers
        .flat_map(|container| &container.takes)
        .filter(|value| !is_of_run(value))
        .collect();
    let items: Vec<(String, Expression)> = taken
        .into_iter()
        .filter_map(|value| {
            let template = match value {
                EngineValue::Value { task, name } => value_of(tasks, task, name),
                EngineValue::Item => item(task.fan_out.as_ref()),
                EngineValue::Index => "{{ ti.map_index }}".to_owned(),
                _ => return None,
            };
            Some((annotation(value), Expression::text(&template)))
        })
        .collect();
    (!items.is_empty()).then(|| Expression::Extended(COMMON.to_owned(), items))
}

/// The element of the list, as the UI shows the instance too.
#[must_use]
pub fn item(fan_out: Option<&FanOut>) -> String {
    rendered(
        &format!("params['{ITEM}']"),
        fan_out.map(|fan_out| &fan_out.element),
    )
}

/// Whether any task reads the run's data interval.
#[must_use]
pub fn uses_interval(plan: &Plan) -> bool {
    let takes = every_value(plan)
        .any(|value| matches!(value, EngineValue::IntervalStart | EngineValue::IntervalEnd));
    let reads = |task: &Task| matches!(task.kind, TaskKind::Read { interval: true, .. });
    takes || plan.pipeline.tasks.iter().any(reads)
}

/// The moment a run stands for. Where it has a data interval that is its end; a dataset's run has
/// no moment of its own, and stands for the one it was made at.
fn moment(plan: &Plan) -> &'static str {
    if uses_interval(plan) {
        "(dag_run.data_interval_end or dag_run.run_after)"
    } else {
        "(dag_run.logical_date or dag_run.run_after)"
    }
}

fn every_value(plan: &Plan) -> impl Iterator<Item = &EngineValue> {
    let tasks = plan.pipeline.tasks.iter();
    tasks
        .flat_map(Task::every_container)
        .flat_map(|container| &container.takes)
}

/// Whether it is the same for all tasks of a run.
const fn is_of_run(value: &EngineValue) -> bool {
    matches!(
        value,
        EngineValue::Date
            | EngineValue::IntervalStart
            | EngineValue::IntervalEnd
            | EngineValue::Parameter { .. }
    )
}

/// A value a task yielded; of a join, that of the one which ran.
fn value_of(tasks: &BTreeMap<&str, &Task>, task: &str, name: &str) -> String {
    let members = yielding(tasks, task);
    let known = members.first().and_then(|first| tasks.get(first.as_str()));
    let kind = known
        .and_then(|known| known.values.iter().find(|value| value.name == name))
        .map(|value| &value.kind);
    let name = word(name);
    let source = match members.as_slice() {
        [only] => format!("ti.xcom_pull(task_ids='{only}', key='{name}')"),
        several => format!(
            "(ti.xcom_pull(task_ids=['{}'], key='{name}') | reject('none') | first)",
            several.join("', '")
        ),
    };
    rendered(&source, kind)
}

/// The tasks that yield what is read of a task: itself, or what a join stands for.
#[must_use]
pub fn yielding(tasks: &BTreeMap<&str, &Task>, task: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![task];
    while let Some(name) = waiting.pop() {
        if !seen.insert(name) {
            continue;
        }
        match tasks.get(name).map(|task| &task.kind) {
            Some(TaskKind::Join { of }) => waiting.extend(of.iter().rev().map(String::as_str)),
            _ => found.push(word(name)),
        }
    }
    found
}

/// A value as text: numbers without a point, truth values and lists as in JSON.
fn rendered(source: &str, kind: Option<&ValueType>) -> String {
    match kind {
        Some(ValueType::Int | ValueType::Duration) => format!("{{{{ {source} | int }}}}"),
        Some(ValueType::Bool) => format!("{{{{ {source} | lower }}}}"),
        Some(ValueType::List(_)) => format!("{{{{ {source} | tojson }}}}"),
        _ => format!("{{{{ {source} }}}}"),
    }
}

/// A name inside Jinja's braces. Names are identifiers; nothing else gets in.
fn word(name: &str) -> String {
    let fits = |part: &char| part.is_ascii_alphanumeric() || matches!(part, '_' | '-');
    name.chars().filter(fits).collect()
}
