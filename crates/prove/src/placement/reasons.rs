//! Why a cluster was chosen, and why none of the others, one line for each.

use pipewright_plan::{ClusterPlan, Plan, Task};

use super::choice::{Candidate, claims};
use super::nearness::Near;
use crate::show;

/// At most this many datasets are named.
const MOST_NAMED: usize = 4;

/// The chosen one first, then the others in the order of the environment, then what stands together.
pub(super) fn of(
    plan: &Plan,
    members: &[&Task],
    candidates: &[Candidate<'_>],
    chosen: &Candidate<'_>,
    suits: bool,
) -> Vec<String> {
    let mut lines = Vec::new();
    if suits {
        lines.push(first(plan, candidates, chosen));
    }
    for candidate in candidates {
        let is_chosen = candidate.cluster.name == chosen.cluster.name;
        if !(suits && is_chosen) {
            lines.push(other(candidate, chosen));
        }
    }
    if candidates.len() > 1 {
        lines.extend(together(plan, members));
    }
    lines
}

/// A cluster and where it stands.
fn named(cluster: &ClusterPlan) -> String {
    format!("{} ({})", cluster.name, show::region(&cluster.region))
}

fn first(plan: &Plan, candidates: &[Candidate<'_>], chosen: &Candidate<'_>) -> String {
    let name = named(chosen.cluster);
    let unknown = if chosen.cluster.nodes.is_empty() {
        "; nobody says what nodes it has"
    } else {
        ""
    };
    if let [_] = candidates {
        let environment = &plan.environment.name;
        return format!("{name} is the only cluster of {environment}{unknown}");
    }
    let fitting = candidates.iter().filter(|candidate| {
        let unsaid = candidate.unsaid.is_some() && chosen.unsaid.is_none();
        candidate.out.is_none() && !unsaid
    });
    if fitting.count() == 1 {
        return format!("{name} is the only one that fits{unknown}");
    }
    match there(&chosen.near) {
        Some(there) => format!("{name} is the nearest that fits: {there}{unknown}"),
        None => format!("{name} stands first of those that fit: no data lies with any{unknown}"),
    }
}

fn other(candidate: &Candidate<'_>, chosen: &Candidate<'_>) -> String {
    let name = named(candidate.cluster);
    if let Some((_, reason)) = &candidate.out {
        return format!("{name}: {reason}");
    }
    if candidate.cluster.nodes.is_empty() && !chosen.cluster.nodes.is_empty() {
        return format!("{name}: nobody says what nodes it has");
    }
    if let (Some(unsaid), None) = (&candidate.unsaid, &chosen.unsaid) {
        return format!("{name}: {unsaid}");
    }
    if candidate.rank() == chosen.rank() {
        let chosen = &chosen.cluster.name;
        return format!("{name} fits too, no farther: {chosen} stands before it");
    }
    let there = there(&candidate.near).unwrap_or_else(|| "no data lies there".to_owned());
    format!("{name} fits too, farther: {there}")
}

/// What lies with a cluster.
fn there(near: &Near<'_>) -> Option<String> {
    let mut parts = Vec::new();
    if !near.data.is_empty() {
        let verb = if near.data.len() == 1 { "lies" } else { "lie" };
        parts.push(format!("{} {verb} there", names(&near.data)));
    }
    if !near.replicas.is_empty() {
        parts.push(format!("copies of {} lie there", names(&near.replicas)));
    }
    if near.staging {
        let alone = parts.is_empty();
        let line = if alone {
            "staging lies there"
        } else {
            "so does staging"
        };
        parts.push(line.to_owned());
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn names(all: &[&str]) -> String {
    let mut shown: Vec<String> = all
        .iter()
        .take(MOST_NAMED)
        .map(|name| (*name).to_owned())
        .collect();
    let more = all.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    show::list(&shown)
}

/// Why tasks are chosen for together.
pub(super) fn together(plan: &Plan, members: &[&Task]) -> Option<String> {
    let (first, rest) = members.split_first()?;
    if rest.is_empty() {
        return None;
    }
    if let Some(target) = plan.whole_run_target() {
        let line = match target {
            "kubernetes" => "all tasks stand together: on kubernetes a run is one pod",
            _ => "all tasks stand together: a workflow is an object of one cluster",
        };
        return Some(line.to_owned());
    }
    let claim = claims(first).next()?;
    let names: Vec<&str> = members.iter().map(|task| task.name.as_str()).collect();
    Some(format!(
        "{} stand together: a volume such as {claim} belongs to one cluster",
        self::names(&names)
    ))
}
