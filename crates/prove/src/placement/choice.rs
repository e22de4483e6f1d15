//! The choice of one cluster for tasks that stand together: of those that fit, the nearest.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;
use pipewright_plan::{ClusterPlan, Plan, Task};

use super::nearness::{Data, Near};
use super::reasons;
use super::suits::{Stage, Wanted, wanted};

/// Tasks that stand together, and where.
pub(crate) struct Choice {
    /// Those of them that have pods, by index.
    pub tasks: Vec<usize>,
    /// The cluster. Where none suits, one that came as far as any.
    pub cluster: String,
    /// Why this one, and why none of the others.
    pub because: Vec<String>,
    /// Where the last cluster was ruled out; `None` where one suits.
    pub failed: Option<Stage>,
}

/// One of the clusters there are.
pub(super) struct Candidate<'a> {
    pub cluster: &'a ClusterPlan,
    pub near: Near<'a>,
    /// What rules it out.
    pub out: Option<(Stage, String)>,
    /// What nobody says it has: that rules nothing out.
    pub unsaid: Option<String>,
}

impl Candidate<'_> {
    /// Less is better: what is known to fit, then what is near.
    pub fn rank(&self) -> impl Ord + use<> {
        (
            self.cluster.nodes.is_empty(),
            self.unsaid.is_some(),
            Reverse(self.near.data.len()),
            Reverse(self.near.replicas.len()),
            Reverse(self.near.staging),
        )
    }

    /// Whether it came as far as this stage.
    fn reaches(&self, stage: Stage) -> bool {
        self.out.as_ref().is_none_or(|(out, _)| *out >= stage)
    }
}

/// Chooses for every task with pods. Nothing where no cluster is known.
pub(crate) fn choose(plan: &Plan) -> Vec<Choice> {
    if plan.environment.clusters.is_empty() {
        return Vec::new();
    }
    let data = Data::of(plan);
    let groups = groups(plan).into_iter();
    groups
        .filter_map(|tasks| choose_for(plan, &data, tasks))
        .collect()
}

/// Tasks that stand together: all where a run is an object of one cluster, else those that share a
/// volume, which is a thing of one cluster.
fn groups(plan: &Plan) -> Vec<Vec<usize>> {
    let tasks = &plan.pipeline.tasks;
    let working = (0..tasks.len()).filter(|at| {
        let task = tasks.get(*at);
        task.is_some_and(|task| !task.containers.is_empty())
    });
    if plan.runs_in_one_cluster() {
        let all: Vec<usize> = working.collect();
        return if all.is_empty() {
            Vec::new()
        } else {
            vec![all]
        };
    }
    let mut together = UnionFind::new(tasks.len());
    let mut holders: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, task) in tasks.iter().enumerate() {
        for claim in claims(task) {
            let holder = *holders.entry(claim).or_insert(at);
            together.union(holder, at);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut order: Vec<usize> = Vec::new();
    for at in working {
        let root = together.find(at);
        let group = groups.entry(root).or_default();
        if group.is_empty() {
            order.push(root);
        }
        group.push(at);
    }
    let in_order = order.into_iter();
    in_order.filter_map(|root| groups.remove(&root)).collect()
}

/// The volumes a task mounts.
pub(super) fn claims(task: &Task) -> impl Iterator<Item = &str> {
    let volumes = task
        .every_container()
        .flat_map(|container| &container.volumes);
    volumes.map(|volume| volume.claim.as_str())
}

fn choose_for(plan: &Plan, data: &Data<'_>, tasks: Vec<usize>) -> Option<Choice> {
    let members: Vec<&Task> = tasks
        .iter()
        .filter_map(|at| plan.pipeline.tasks.get(*at))
        .collect();
    let wanted = wanted(plan, &members);
    let candidates = candidates(plan, data, &members, &wanted);
    let failed = candidates
        .iter()
        .map(|candidate| candidate.out.as_ref().map(|(stage, _)| *stage))
        .reduce(|one, other| Some(one?.max(other?)))
        .flatten();
    let left = candidates
        .iter()
        .filter(|candidate| failed.map_or(candidate.out.is_none(), |last| candidate.reaches(last)));
    let chosen = left.min_by_key(|candidate| candidate.rank())?;
    Some(Choice {
        cluster: chosen.cluster.name.clone(),
        because: reasons::of(plan, &members, &candidates, chosen, failed.is_none()),
        failed,
        tasks,
    })
}

fn candidates<'a>(
    plan: &'a Plan,
    data: &Data<'a>,
    members: &[&'a Task],
    wanted: &Wanted<'_>,
) -> Vec<Candidate<'a>> {
    let clusters = plan.environment.clusters.iter();
    clusters
        .map(|cluster| Candidate {
            cluster,
            near: data.near(cluster, members),
            out: wanted.rules_out(cluster),
            unsaid: wanted.unsaid(cluster),
        })
        .collect()
}
