//! Where the tasks of a plan run: the cluster that was chosen for each.

use std::collections::BTreeSet;

use crate::{ClusterPlan, Plan, Task};

/// Targets whose runs are objects of one cluster: all pods of a run stand in it.
const WHOLE_RUNS: [&str; 2] = ["argo_workflows", "kubernetes"];

impl Plan {
    /// The first target that keeps a whole run in one cluster.
    #[must_use]
    pub fn whole_run_target(&self) -> Option<&str> {
        let targets = self.environment.targets.iter();
        let mut names = targets.map(|target| target.name.as_str());
        names.find(|name| WHOLE_RUNS.contains(name))
    }

    /// Whether all tasks run in one cluster: a target keeps a whole run in one, or there is no other.
    #[must_use]
    pub fn runs_in_one_cluster(&self) -> bool {
        self.environment.clusters.len() < 2 || self.whole_run_target().is_some()
    }

    /// The cluster that was chosen for a task; none for tasks without containers.
    #[must_use]
    pub fn cluster_of(&self, task: &Task) -> Option<&ClusterPlan> {
        let name = task.cluster.as_ref()?;
        let mut clusters = self.environment.clusters.iter();
        clusters.find(|cluster| cluster.name == *name)
    }

    /// The clusters that were chosen for these tasks, in the order of the environment.
    #[must_use]
    pub fn clusters_of<'a>(&self, tasks: impl IntoIterator<Item = &'a Task>) -> Vec<&ClusterPlan> {
        let chosen: BTreeSet<&str> = tasks
            .into_iter()
            .filter_map(|task| task.cluster.as_deref())
            .collect();
        let clusters = self.environment.clusters.iter();
        clusters
            .filter(|cluster| chosen.contains(cluster.name.as_str()))
            .collect()
    }

    /// The clusters that were chosen, in the order of the environment.
    #[must_use]
    pub fn clusters(&self) -> Vec<&ClusterPlan> {
        self.clusters_of(&self.pipeline.tasks)
    }

    /// The cluster that the objects of a run belong to, where a target keeps a whole run in one. The
    /// first one for a run without pods.
    #[must_use]
    pub fn home(&self) -> Option<&ClusterPlan> {
        let chosen = self.clusters().into_iter().next();
        chosen.or(self.environment.clusters.first())
    }
}
