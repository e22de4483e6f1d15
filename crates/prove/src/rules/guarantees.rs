//! Rules of guarantees and writes.

use pipewright_diagnostics::{Example, Rule, Severity};

use super::example::{data, pipeline, platform};

/// The hop that breaks the promise.
pub const GUARANTEE_BROKEN: Rule = Rule {
    code: "PW0710",
    name: "guarantee-broken",
    severity: Severity::Error,
    summary: "Every hop keeps the pipeline's `guarantee`.",
    explanation: "\
`exactly_once` needs sources that can be read again, steps that may be repeated, and writes that \
leave the same rows when they are repeated and are never seen half done. `at_least_once` needs the \
sources. `at_most_once` is kept by anything that is not retried, or may be.

What rows bring with them counts too. A dataset that says `duplicates = true` may hold a row more than \
once: under `exactly_once` and `at_most_once` its rows are merged by key, or a check shows them `unique` \
before they are written. A step that says `deterministic = false` yields other rows when it is repeated: \
under `exactly_once` they replace everything, for merging and replacing partitions would keep some of \
the first ones. Under `at_most_once` no run that starts by itself appends all of a dataset: the run \
before has done so.

The finding names the hop and offers repairs, the cheapest first: merging by key where the type has a \
key and the sink can, replacing a partition, replacing all, `duplicates = true` in the sink, no retry, a \
weaker promise.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  guarantee exactly_once", "timeout = 5m", "appending"),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  guarantee exactly_once", "timeout = 5m", "replacing all"),
        platform!()
    )),
};

