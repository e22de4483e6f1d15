//! `guarantee`: the hop that breaks it, or the proof that none does.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{DatasetPlan, Guarantee, Lane, Task, TaskKind};

use super::carried::Flow;
use super::writes::in_parts;
use super::{Facts, Written, lost, repair, rows, steps, writes};
use crate::findings::Findings;
use crate::graph::Graph;
use crate::rules;
use crate::show;

pub(super) fn prove(
    facts: &Facts<'_>,
    graph: &Graph<'_>,
    flow: &Flow<'_>,
    findings: &mut Findings,
) {
    let Some(guarantee) = facts.plan.pipeline.guarantee else {
        return;
    };
    let mut broken = false;
    let mut report = |diagnostic: Diagnostic| {
        broken = true;
        findings.report(diagnostic);
    };
    let mut because = Vec::new();
    // A row that is never read again is lost with the attempt that read it.
    if guarantee != Guarantee::AtMostOnce {
        for (source, task) in facts.sources() {
            if source.abilities.replayable {
                because.push(format!(
                    "{} can be read again ({})",
                    source.name, source.connector
                ));
            } else {
                report(lossy_source(facts, guarantee, source, task));
            }
        }
    }
    if guarantee == Guarantee::ExactlyOnce {
        for task in &facts.plan.pipeline.tasks {
            if !task.idempotent && !matches!(task.kind, TaskKind::Write(_)) {
                report(steps::unrepeatable(facts, task));
            }
        }
    }
    if guarantee != Guarantee::AtMostOnce {
        for found in lost::allowed_failures(facts, graph) {
            report(found);
        }
    }
    for written in facts.writes() {
        let broken = broken_write(facts, guarantee, &written);
        match broken.or_else(|| rows::broken(facts, guarantee, &written, flow.at(written.at))) {
            Some(diagnostic) => report(diagnostic),
            None => because.push(kept(guarantee, &written)),
        }
    }
    if guarantee != Guarantee::AtLeastOnce {
        for (source, _) in facts.sources() {
            if source.duplicates {
                because.push(format!(
                    "{} may hold a row more than once: each write of its rows merges by key, or \
                     comes after a check that shows them unique",
                    source.name
                ));
            }
        }
    }
    if guarantee != Guarantee::AtMostOnce {
        for found in lost::silent_rejections(facts, graph) {
            findings.report(found);
        }
        if let Some(found) = lost::skipped_intervals(facts, graph) {
            findings.report(found);
        }
    }
    if !broken {
        findings.proven("guarantee".to_owned(), &rules::GUARANTEE_BROKEN, because);
    }
}

/// How the guarantee is spelled.
pub(super) const fn word(guarantee: Guarantee) -> &'static str {
    match guarantee {
        Guarantee::ExactlyOnce => "exactly_once",
        Guarantee::AtLeastOnce => "at_least_once",
        Guarantee::AtMostOnce => "at_most_once",
    }
}

fn kept(guarantee: Guarantee, written: &Written<'_>) -> String {
    let name = &written.task.name;
    let mode = mode(written);
    let sink = &written.sink.name;
    match (guarantee, written.write.mode.lane) {
        (Guarantee::AtLeastOnce, Lane::Appending)
            if written.retries() > 0 && written.sink.duplicates =>
        {
            format!("{name} adds to {sink} again when it is repeated, which `duplicates` allows")
        }
        (_, Lane::Appending) if written.retries() == 0 => {
            format!("{name} adds to {sink} in one attempt: there is no retry")
        }
        (Guarantee::ExactlyOnce, _) => {
            let whole = if in_parts(written) {
                "each part of it whole or not at all"
            } else {
                "it whole or not at all"
            };
            format!("{name}: {mode} leaves {sink} the same when it is repeated, and shows {whole}")
        }
        _ => format!("{name}: {mode} leaves {sink} the same when it is repeated"),
    }
}

