//! Quotas: each pod stays within them, and so does all that goes on at once.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{ClusterPlan, Plan, Quota, Resources, Task};

use super::at_once::heaviest;
use super::pods::{Pod, of_run, of_tasks};
use crate::findings::Findings;
use crate::graph::Graph;
use crate::residency::used_clusters;
use crate::{rules, show};

/// At most this many tasks are named.
const MOST_NAMED: usize = 5;

/// One thing a quota bounds.
pub(crate) struct Bound {
    what: &'static str,
    /// How much there is.
    pub most: u64,
    of: fn(&Resources) -> u64,
    show: fn(u64) -> String,
}

impl Bound {
    /// How much of it is asked for.
    pub fn of(&self, needs: &Resources) -> u64 {
        (self.of)(needs)
    }

    /// An amount of it.
    pub fn show(&self, amount: u64) -> String {
        (self.show)(amount)
    }

    /// An amount of it, and of what.
    pub fn named(&self, amount: u64) -> String {
        let shown = self.show(amount);
        match self.what {
            "CPU" => shown,
            what => format!("{shown} {what}"),
        }
    }
}

/// What a quota bounds.
pub(crate) fn bounds(quota: &Quota) -> Vec<Bound> {
    let bound = |what, most: Option<u64>, of, show| {
        most.map(|most| Bound {
            what,
            most,
            of,
            show,
        })
    };
    let all = [
        bound("CPU", quota.cpu_millis, |needs| needs.cpu_millis, show::cpu),
        bound(
            "memory",
            quota.memory_bytes,
            |needs| needs.memory_bytes,
            show::size,
        ),
        bound(
            "GPUs",
            quota.gpu,
            |needs| u64::from(needs.gpu),
            |count| count.to_string(),
        ),
        bound("pods", quota.pods, |_| 1, |count| count.to_string()),
    ];
    all.into_iter().flatten().collect()
}

pub fn prove(plan: &Plan, graph: &Graph<'_>, findings: &mut Findings) {
    let clusters = used_clusters(plan, &plan.pipeline.tasks).into_iter();
    let bounded: Vec<_> = clusters
        .filter_map(|cluster| Some((cluster, cluster.quota.as_ref()?)))
        .collect();
    if bounded.is_empty() {
        return;
    }
    let (pods, whole) = (of_tasks(plan), of_run(plan));
    for (cluster, quota) in bounded {
        let here = |pod: &&Pod<'_>| pod.tasks.iter().any(|task| stands_on(task, cluster));
        let quota = Checked {
            plan,
            cluster,
            quota,
        };
        for bound in bounds(quota.quota) {
            let over = |pod: &&Pod<'_>| (bound.of)(&pod.needs) > bound.most;
            let mut standing = pods.iter().filter(here);
            let too_large = standing.find(over).or(whole.as_ref().filter(over));
            match too_large {
                Some(pod) => findings.report(quota.too_large(&bound, pod)),
                None => findings_at_once(&quota, graph, &bound, findings),
            }
        }
    }
}

/// Whether the pods of a task stand on a cluster.
fn stands_on(task: &Task, cluster: &ClusterPlan) -> bool {
    task.cluster.as_ref() == Some(&cluster.name)
}

struct Checked<'a> {
    plan: &'a Plan,
    cluster: &'a ClusterPlan,
    quota: &'a Quota,
}

impl Checked<'_> {
    fn too_large(&self, bound: &Bound, pod: &Pod<'_>) -> Diagnostic {
        let (name, what) = (pod.name, bound.what);
        let needs = (bound.show)((bound.of)(&pod.needs));
        let most = (bound.show)(bound.most);
        let cluster = &self.cluster.name;
        let span = pod.tasks.first().filter(|_| pod.tasks.len() == 1);
        let span = span.map_or(self.plan.pipeline.origin.span, |task| task.origin.span);
        Diagnostic::new(
            &rules::OVER_QUOTA,
            format!("the pod of `{name}` never starts on `{cluster}`: it needs more {what} than all pods may have"),
            span,
            format!("needs {needs}"),
        )
        .because(format!("{needs} > {most}, the quota of {cluster}"))
        .with_related(self.quota.origin.span, format!("all pods together have {most}"))
        .help("ask for less, or raise the quota")
    }
}