/// An append that may happen twice.
pub const RETRIED_APPEND: Rule = Rule {
    code: "PW0711",
    name: "retried-append",
    severity: Severity::Error,
    summary: "A write that appends is not retried.",
    explanation: "\
An attempt may fail after it has added its rows: the network breaks before the answer comes, the \
node is taken away. The next attempt adds them again. Write in a mode that leaves the same rows when \
it is repeated, or drop `retry`.

Where the readers of the sink remove what is there twice, say so in it, `duplicates = true`: then it may \
be retried, and pipelines that read it have to keep their own promise.",
    failing: Example(concat!(
        data!(),
        pipeline!(
            "schedule manual\n  retry 2 times",
            "timeout = 5m",
            "appending"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!(
            "schedule manual\n  retry 2 times",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
};

/// A step that is retried though twice is not once.
pub const RETRIED_EFFECT: Rule = Rule {
    code: "PW0723",
    name: "retried-effect",
    severity: Severity::Error,
    summary: "A step that says `idempotent = false` is not retried.",
    explanation: "\
An attempt may fail after it has had its effect: the card is charged, the answer is lost. The next \
attempt charges it again. Let the step tell its attempts apart by something that stays the same, such as \
`PIPEWRIGHT_RUN_ID`, and say `idempotent = true`; or give it no retry, `retry = { times = 0 }`.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  retry 2 times", "idempotent = false"),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!(
            "schedule manual\n  retry 2 times",
            "idempotent = false\n    retry = { times = 0 }"
        ),
        platform!()
    )),
};

/// A step whose second run nobody spoke of.
pub const UNSTATED_REPETITION: Rule = Rule {
    code: "PW0724",
    name: "unstated-repetition",
    severity: Severity::Note,
    summary: "Under `exactly_once`, a step that takes rows and yields none says what a second run does.",
    explanation: "\
Rows that a step pushes into another system are seen by no write, so nothing proves that they arrive \
once. Say `idempotent = true` where a second run changes nothing, which is then a fact of the proof, or \
`idempotent = false`, which breaks the guarantee.",
    failing: Example(concat!(
        data!(),
        pipeline!(
            "schedule manual\n  guarantee exactly_once\n  step push = run \"ghcr.io/acme/push:1.0\" { inputs = [cleaned] }"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!(
            "schedule manual\n  guarantee exactly_once\n  step push = run \"ghcr.io/acme/push:1.0\" { inputs = [cleaned], idempotent = true }"
        ),
        platform!()
    )),
};

/// Intervals of runs that never start.
pub const SKIPPED_INTERVAL: Rule = Rule {
    code: "PW0725",
    name: "skipped-interval",
    severity: Severity::Warning,
    summary: "Under a `guarantee`, a run that takes the rows of its interval ends before the next is due.",
    explanation: "\
`interval(…)` gives each run the rows of its own interval and no others. Where a run outlasts the period \
and `overlap` does not allow two at once, the engine leaves the next run out, and nothing ever reads the \
rows of its interval: no run failed, and nobody is told. A `deadline` no longer than the period ends such \
a run as failed, which is noticed; so do timeouts that add up to less. A pipeline with `backfill from` \
makes up for runs that were left out.",
    failing: Example(concat!(
        data!("  partition = hour(placed)\n"),
        pipeline!(
            "clean",
            "interval(orders)",
            "clean_orders",
            "schedule every 1h\n  guarantee at_least_once\n  retry 3 times",
            "timeout = 20m",
            "replacing partition (placed)"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!("  partition = hour(placed)\n"),
        pipeline!(
            "clean",
            "interval(orders)",
            "clean_orders",
            "schedule every 1h\n  guarantee at_least_once\n  retry 3 times\n  deadline 1h",
            "timeout = 20m",
            "replacing partition (placed)"
        ),
        platform!()
    )),
};

/// Silence that is taken for no.
pub const SILENCE_LOSES_ROWS: Rule = Rule {
    code: "PW0720",
    name: "silence-loses-rows",
    severity: Severity::Warning,
    summary: "Under a `guarantee` no row is left out because nobody answered.",
    explanation: "\
An approval with `on_timeout = reject` skips what it gates when nobody answers in time, and the run \
succeeds all the same. A person's no is a decision; silence is not. Where every row is promised to \
arrive, let silence fail the run: it is noticed then, and can be repeated.",
    failing: Example(concat!(
        data!(),
        pipeline!(
            "schedule manual\n  guarantee at_least_once\n  approval cleaned { by = [\"finance\"], within = 4h, on_timeout = reject }"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!(
            "schedule manual\n  guarantee at_least_once\n  approval cleaned { by = [\"finance\"], within = 4h, on_timeout = fail }"
        ),
        platform!()
    )),
};

/// Appends of runs of the past.
pub const BACKFILL_APPENDS: Rule = Rule {
    code: "PW0721",
    name: "backfill-appends",
    severity: Severity::Warning,
    summary: "Runs of the past do not append.",
    explanation: "\
A backfill makes up runs of the past. Some of them may have been made before, when they were due; a \
write that appends adds their rows a second time. Write in a mode that leaves the same rows when it \
is repeated.",
    failing: Example(concat!(
        data!(),
        pipeline!(
            "schedule every 24h\n  backfill from 2026-01-01 to 2026-01-08",
            "timeout = 5m",
            "appending"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!(
            "schedule every 24h\n  backfill from 2026-01-01 to 2026-01-08",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
};

/// Runs of the past that wipe each other's rows.
pub const BACKFILL_WIPES: Rule = Rule {
    code: "PW0722",
    name: "backfill-wipes",
    severity: Severity::Warning,
    summary: "A run of one interval does not replace the rows of all intervals.",
    explanation: "\
Each run of a backfill works on one interval. If it replaces everything in its sink, only the rows of \
the run that came last stay. Replace the interval's own partition, or merge by key.",
    failing: Example(concat!(
        data!("  partition = day(placed)\n"),
        pipeline!(
            "clean",
            "interval(orders)",
            "clean_orders",
            "schedule every 24h\n  backfill from 2026-01-01 to 2026-01-08",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!("  partition = day(placed)\n"),
        pipeline!(
            "clean",
            "interval(orders)",
            "clean_orders",
            "schedule every 24h\n  backfill from 2026-01-01 to 2026-01-08",
            "timeout = 5m",
            "replacing partition (placed)"
        ),
        platform!()
    )),
};

/// Rows of the past judged by the present.
pub const BACKFILL_BY_THE_CLOCK: Rule = Rule {
    code: "PW0521",
    name: "backfill-by-the-clock",
    severity: Severity::Warning,
    summary: "Runs of the past do not go by the present.",
    explanation: "\
`age(…)` and `fresh within` compare rows to the moment the task runs. A run of the past works on rows \
that were fresh then and are old now: it takes the wrong way, or fails. A script that asks the clock, such \
as `datetime.now()` or `$(date +%F)`, names the day it is run instead of the day it is about. Each run \
knows what time it stands for: `run.date`, `run.interval_start`, `PIPEWRIGHT_LOGICAL_TIME`.",
    failing: Example(concat!(
        data!(),
        pipeline!(
            "schedule every 24h\n  backfill from 2026-01-01 to 2026-01-08\n  check cleaned { placed fresh within 2d }"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!(
            "schedule every 24h\n  backfill from 2026-01-01 to 2026-01-08\n  check cleaned { complete placed }"
        ),
        platform!()
    )),
};
