//! The graph of a plan: what runs after what, apart from the values it is told.

use pipewright_plan::{Plan, Schedule, Trigger};
use serde_json::{Map, Value};

use crate::bindings::is_origin;

/// Fields of a pipeline that hold values: a parameter may reach them without changing the graph.
const OF_PIPELINE: &[&str] = &[
    "parameters",
    "doc",
    "owner",
    "labels",
    "deadline",
    "region",
    "retry",
    "parallelism",
    "places",
    "backfill",
    "late_data",
    "run_parameters",
];

/// The same of a task.
const OF_TASK: &[&str] = &[
    "name",
    "doc",
    "endpoints",
    "egress",
    "cluster",
    "node",
    "places",
    "retry",
    "timeout_seconds",
    "timeout_written",
    "expected",
    "allowed_failure",
    "uses_staging",
];

/// The same of what a task's kind, its fan-out, and a branch say.
const OF_KIND: &[&str] = &[
    "condition",
    "conditions",
    "concurrency",
    "max",
    "message",
    "by",
    "seconds",
    "text",
    "within_seconds",
];

/// The graph, as a document: everything but values.
pub fn graph(plan: &Plan) -> Value {
    let mut graph = match serde_json::to_value(&plan.pipeline) {
        Ok(Value::Object(fields)) => without(fields, OF_PIPELINE),
        // A plan is a document by its type.
        _ => Map::new(),
    };
    let triggers: Value = plan.pipeline.triggers.iter().map(trigger).collect();
    graph.insert("triggers".to_owned(), triggers);
    for (name, of_each) in [("tasks", task as fn(Value) -> Value), ("branches", branch)] {
        let list = graph.shift_remove(name);
        graph.insert(name.to_owned(), by_name(list, of_each));
    }
    let reactions = graph.shift_remove("reactions");
    graph.insert("reactions".to_owned(), listed(reactions, reaction));
    let datasets = plan.datasets.iter();
    let datasets: Value = datasets.map(|dataset| dataset.name.as_str()).collect();
    graph.insert("datasets".to_owned(), datasets);
    Value::Object(graph)
}

/// The graph without the containers of its tasks: where there is no staging area, there is nobody
/// to copy to it.
pub fn skeleton(plan: &Plan) -> Value {
    let mut graph = graph(plan);
    if let Some(Value::Object(tasks)) = graph.get_mut("tasks") {
        for (_, task) in tasks {
            if let Value::Object(fields) = task {
                fields.shift_remove("containers");
            }
        }
    }
    graph
}

fn trigger(trigger: &Trigger) -> Value {
    let when = match &trigger.when {
        Schedule::Cron {
            expression, zone, ..
        } => format!("cron {expression} in {zone}"),
        Schedule::Datasets { names } => format!("on {}", names.join(" and ")),
        Schedule::Event { dataset } => format!("event {dataset}"),
        Schedule::Manual => "manual".to_owned(),
    };
    Value::from(when)
}

fn task(task: Value) -> Value {
    let Value::Object(fields) = task else {
        return task;
    };
    let mut task = without(fields, OF_TASK);
    for name in ["kind", "fan_out"] {
        if let Some(Value::Object(fields)) = task.shift_remove(name) {
            task.insert(name.to_owned(), Value::Object(without(fields, OF_KIND)));
        }
    }
    for name in ["containers", "outputs", "values"] {
        let list = task.shift_remove(name);
        task.insert(name.to_owned(), listed(list, name_of));
    }
    let services = task.shift_remove("services");
    let container = |service: Value| name_of(field(service, "container"));
    task.insert("services".to_owned(), listed(services, container));
    Value::Object(task)
}

fn branch(branch: Value) -> Value {
    match branch {
        Value::Object(fields) => Value::Object(without(without(fields, OF_KIND), &["name"])),
        other => other,
    }
}

fn reaction(reaction: Value) -> Value {
    let Value::Object(fields) = reaction else {
        return reaction;
    };
    let mut reaction = without(fields, &[]);
    let event = reaction.shift_remove("event");
    let event = event.map(|event| match event {
        Value::Object(fields) => fields
            .keys()
            .next()
            .map_or(Value::Null, |kind| kind.as_str().into()),
        other => other,
    });
    reaction.insert("event".to_owned(), event.unwrap_or_default());
    let notify = reaction.shift_remove("notify");
    let connector = |one: Value| field(one, "connector");
    reaction.insert("notify".to_owned(), listed(notify, connector));
    Value::Object(reaction)
}

/// Fields without those that hold values, and without places.
fn without(fields: Map<String, Value>, values: &[&str]) -> Map<String, Value> {
    fields
        .into_iter()
        .filter(|(name, _)| !is_origin(name) && !values.contains(&name.as_str()))
        .collect()
}

/// A list of named things as a document by name.
fn by_name(list: Option<Value>, of_each: fn(Value) -> Value) -> Value {
    let Some(Value::Array(items)) = list else {
        return Value::Object(Map::new());
    };
    let named = items.into_iter().filter_map(|item| {
        let name = item.get("name")?.as_str()?.to_owned();
        Some((name, of_each(item)))
    });
    Value::Object(named.collect())
}

fn listed(list: Option<Value>, of_each: impl Fn(Value) -> Value) -> Value {
    match list {
        Some(Value::Array(items)) => items.into_iter().map(of_each).collect(),
        _ => Value::Array(Vec::new()),
    }
}

fn name_of(item: Value) -> Value {
    field(item, "name")
}

fn field(item: Value, name: &str) -> Value {
    match item {
        Value::Object(mut fields) => fields.shift_remove(name).unwrap_or_default(),
        _ => Value::Null,
    }
}
