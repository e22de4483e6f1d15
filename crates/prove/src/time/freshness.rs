//! Freshness: how old the rows of a sink get, against what its readers may rely on.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{DatasetPlan, Plan, Schedule, TaskKind, WritePlan};
use pipewright_schedule::{cron, duration};

use crate::findings::Findings;
use crate::graph::Graph;
use crate::rules;
use crate::show::{self, Term};

/// How old a dataset gets that a pipeline writes.
pub(crate) struct Age {
    /// Seconds, and how they come about.
    pub terms: Vec<Term>,
    /// Between two runs, in seconds, where the clock says so.
    pub period: Option<u64>,
}

impl Age {
    pub fn seconds(&self) -> u64 {
        self.terms
            .iter()
            .fold(0, |sum, term| sum.saturating_add(term.seconds))
    }
}

/// Proves the freshness of each dataset the plan writes, by what its sources declare; a source
/// that declares nothing counts as live here, and `prove_project` looks behind it.
pub(crate) fn prove(plan: &Plan, graph: &Graph<'_>, run: u64, findings: &mut Findings) {
    let declared = |dataset: &DatasetPlan| dataset.freshness_seconds.unwrap_or_default();
    for (sink, write, age) in ages(plan, graph, run, &declared) {
        let Some(promised) = sink.freshness_seconds else {
            continue;
        };
        let id = format!("freshness/{}", sink.name);
        match age {
            None => findings.proven(
                id,
                &rules::STALE,
                vec!["runs only when a person says so: its other writers keep it fresh".to_owned()],
            ),
            Some(age) if age.seconds() <= promised => {
                let compared = format!("≤ {}", duration::show(promised));
                let mut because = show::sum(&age.terms, age.seconds(), &compared);
                because.push("when each run succeeds".to_owned());
                findings.proven(id, &rules::STALE, because);
            }
            Some(age) => findings.report(stale(plan, sink, write, &age, promised)),
        }
    }
}

/// Each sink, the write, and its age: `None` where only a person starts runs. `of_source` says how
/// old a source may be when it is read.
pub(crate) fn ages<'a>(
    plan: &'a Plan,
    graph: &Graph<'a>,
    run: u64,
    of_source: &dyn Fn(&DatasetPlan) -> u64,
) -> Vec<(&'a DatasetPlan, &'a WritePlan, Option<Age>)> {
    let datasets: BTreeMap<&str, &DatasetPlan> = plan
        .datasets
        .iter()
        .map(|dataset| (dataset.name.as_str(), dataset))
        .collect();
    let inputs = inputs(graph, &datasets, of_source);
    let mut found = Vec::new();
    for (at, task) in plan.pipeline.tasks.iter().enumerate() {
        let TaskKind::Write(write) = &task.kind else {
            continue;
        };
        let Some(sink) = datasets.get(write.dataset.as_str()) else {
            continue;
        };
        let input = inputs.get(at).cloned().flatten();
        found.push((*sink, write, age(plan, &datasets, run, input, of_source)));
    }
    found
}

/// The oldest source each task works on: its age and name.
fn inputs<'a>(
    graph: &Graph<'a>,
    datasets: &BTreeMap<&str, &'a DatasetPlan>,
    of_source: &dyn Fn(&DatasetPlan) -> u64,
) -> Vec<Option<(u64, &'a str)>> {
    let size = graph.order().iter().max().map_or(0, |last| last + 1);
    let mut oldest: Vec<Option<(u64, &str)>> = vec![None; size];
    for at in graph.order() {
        let Some(task) = graph.task(*at) else {
            continue;
        };
        let published = match &task.kind {
            TaskKind::Write(write) => Some(write.dataset.as_str()),
            _ => None,
        };
        let own = task
            .datasets
            .iter()
            .filter(|name| published != Some(name.as_str()))
            .filter_map(|name| datasets.get(name.as_str()))
            .map(|dataset| (of_source(dataset), dataset.name.as_str()));
        let before = graph
            .needs(*at)
            .iter()
            .filter_map(|need| oldest.get(*need).copied().flatten());
        let most = own
            .chain(before)
            .filter(|(age, _)| *age > 0)
            .max_by_key(|(age, _)| *age);
        if let Some(slot) = oldest.get_mut(*at) {
            *slot = most;
        }
    }
    oldest
}