/// What may go on at once, where more than one pod does.
fn findings_at_once(
    checked: &Checked<'_>,
    graph: &Graph<'_>,
    bound: &Bound,
    findings: &mut Findings,
) {
    let plan = checked.plan;
    let side_by_side = plan.environment.targets.iter();
    if !side_by_side
        .clone()
        .any(|target| !matches!(target.name.as_str(), "kubernetes" | "json"))
    {
        return;
    }
    let tasks = &plan.pipeline.tasks;
    let counts: Vec<u64> = tasks.iter().map(count_at_once).collect();
    let weights: Vec<u64> = tasks
        .iter()
        .zip(&counts)
        .map(|(task, count)| {
            let needs = crate::placement::pod(std::iter::once(task));
            if stands_on(task, checked.cluster) {
                (bound.of)(&needs).saturating_mul(*count)
            } else {
                0
            }
        })
        .collect();
    let mut found = heaviest(graph, tasks, &weights);
    if let Some(parallelism) = &plan.pipeline.parallelism {
        found.total = found
            .total
            .min(largest(checked, bound, &counts, parallelism.most));
    }
    if found.total <= bound.most {
        return;
    }
    let (total, most) = ((bound.show)(found.total), (bound.show)(bound.most));
    let cluster = &checked.cluster.name;
    let mut diagnostic = Diagnostic::new(
        &rules::QUOTA_AT_ONCE,
        format!(
            "`{}` may ask for {total} {} at once, and `{cluster}` grants {most}",
            plan.pipeline.name,
            if bound.what == "CPU" { "" } else { bound.what }
        )
        .replace("  ", " "),
        plan.pipeline.origin.span,
        "more tasks may go on at once than the quota has room for",
    );
    let named = found.tasks.iter().take(MOST_NAMED).filter_map(|at| {
        let (task, weight) = (tasks.get(*at)?, weights.get(*at)?);
        Some(format!("{}: {}", task.name, (bound.show)(*weight)))
    });
    diagnostic.because.extend(named);
    let more = found.tasks.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        diagnostic
            .because
            .push(format!("and {more} more beside them"));
    }
    diagnostic.because.push(format!(
        "together {total} > {most}: pods past it are turned away"
    ));
    findings.report(
        diagnostic
            .with_related(
                checked.quota.origin.span,
                format!("all pods together have {most}"),
            )
            .help("write `concurrency N` in the pipeline, ask for less, or raise the quota"),
    );
}

/// How many pods of a task there are at once.
fn count_at_once(task: &Task) -> u64 {
    task.fan_out.as_ref().map_or(1, |fan_out| {
        let most = fan_out.concurrency.unwrap_or(fan_out.max).min(fan_out.max);
        u64::from(most)
    })
}

/// So many of the largest pods.
fn largest(checked: &Checked<'_>, bound: &Bound, counts: &[u64], most: u32) -> u64 {
    let tasks = checked.plan.pipeline.tasks.iter();
    let mut sizes: Vec<(u64, u64)> = tasks
        .zip(counts)
        .filter(|(task, _)| stands_on(task, checked.cluster))
        .map(|(task, count)| {
            let needs = crate::placement::pod(std::iter::once(task));
            ((bound.of)(&needs), *count)
        })
        .collect();
    sizes.sort_unstable();
    let mut left = u64::from(most);
    let mut total = 0_u64;
    for (size, count) in sizes.into_iter().rev() {
        let taken = count.min(left);
        total = total.saturating_add(size.saturating_mul(taken));
        left -= taken;
    }
    total
}
