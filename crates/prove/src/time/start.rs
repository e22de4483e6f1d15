//! The start of pods: what a sum leaves out where a cluster does not say how long it takes.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{ClusterPlan, Deadline, Plan};

use super::Run;
use crate::findings::Findings;
use crate::residency::awaited_clusters;
use crate::{rules, show};

/// What a sum says of the start of pods, where it is not in it.
pub(super) fn not_counted(plan: &Plan, runs: &[Run]) -> Option<String> {
    let engines: Vec<String> = open(runs).map(|run| run.engine.name.clone()).collect();
    let clusters: Vec<String> = silent(plan)
        .iter()
        .map(|cluster| show::quoted(&cluster.name))
        .collect();
    let say = if clusters.len() > 1 { "say" } else { "says" };
    (!engines.is_empty() && !clusters.is_empty()).then(|| {
        format!(
            "waiting for nodes and images on {} is not counted: {} {say} no `startup`",
            show::list(&engines),
            show::list(&clusters)
        )
    })
}

/// The runs whose sums have no start in them, though no timeout holds it.
fn open(runs: &[Run]) -> impl Iterator<Item = &Run> {
    let open = |run: &&Run| run.engine.start.is_none() && !run.engine.start_in_timeout;
    runs.iter().filter(open)
}

/// The clusters pods run on that do not say how long the start of one may take.
fn silent(plan: &Plan) -> Vec<&ClusterPlan> {
    let mut clusters = awaited_clusters(plan);
    clusters.retain(|cluster| cluster.startup_seconds.is_none());
    clusters
}

/// A guarantee was demanded, and one part of its sum is nowhere to be read.
pub(super) fn unknown(plan: &Plan, deadline: &Deadline, runs: &[Run], findings: &mut Findings) {
    let Some(run) = open(runs).next() else {
        return;
    };
    for cluster in silent(plan) {
        findings.report(
            Diagnostic::new(
                &rules::START_UNKNOWN,
                format!(
                    "nobody says how long pods on the cluster `{}` wait for a node and its images",
                    cluster.name
                ),
                cluster.origin.span,
                "no `startup` is written",
            )
            .with_related(deadline.origin.span, "a guarantee that does not count it")
            .because(format!(
                "because on {} the timeouts of tasks begin when their pods have a node",
                run.engine.name
            ))
            .help("write the longest, as `startup = 2m`"),
        );
    }
}
