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

The finding names the hop and offers the cheapest repair: merging by key where the type has a key and \
the sink can, else replacing all, else a weaker promise.",
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
it is repeated, or drop `retry`.",
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
