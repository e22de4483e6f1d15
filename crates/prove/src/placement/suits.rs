//! What rules a cluster out for tasks that stand together, the first reason of each.

use std::collections::BTreeSet;

use pipewright_plan::{ClusterPlan, NodePool, Plan, Quota, RegionSet, Resources, Task};

use super::fits;
use crate::capacity::{Pod, bounds, of_run, pod_of};
use crate::show;

/// What is asked of a cluster, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// It lies in the region of the pipeline.
    Region,
    /// So do its logs.
    Logs,
    /// It has nodes that are large enough.
    Nodes,
    /// Among them such that stay, for what must not be interrupted.
    Staying,
    /// Its quota grants what each pod asks for.
    Quota,
}

/// What tasks that stand together ask of a cluster.
pub(super) struct Wanted<'a> {
    region: Option<&'a RegionSet>,
    pods: Vec<Asked<'a>>,
}

/// A pod, and what it asks of its node.
struct Asked<'a> {
    pod: Pod<'a>,
    labels: Vec<(&'a str, &'a str)>,
    stays: bool,
}

/// What these tasks want: each has a pod of its own, and one has all of them on kubernetes.
pub(super) fn wanted<'a>(plan: &'a Plan, tasks: &[&'a Task]) -> Wanted<'a> {
    let clusters = plan.environment.clusters.iter();
    let pools = clusters.flat_map(|cluster| &cluster.nodes);
    // Nobody has to say every label of a node: one that nobody says of any rules out none.
    let said: BTreeSet<(&str, &str)> = pools
        .flat_map(|pool| &pool.labels)
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    let each = tasks.iter().copied().map(pod_of);
    let pods = each.chain(of_run(plan)).map(|pod| {
        let labels = pod.tasks.iter().flat_map(|task| &task.node);
        Asked {
            labels: labels
                .map(|(key, value)| (key.as_str(), value.as_str()))
                .filter(|label| said.contains(label))
                .collect(),
            stays: pod.tasks.iter().any(|task| {
                let said = task.interruptible.as_ref();
                said.is_some_and(|said| !said.allowed)
            }),
            pod,
        }
    });
    let region = plan.pipeline.region.as_ref();
    Wanted {
        region: region.filter(|region| !region.is_anywhere()),
        pods: pods.collect(),
    }
}

impl Wanted<'_> {
    /// Why they cannot stand there.
    pub fn rules_out(&self, cluster: &ClusterPlan) -> Option<(Stage, String)> {
        let reasons = [
            (Stage::Region, Self::abroad as fn(&Self, &ClusterPlan) -> _),
            (Stage::Logs, Self::logs_abroad),
            (Stage::Nodes, Self::too_small),
            (Stage::Staying, Self::taken_away),
            (Stage::Quota, Self::not_granted),
        ];
        let mut found = reasons
            .into_iter()
            .filter_map(|(stage, reason)| Some((stage, reason(self, cluster)?)));
        found.next()
    }

    fn abroad(&self, cluster: &ClusterPlan) -> Option<String> {
        let region = self.region?;
        (!cluster.region.is_inside(region)).then(|| format!("outside {}", region.name))
    }

    fn logs_abroad(&self, cluster: &ClusterPlan) -> Option<String> {
        let (region, logs) = (self.region?, cluster.logs.as_ref()?);
        let kept = show::region(logs);
        (!logs.outside(region).is_empty())
            .then(|| format!("its logs are kept in {kept}, outside {}", region.name))
    }

    fn too_small(&self, cluster: &ClusterPlan) -> Option<String> {
        if cluster.nodes.is_empty() {
            return None;
        }
        let without = |asked: &&Asked<'_>| {
            let mut pools = cluster.nodes.iter();
            !pools.any(|pool| fits(pool, asked.needs()))
        };
        let asked = self.pods.iter().find(without)?;
        Some(asked.lacking(cluster))
    }

    /// The labels that steps ask for, where none of the nodes that fit is said to have them.
    pub fn unsaid(&self, cluster: &ClusterPlan) -> Option<String> {
        let without = |asked: &&Asked<'_>| {
            let mut pools = cluster.nodes.iter();
            !asked.labels.is_empty() && !pools.any(|pool| asked.takes(pool))
        };
        let asked = self.pods.iter().find(without)?;
        let labels = asked.labels.iter();
        let labels: Vec<String> = labels
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        Some(format!(
            "{} asks for nodes with {}, and nobody says it has such",
            asked.pod.name,
            labels.join(", ")
        ))
    }

    fn taken_away(&self, cluster: &ClusterPlan) -> Option<String> {
        let mut staying = self.pods.iter().filter(|asked| asked.stays);
        let goes = |asked: &&Asked<'_>| {
            let nodes = cluster.nodes.iter();
            let mut fitting = nodes.filter(|pool| fits(pool, asked.needs())).peekable();
            match fitting.peek() {
                Some(_) => fitting.all(|pool| pool.spot),
                None => cluster.spot,
            }
        };
        let asked = staying.find(goes)?;
        Some(format!(
            "{} must not be interrupted, and the nodes that fit it may be taken away",
            asked.pod.name
        ))
    }

    fn not_granted(&self, cluster: &ClusterPlan) -> Option<String> {
        let quota: &Quota = cluster.quota.as_ref()?;
        bounds(quota).iter().find_map(|bound| {
            let needs = self
                .pods
                .iter()
                .map(|asked| (asked, bound.of(asked.needs())));
            let (asked, needs) = needs.max_by_key(|(_, needs)| *needs)?;
            (needs > bound.most).then(|| {
                format!(
                    "{} needs {}, and its quota grants {}",
                    asked.pod.name,
                    bound.named(needs),
                    bound.show(bound.most)
                )
            })
        })
    }
}

impl Asked<'_> {
    const fn needs(&self) -> &Resources {
        &self.pod.needs
    }

    fn takes(&self, pool: &NodePool) -> bool {
        let has = |(key, value): &(&str, &str)| {
            let label = pool.labels.get(*key);
            label.is_some_and(|known| known == value)
        };
        fits(pool, self.needs()) && self.labels.iter().all(has)
    }

    /// What no node of a cluster has.
    fn lacking(&self, cluster: &ClusterPlan) -> String {
        let (name, needs) = (self.pod.name, self.needs());
        let most = |of: fn(&NodePool) -> u64| cluster.nodes.iter().map(of).max().unwrap_or(0);
        let (cpu, memory) = (most(|pool| pool.cpu_millis), most(|pool| pool.memory_bytes));
        let gpu = most(|pool| u64::from(pool.gpu));
        if u64::from(needs.gpu) > gpu {
            let has = match gpu {
                0 => "none".to_owned(),
                _ => format!("{gpu} at most"),
            };
            return format!("{name} needs {} GPU, and its nodes have {has}", needs.gpu);
        }
        if needs.memory_bytes > memory {
            let (needs, has) = (show::size(needs.memory_bytes), show::size(memory));
            return format!("{name} needs {needs} memory, and its nodes have {has} at most");
        }
        if needs.cpu_millis > cpu {
            let (needs, has) = (show::cpu(needs.cpu_millis), show::cpu(cpu));
            return format!("{name} needs {needs}, and its nodes have {has} at most");
        }
        let needs = show::resources(needs);
        format!("{name} needs {needs}, and no one of its nodes has all of that")
    }
}
