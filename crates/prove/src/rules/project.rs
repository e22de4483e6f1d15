//! Rules between the pipelines of an environment.

use pipewright_diagnostics::{Example, Rule, Severity};

use super::example::{data, pipeline, platform};

/// A dataset between the two others.
macro_rules! middle {
    () => {
        r#"
dataset loaded: Order = s3.parquet {
  bucket = "acme-lake"
  prefix = "loaded/"
  region = eu-west-1
}
"#
    };
}

/// Freshness through datasets that promise nothing.
pub const STALE_CHAIN: Rule = Rule {
    code: "PW0516",
    name: "stale-chain",
    severity: Severity::Error,
    summary: "A promised freshness holds end to end, through the pipelines before.",
    explanation: "\
A pipeline that runs every hour cannot make its source newer. Where a source is written by another \
pipeline and promises no freshness itself, its age is worked out from that pipeline's schedule and \
deadline. A source written only by pipelines that a person starts has no bound.",
    failing: Example(concat!(
        data!("  freshness = 4h\n"),
        middle!(),
        pipeline!(
            "load",
            "orders",
            "loaded",
            "schedule every 6h\n  deadline 30m",
            "timeout = 5m",
            "replacing all"
        ),
        pipeline!(
            "clean",
            "loaded",
            "clean_orders",
            "schedule every 1h\n  deadline 30m",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!("  freshness = 4h\n"),
        middle!(),
        pipeline!(
            "load",
            "orders",
            "loaded",
            "schedule every 1h\n  deadline 30m",
            "timeout = 5m",
            "replacing all"
        ),
        pipeline!(
            "clean",
            "loaded",
            "clean_orders",
            "schedule every 1h\n  deadline 30m",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
};

/// Pipelines that set each other off.
pub const TRIGGER_CYCLE: Rule = Rule {
    code: "PW0517",
    name: "trigger-cycle",
    severity: Severity::Error,
    summary: "No pipeline sets itself off, directly or through others.",
    explanation: "\
`schedule on DATASET` starts a run when the dataset is written. If what the run writes leads back to \
that dataset, runs follow each other without end, each paid for. Let one of the pipelines run by \
the clock.",
    failing: Example(concat!(
        data!(),
        pipeline!(
            "clean",
            "orders",
            "clean_orders",
            "schedule on orders",
            "timeout = 5m",
            "replacing all"
        ),
        pipeline!(
            "enrich",
            "clean_orders",
            "orders",
            "schedule on clean_orders",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!(
            "clean",
            "orders",
            "clean_orders",
            "schedule on orders",
            "timeout = 5m",
            "replacing all"
        ),
        pipeline!(
            "enrich",
            "clean_orders",
            "orders",
            "schedule every 24h",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
};

/// Two writers of which one wipes the other's rows.
pub const RIVAL_WRITERS: Rule = Rule {
    code: "PW0712",
    name: "rival-writers",
    severity: Severity::Error,
    summary: "What one pipeline has landed, no other replaces wholesale.",
    explanation: "\
`replacing all` leaves only the rows of its own run. If another pipeline lands rows in the same \
dataset, they are gone with the next run. When both replace everything it is an error, when only one \
does a warning. A pipeline that only a person starts may replace everything: that is how a dataset is \
rebuilt.",
    failing: Example(concat!(
        data!(),
        pipeline!(
            "clean",
            "orders",
            "clean_orders",
            "schedule every 6h",
            "timeout = 5m",
            "replacing all"
        ),
        pipeline!(
            "mend",
            "orders",
            "clean_orders",
            "schedule every 24h",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!(
            "clean",
            "orders",
            "clean_orders",
            "schedule every 6h",
            "timeout = 5m",
            "replacing all"
        ),
        pipeline!(
            "mend",
            "orders",
            "clean_orders",
            "schedule manual",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
};

/// Two names that become one.
pub const SAME_SLUG: Rule = Rule {
    code: "PW0950",
    name: "same-slug",
    severity: Severity::Error,
    summary: "Two pipelines keep two names in generated files.",
    explanation: "\
Kubernetes allows no underscores, so `daily_orders` becomes `daily-orders` in names of objects and \
folders. Two pipelines whose names differ only there would overwrite each other.",
    failing: Example(concat!(
        data!(),
        middle!(),
        pipeline!(
            "clean_up",
            "orders",
            "clean_orders",
            "schedule manual",
            "timeout = 5m",
            "replacing all"
        ),
        pipeline!(
            "clean__up",
            "orders",
            "loaded",
            "schedule manual",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        middle!(),
        pipeline!(
            "clean_up",
            "orders",
            "clean_orders",
            "schedule manual",
            "timeout = 5m",
            "replacing all"
        ),
        pipeline!(
            "cleanup",
            "orders",
            "loaded",
            "schedule manual",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
};
