//! The pods of a run: who needs how much, how long, and on which nodes it may stand.

use pipewright_plan::{ClusterPlan, NodePool, Plan, Resources, Task};

use crate::placement::{fits, pod};
use crate::residency::used_clusters;

/// A pod, or several alike.
pub struct Pod<'a> {
    /// Its task, or the pipeline where one pod runs all.
    pub name: &'a str,
    /// Its tasks.
    pub tasks: Vec<&'a Task>,
    /// What it asks for.
    pub needs: Resources,
    /// How many there are in all.
    pub count: u64,
    /// Seconds of one, where nothing fails.
    pub clean_seconds: u64,
    /// Seconds of one, where every attempt runs into its timeout.
    pub worst_seconds: u64,
}

/// A node of a cluster that a pod may stand on.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub cluster: &'a ClusterPlan,
    pub pool: &'a NodePool,
}

/// The nodes that fit, of the clusters that were chosen for these tasks.
pub fn nodes<'a>(plan: &'a Plan, tasks: &[&'a Task], needs: &Resources) -> Vec<Node<'a>> {
    let clusters = used_clusters(plan, tasks.iter().copied()).into_iter();
    clusters
        .flat_map(|cluster| cluster.nodes.iter().map(move |pool| Node { cluster, pool }))
        .filter(|node| fits(node.pool, needs))
        .collect()
}

/// The pod of one task, as engines that run tasks side by side have it.
pub fn pod_of(task: &Task) -> Pod<'_> {
    let attempts = attempts(task.retry.as_ref().map_or(0, |retry| retry.times));
    let fan_out = task.fan_out.as_ref();
    Pod {
        name: &task.name,
        tasks: vec![task],
        needs: pod(std::iter::once(task)),
        count: fan_out.map_or(1, |known| u64::from(known.max)),
        clean_seconds: clean(task),
        worst_seconds: task.timeout_seconds.saturating_mul(attempts),
    }
}

/// One pod a task, of those that have any.
pub fn of_tasks(plan: &Plan) -> Vec<Pod<'_>> {
    let tasks = plan.pipeline.tasks.iter();
    tasks
        .filter(|task| !task.containers.is_empty())
        .map(pod_of)
        .collect()
}

/// One pod for all tasks, as the kubernetes target has it.
pub fn of_run(plan: &Plan) -> Option<Pod<'_>> {
    let targets = &plan.environment.targets;
    if !targets.iter().any(|target| target.name == "kubernetes") {
        return None;
    }
    let tasks: Vec<&Task> = plan.pipeline.tasks.iter().collect();
    let times = tasks.iter().filter_map(|task| task.retry.as_ref());
    let times = times.chain(&plan.pipeline.retry).map(|retry| retry.times);
    let sum = |seconds: fn(&Task) -> u64| {
        let each = tasks.iter().filter(|task| !task.containers.is_empty());
        each.fold(0_u64, |sum, task| sum.saturating_add(seconds(task)))
    };
    Some(Pod {
        name: &plan.pipeline.name,
        needs: pod(plan.pipeline.tasks.iter()),
        count: 1,
        clean_seconds: sum(clean),
        worst_seconds: sum(|task| task.timeout_seconds)
            .saturating_mul(attempts(times.max().unwrap_or(0))),
        tasks,
    })
}

fn attempts(retries: u32) -> u64 {
    u64::from(retries).saturating_add(1)
}

/// As long as its author expects it to take, or its whole timeout.
fn clean(task: &Task) -> u64 {
    let expected = task.expected.as_ref().map(|expected| expected.seconds);
    expected.unwrap_or(task.timeout_seconds)
}
