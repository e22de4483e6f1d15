//! Pipelines that set each other off for ever, through `schedule on`.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Plan, Schedule};

use super::lineage;
use crate::rules;

/// At most this many steps of a cycle are shown.
const MOST_STEPS: usize = 12;

pub(super) fn check(plans: &[&Plan]) -> Vec<Diagnostic> {
    let writers = lineage::writers(plans);
    // For each plan, the plans whose writes set it off, each with the dataset.
    let sources: Vec<BTreeMap<usize, &str>> = plans
        .iter()
        .map(|plan| {
            let Schedule::Datasets { names } = &plan.pipeline.schedule else {
                return BTreeMap::new();
            };
            names
                .iter()
                .flat_map(|name| {
                    writers
                        .get(name.as_str())
                        .into_iter()
                        .flatten()
                        .map(move |writer| (writer.0, name.as_str()))
                })
                .collect()
        })
        .collect();
    let edges: Vec<BTreeSet<usize>> = sources
        .iter()
        .map(|map| map.keys().copied().collect())
        .collect();
    let (_, stuck) = lineage::order(&edges);
    let stuck: BTreeSet<usize> = stuck.into_iter().collect();
    // Every stuck plan has a stuck source: walking backwards ends in a cycle. Each plan is walked
    // once, so each cycle that the walk meets is reported once.
    let mut walked: BTreeMap<usize, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for start in &stuck {
        let mut path = Vec::new();
        let mut at = *start;
        while !walked.contains_key(&at) {
            walked.insert(at, *start);
            path.push(at);
            let back = edges
                .get(at)
                .into_iter()
                .flatten()
                .find(|source| stuck.contains(source));
            let Some(source) = back else { break };
            at = *source;
        }
        // Met the trail of this very walk: a new cycle.
        if walked.get(&at) == Some(start)
            && let Some(first) = path.iter().position(|seen| *seen == at)
        {
            let mut cycle = path.split_off(first);
            cycle.reverse();
            found.extend(report(plans, &sources, &cycle));
        }
    }
    found
}

/// The cycle as a finding at the first of its pipelines; each sets off the next.
fn report(
    plans: &[&Plan],
    sources: &[BTreeMap<usize, &str>],
    cycle: &[usize],
) -> Option<Diagnostic> {
    let name = |at: usize| plans.get(at).map(|plan| plan.pipeline.name.as_str());
    // Start at the pipeline that stands first, so that every walk tells the same story.
    let smallest = cycle
        .iter()
        .enumerate()
        .min_by_key(|(_, at)| **at)
        .map(|(place, _)| place)?;
    let turned: Vec<usize> = cycle
        .iter()
        .cycle()
        .skip(smallest)
        .take(cycle.len())
        .copied()
        .collect();
    let first = plans.get(*turned.first()?)?;
    let mut because = Vec::new();
    let nexts = turned.iter().cycle().skip(1);
    for (at, next) in turned.iter().zip(nexts).take(MOST_STEPS) {
        let dataset = sources.get(*next)?.get(at)?;
        because.push(format!(
            "{} writes {dataset}, which starts {}",
            name(*at)?,
            name(*next)?
        ));
    }
    if turned.len() > MOST_STEPS {
        because.push(format!("and so on, over {} pipelines", turned.len()));
    }
    let message = if turned.len() == 1 {
        format!("`{}` sets itself off for ever", first.pipeline.name)
    } else {
        format!(
            "`{}` and `{}` set each other off for ever",
            first.pipeline.name,
            name(*turned.last()?)?
        )
    };
    let mut found = Diagnostic::new(
        &rules::TRIGGER_CYCLE,
        message,
        first.pipeline.schedule_origin.span,
        "this schedule is part of a cycle",
    );
    for at in turned.iter().skip(1).take(4) {
        let pipeline = &plans.get(*at)?.pipeline;
        found = found.with_related(
            pipeline.schedule_origin.span,
            format!("`{}` waits here", pipeline.name),
        );
    }
    found.because = because;
    Some(found.help("let one of them run by the clock"))
}
