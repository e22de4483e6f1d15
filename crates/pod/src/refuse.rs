//! What no pod of a pipeline can keep, whatever the engine: sizes, names, labels, hosts.

mod placement;

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Plan, SecretUse, Task};

use crate::hosts::{Host, host};
use crate::network::endpoints;
use crate::rules::{FORBIDDEN_HOST, NAMES_MEET, SQL_TOO_LARGE, UNUSABLE_LABEL};
use crate::{FileBundle, labels, names, secrets};

/// The largest ConfigMap, in bytes.
pub const LONGEST_CONFIG_MAP: usize = 1 << 20;

/// What is wrong with one plan; `target` is the target that asks.
#[must_use]
pub fn refuse(plan: &Plan, target: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(sql_size(plan, target));
    found.extend(container_names(plan));
    found.extend(sql_names(plan));
    found.extend(secret_names(&secrets(plan), plan));
    found.extend(unusable_labels(plan));
    found.extend(forbidden_hosts(plan));
    found.extend(placement::refuse(plan));
    found
}

/// What is wrong with all plans of one environment together: two secrets of one name. That two
/// pipelines have one is found before any target is asked.
#[must_use]
pub fn refuse_together(plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut paths: BTreeMap<String, (String, &Plan)> = BTreeMap::new();
    for &plan in plans {
        for used in secrets(plan) {
            let (path, first) = paths
                .entry(used.secret.clone())
                .or_insert_with(|| (used.path.clone(), plan));
            if *path != used.path && first.pipeline.name != plan.pipeline.name {
                found.push(
                    secrets_meet(path, &used.path, &used.secret, plan)
                        .with_related(first.pipeline.origin.span, format!("`{path}` is used here")),
                );
            }
        }
    }
    found
}

/// The first task, and a task it needs, that hand rows to each other where the environment has no
/// staging: what an engine that gives each task a pod of its own cannot do.
#[must_use]
pub fn needs_staging(plan: &Plan) -> Option<(&Task, &str)> {
    if plan.environment.staging.is_some() {
        return None;
    }
    let yielding: BTreeSet<&str> = plan
        .pipeline
        .tasks
        .iter()
        .filter(|task| !task.outputs.is_empty())
        .map(|task| task.name.as_str())
        .collect();
    plan.pipeline.tasks.iter().find_map(|task| {
        let from = task
            .needs
            .iter()
            .find(|need| yielding.contains(need.as_str()))?;
        Some((task, from.as_str()))
    })
}

fn sql_size(plan: &Plan, target: &str) -> Option<Diagnostic> {
    let size = FileBundle::of(plan).size();
    // Room is left for what an engine adds.
    let most = LONGEST_CONFIG_MAP - 4096;
    (size > most).then(|| {
        let message = format!(
            "the SQL files of `{}` have {size} bytes, more than the {most} that fit the ConfigMap \
             target `{target}` carries them in",
            plan.pipeline.name
        );
        let mut largest: Vec<(&str, usize)> = plan
            .pipeline
            .tasks
            .iter()
            .flat_map(|task| task.every_container())
            .filter_map(|container| container.file.as_ref())
            .map(|file| (file.name.as_str(), file.text.len()))
            .collect();
        largest.sort_by_key(|(name, size)| (std::cmp::Reverse(*size), *name));
        let mut diagnostic = Diagnostic::new(
            &SQL_TOO_LARGE,
            message,
            plan.pipeline.origin.span,
            "this pipeline",
        );
        for (name, size) in largest.iter().take(3) {
            diagnostic = diagnostic.because(format!("`{name}` has {size} bytes"));
        }
        diagnostic.help("split the pipeline, or shorten the lists in its conditions")
    })
}

