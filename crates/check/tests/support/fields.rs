//! What stands around steps, datasets and pipelines, as text: parts of [`super::dump`].

use std::fmt::{Debug, Write as _};
use std::sync::LazyLock;

use pipewright_model::{Check, Dataset, Pipeline, Policy, Step};
use pipewright_plan::Event;
use regex::Regex;

static ORIGIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"Origin \{ file: "([^"]*)", line: (\d+), span: [0-9:.]+ \}"#).unwrap()
});

/// How a dataset is cut, ordered and announced.
pub fn of_dataset(dataset: &Dataset) -> String {
    let facts = &dataset.facts;
    let mut out = String::new();
    some(&mut out, "  partition", facts.partition.as_ref());
    some(&mut out, "  cursor", facts.cursor.as_ref());
    // Every bucket of S3 announces its objects.
    let event = facts.event.as_ref();
    let usual =
        |event: &&Event| matches!(event, Event::ObjectCreated { cloud, .. } if cloud == "aws");
    some(&mut out, "  event", event.filter(|event| !usual(event)));
    if facts.abilities.incremental {
        out += "  incremental\n";
    }
    out
}

/// What a pipeline says of time and of places.
pub fn of_pipeline(pipeline: &Pipeline) -> String {
    let mut out = String::new();
    some(&mut out, "  backfill", pipeline.backfill.as_ref());
    some(&mut out, "  late data", pipeline.late_data.as_ref());
    some(&mut out, "  parallelism", pipeline.parallelism.as_ref());
    each(&mut out, "  place", &pipeline.places);
    for reaction in &pipeline.reactions {
        let kinds: Vec<&str> = reaction
            .notify
            .iter()
            .map(|one| one.connector.as_str())
            .collect();
        line(&mut out, "  on", &(reaction.event, &reaction.task, kinds));
    }
    out
}

/// What stands around a step's container.
pub fn of_step(step: &Step) -> String {
    let mut out = String::new();
    let retry = step.retry.as_ref();
    some(
        &mut out,
        "    backoff",
        retry.and_then(|retry| retry.backoff.as_ref()),
    );
    some(&mut out, "    may fail", step.allowed_failure.as_ref());
    each(&mut out, "    place", &step.places);
    each(&mut out, "    volume", &step.volumes);
    if !step.node.is_empty() {
        line(&mut out, "    node", &step.node);
    }
    each(&mut out, "    service", &step.services);
    some(&mut out, "    script", step.script.as_ref());
    out
}

/// Where the rows of a check go that break it.
pub fn of_check(check: &Check) -> String {
    let mut out = String::new();
    some(&mut out, "    rejecting", check.rejecting.as_ref());
    out
}

/// A policy.
pub fn of_policy(policy: &Policy) -> String {
    let mut out = format!("policy {:?} for {:?}\n", policy.title, policy.subject);
    for requirement in &policy.requirements {
        line(&mut out, "  require", &requirement.condition);
        line(&mut out, "    else", &requirement.message);
    }
    out
}

fn each<T: Debug>(out: &mut String, what: &str, values: &[T]) {
    for value in values {
        line(out, what, value);
    }
}

fn some<T: Debug>(out: &mut String, what: &str, value: Option<&T>) {
    if let Some(value) = value {
        line(out, what, value);
    }
}

fn line<T: Debug>(out: &mut String, what: &str, value: &T) {
    let shown = format!("{value:?}");
    let shown = ORIGIN.replace_all(&shown, "($1:$2)");
    let _ = writeln!(out, "{what} {shown}");
}