/// A mode as it is written.
pub(super) fn mode(written: &Written<'_>) -> String {
    let columns = written.write.mode.columns.join(", ");
    match written.write.mode.lane {
        Lane::Appending => "appending".to_owned(),
        Lane::ReplacingAll => "replacing all".to_owned(),
        Lane::ReplacingPartition => format!("replacing partition ({columns})"),
        Lane::MergingByKey => "merging by key".to_owned(),
    }
}

pub(super) fn base(
    facts: &Facts<'_>,
    hop: &str,
    place: pipewright_source::Span,
    label: impl Into<String>,
) -> Diagnostic {
    let pipeline = &facts.plan.pipeline;
    let promised = pipeline.guarantee.map_or("", word);
    Diagnostic::new(
        &rules::GUARANTEE_BROKEN,
        format!(
            "`{}` cannot keep `guarantee {promised}`: {hop}",
            pipeline.name
        ),
        place,
        label,
    )
    .with_related(
        pipeline.guarantee_origin.span,
        format!("`{promised}` is promised here"),
    )
}

fn lossy_source(
    facts: &Facts<'_>,
    guarantee: Guarantee,
    source: &DatasetPlan,
    task: &Task,
) -> Diagnostic {
    let at = facts.plan.pipeline.guarantee_origin.span;
    base(
        facts,
        &format!("`{}` cannot be read again", source.name),
        source.origin.span,
        format!("`{}` is not replayable", source.connector),
    )
    .because(format!("{} hands its rows to {} once ({})", source.name, task.name, source.connector))
    .because(format!("an attempt of {} that fails loses them", task.name))
    .because(format!("`{}` needs every row at least once", word(guarantee)))
    .help("land the rows in a dataset that can be read again, and start from there; or promise `at_most_once`")
    .fix("replace with `guarantee at_most_once`", at, "guarantee at_most_once")
}

fn broken_write(
    facts: &Facts<'_>,
    guarantee: Guarantee,
    written: &Written<'_>,
) -> Option<Diagnostic> {
    let Written {
        task, write, sink, ..
    } = written;
    let appending = write.mode.lane == Lane::Appending;
    // Retried appends have a rule of their own; under `exactly_once` the promise is the mistake.
    if guarantee != Guarantee::ExactlyOnce {
        return None;
    }
    if appending {
        let retries = written.retries();
        let mut found = base(
            facts,
            &format!("`{}` appends to `{}`", task.name, sink.name),
            write.mode_origin.span,
            writes::repeated(written),
        )
        .because(format!("{} hands over its rows", write.subject))
        .because(format!(
            "{} adds them to {} ({})",
            task.name, sink.name, sink.connector
        ));
        if let Some(retry) = task.retry.as_ref().filter(|_| retries > 0) {
            found = found
                .because(format!(
                    "an attempt that fails after the append is repeated, up to {}",
                    times(retries)
                ))
                .with_related(retry.origin.span, "attempts are repeated by this");
            found.because.extend(writes::again(written));
        } else {
            found = found
                .because(
                    "an attempt that fails before the append is not repeated, one after it may be",
                )
                .because("the rows are lost, or added again by hand");
        }
        return Some(repair::of_append(found, facts.plan, written));
    }
    if !sink.abilities.transactional {
        let at = facts.plan.pipeline.guarantee_origin.span;
        return Some(
            base(
                facts,
                &format!("`{}` may show half of a write", sink.name),
                write.mode_origin.span,
                format!("`{}` cannot write in one transaction", sink.connector),
            )
            .because(format!(
                "{} writes {} in parts ({})",
                task.name, sink.name, sink.connector
            ))
            .because("an attempt that fails between them leaves some rows, and not others")
            .help("write to a sink with transactions or atomic objects; or promise `at_least_once`")
            .fix(
                "replace with `guarantee at_least_once`",
                at,
                "guarantee at_least_once",
            ),
        );
    }
    None
}

pub(super) fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

/// Names in backticks, joined.
pub(super) fn quoted(names: &[&str]) -> String {
    show::list(
        &names
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>(),
    )
}
