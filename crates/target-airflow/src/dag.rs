//! The `DAG(…)` of a pipeline: its schedule, its limits, and what all its tasks inherit.

use std::collections::BTreeMap;

use pipewright_plan::{Backoff, Overlap, PipelinePlan, Plan, Retry};

use crate::jinja::plain;
use crate::pods::Pods;
use crate::python::{Argument, Call, Expression};
use crate::time::timedelta;
use crate::{clusters, deadline, notify, parameters, schedule};

/// How many runs go side by side where the author allows it: Airflow's own default, written out.
pub const PARALLEL_RUNS: u32 = 16;

/// How long a pod may wait for a node, in seconds, where no cluster says that it takes longer.
const NODE_WAIT: u64 = 600;

/// The longest tag.
const LONGEST_TAG: usize = 100;

/// What a DAG's call refers to.
pub struct Parts<'a> {
    /// Variables of datasets' assets.
    pub assets: &'a BTreeMap<&'a str, String>,
    /// The constant that holds what all pods have in common.
    pub pod: &'a str,
    /// The pods.
    pub pods: &'a Pods,
    /// Annotations of all pods: themselves, or the constant that holds them.
    pub annotations: Expression,
}

/// The `DAG(…)` call.
#[must_use]
pub fn dag(plan: &Plan, parts: Parts<'_>) -> Call {
    let pipeline = &plan.pipeline;
    let mut arguments = Vec::new();
    let mut add = |name: &str, value: Expression| arguments.push(Argument::new(name, value));
    add("dag_id", Expression::text(&pipeline.name));
    if let Some(summary) = summary(pipeline) {
        add("description", Expression::text(&summary));
    }
    add("doc_md", Expression::name("__doc__"));
    add("schedule", schedule::schedule(plan, parts.assets));
    arguments.extend(schedule::past(plan));
    let runs = match pipeline.overlap {
        Overlap::Forbid | Overlap::Replace => 1,
        Overlap::Allow => PARALLEL_RUNS,
    };
    let mut add = |name: &str, value: Expression| arguments.push(Argument::new(name, value));
    add("max_active_runs", Expression::name(runs.to_string()));
    if let Some(parallelism) = &pipeline.parallelism {
        let most = Expression::name(parallelism.most.to_string());
        add("max_active_tasks", most);
    }
    if let Some(deadline) = &pipeline.deadline
        && !deadline::is_kept_by_tasks(plan)
    {
        add("dagrun_timeout", timedelta(deadline.seconds));
    }
    arguments.extend(notify::late(pipeline));
    arguments.extend(parameters::argument(plan));
    arguments.extend(notify::callbacks(pipeline, None));
    arguments.push(Argument::new("default_args", default_args(plan, parts)));
    arguments.push(Argument::new("tags", tags(pipeline)));
    Call::new("DAG", arguments).opened()
}

/// The first line of the documentation.
fn summary(pipeline: &PipelinePlan) -> Option<String> {
    let doc = pipeline.doc.as_deref()?.trim();
    let line = doc.lines().next().unwrap_or_default().trim();
    (!line.is_empty()).then(|| line.to_owned())
}

fn default_args(plan: &Plan, parts: Parts<'_>) -> Expression {
    let pipeline = &plan.pipeline;
    let mut items: Vec<(&str, Expression)> = Vec::new();
    if let Some(owner) = &pipeline.owner {
        items.push(("owner", Expression::text(owner)));
    }
    items.extend(retries(pipeline.retry.as_ref()));
    if let Some(hook) = deadline::hook(plan) {
        items.push(("pre_execute", hook));
    }
    if let Some(connection) = clusters::common(plan) {
        items.push((clusters::CONNECTION, connection));
    }
    items.push(("namespace", plain(&plan.environment.namespace)));
    items.push(("full_pod_spec", Expression::name(parts.pod)));
    let labels = parts.pods.parts.labels.iter();
    let labels = labels.map(|(key, value)| (key.clone(), plain(value)));
    items.push(("labels", Expression::Dict(labels.collect())));
    items.push(("annotations", parts.annotations));
    items.push((
        "schedule_timeout_seconds",
        Expression::name(node_wait(plan).to_string()),
    ));
    // A failed pod's whole manifest in the log helps nobody.
    items.push(("log_pod_spec_on_failure", Expression::bool(false)));
    let items = items
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value));
    Expression::Dict(items.collect())
}

/// How long a pod may wait for a node, in seconds: no shorter than clusters say it may take.
#[must_use]
pub fn node_wait(plan: &Plan) -> u64 {
    let clusters = plan.environment.clusters.iter();
    let longest = clusters.filter_map(|cluster| cluster.startup_seconds).max();
    longest.unwrap_or_default().max(NODE_WAIT)
}

/// How often and when a task is tried again; also where it is not: the installation's own default
/// may be another.
#[must_use]
pub fn retries(retry: Option<&Retry>) -> Vec<(&'static str, Expression)> {
    let times = retry.map_or(0, |retry| retry.times);
    let mut items = vec![("retries", Expression::name(times.to_string()))];
    if times > 0 {
        let backoff = retry
            .and_then(|retry| retry.backoff)
            .unwrap_or(Backoff::USUAL);
        items.push(("retry_delay", timedelta(backoff.first_seconds)));
        items.push(("retry_exponential_backoff", Expression::name("2.0")));
        items.push(("max_retry_delay", timedelta(backoff.longest_seconds)));
    }
    items
}

fn tags(pipeline: &PipelinePlan) -> Expression {
    let labels = pipeline.labels.iter();
    let tags = labels
        .map(|(key, value)| format!("{key}:{value}"))
        .filter(|tag| tag.chars().count() <= LONGEST_TAG);
    let all = std::iter::once("pipewright".to_owned()).chain(tags);
    Expression::List(all.map(|tag| Expression::text(&tag)).collect())
}
