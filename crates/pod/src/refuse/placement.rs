//! Volumes, node labels and services that no pod can have.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Container, Plan, Task};

use crate::names::{LONGEST_LABEL, is_dns_label, is_label_key, is_label_value};
use crate::rules::{UNUSABLE_NODE_LABEL, UNUSABLE_SERVICE, UNUSABLE_VOLUME};

/// Folders that are not an author's to mount over.
const TAKEN: &[&str] = &[
    "/pipewright",
    "/tmp",
    "/dev",
    "/proc",
    "/sys",
    "/etc",
    "/var/run/secrets",
];

/// Everything of this kind in one plan.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for task in &plan.pipeline.tasks {
        for container in task.every_container() {
            found.extend(volumes(task, container));
        }
        found.extend(node(task));
        found.extend(services(task));
    }
    found
}

fn volumes(task: &Task, container: &Container) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for volume in &container.volumes {
        let (claim, path) = (&volume.claim, &volume.path);
        let (message, help) = if !is_subdomain(claim) {
            (
                format!("`{claim}` is no name of a PersistentVolumeClaim"),
                "use up to 253 lower-case letters, digits, `-` and `.`",
            )
        } else if !is_plain_path(path) {
            (
                format!("no volume is mounted at `{path}`"),
                "write a path from the root, without `.`, `..` and `:`: `/cache`",
            )
        } else if let Some(taken) = TAKEN.iter().find(|taken| is_within(path, taken)) {
            (
                format!("no volume is mounted at `{path}`: `{taken}` is the engine's own"),
                "choose another folder: `/cache`",
            )
        } else if !seen.insert(path) {
            (
                format!("two volumes of `{}` are mounted at `{path}`", task.name),
                "give each a folder of its own",
            )
        } else {
            continue;
        };
        found.push(
            Diagnostic::new(
                &UNUSABLE_VOLUME,
                message,
                container.origin.span,
                "is mounted here",
            )
            .help(help),
        );
    }
    found
}

fn node(task: &Task) -> Vec<Diagnostic> {
    let bad = task
        .node
        .iter()
        .filter(|(key, value)| !is_label_key(key) || !is_label_value(value));
    bad.map(|(key, value)| {
        let message = format!("no node has a label `{key}` with the value `{value}`");
        Diagnostic::new(
            &UNUSABLE_NODE_LABEL,
            message,
            task.origin.span,
            "asks for it",
        )
        .help("use a label as `kubectl get nodes --show-labels` shows it")
    })
    .collect()
}

/// The containers of a pod have one address: a port is free once.
fn services(task: &Task) -> Vec<Diagnostic> {
    let mut ports: BTreeMap<u16, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for service in &task.services {
        let name = service.container.name.as_str();
        let message = if service.port == 0 {
            format!("service `{name}` answers on no port")
        } else if let Some(other) = ports.insert(service.port, name) {
            format!(
                "services `{other}` and `{name}` of `{}` share port {}",
                task.name, service.port
            )
        } else {
            continue;
        };
        found.push(
            Diagnostic::new(
                &UNUSABLE_SERVICE,
                message,
                service.container.origin.span,
                "this service",
            )
            .help("give each service of a step a port of its own"),
        );
    }
    found
}

fn is_subdomain(text: &str) -> bool {
    text.len() <= 253
        && text
            .split('.')
            .all(|label| is_dns_label(label, LONGEST_LABEL))
}

/// Absolute, and what it says: no part of it leads elsewhere.
fn is_plain_path(path: &str) -> bool {
    let Some(rest) = path.strip_prefix('/') else {
        return false;
    };
    !rest.is_empty()
        && !rest.contains([':', '\0', '\\'])
        && rest.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn is_within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
