//! Names and labels Airflow cannot take.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{ConstraintKind, Origin, Plan};

use crate::messages::this_target;
use crate::rules;

/// The longest id of a DAG or task.
const LONGEST_ID: usize = 250;

/// Labels the operator sets on every pod.
const OPERATOR_LABELS: &[&str] = &[
    "airflow_kpo_in_cluster",
    "airflow_version",
    "already_checked",
    "dag_id",
    "kubernetes_pod_operator",
    "map_index",
    "run_id",
    "task_id",
    "try_number",
];

/// Stricter than Airflow, whose pattern takes letters of any script and a final newline.
fn is_id(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
        && text
            .chars()
            .all(|part| part.is_ascii_alphanumeric() || part == '_' || part == '-')
}

/// Ids too long, of other characters, or given twice.
pub fn ids(plan: &Plan) -> Vec<Diagnostic> {
    let pipeline = &plan.pipeline;
    let mut found = Vec::new();
    let own = std::iter::once(("pipeline", &pipeline.name, &pipeline.origin));
    let tasks = pipeline
        .tasks
        .iter()
        .map(|task| ("task", &task.name, &task.origin));
    let mut seen: BTreeMap<&str, &Origin> = BTreeMap::new();
    for (what, name, origin) in own.chain(tasks) {
        if name.len() > LONGEST_ID || !is_id(name) {
            let shown: String = name.chars().take(40).collect();
            let message = format!("{} cannot call a {what} `{shown}`", this_target(plan));
            found.push(
                Diagnostic::new(&rules::ID, message, origin.span, "named here")
                    .because(format!(
                        "it has {} characters; an id has at most {LONGEST_ID}: letters, digits, \
                         `_` and `-`",
                        name.chars().count()
                    ))
                    .help("choose a shorter name"),
            );
        }
        if what == "task"
            && let Some(other) = seen.insert(name, origin)
        {
            let message = format!(
                "{} cannot call two tasks of `{}` `{name}`",
                this_target(plan),
                pipeline.name
            );
            found.push(
                Diagnostic::new(&rules::ID, message, origin.span, "this one …")
                    .with_related(other.span, "… and this one")
                    .help("rename one of the steps"),
            );
        }
    }
    found
}

/// Labels that the operator would overwrite.
pub fn operator_labels(plan: &Plan) -> Vec<Diagnostic> {
    let span = plan
        .ledger
        .constraints
        .iter()
        .find(|constraint| constraint.kind == ConstraintKind::Labels)
        .map_or(plan.pipeline.origin.span, |constraint| {
            constraint.origin.span
        });
    plan.pipeline
        .labels
        .keys()
        .filter(|key| OPERATOR_LABELS.contains(&key.as_str()))
        .map(|key| {
            Diagnostic::new(
                &rules::OPERATOR_LABEL,
                format!(
                    "{} cannot keep label `{key}`: Airflow sets it itself",
                    this_target(plan)
                ),
                span,
                format!("label `{key}`"),
            )
            .because("the operator finds its pods by this label and would overwrite the value")
            .help(format!("use a key of your own domain: `acme.com/{key}`"))
        })
        .collect()
}
