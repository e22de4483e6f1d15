//! Nodes that may be taken away: only work that may be interrupted stands on them.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Interruptible, Plan, Task, spot_labels};

use super::pods::{Node, nodes};
use crate::findings::Findings;
use crate::placement::pod;
use crate::residency::used_clusters;
use crate::{rules, show};

pub fn prove(plan: &Plan, findings: &mut Findings) {
    if let Some(said) = &plan.pipeline.interruptible {
        let tasks = plan.pipeline.tasks.iter();
        let tasks = tasks.filter(|task| task.interruptible.as_ref() == Some(said));
        demanded(
            plan,
            "interruptible",
            said,
            &tasks.collect::<Vec<_>>(),
            findings,
        );
    }
    for task in &plan.pipeline.tasks {
        let own = task.interruptible.as_ref();
        if let Some(own) = own.filter(|own| plan.pipeline.interruptible.as_ref() != Some(*own)) {
            let id = format!("interruptible/{}", task.name);
            demanded(plan, &id, own, &[task], findings);
        }
    }
    unsaid(plan, findings);
}

/// Whether an interruption is one attempt of several, or no failure of the run.
fn is_harmless(task: &Task) -> bool {
    task.retry.as_ref().is_some_and(|retry| retry.times > 0) || task.allowed_failure.is_some()
}

fn demanded(plan: &Plan, id: &str, said: &Interruptible, tasks: &[&Task], findings: &mut Findings) {
    if said.allowed {
        may_be(id, said, tasks, findings);
    } else {
        must_not_be(plan, id, said, tasks, findings);
    }
}

fn may_be(id: &str, said: &Interruptible, tasks: &[&Task], findings: &mut Findings) {
    let harmed: Vec<&&Task> = tasks.iter().filter(|task| !is_harmless(task)).collect();
    let Some(first) = harmed.first() else {
        let lines = tasks.iter().take(3).map(|task| {
            task.retry.as_ref().map_or_else(
                || format!("{} may fail", task.name),
                |retry| format!("{} is tried again up to {} times", task.name, retry.times),
            )
        });
        findings.proven(id.to_owned(), &rules::INTERRUPTED, lines.collect());
        return;
    };
    findings.report(
        Diagnostic::new(
            &rules::INTERRUPTED,
            format!(
                "{} may be interrupted, and an interruption would fail the run",
                names(&harmed)
            ),
            said.origin.span,
            "an interruption is a failed attempt",
        )
        .because(format!("`{}` is not tried again", first.name))
        .help("write `retry 1 times`, or `interruptible false`"),
    );
}

fn must_not_be(
    plan: &Plan,
    id: &str,
    said: &Interruptible,
    tasks: &[&Task],
    findings: &mut Findings,
) {
    let clusters = used_clusters(plan, tasks.iter().copied());
    let taken = |cluster: &&pipewright_plan::ClusterPlan| {
        (cluster.nodes.is_empty() && cluster.spot) || cluster.nodes.iter().any(|pool| pool.spot)
    };
    if !clusters.iter().any(taken) {
        let lines = clusters
            .iter()
            .map(|cluster| format!("no node of {} may be taken away", cluster.name));
        findings.proven(id.to_owned(), &rules::INTERRUPTED, lines.collect());
        return;
    }
    if let Err(cluster) = spot_labels(clusters.iter().copied()) {
        findings.report(
            Diagnostic::new(
                &rules::SPOT_UNKNOWN,
                format!(
                    "nobody says how the nodes of `{}` that may be taken away are told from others",
                    cluster.name
                ),
                cluster.origin.span,
                "no label is theirs alone",
            )
            .because("pods are kept off nodes by their labels".to_owned())
            .with_related(said.origin.span, "this work must not be interrupted")
            .help("write `labels = { \"karpenter.sh/capacity-type\" = \"spot\" }` in those `nodes`, with what your nodes have"),
        );
        return;
    }
    let nowhere = tasks.iter().find(|task| {
        let needs = pod(std::iter::once(**task));
        let fitting = nodes(plan, &[**task], &needs);
        !fitting.is_empty() && fitting.iter().all(|node| node.pool.spot)
    });
    if let Some(task) = nowhere {
        let needs = pod(std::iter::once(*task));
        findings.report(
            Diagnostic::new(
                &rules::NO_NODE,
                format!(
                    "no node is left for `{}`: those that fit may be taken away",
                    task.name
                ),
                said.origin.span,
                "must not be interrupted",
            )
            .because(format!("it needs {}", show::resources(&needs)))
            .help("add nodes that stay, or let it be interrupted"),
        );
    }
}

/// What nobody said anything of, where it may land on a node that is taken away.
fn unsaid(plan: &Plan, findings: &mut Findings) {
    let on_spot = |task: &&Task| -> Option<String> {
        let fitting = nodes(plan, &[*task], &pod(std::iter::once(*task)));
        let spot = fitting.iter().find(|Node { pool, .. }| pool.spot)?;
        Some(spot.cluster.name.clone())
    };
    let tasks = plan.pipeline.tasks.iter();
    let risky: Vec<&Task> = tasks
        .filter(|task| !task.containers.is_empty() && task.interruptible.is_none())
        .filter(|task| !is_harmless(task))
        .collect();
    let found: Vec<(&Task, String)> = risky
        .into_iter()
        .filter_map(|task| Some((task, on_spot(&task)?)))
        .collect();
    let Some((_, cluster)) = found.first() else {
        return;
    };
    let tasks: Vec<&&Task> = found.iter().map(|(task, _)| task).collect();
    let mut diagnostic = Diagnostic::new(
        &rules::MAY_BE_INTERRUPTED,
        format!(
            "{} may land on a node of `{cluster}` that is taken away, and the run then fails",
            names(&tasks)
        ),
        plan.pipeline.origin.span,
        "not tried again",
    );
    let declared = plan.environment.clusters.iter();
    if let Some(declared) = declared.clone().find(|known| known.name == *cluster) {
        diagnostic = diagnostic.with_related(declared.origin.span, "it has `spot` nodes");
    }
    findings.report(
        diagnostic.help("write `retry 1 times`, or `interruptible false` to be kept off them"),
    );
}

/// `` `a`, `b` and 3 more ``.
fn names(tasks: &[&&Task]) -> String {
    const MOST: usize = 3;
    let mut shown: Vec<String> = tasks
        .iter()
        .take(MOST)
        .map(|task| format!("`{}`", task.name))
        .collect();
    let more = tasks.len().saturating_sub(MOST);
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    show::list(&shown)
}
