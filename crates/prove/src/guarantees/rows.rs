//! Writes that break a guarantee by the rows they are handed: rows that are there twice, that differ
//! the next time, that were written before.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{DatasetPlan, Guarantee, Lane, Schedule, Task};

use super::carried::Carried;
use super::delivery::{base, mode, word};
use super::{Facts, Written};

/// The first way in which the rows of a write break the guarantee.
pub(super) fn broken(
    facts: &Facts<'_>,
    guarantee: Guarantee,
    written: &Written<'_>,
    carried: Carried<'_>,
) -> Option<Diagnostic> {
    let lane = written.write.mode.lane;
    if guarantee == Guarantee::AtLeastOnce {
        return None;
    }
    if let Some(source) = carried.repeats.filter(|_| lane != Lane::MergingByKey) {
        return Some(twice(facts, guarantee, written, source));
    }
    if let Some(source) = carried.whole.filter(|_| lane == Lane::Appending)
        && guarantee == Guarantee::AtMostOnce
        && starts_by_itself(facts)
    {
        return Some(again(facts, written, source));
    }
    let keeps_others = matches!(lane, Lane::MergingByKey | Lane::ReplacingPartition);
    carried
        .unstable
        .filter(|_| keeps_others && guarantee == Guarantee::ExactlyOnce)
        .map(|step| other_rows(facts, written, step))
}

/// Whether anything but a person starts runs.
fn starts_by_itself(facts: &Facts<'_>) -> bool {
    let mut schedules = facts.plan.pipeline.schedules();
    schedules.any(|schedule| *schedule != Schedule::Manual)
}

fn twice(
    facts: &Facts<'_>,
    guarantee: Guarantee,
    written: &Written<'_>,
    source: &DatasetPlan,
) -> Diagnostic {
    let sink = written.sink;
    let mut found = base(
        facts,
        &format!("a row may be in `{}` more than once", source.name),
        written.write.mode_origin.span,
        format!("the same row may land twice in `{}`", sink.name),
    )
    .with_related(source.origin.span, "it says `duplicates = true`")
    .because(format!(
        "{} may hold a row more than once ({})",
        source.name, source.connector
    ))
    .because(format!(
        "nothing on the way to {} removes the others",
        written.task.name
    ))
    .because(format!(
        "{} keeps each of them in {}",
        mode(written),
        sink.name
    ));
    let subject = written.write.subject.as_str();
    let checked = if subject == source.name {
        "STEP"
    } else {
        subject
    };
    let keys = sink.schema.keys();
    let merges = sink.abilities.writes.contains(&Lane::MergingByKey) && !keys.is_empty();
    if merges {
        found = found.fix(
            "replace with `merging by key`",
            written.write.mode_origin.span,
            "merging by key",
        );
    }
    let columns = if keys.is_empty() {
        "COLUMNS".to_owned()
    } else {
        keys.join(", ")
    };
    let shown =
        format!("let a step remove them and show it: `check {checked} {{ unique {columns} }}`");
    let first = if merges {
        "write it merging by key, or "
    } else {
        ""
    };
    let place = facts.plan.pipeline.guarantee_origin.span;
    found = found.help(format!("{first}{shown}"));
    if guarantee == Guarantee::ExactlyOnce {
        found = found.fix(
            "replace with `guarantee at_least_once`",
            place,
            "guarantee at_least_once",
        );
    }
    found
}

fn again(facts: &Facts<'_>, written: &Written<'_>, source: &DatasetPlan) -> Diagnostic {
    let sink = &written.sink.name;
    let mut found = base(
        facts,
        &format!("each run adds all of `{}` to `{sink}` again", source.name),
        written.write.mode_origin.span,
        "the rows of the run before are there already",
    )
    .with_related(source.origin.span, "all of it is read")
    .because(format!(
        "{} is read from its first row to its last",
        source.name
    ))
    .because(format!("{} adds the rows to {sink}", written.task.name))
    .because("the next run does the same");
    let interval = match &source.cursor {
        Some(_) => format!("write `interval({})`", source.name),
        None => format!(
            "give `{0}` a `cursor` and write `interval({0})`",
            source.name
        ),
    };
    found = found.help(format!(
        "{interval}, so that each run takes the rows of its own interval; or write in a mode that leaves the same rows"
    ));
    super::repair::modes(written)
        .into_iter()
        .fold(found, |found, (mode, _)| {
            found.fix(
                format!("replace with `{mode}`"),
                written.write.mode_origin.span,
                mode,
            )
        })
}

fn other_rows(facts: &Facts<'_>, written: &Written<'_>, step: &Task) -> Diagnostic {
    let sink = written.sink;
    let place = step
        .repetition
        .as_ref()
        .map_or(&step.origin, |said| &said.origin);
    let promised = word(Guarantee::ExactlyOnce);
    let mut found = base(
        facts,
        &format!("`{}` yields other rows each time", step.name),
        written.write.mode_origin.span,
        "rows of an attempt before may stay beside those of the next",
    )
    .with_related(place.span, "it says `deterministic = false`")
    .because(format!(
        "{} may be repeated, and then yields other rows",
        step.name
    ))
    .because(format!(
        "{} keeps rows in {} that the repeated run does not yield",
        mode(written),
        sink.name
    ))
    .because(format!(
        "`{promised}` needs the same rows however often a run is repeated"
    ));
    if sink.abilities.writes.contains(&Lane::ReplacingAll) {
        found = found
            .help(
                "write it replacing all, if each run yields every row; or promise `at_least_once`",
            )
            .fix(
                "replace with `replacing all`",
                written.write.mode_origin.span,
                "replacing all",
            );
    } else {
        found = found.help(
            "let the step go by its input alone, such as by a fixed seed; or promise `at_least_once`",
        );
    }
    found.fix(
        "replace with `guarantee at_least_once`",
        facts.plan.pipeline.guarantee_origin.span,
        "guarantee at_least_once",
    )
}
