//! Placement: each pod fits a node of the cluster that is chosen for it; the choice and its reason.

mod choice;
mod nearness;
mod nowhere;
mod reasons;
mod suits;
mod unfit;

pub(crate) use choice::{Choice, choose};

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{ClusterPlan, Container, NodePool, Plan, Resources, Task, TaskKind};

use crate::findings::Findings;
use crate::residency::usable_clusters;
use crate::{rules, show};
use suits::Stage;

/// Says of each task where it stands.
pub(crate) fn place(plan: &mut Plan, choices: &[Choice]) {
    for task in &mut plan.pipeline.tasks {
        task.cluster = None;
    }
    for choice in choices {
        for at in &choice.tasks {
            if let Some(task) = plan.pipeline.tasks.get_mut(*at) {
                task.cluster = Some(choice.cluster.clone());
            }
        }
    }
}

/// Proves that every pod of every target has a node.
pub(crate) fn prove(plan: &Plan, choices: &[Choice], findings: &mut Findings) {
    let clusters = usable_clusters(plan);
    for cluster in clusters.iter().filter(|cluster| cluster.nodes.is_empty()) {
        findings.report(
            Diagnostic::new(
                &rules::UNKNOWN_NODES,
                format!("nobody says what nodes the cluster `{}` has", cluster.name),
                cluster.origin.span,
                "no `nodes` are written",
            )
            .help("write `nodes = [{ cpu = 8, memory = 32GiB }]`, so that sizes can be checked"),
        );
    }
    // Without a cluster to place on, residency has said why.
    if clusters.is_empty() {
        return;
    }
    let mut placing = Placing {
        clusters,
        known: BTreeMap::new(),
    };
    let mut unfit = placing.tasks(plan, findings);
    let in_one_pod = plan
        .environment
        .targets
        .iter()
        .any(|target| target.name == "kubernetes");
    if in_one_pod && !unfit {
        unfit = placing.whole_pod(plan, findings);
    }
    for choice in choices {
        match choice.failed {
            None => chosen(plan, choice, findings),
            // Each fits somewhere, and all of them nowhere.
            Some(Stage::Nodes) if !unfit => findings.report(nowhere::found(plan, choice)),
            // Other proofs say it of the cluster that came as far as any.
            Some(_) => {}
        }
    }
}

/// Notes the choice, and of each step the node that it fits.
fn chosen(plan: &Plan, choice: &Choice, findings: &mut Findings) {
    if plan.runs_in_one_cluster() {
        let because = choice.because.clone();
        findings.proven("cluster".to_owned(), &rules::NO_NODE, because);
    }
    for at in &choice.tasks {
        let Some(task) = plan.pipeline.tasks.get(*at) else {
            continue;
        };
        if !plan.runs_in_one_cluster() {
            let id = format!("cluster/{}", task.name);
            findings.proven(id, &rules::NO_NODE, choice.because.clone());
        }
        // Only steps have a size the author wrote; the rest has ours.
        if !matches!(task.kind, TaskKind::Run { .. }) {
            continue;
        }
        let needs = pod(std::iter::once(task));
        let cluster = plan.cluster_of(task);
        let smallest = cluster.and_then(|cluster| Some((cluster, smallest(cluster, &needs)?)));
        if let Some((cluster, pool)) = smallest {
            let id = format!("resources/{}", task.name);
            findings.proven(id, &rules::NO_NODE, size(&needs, cluster, pool, plan));
        }
    }
}

/// The smallest kind of node of a cluster that a pod fits.
fn smallest<'a>(cluster: &'a ClusterPlan, needs: &Resources) -> Option<&'a NodePool> {
    let pools = cluster.nodes.iter().filter(|pool| fits(pool, needs));
    pools.min_by_key(|pool| (pool.gpu, pool.cpu_millis, pool.memory_bytes))
}

struct Placing<'a> {
    clusters: Vec<&'a ClusterPlan>,
    /// Requests looked up already, and whether they fit: most tasks ask for the same.
    known: BTreeMap<Resources, bool>,
}

/// One pod runs containers one after another: it needs the most of each resource.
fn most(containers: impl Iterator<Item = Resources>) -> Resources {
    let nothing = Resources {
        cpu_millis: 0,
        memory_bytes: 0,
        disk_bytes: 0,
        gpu: 0,
    };
    containers.fold(nothing, |most, next| Resources {
        cpu_millis: most.cpu_millis.max(next.cpu_millis),
        memory_bytes: most.memory_bytes.max(next.memory_bytes),
        disk_bytes: most.disk_bytes.max(next.disk_bytes),
        gpu: most.gpu.max(next.gpu),
    })
}

/// What a pod of these tasks needs: its containers one after another, and its services all the
/// time beside them.
pub(crate) fn pod<'a>(tasks: impl Iterator<Item = &'a Task> + Clone) -> Resources {
    let containers = tasks.clone().flat_map(|task| &task.containers);
    let services = tasks.flat_map(|task| &task.services);
    let most = most(containers.map(|container| container.resources));
    services.fold(most, |all, service| {
        let needs = service.container.resources;
        Resources {
            cpu_millis: all.cpu_millis.saturating_add(needs.cpu_millis),
            memory_bytes: all.memory_bytes.saturating_add(needs.memory_bytes),
            disk_bytes: all.disk_bytes.saturating_add(needs.disk_bytes),
            gpu: all.gpu.saturating_add(needs.gpu),
        }
    })
}

/// The containers of a task, and those of its services.
fn all(task: &Task) -> impl Iterator<Item = &Container> {
    let services = task.services.iter().map(|service| &service.container);
    task.containers.iter().chain(services)
}

