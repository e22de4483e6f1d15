//! Freshness end to end: through datasets that promise nothing themselves.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{DatasetPlan, Plan, Schedule, TaskKind};
use pipewright_schedule::duration;
use pipewright_source::Span;

use super::lineage::{self, Writers};
use crate::graph::Graph;
use crate::rules;
use crate::show::{self, Term};
use crate::time::age::{Age, Pace, ages};
use crate::time::longest_run;

/// At most so many pipelines of a chain are shown, each with a few terms.
const MOST_LINKS: usize = 8;

/// How old a dataset may be that promises nothing, by its best writer.
enum Derived {
    Within(Link),
    /// Only a person starts its writer, or its runs may end each other: the pipeline's name.
    Unbounded(String),
}

/// What a pipeline adds on the way to a dataset.
struct Link {
    seconds: u64,
    pipeline: String,
    /// What comes to the age of the oldest source, and that.
    own: Vec<Term>,
    source: Option<String>,
    changes: Changes,
}

/// What clock changes add along a chain, and the clause of the clock to which they add the most.
#[derive(Default, Clone, Copy)]
struct Changes {
    seconds: u64,
    most: Option<(u64, Span)>,
}

impl Changes {
    /// The same behind a pipeline, whose own clock comes to it.
    fn with(mut self, plan: &Plan, age: &Age) -> Self {
        self.seconds = self.seconds.saturating_add(age.changes);
        let own = Some((age.changes, plan.pipeline.schedule_origin.span));
        let more = |known: &(u64, Span)| known.0 >= age.changes;
        self.most = self.most.filter(more).or(own.filter(|own| own.0 > 0));
        self
    }
}

/// What holds end to end, and what does not.
#[derive(Default)]
pub(super) struct Chains {
    pub found: Vec<Diagnostic>,
    /// The plan, the constraint and the sum of what holds through datasets that promise nothing.
    pub rows: Vec<super::Row>,
}

pub(super) fn check(plans: &[&Plan], writers: &Writers<'_>) -> Chains {
    let promised = |plan: &&Plan| {
        plan.datasets
            .iter()
            .any(|known| known.freshness_seconds.is_some())
    };
    let mut chains = Chains::default();
    if !plans.iter().any(promised) {
        return chains;
    }
    let mut derived: BTreeMap<String, Derived> = BTreeMap::new();
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    let mut by_hand: BTreeMap<&str, (&Plan, &DatasetPlan)> = BTreeMap::new();
    for at in order(plans, writers) {
        let Some(plan) = plans.get(at) else { continue };
        let graph = Graph::of(&plan.pipeline);
        let pace = Pace::of(plan, longest_run(plan, &graph));
        let declared = |dataset: &DatasetPlan| dataset.freshness_seconds.unwrap_or_default();
        let through = |dataset: &DatasetPlan| {
            dataset
                .freshness_seconds
                .unwrap_or_else(|| match derived.get(&dataset.name) {
                    Some(Derived::Within(link)) => link.seconds,
                    _ => 0,
                })
        };
        let alone = ages(plan, &graph, &pace, &declared);
        let behind = ages(plan, &graph, &pace, &through);
        let mut news = Vec::new();
        for ((sink, _, alone), (_, _, behind)) in alone.into_iter().zip(behind) {
            if let (Some(promised), Ok(alone), Ok(behind)) =
                (sink.freshness_seconds, &alone, &behind)
            {
                kept.insert(&sink.name);
                // What the pipeline alone breaks was said.
                if alone.seconds() <= promised {
                    let total = behind.seconds();
                    let sum = |sign: &str| {
                        let compared = format!("{sign} {}", duration::show(promised));
                        show::sum(&terms(plan, behind, &derived), total, &compared)
                    };
                    if total > promised {
                        let changes = changes(plan, behind, &derived);
                        // Where all other days would keep it, the hour is wrong, and not the promise.
                        let kept = total.saturating_sub(changes.seconds) <= promised;
                        let clock = changes.most.filter(|_| kept).map(|(_, clock)| clock);
                        let mut found = stale(plan, sink, total, promised, clock);
                        found.because = sum(">");
                        chains.found.push(found);
                    } else if let Some(writer) = unbounded_behind(plan, &derived) {
                        chains.found.push(unbounded(plan, sink, &writer));
                    } else if total > alone.seconds() {
                        let mut because = sum("≤");
                        because.push("when each run succeeds".to_owned());
                        let constraint = format!("freshness/{}", sink.name);
                        chains.rows.push((at, constraint, because));
                    }
                }
            } else if sink.freshness_seconds.is_some() {
                by_hand.entry(&sink.name).or_insert((plan, sink));
            }
            news.push((sink.name.clone(), behind));
        }
        for (name, age) in news {
            let new = match age {
                Ok(age) => Derived::Within(Link {
                    seconds: age.seconds(),
                    changes: changes(plan, &age, &derived),
                    pipeline: plan.pipeline.name.clone(),
                    own: age.own().to_vec(),
                    source: age.source,
                }),
                Err(_) => Derived::Unbounded(plan.pipeline.name.clone()),
            };
            // Of several writers the one that runs most often keeps it fresh.
            let better = match (derived.get(&name), &new) {
                (None | Some(Derived::Unbounded(_)), _) => true,
                (Some(Derived::Within(known)), Derived::Within(new)) => new.seconds < known.seconds,
                (Some(Derived::Within(_)), Derived::Unbounded(_)) => false,
            };
            if better {
                derived.insert(name, new);
            }
        }
    }
    let orphans = by_hand.into_iter().filter(|(name, _)| !kept.contains(name));
    let orphans = orphans.filter(|(_, (plan, _))| {
        plan.pipeline
            .schedules()
            .all(|schedule| *schedule == Schedule::Manual)
    });
    let orphans = orphans.map(|(_, (plan, sink))| unbounded(plan, sink, &plan.pipeline.name));
    chains.found.extend(orphans);
    chains
}

