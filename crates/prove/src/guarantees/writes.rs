//! Each write: safe to retry, and the row that says how it is kept.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Access, Guarantee, Lane};

use super::carried::{Carried, Flow};
use super::delivery::{mode, quoted, times};
use super::{Facts, Written, repair};
use crate::findings::Findings;
use crate::rules;

pub(super) fn prove(facts: &Facts<'_>, flow: &Flow<'_>, findings: &mut Findings) {
    let guarantee = facts.plan.pipeline.guarantee;
    let exactly_once = guarantee == Some(Guarantee::ExactlyOnce);
    for written in facts.writes() {
        let appending = written.write.mode.lane == Lane::Appending;
        // Where a row may be more than once, its readers remove the others.
        let allowed = written.sink.duplicates && guarantee != Some(Guarantee::AtMostOnce);
        let retried = appending && written.retries() > 0 && !allowed;
        if retried && !exactly_once {
            findings.report(retried_append(facts, &written));
        }
        if !retried && possible(&written) {
            let id = format!("write_mode/{}", written.task.name);
            findings.proven(
                id,
                &rules::RETRIED_APPEND,
                facts_of(&written, flow.at(written.at)),
            );
        }
    }
}

fn facts_of(written: &Written<'_>, carried: Carried<'_>) -> Vec<String> {
    let Written { write, sink, .. } = written;
    let mut because = vec![format!(
        "{} can be written {}",
        sink.connector,
        mode(written)
    )];
    because.push(match (write.mode.lane, written.retries()) {
        (Lane::Appending, 0) => "there is no retry: rows are added by one attempt".to_owned(),
        (Lane::Appending, retries) => format!(
            "an attempt repeated up to {} may add its rows again: {} says `duplicates = true`",
            times(retries),
            sink.name
        ),
        (_, 0) if carried.unstable.is_some() => {
            "a write that is repeated leaves the same rows".to_owned()
        }
        (_, 0) => "a run that is repeated leaves the same rows".to_owned(),
        (_, retries) => format!(
            "an attempt repeated up to {} leaves the same rows",
            times(retries)
        ),
    });
    if let Some(step) = carried
        .unstable
        .filter(|_| write.mode.lane != Lane::Appending)
    {
        because.push(format!(
            "a run that is repeated as a whole leaves what {} then yields",
            step.name
        ));
    }
    let columns = columns(written);
    if !columns.is_empty() {
        because.push(format!("{} in {}", quoted(&columns), sink.name));
    }
    if in_parts(written) {
        because.push(format!(
            "{} shows each part whole or not at all, one after another",
            sink.connector
        ));
    } else if sink.abilities.transactional {
        because.push(format!(
            "{} shows a write whole or not at all",
            sink.connector
        ));
    }
    because
}

/// Whether the sink replaces parts one by one: one object each, and no transaction around them.
pub(super) fn in_parts(written: &Written<'_>) -> bool {
    written.write.mode.lane == Lane::ReplacingPartition
        && matches!(written.sink.access, Access::Location { .. })
}

fn retried_append(facts: &Facts<'_>, written: &Written<'_>) -> Diagnostic {
    let Written {
        task, write, sink, ..
    } = written;
    let retries = written.retries();
    let mut found = Diagnostic::new(
        &rules::RETRIED_APPEND,
        format!(
            "`{}` appends to `{}` and is retried: rows may arrive twice",
            task.name, sink.name
        ),
        write.mode_origin.span,
        repeated(written),
    )
    .because(format!(
        "{} adds the rows of {} to {}",
        task.name, write.subject, sink.name
    ))
    .because(format!(
        "an attempt that fails after the append is repeated, up to {}",
        times(retries)
    ));
    found.because.extend(again(written));
    if let Some(retry) = &task.retry {
        found = found.with_related(retry.origin.span, "attempts are repeated by this");
    }
    repair::of_append(found, facts.plan, written)
}

/// What an append that is repeated does.
pub(super) fn repeated(written: &Written<'_>) -> &'static str {
    if written.named_after_run() && written.retries() > 0 {
        "a retry replaces a file others may have read"
    } else {
        "a repeated append adds the rows twice"
    }
}

/// What a second attempt does with the rows.
pub(super) fn again(written: &Written<'_>) -> Vec<String> {
    let sink = &written.sink.name;
    if written.named_after_run() {
        vec![
            format!("the second attempt replaces the file of the first in {sink}"),
            "who read that one before reads the rows a second time".to_owned(),
        ]
    } else {
        vec!["the same rows are added again".to_owned()]
    }
}

/// Columns the mode works by: keys, or those of the partition.
fn columns<'a>(written: &Written<'a>) -> Vec<&'a str> {
    let mode = &written.write.mode;
    match mode.lane {
        Lane::MergingByKey if mode.columns.is_empty() => written.sink.schema.keys(),
        Lane::MergingByKey | Lane::ReplacingPartition => {
            mode.columns.iter().map(String::as_str).collect()
        }
        Lane::Appending | Lane::ReplacingAll => Vec::new(),
    }
}

/// Whether the sink can do what the write asks, by its mode, columns and transaction. The checker
/// has reported it if not; a plan that was not checked gets no row.
fn possible(written: &Written<'_>) -> bool {
    let Written { write, sink, .. } = written;
    let wanted = columns(written);
    let by_columns = matches!(
        write.mode.lane,
        Lane::MergingByKey | Lane::ReplacingPartition
    );
    let there: BTreeSet<&str> = sink
        .schema
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    sink.abilities.writes.contains(&write.mode.lane)
        && (!write.in_one_transaction || sink.abilities.transactional && !in_parts(written))
        && (!by_columns || !wanted.is_empty())
        && wanted.iter().all(|name| there.contains(name))
}
