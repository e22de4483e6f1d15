//! Each write: safe to retry, its columns there, its transaction possible.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Guarantee, Lane};

use super::delivery::{mode, quoted, times};
use super::{Facts, Written, repair};
use crate::findings::Findings;
use crate::rules;

pub(super) fn prove(facts: &Facts<'_>, findings: &mut Findings) {
    let exactly_once = facts.plan.pipeline.guarantee == Some(Guarantee::ExactlyOnce);
    for written in facts.writes() {
        let appending = written.write.mode.lane == Lane::Appending;
        let retried = appending && facts.retries() > 0;
        if retried && !exactly_once {
            findings.report(retried_append(facts, &written));
        }
        let columns = missing_columns(&written);
        let transaction = written.write.in_one_transaction && !written.sink.abilities.transactional;
        if transaction {
            findings.report(no_transaction(&written));
        }
        let holds = !retried && !transaction && columns.is_none() && known(&written);
        if let Some(found) = columns {
            findings.report(found);
        }
        if holds {
            let id = format!("write_mode/{}", written.task.name);
            findings.proven(id, &rules::RETRIED_APPEND, facts_of(facts, &written));
        }
    }
}

/// Whether the sink knows the mode; the checker has reported it if not.
fn known(written: &Written<'_>) -> bool {
    written
        .sink
        .abilities
        .writes
        .contains(&written.write.mode.lane)
}

fn facts_of(facts: &Facts<'_>, written: &Written<'_>) -> Vec<String> {
    let Written { write, sink, .. } = written;
    let mut because = vec![format!(
        "{} can be written {}",
        sink.connector,
        mode(written)
    )];
    because.push(match (write.mode.lane, facts.retries()) {
        (Lane::Appending, _) => "there is no retry: rows are added by one attempt".to_owned(),
        (_, 0) => "a run that is repeated leaves the same rows".to_owned(),
        (_, retries) => format!(
            "an attempt repeated up to {} leaves the same rows",
            times(retries)
        ),
    });
    let columns = columns(written);
    if !columns.is_empty() {
        because.push(format!("{} in {}", quoted(&columns), sink.name));
    }
    if sink.abilities.transactional {
        because.push(format!(
            "{} shows a write whole or not at all",
            sink.connector
        ));
    }
    because
}

fn retried_append(facts: &Facts<'_>, written: &Written<'_>) -> Diagnostic {
    let Written { task, write, sink } = written;
    let retries = facts.retries();
    let mut found = Diagnostic::new(
        &rules::RETRIED_APPEND,
        format!(
            "`{}` appends to `{}` and is retried: rows may arrive twice",
            task.name, sink.name
        ),
        write.mode_origin.span,
        "a repeated append adds the rows twice",
    )
    .because(format!(
        "{} adds the rows of {} to {}",
        task.name, write.subject, sink.name
    ))
    .because(format!(
        "an attempt that fails after the append is repeated, up to {}",
        times(retries)
    ))
    .because("the same rows are added again");
    if let Some(retry) = &facts.plan.pipeline.retry {
        found = found.with_related(retry.origin.span, "attempts are repeated by this");
    }
    repair::of_append(found, facts.plan, written)
}

fn no_transaction(written: &Written<'_>) -> Diagnostic {
    let Written { write, sink, .. } = written;
    Diagnostic::new(
        &rules::NO_TRANSACTION,
        format!("`{}` cannot be written in one transaction", sink.name),
        write.mode_origin.span,
        format!("`{}` has no transactions", sink.connector),
    )
    .with_related(
        sink.origin.span,
        format!("`{}` is reached through `{}`", sink.name, sink.connector),
    )
    .help("drop `in one transaction`, or write to a sink that has transactions")
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

fn missing_columns(written: &Written<'_>) -> Option<Diagnostic> {
    let Written { write, sink, .. } = written;
    let what = match write.mode.lane {
        Lane::MergingByKey => "key",
        Lane::ReplacingPartition => "partition",
        Lane::Appending | Lane::ReplacingAll => return None,
    };
    let wanted = columns(written);
    let there: BTreeSet<&str> = sink
        .schema
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|name| !there.contains(*name))
        .copied()
        .collect();
    let kind = sink.schema.name.as_ref().map_or_else(
        || format!("the type of `{}`", sink.name),
        |name| format!("the type `{name}`"),
    );
    let (message, help) = if wanted.is_empty() {
        (
            format!(
                "`{}` is written by {what}, but {kind} has no {what} column",
                sink.name
            ),
            format!("mark the {what} columns of {kind} with `key`"),
        )
    } else if missing.is_empty() {
        return None;
    } else {
        (
            format!(
                "`{}` is written by {what} {}, which {kind} does not have",
                sink.name,
                quoted(&missing)
            ),
            format!(
                "it has {}",
                quoted(&there.iter().take(12).copied().collect::<Vec<_>>())
            ),
        )
    };
    Some(
        Diagnostic::new(
            &rules::MISSING_KEY,
            message,
            write.mode_origin.span,
            format!("no such {what} column"),
        )
        .with_related(
            sink.origin.span,
            format!("`{}` is declared here", sink.name),
        )
        .help(help),
    )
}
