//! The `DAG(…)` of a pipeline: its schedule, its limits, and what all its tasks inherit.

use pipewright_plan::{Backoff, Overlap, PipelinePlan, Plan, ReactionEvent, Schedule};

use crate::jinja::plain;
use crate::names::Names;
use crate::notify;
use crate::pods::{LOGICAL_TIME, Pods, RUN_ID};
use crate::python::{Argument, Call, Expression};
use crate::time::timedelta;

/// How many runs go side by side where the author allows it: Airflow's own default, written out.
pub const PARALLEL_RUNS: u32 = 16;

/// How long a pod may wait for a node, in seconds.
pub const NODE_WAIT: u64 = 600;

/// The longest tag.
const LONGEST_TAG: usize = 100;

/// The `DAG(…)` call; `datasets` are the variables of those the schedule waits for.
#[must_use]
pub fn dag(plan: &Plan, datasets: &[String], pod: &str, pods: &Pods) -> Call {
    let pipeline = &plan.pipeline;
    let mut arguments = Vec::new();
    let mut add = |name: &str, value: Expression| arguments.push(Argument::new(name, value));
    add("dag_id", Expression::text(&pipeline.name));
    if let Some(summary) = summary(pipeline) {
        add("description", Expression::text(&summary));
    }
    add("doc_md", Expression::name("__doc__"));
    add("schedule", schedule(pipeline.only_schedule(), datasets));
    add("catchup", Expression::bool(false));
    let runs = match pipeline.overlap {
        Overlap::Forbid | Overlap::Replace => 1,
        Overlap::Allow => PARALLEL_RUNS,
    };
    add("max_active_runs", Expression::name(runs.to_string()));
    if let Some(deadline) = &pipeline.deadline {
        add("dagrun_timeout", timedelta(deadline.seconds));
    }
    for event in [ReactionEvent::Failure, ReactionEvent::Success] {
        arguments.extend(notify::callback(pipeline, event));
    }
    arguments.push(Argument::new("default_args", default_args(plan, pod, pods)));
    arguments.push(Argument::new("tags", tags(pipeline)));
    Call::new("DAG", arguments).opened()
}

/// The first line of the documentation.
fn summary(pipeline: &PipelinePlan) -> Option<String> {
    let doc = pipeline.doc.as_deref()?.trim();
    let line = doc.lines().next().unwrap_or_default().trim();
    (!line.is_empty()).then(|| line.to_owned())
}

fn schedule(schedule: Option<&Schedule>, datasets: &[String]) -> Expression {
    match schedule {
        Some(Schedule::Cron {
            expression, zone, ..
        }) => {
            let zone = Argument::new("timezone", Expression::text(zone));
            let call = Call::new("CronTriggerTimetable", vec![zone]);
            Expression::Call(call.with(Expression::text(expression)))
        }
        Some(Schedule::Datasets { .. } | Schedule::Event { .. }) => {
            Expression::List(datasets.iter().map(Expression::name).collect())
        }
        Some(Schedule::Manual) | None => Expression::none(),
    }
}

fn default_args(plan: &Plan, pod: &str, pods: &Pods) -> Expression {
    let pipeline = &plan.pipeline;
    let mut items: Vec<(&str, Expression)> = Vec::new();
    if let Some(owner) = &pipeline.owner {
        items.push(("owner", Expression::text(owner)));
    }
    // Also where it is nought: the installation's own default may be another.
    let retries = pipeline.retry.as_ref().map_or(0, |retry| retry.times);
    items.push(("retries", Expression::name(retries.to_string())));
    if retries > 0 {
        let written = pipeline.retry.as_ref().and_then(|retry| retry.backoff);
        let backoff = written.unwrap_or(Backoff::USUAL);
        items.push(("retry_delay", timedelta(backoff.first_seconds)));
        items.push(("retry_exponential_backoff", Expression::name("2.0")));
        items.push(("max_retry_delay", timedelta(backoff.longest_seconds)));
    }
    items.push(("namespace", plain(&plan.environment.namespace)));
    items.push(("full_pod_spec", Expression::name(pod)));
    let labels = pods.parts.labels.iter();
    let labels = labels.map(|(key, value)| (key.clone(), plain(value)));
    items.push(("labels", Expression::Dict(labels.collect())));
    items.push(("annotations", annotations(pods)));
    items.push((
        "schedule_timeout_seconds",
        Expression::name(NODE_WAIT.to_string()),
    ));
    // A failed pod's whole manifest in the log helps nobody.
    items.push(("log_pod_spec_on_failure", Expression::bool(false)));
    let items = items
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value));
    Expression::Dict(items.collect())
}

/// The plan's annotations, and the two that Airflow fills in for each run. `run_after` exists in
/// every kind of run, `logical_date` is `None` where a dataset or a person started it.
fn annotations(pods: &Pods) -> Expression {
    let given = pods.parts.annotations.iter();
    let mut items: Vec<(String, Expression)> = given
        .map(|(key, value)| (key.clone(), plain(value)))
        .collect();
    for (key, template) in [
        (RUN_ID, "{{ dag_run.run_after | ts_nodash }}"),
        (LOGICAL_TIME, LOGICAL_TIME_TEMPLATE),
    ] {
        items.push((key.to_owned(), Expression::text(template)));
    }
    Expression::Dict(items)
}

/// RFC 3339 in UTC; Airflow's dates are in UTC.
const LOGICAL_TIME_TEMPLATE: &str =
    "{{ (dag_run.logical_date or dag_run.run_after).strftime('%Y-%m-%dT%H:%M:%SZ') }}";

fn tags(pipeline: &PipelinePlan) -> Expression {
    let labels = pipeline.labels.iter();
    let tags = labels
        .map(|(key, value)| format!("{key}:{value}"))
        .filter(|tag| tag.chars().count() <= LONGEST_TAG);
    let all = std::iter::once("pipewright".to_owned()).chain(tags);
    Expression::List(all.map(|tag| Expression::text(&tag)).collect())
}

/// The tasks' groups by name, each with an id that no task has.
#[must_use]
pub fn group_ids(plan: &Plan) -> Vec<(String, String)> {
    let mut ids = Names::default();
    for task in &plan.pipeline.tasks {
        let _task = ids.claim(&task.name, "_");
    }
    let mut groups: Vec<(String, String)> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for group in plan
        .pipeline
        .tasks
        .iter()
        .filter_map(|task| task.group.as_ref())
    {
        if seen.insert(group) {
            let short: String = group.chars().take(180).collect();
            groups.push((group.clone(), ids.claim(&short, "_group")));
        }
    }
    groups
}
