//! Freshness: how old the rows of a sink get, against what its readers may rely on.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{DatasetPlan, Plan, WritePlan};
use pipewright_schedule::duration;

use super::age::{Age, Ageless, Pace, ages};
use crate::findings::Findings;
use crate::graph::Graph;
use crate::{rules, show};

/// Proves the freshness of each dataset the plan writes, by what its sources declare; a source
/// that declares nothing counts as live here, and `prove_project` looks behind it.
pub(crate) fn prove(plan: &Plan, graph: &Graph<'_>, run: u64, findings: &mut Findings) {
    // Nothing is promised: nothing to measure.
    if plan
        .datasets
        .iter()
        .all(|dataset| dataset.freshness_seconds.is_none())
    {
        return;
    }
    let pace = Pace::of(plan, run);
    let gaps = super::coverage::gaps(plan, graph);
    let mut said: BTreeSet<&str> = BTreeSet::new();
    let declared = |dataset: &DatasetPlan| dataset.freshness_seconds.unwrap_or_default();
    for (sink, write, age) in ages(plan, graph, &pace, &declared) {
        let Some(promised) = sink.freshness_seconds else {
            continue;
        };
        let id = format!("freshness/{}", sink.name);
        match age {
            Err(Ageless::ByHand) => findings.proven(
                id,
                &rules::STALE,
                vec!["runs only when a person says so: its other writers keep it fresh".to_owned()],
            ),
            Err(Ageless::Replaced) => findings.report(replaced(plan, sink, write, run)),
            Ok(age) if age.seconds() <= promised => {
                let compared = format!("≤ {}", duration::show(promised));
                let mut because = show::sum(&age.terms, age.seconds(), &compared);
                because.push("when each run succeeds".to_owned());
                because.extend(not_counted(plan));
                if let Some(branch) = gaps.get(sink.name.as_str()) {
                    because.push(format!("and goes a way that writes {}", sink.name));
                    if said.insert(&sink.name) {
                        findings.report(on_one_way(plan, sink, write, branch));
                    }
                }
                findings.proven(id, &rules::STALE, because);
            }
            Ok(age) => findings.report(stale(plan, sink, write, &age, promised)),
        }
    }
}

fn on_one_way(plan: &Plan, sink: &DatasetPlan, write: &WritePlan, branch: &str) -> Diagnostic {
    let pipeline = &plan.pipeline;
    let found = Diagnostic::new(
        &rules::FRESH_ON_ONE_WAY,
        format!(
            "`{}` promises fresh rows, and not every run of `{}` writes it",
            sink.name, pipeline.name
        ),
        write.mode_origin.span,
        "written on some ways only",
    )
    .with_related(sink.origin.span, "freshness is promised here")
    .help("write it on the other way too, or promise the freshness of what was written last");
    match pipeline.branch(branch) {
        Some(branch) => {
            let label = format!("`when {}` may go the other way", branch.text);
            found.with_related(branch.origin.span, label)
        }
        None => found,
    }
}

/// Waits of whole runs that nobody can bound.
fn not_counted(plan: &Plan) -> Option<String> {
    let names: Vec<String> = plan
        .pipeline
        .places
        .iter()
        .map(|places| format!("`{}`", places.name))
        .collect();
    (!names.is_empty()).then(|| {
        let names = show::list(&names);
        format!("waiting for a place of {names} that another run holds is not counted")
    })
}

/// A promise that depends on runs which may never end.
fn replaced(plan: &Plan, sink: &DatasetPlan, write: &WritePlan, run: u64) -> Diagnostic {
    let pipeline = &plan.pipeline;
    Diagnostic::new(
        &rules::STALE,
        format!(
            "the freshness of `{}` cannot be proven: each run of `{}` may end the one before",
            sink.name, pipeline.name
        ),
        sink.origin.span,
        "freshness is promised here",
    )
    .with_related(
        pipeline.overlap_origin.span,
        "the run that is due ends the other",
    )
    .with_related(
        write.mode_origin.span,
        format!("`{}` writes it", pipeline.name),
    )
    .because(format!(
        "a run of {} may take {}, longer than the time to the next",
        pipeline.name,
        duration::show(run)
    ))
    .help("shorten the deadline to the time between two runs, or write `overlap forbid`")
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
    let message = format!(
        "`{}` promises rows no older than {}, but they may be {} old",
        sink.name,
        duration::show(promised),
        duration::show(total)
    );
    let promise = format!("freshness {} is promised here", duration::show(promised));
    let (sunk, clock) = (sink.origin.span, pipeline.schedule_origin.span);
    // Where all other days would keep it, the hour is wrong, and not the promise.
    let by_the_change = total.saturating_sub(age.changes) <= promised;
    let found = if by_the_change {
        let label = "too long between two runs when clocks change";
        let found = Diagnostic::new(&rules::STALE, message, clock, label);
        found.with_related(sunk, promise).demanded(sunk)
    } else {
        Diagnostic::new(&rules::STALE, message, sunk, promise)
    };
    let mut found = found.with_related(
        write.mode_origin.span,
        format!("`{}` writes it", pipeline.name),
    );
    if !by_the_change {
        found = found.with_related(clock, "as often as this");
    }
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