fn container_names(plan: &Plan) -> Vec<Diagnostic> {
    let mut seen = BTreeMap::new();
    let mut found = Vec::new();
    for container in plan
        .pipeline
        .tasks
        .iter()
        .flat_map(|task| task.every_container())
    {
        let name = container.name.as_str();
        if let Some(other) = seen.insert(name, &container.origin) {
            let message = format!(
                "two containers of `{}` are called `{name}`",
                plan.pipeline.name
            );
            found.push(
                Diagnostic::new(&NAMES_MEET, message, container.origin.span, "this one …")
                    .with_related(other.span, "… and this one")
                    .help("rename one of the steps so that they differ in a letter or digit"),
            );
        }
    }
    found
}

fn sql_names(plan: &Plan) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for container in plan
        .pipeline
        .tasks
        .iter()
        .flat_map(|task| task.every_container())
    {
        let Some(file) = &container.file else {
            continue;
        };
        let known = seen.entry(&file.name).or_insert(&file.text);
        if *known != file.text.as_str() {
            let message = format!(
                "two SQL files of `{}` are called `{}`",
                plan.pipeline.name, file.name
            );
            found.push(
                Diagnostic::new(
                    &NAMES_MEET,
                    message,
                    container.origin.span,
                    "needs the second one",
                )
                .help("rename one of the steps so that they differ in a letter or digit"),
            );
        }
    }
    found
}

fn secret_names(used: &[SecretUse], plan: &Plan) -> Vec<Diagnostic> {
    used.iter()
        .zip(used.iter().skip(1))
        .filter(|(one, other)| one.secret == other.secret)
        .map(|(one, other)| secrets_meet(&one.path, &other.path, &one.secret, plan))
        .collect()
}

fn secrets_meet(one: &str, other: &str, secret: &str, plan: &Plan) -> Diagnostic {
    let message =
        format!("secrets `{one}` and `{other}` are both called `{secret}` in the cluster");
    Diagnostic::new(
        &NAMES_MEET,
        message,
        plan.pipeline.origin.span,
        "this pipeline uses it",
    )
    .help("keep one of them under a path that differs in a letter or digit")
}

fn unusable_labels(plan: &Plan) -> Vec<Diagnostic> {
    let span = plan
        .ledger
        .constraints
        .iter()
        .find(|constraint| constraint.kind == pipewright_plan::ConstraintKind::Labels)
        .map_or(plan.pipeline.origin.span, |constraint| {
            constraint.origin.span
        });
    let mut found = Vec::new();
    for (key, value) in &plan.pipeline.labels {
        let (message, help) = if labels::is_reserved(key) {
            (
                format!("label `{key}` is set by the compiler"),
                "use a key of your own domain: `acme.com/team`",
            )
        } else if !names::is_label_key(key) {
            (
                format!("`{key}` is no key of a label"),
                "use up to 63 letters, digits, `-`, `_`, `.`, with a domain and `/` before it if need be",
            )
        } else if !names::is_label_value(value) {
            (
                format!("`{value}` is no value of a label"),
                "use up to 63 letters, digits, `-`, `_`, `.`, with a letter or digit at both ends",
            )
        } else {
            continue;
        };
        found.push(
            Diagnostic::new(&UNUSABLE_LABEL, message, span, format!("label `{key}`")).help(help),
        );
    }
    found
}

fn forbidden_hosts(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for endpoint in endpoints(plan) {
        let Host::Forbidden(reason) = host(&endpoint.host) else {
            continue;
        };
        let owner = plan
            .datasets
            .iter()
            .find(|dataset| dataset.endpoints.contains(endpoint));
        let stated = plan.pipeline.tasks.iter().flat_map(|task| &task.egress);
        let stated = stated
            .filter(|host| host.endpoint == *endpoint)
            .map(|host| host.origin.span);
        let span = owner
            .map(|dataset| dataset.origin.span)
            .or_else(|| stated.reduce(|first, _| first))
            .unwrap_or(plan.pipeline.origin.span);
        let message = format!(
            "`{}` may not be reached from a pipeline: {reason}",
            endpoint.host
        );
        found.push(
            Diagnostic::new(&FORBIDDEN_HOST, message, span, "this would reach it")
                .help("name the host itself, and hand credentials over as `secret(\"…\")`"),
        );
    }
    found
}