pub(crate) fn fits(pool: &NodePool, needs: &Resources) -> bool {
    needs.cpu_millis <= pool.cpu_millis
        && needs.memory_bytes <= pool.memory_bytes
        && needs.gpu <= pool.gpu
        && pool.disk_bytes.is_none_or(|disk| needs.disk_bytes <= disk)
        && pool.max != Some(0)
}

impl<'a> Placing<'a> {
    /// Whether a request fits a node of any cluster, as far as anybody says what nodes there are.
    fn fits(&mut self, needs: Resources) -> bool {
        let clusters = &self.clusters;
        *self.known.entry(needs).or_insert_with(|| {
            let mut clusters = clusters.iter();
            clusters.any(|cluster| {
                let mut pools = cluster.nodes.iter();
                cluster.nodes.is_empty() || pools.any(|pool| fits(pool, &needs))
            })
        })
    }

    /// Each task alone; gives back whether one fits nowhere.
    fn tasks(&mut self, plan: &Plan, findings: &mut Findings) -> bool {
        let mut unfit = false;
        let mut large: Vec<(&Task, &Container)> = Vec::new();
        for task in &plan.pipeline.tasks {
            if task.containers.is_empty() {
                continue;
            }
            if let Some(container) = all(task).find(|container| !self.fits(container.resources)) {
                unfit = true;
                large.push((task, container));
                continue;
            }
            let needs = pod(std::iter::once(task));
            if !self.fits(needs) {
                unfit = true;
                findings.report(self.together(
                    &format!("the pod of `{}`", task.name),
                    task.origin.span,
                    needs,
                    !task.services.is_empty(),
                    all(task).map(|container| (container.name.as_str(), container)),
                ));
            }
        }
        for found in unfit::told(&large) {
            findings.report(self.nodes(found));
        }
        unfit
    }

    /// All tasks in one pod, as the kubernetes target runs them; gives back whether that fits
    /// nowhere.
    fn whole_pod(&mut self, plan: &Plan, findings: &mut Findings) -> bool {
        let tasks = &plan.pipeline.tasks;
        let needs = pod(tasks.iter());
        let fits = self.fits(needs);
        if !fits {
            let what = format!("the pod of `{}` on kubernetes", plan.pipeline.name);
            let containers = tasks
                .iter()
                .flat_map(|task| all(task).map(|container| (task.name.as_str(), container)));
            let span = plan.pipeline.origin.span;
            let beside = tasks.iter().any(|task| !task.services.is_empty());
            findings.report(self.together(&what, span, needs, beside, containers));
        }
        !fits
    }

    fn together<'c>(
        &self,
        what: &str,
        span: pipewright_source::Span,
        needs: Resources,
        beside: bool,
        containers: impl Iterator<Item = (&'c str, &'c Container)>,
    ) -> Diagnostic {
        let mut found = Diagnostic::new(
            &rules::NO_NODE,
            format!("no node fits {what}: it needs {}", show::resources(&needs)),
            span,
            "its containers fit alone, not together",
        );
        found.because.push(
            "one pod needs the most of each resource that any of its containers asks for"
                .to_owned(),
        );
        if beside {
            let line = "and on top what the services beside them ask for";
            found.because.push(line.to_owned());
        }
        let mut said: BTreeSet<&str> = BTreeSet::new();
        for (name, container) in containers {
            let has = container.resources;
            let facts = [
                (
                    "cpu",
                    has.cpu_millis == needs.cpu_millis,
                    show::cpu(has.cpu_millis),
                ),
                (
                    "memory",
                    has.memory_bytes == needs.memory_bytes,
                    format!("{} memory", show::size(has.memory_bytes)),
                ),
                (
                    "disk",
                    has.disk_bytes == needs.disk_bytes && has.disk_bytes > 0,
                    format!("{} disk", show::size(has.disk_bytes)),
                ),
                (
                    "gpu",
                    has.gpu == needs.gpu && has.gpu > 0,
                    format!("{} GPU", has.gpu),
                ),
            ];
            for (key, largest, text) in facts {
                if largest && said.insert(key) {
                    found.because.push(format!("{name} asks for {text}"));
                }
            }
        }
        self.nodes(found)
    }

    /// Adds the nodes there are.
    fn nodes(&self, mut found: Diagnostic) -> Diagnostic {
        const MOST: usize = 6;
        let pools = self.clusters.iter().flat_map(|cluster| {
            cluster
                .nodes
                .iter()
                .map(move |pool| format!("{} has nodes of {}", cluster.name, node(pool)))
        });
        found.because.extend(pools.take(MOST));
        if let Some(cluster) = self.clusters.first() {
            found = found.with_related(
                cluster.origin.span,
                format!("pods may run on `{}`", cluster.name),
            );
        }
        found.help("ask for less, or add larger nodes to a cluster the pipeline may run on")
    }
}

fn size(needs: &Resources, cluster: &ClusterPlan, pool: &NodePool, plan: &Plan) -> Vec<String> {
    let mut because = vec![format!(
        "{} fits a node of {} on {} ({})",
        show::resources(needs),
        node(pool),
        cluster.name,
        show::region(&cluster.region)
    )];
    if let Some(region) = &plan.pipeline.region {
        because.push(format!("{} is inside {}", cluster.name, region.name));
    }
    if pool.disk_bytes.is_none() && needs.disk_bytes > 0 {
        because.push(format!(
            "the disk of the nodes of {} is not stated",
            cluster.name
        ));
    }
    because
}

fn node(pool: &NodePool) -> String {
    show::resources(&Resources {
        cpu_millis: pool.cpu_millis,
        memory_bytes: pool.memory_bytes,
        disk_bytes: pool.disk_bytes.unwrap_or_default(),
        gpu: pool.gpu,
    })
}
