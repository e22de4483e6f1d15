//! How near a cluster is to the data that tasks touch.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{ClusterPlan, DatasetPlan, Plan, RegionSet, Task};

/// Where the data lies.
pub(super) struct Data<'a> {
    datasets: BTreeMap<&'a str, &'a DatasetPlan>,
    staging: Option<&'a RegionSet>,
}

/// What lies in the places of a cluster.
pub(super) struct Near<'a> {
    /// Datasets.
    pub data: Vec<&'a str>,
    /// Datasets of which only copies do.
    pub replicas: Vec<&'a str>,
    /// Whether rows that wait between tasks do.
    pub staging: bool,
}

impl<'a> Data<'a> {
    pub fn of(plan: &'a Plan) -> Self {
        let datasets = plan.datasets.iter();
        Self {
            datasets: datasets
                .map(|dataset| (dataset.name.as_str(), &**dataset))
                .collect(),
            staging: plan
                .environment
                .staging
                .as_ref()
                .map(|staging| &staging.region),
        }
    }

    /// What these tasks touch that lies where the cluster does.
    pub fn near(&self, cluster: &ClusterPlan, tasks: &[&'a Task]) -> Near<'a> {
        let touched: BTreeSet<&'a str> = tasks
            .iter()
            .flat_map(|task| task.datasets.iter().map(String::as_str))
            .collect();
        let mut near = Near {
            data: Vec::new(),
            replicas: Vec::new(),
            staging: false,
        };
        for name in touched {
            let Some(dataset) = self.datasets.get(name) else {
                continue;
            };
            let copies = dataset.replicas.as_ref().map(|copies| &copies.region);
            if lies_with(dataset.region.as_ref(), cluster) {
                near.data.push(name);
            } else if lies_with(copies, cluster) {
                near.replicas.push(name);
            }
        }
        let stages = tasks.iter().any(|task| task.uses_staging);
        near.staging = stages && lies_with(self.staging, cluster);
        near
    }
}

/// Whether something may lie in a place in which the cluster stands. What may lie anywhere is near
/// to nothing.
fn lies_with(region: Option<&RegionSet>, cluster: &ClusterPlan) -> bool {
    region.is_some_and(|region| {
        !region.is_anywhere() && region.outside(&cluster.region).len() < region.places.len()
    })
}
