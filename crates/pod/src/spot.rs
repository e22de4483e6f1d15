//! Nodes that may be taken away: pods that must not be interrupted are kept off them, those that
//! may are let onto them and prefer them.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{
    NodeSelectorRequirement, NodeSelectorTerm, PreferredSchedulingTerm, Toleration,
};
use pipewright_plan::{Constraint, Plan, Task, spot_labels};

use crate::parts::{one_of, places_of};

/// The labels of such nodes in the clusters that these tasks stand in; none where somebody did not
/// say them, which is refused where they are needed.
fn labels<'a>(plan: &'a Plan, tasks: &[&Task]) -> BTreeSet<(&'a str, &'a str)> {
    let allowed = places_of(plan, tasks);
    let chosen = plan.clusters_of(tasks.iter().copied());
    let used = plan.environment.clusters.iter().filter(|cluster| {
        // Before a cluster is chosen, all that may be.
        let mut places = cluster.region.places.iter();
        let is_chosen = chosen.iter().any(|known| known.name == cluster.name);
        is_chosen || chosen.is_empty() && places.all(|place| allowed.contains(&place.name.as_str()))
    });
    spot_labels(used).unwrap_or_default()
}

/// Whether a pod of these tasks must not be interrupted: one of them must not.
fn is_kept_off(plan: &Plan, tasks: &[&Task]) -> bool {
    tasks.iter().any(|task| {
        task.interruptible
            .as_ref()
            .is_some_and(|said| !said.allowed)
    }) && !labels(plan, tasks).is_empty()
}

/// Whether a pod of these tasks may be interrupted: all of them may.
fn is_let_on(plan: &Plan, tasks: &[&Task]) -> bool {
    let mut working = tasks
        .iter()
        .filter(|task| !task.containers.is_empty())
        .peekable();
    working.peek().is_some()
        && working.all(|task| task.interruptible.as_ref().is_some_and(|said| said.allowed))
        && !labels(plan, tasks).is_empty()
}

/// What a node must not have.
pub(crate) fn kept_off(plan: &Plan, tasks: &[&Task]) -> Vec<NodeSelectorRequirement> {
    if !is_kept_off(plan, tasks) {
        return Vec::new();
    }
    let each = labels(plan, tasks).into_iter();
    each.map(|(key, value)| NodeSelectorRequirement {
        operator: "NotIn".to_owned(),
        ..one_of(key, vec![value])
    })
    .collect()
}

/// What a node had better have.
pub(crate) fn preferred(plan: &Plan, tasks: &[&Task]) -> Vec<PreferredSchedulingTerm> {
    if !is_let_on(plan, tasks) {
        return Vec::new();
    }
    let each = labels(plan, tasks).into_iter();
    each.map(|(key, value)| PreferredSchedulingTerm {
        weight: 100,
        preference: NodeSelectorTerm {
            match_expressions: Some(vec![one_of(key, vec![value])]),
            match_fields: None,
        },
    })
    .collect()
}

/// Such nodes often refuse pods by a taint of the same name as their label.
pub(crate) fn tolerations(plan: &Plan, tasks: &[&Task]) -> Vec<Toleration> {
    if !is_let_on(plan, tasks) {
        return Vec::new();
    }
    let each = labels(plan, tasks).into_iter();
    each.map(|(key, value)| Toleration {
        key: Some(key.to_owned()),
        operator: Some("Equal".to_owned()),
        value: Some(value.to_owned()),
        effect: Some("NoSchedule".to_owned()),
        ..Toleration::default()
    })
    .collect()
}

/// How a constraint on interruptions is kept by the pods of some tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// `requiredDuringSchedulingIgnoredDuringExecution`, with `NotIn`.
    Off,
    /// `preferredDuringSchedulingIgnoredDuringExecution`, and tolerations.
    On,
}

impl Kept {
    /// The field below `nodeAffinity` that keeps it.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Off => "requiredDuringSchedulingIgnoredDuringExecution",
            Self::On => "preferredDuringSchedulingIgnoredDuringExecution",
        }
    }

    /// Why that keeps it.
    #[must_use]
    pub const fn because(self) -> &'static str {
        match self {
            Self::Off => "no node that may be taken away will do",
            Self::On => "nodes that may be taken away are preferred",
        }
    }
}

/// How a pod of these tasks keeps what they say of interruptions; `None` where no node may be taken
/// away, or where tasks that say otherwise share the pod.
#[must_use]
pub fn kept(plan: &Plan, tasks: &[&Task]) -> Option<Kept> {
    if is_kept_off(plan, tasks) {
        Some(Kept::Off)
    } else {
        is_let_on(plan, tasks).then_some(Kept::On)
    }
}

/// The tasks that a constraint on interruptions is about: the one it names, or all that say what
/// the pipeline says.
#[must_use]
pub fn asked<'a>(plan: &'a Plan, constraint: &Constraint) -> Vec<&'a Task> {
    let tasks = plan.pipeline.tasks.iter();
    match constraint.id.split_once('/') {
        Some((_, name)) => tasks.filter(|task| task.name == name).collect(),
        None => {
            let said = plan.pipeline.interruptible.as_ref();
            let alike = tasks.filter(|task| task.interruptible.as_ref() == said);
            alike.filter(|task| !task.containers.is_empty()).collect()
        }
    }
}