fn age(
    plan: &Plan,
    datasets: &BTreeMap<&str, &DatasetPlan>,
    run: u64,
    input: Option<(u64, &str)>,
    of_source: &dyn Fn(&DatasetPlan) -> u64,
) -> Option<Age> {
    let term = |what: String, seconds: u64, remark: &str| Term {
        what,
        seconds,
        remark: remark.to_owned(),
    };
    let mut terms = Vec::new();
    if let Some((seconds, name)) = input {
        terms.push(term(format!("{name} when it is read"), seconds, ""));
    }
    let mut between = None;
    match &plan.pipeline.schedule {
        Schedule::Manual => return None,
        Schedule::Cron {
            expression,
            zone,
            written,
            shortest_period_seconds,
        } => {
            let analysis = cron::analyse(expression, zone).ok();
            let longest = analysis.map_or(*shortest_period_seconds, |found| {
                found.longest_period_seconds
            });
            let remark = if longest > *shortest_period_seconds {
                "the longest, weekends and clock changes included"
            } else {
                ""
            };
            terms.push(term(
                format!("between two runs, {written}"),
                longest,
                remark,
            ));
            between = Some(longest);
        }
        Schedule::Datasets { names } => {
            // A run starts when all triggers are new. With one trigger that is also the oldest
            // source, its age covers the wait; else the slowest trigger is waited for.
            let slowest = names
                .iter()
                .filter_map(|name| datasets.get(name.as_str()))
                .map(|dataset| (of_source(dataset), dataset.name.as_str()))
                .max_by_key(|(age, _)| *age);
            if let Some((seconds, name)) = slowest {
                let covered = names.len() == 1 && input.is_none_or(|(_, oldest)| oldest == name);
                if seconds > 0 && (!covered || input.is_none()) {
                    terms.push(term(format!("until {name} is new"), seconds, ""));
                }
            }
        }
    }
    let remark = if plan.pipeline.deadline.is_some() {
        "by its deadline"
    } else {
        "at worst, no deadline is written"
    };
    terms.push(term(
        format!("a run of {}", plan.pipeline.name),
        run,
        remark,
    ));
    Some(Age {
        terms,
        period: between,
    })
}

fn stale(
    plan: &Plan,
    sink: &DatasetPlan,
    write: &WritePlan,
    age: &Age,
    promised: u64,
) -> Diagnostic {
    let pipeline = &plan.pipeline;
    let total = age.seconds();
    let mut found = Diagnostic::new(
        &rules::STALE,
        format!(
            "`{}` promises rows no older than {}, but they may be {} old",
            sink.name,
            duration::show(promised),
            duration::show(total)
        ),
        sink.origin.span,
        format!("freshness {} is promised here", duration::show(promised)),
    )
    .with_related(
        write.mode_origin.span,
        format!("`{}` writes it", pipeline.name),
    )
    .with_related(pipeline.schedule_origin.span, "as often as this");
    found.because = show::sum(
        &age.terms,
        total,
        &format!("> {}", duration::show(promised)),
    );
    let run = age.terms.last().map_or(0, |term| term.seconds);
    let left = promised.saturating_sub(total.saturating_sub(run));
    let line = |seconds: u64| format!("deadline {}m", seconds / 60);
    match &pipeline.deadline {
        _ if left < 60 => found.help(format!(
            "run `{}` more often, or promise `freshness = {}`",
            pipeline.name,
            show::literal(total)
        )),
        None if age.period.is_some() => found
            .help(format!(
                "write a deadline: what a run may take counts, at most {} here",
                duration::show(left)
            ))
            .fix(
                format!("add `{}`", line(left)),
                pipeline.schedule_origin.span.after(),
                format!("\n  {}", line(left)),
            ),
        _ => found.help(format!(
            "run more often, shorten the deadline to {} or promise `freshness = {}`",
            duration::show(left),
            show::literal(total)
        )),
    }
}