/// What clock changes add on the way from the first source to the sink.
fn changes(plan: &Plan, age: &Age, derived: &BTreeMap<String, Derived>) -> Changes {
    let source = age.source.as_deref().filter(|name| !promises(plan, name));
    let before = match source.and_then(|name| derived.get(name)) {
        Some(Derived::Within(link)) => link.changes,
        _ => Changes::default(),
    };
    before.with(plan, age)
}

fn promises(plan: &Plan, name: &str) -> bool {
    let dataset = plan.dataset(name);
    dataset.is_some_and(|dataset| dataset.freshness_seconds.is_some())
}

/// The sum along the chain, from the first source to the sink.
fn terms(plan: &Plan, age: &Age, derived: &BTreeMap<String, Derived>) -> Vec<Term> {
    let mut parts: Vec<Vec<Term>> = vec![age.own().to_vec()];
    let first = age.source.as_deref().filter(|name| !promises(plan, name));
    let mut source = first;
    let mut rest = age.source.as_ref().and_then(|_| age.terms.first());
    let mut beyond: Option<Term> = None;
    while let Some(Derived::Within(link)) = source.and_then(|name| derived.get(name)) {
        if parts.len() >= MOST_LINKS {
            break;
        }
        parts.push(
            link.own
                .iter()
                .map(|term| term.of(&link.pipeline))
                .collect(),
        );
        source = link.source.as_deref();
        let own = link.own.iter().map(|term| term.seconds);
        let own = own.fold(0, u64::saturating_add);
        rest = None;
        beyond = source.map(|name| Term {
            what: format!("{name} when it is read"),
            seconds: link.seconds.saturating_sub(own),
            remark: String::new(),
        });
    }
    let mut terms: Vec<Term> = rest.cloned().or(beyond).into_iter().collect();
    terms.extend(parts.into_iter().rev().flatten());
    terms
}

/// Plans, each after the writers of what it reads or waits for that promises nothing; those on a
/// cycle last, in the order given.
fn order(plans: &[&Plan], writers: &Writers<'_>) -> Vec<usize> {
    let sources: Vec<BTreeSet<usize>> = plans
        .iter()
        .enumerate()
        .map(|(at, plan)| {
            plan.datasets
                .iter()
                .filter(|dataset| dataset.freshness_seconds.is_none())
                .filter_map(|dataset| writers.get(dataset.name.as_str()))
                .flatten()
                .map(|(writer, _, _)| *writer)
                .filter(|writer| *writer != at)
                .collect()
        })
        .collect();
    let (mut order, stuck) = lineage::order(&sources);
    order.extend(stuck);
    order
}

/// The pipeline without a bound, behind a trigger or source of this one.
fn unbounded_behind(plan: &Plan, derived: &BTreeMap<String, Derived>) -> Option<String> {
    let triggers: BTreeSet<&str> = plan.pipeline.awaited().collect();
    let sinks: BTreeSet<&str> = plan
        .pipeline
        .tasks
        .iter()
        .filter_map(|task| match &task.kind {
            TaskKind::Write(write) => Some(write.dataset.as_str()),
            _ => None,
        })
        .collect();
    plan.datasets
        .iter()
        .filter(|dataset| dataset.freshness_seconds.is_none())
        .filter(|dataset| {
            triggers.contains(dataset.name.as_str()) || !sinks.contains(dataset.name.as_str())
        })
        .find_map(|dataset| match derived.get(&dataset.name) {
            Some(Derived::Unbounded(writer)) => Some(writer.clone()),
            _ => None,
        })
}

/// `clock` is the clause whose clock is to blame, where only clock changes break the promise.
fn stale(
    plan: &Plan,
    sink: &DatasetPlan,
    total: u64,
    promised: u64,
    clock: Option<Span>,
) -> Diagnostic {
    let message = format!(
        "`{}` promises rows no older than {}, but end to end they may be {} old",
        sink.name,
        duration::show(promised),
        duration::show(total)
    );
    let (schedule, writes) = (
        plan.pipeline.schedule_origin.span,
        format!("`{}` writes it", plan.pipeline.name),
    );
    let help = "run the pipelines before it more often, or promise less";
    let Some(clock) = clock else {
        let found = base(sink, message);
        return found.with_related(schedule, writes).help(help);
    };
    let label = "too long between two runs when clocks change";
    let mut found = Diagnostic::new(&rules::STALE_CHAIN, message, clock, label)
        .with_related(sink.origin.span, "freshness is promised here")
        .demanded(sink.origin.span);
    if clock != schedule {
        found = found.with_related(schedule, writes);
    }
    found.help(help)
}

fn unbounded(plan: &Plan, sink: &DatasetPlan, writer: &str) -> Diagnostic {
    base(
        sink,
        format!(
            "the freshness of `{}` cannot be proven: `{writer}` runs only by hand",
            sink.name
        ),
    )
    .with_related(
        plan.pipeline.schedule_origin.span,
        format!("`{}` writes it", plan.pipeline.name),
    )
    .because(format!(
        "{writer} has `schedule manual`: nothing says when it runs"
    ))
    .help(format!("give `{writer}` a schedule, or drop the promise"))
}

fn base(sink: &DatasetPlan, message: String) -> Diagnostic {
    Diagnostic::new(
        &rules::STALE_CHAIN,
        message,
        sink.origin.span,
        "freshness is promised here",
    )
}
