//! Rules between the pipelines of an environment.

use pipewright_diagnostics::{Example, Rule, Severity};

use super::example::{data, middle, pipeline, platform};

/// Freshness through datasets that promise nothing.
pub const STALE_CHAIN: Rule = Rule {
    code: "PW0516",
    name: "stale-chain",
    severity: Severity::Error,
    summary: "A promised freshness holds end to end, through the pipelines before.",
    explanation: "\
A pipeline that runs every hour cannot make its source newer. Where a source is written by another \
pipeline and promises no freshness itself, its age is worked out from that pipeline's schedule and \
deadline, and so on: the finding shows the sum along the chain. A source written only by pipelines that a person starts has no bound. Where all days would keep the promise but \
those on which clocks change, the finding stands at the clock whose run is skipped.",
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
            "schedule cron \"30 * * * *\"\n  deadline 30m",
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

/// Every row of a source that may lose some.
pub const WEAKER_SOURCE: Rule = Rule {
    code: "PW0713",
    name: "weaker-source",
    severity: Severity::Warning,
    summary: "Who promises every row reads nothing that another pipeline hands on at most once.",
    explanation: "\
A guarantee speaks of the rows a pipeline reads. Where the pipeline before promises `at_most_once`, rows \
may be lost before they can be read, and the promise holds of what is left. The weakest promise of a \
chain is that of the chain.",
    failing: Example(concat!(
        data!(),
        middle!(),
        pipeline!(
            "load",
            "orders",
            "loaded",
            "schedule every 6h\n  guarantee at_most_once",
            "timeout = 5m",
            "replacing all"
        ),
        pipeline!(
            "clean",
            "loaded",
            "clean_orders",
            "schedule every 6h\n  guarantee at_least_once",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        middle!(),
        pipeline!(
            "load",
            "orders",
            "loaded",
            "schedule every 6h\n  guarantee at_least_once",
            "timeout = 5m",
            "replacing all"
        ),
        pipeline!(
            "clean",
            "loaded",
            "clean_orders",
            "schedule every 6h\n  guarantee at_least_once",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
};

/// A second name of the folder of orders.
macro_rules! again {
    ($prefix:literal) => {
        concat!(
            r#"
dataset same_orders: Order = s3.parquet {
  bucket = "acme-raw"
  prefix = "#,
            $prefix,
            r#"
  region = eu-central-1
}
"#
        )
    };
}

/// One place that is described twice.
pub const TWO_FACES: Rule = Rule {
    code: "PW0604",
    name: "two-faces",
    severity: Severity::Warning,
    summary: "Datasets that are one place agree on where it lies and on its columns.",
    explanation: "\
Two datasets with one address and one secret are the same rows. If one says Frankfurt and the other \
Dublin, one of them is wrong, and what was proven by it as well; if a column is `pii` in one and unmarked \
in the other, the mark is lost to whoever reads the other. The kind of a column and, where columns match \
by position, their order agree too. Other columns of the same rows may well be left out.",
    failing: Example(concat!(
        data!(),
        again!("\"orders/\""),
        middle!(),
        pipeline!("schedule manual"),
        pipeline!(
            "copy",
            "same_orders",
            "loaded",
            "schedule manual",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        again!("\"other-orders/\""),
        middle!(),
        pipeline!("schedule manual"),
        pipeline!(
            "copy",
            "same_orders",
            "loaded",
            "schedule manual",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
};
