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

/// A table and its type, with or without a key.
macro_rules! table {
    ($mark:literal) => {
        concat!(
            "\ntype Total {\n  country: string",
            $mark,
            r#"
  amount:  decimal(18, 2)
}

dataset totals: Total = postgres.table {
  host        = "db.acme.example"
  database    = "sales"
  table       = "totals"
  region      = eu-west-1
  credentials = secret("postgres/sales")
}

pipeline total {
  schedule manual
  owner "sales-data"

  step totalled: Total = run "ghcr.io/acme/total:1.4" {
    inputs = [orders]
  }

  write totalled to totals merging by key
}
"#
        )
    };
}

/// Columns a mode works by.
pub const MISSING_KEY: Rule = Rule {
    code: "PW0712",
    name: "missing-key",
    severity: Severity::Error,
    summary: "A write by key or partition has those columns.",
    explanation: "\
`merging by key` inserts a row or updates the one with the same key: the sink's type must mark its \
key columns with `key`. `replacing partition (day)` replaces the partitions that occur in the rows: \
the sink's type must have the column.",
    failing: Example(concat!(
        "\nimport std.postgres",
        data!(),
        table!(""),
        platform!()
    )),
    passing: Example(concat!(
        "\nimport std.postgres",
        data!(),
        table!("  key"),
        platform!()
    )),
};

/// A table of BigQuery, and a write to it.
macro_rules! warehouse {
    ($mode:literal) => {
        concat!(
            r#"
dataset warehouse: Order = bigquery.table {
  project     = "acme"
  dataset     = "sales"
  table       = "orders"
  region      = europe-west1
  credentials = secret("bigquery/loader")
}
"#,
            pipeline!(
                "publish",
                "orders",
                "warehouse",
                "schedule manual",
                "timeout = 5m",
                $mode
            )
        )
    };
}

/// A transaction the sink does not have.
pub const NO_TRANSACTION: Rule = Rule {
    code: "PW0713",
    name: "no-transaction",
    severity: Severity::Error,
    summary: "`in one transaction` is asked of sinks that have transactions.",
    explanation: "\
A connector says `in one transaction` among its writes when readers see a write whole or not at all: \
a database transaction, or one object that replaces another. Where it does not, half of a write may \
be seen, and the demand is refused.",
    failing: Example(concat!(
        "\nimport std.bigquery",
        data!(),
        warehouse!("replacing all in one transaction"),
        platform!()
    )),
    passing: Example(concat!(
        "\nimport std.bigquery",
        data!(),
        warehouse!("replacing all"),
        platform!()
    )),
};
