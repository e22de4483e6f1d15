//! Rules of clocks: pipelines of different cadence, clock changes, intervals and parts.

use pipewright_diagnostics::{Example, Rule, Severity};

use super::example::{data, middle, pipeline, platform};

/// A daily writer and a reader by intervals.
macro_rules! intervals {
    ($writer:literal, $reader:literal) => {
        concat!(
            data!(),
            r#"
dataset loaded: Order = s3.parquet {
  bucket    = "acme-lake"
  prefix    = "loaded/"
  region    = eu-west-1
  partition = day(placed)
}

dataset tidied: Order = s3.parquet {
  bucket    = "acme-lake"
  prefix    = "tidied/"
  region    = eu-west-1
  partition = hour(placed)
}

pipeline load {
  schedule "#,
            $writer,
            r#"
  deadline 30m
  owner    "sales-data"

  step loads: Order = run "ghcr.io/acme/load:1.4" {
    inputs  = [interval(orders)]
    timeout = 5m
  }

  write loads to loaded replacing partition (placed)
}

pipeline clean {
  schedule "#,
            $reader,
            r#"
  owner    "sales-data"

  step cleaned: Order = run "ghcr.io/acme/clean:1.4" {
    inputs  = [interval(loaded)]
    timeout = 5m
  }

  write cleaned to tidied replacing partition (placed)
}
"#,
            platform!()
        )
    };
}

/// Rows that come when the next interval is over.
pub const INTERVAL_NEVER_LANDED: Rule = Rule {
    code: "PW0525",
    name: "interval-never-landed",
    severity: Severity::Error,
    summary: "The rows of an interval have landed before the next run is due.",
    explanation: "\
`interval(loaded)` reads the rows of a run's own interval, and no later run reads them again. Where \
another pipeline writes them, they land when that has run: after its next run by the clock, and the \
time a run may take. Pipewright lets the reader wait as long (`late data within`, derived), and the \
ledger shows the sum. A reader that runs more often than its writer cannot be helped so: most of its \
runs would find nothing, and the next one is due before the rows are there. Run it as seldom as the \
writer.

The moments of both schedules are compared over ten years, in their zones.",
    failing: Example(intervals!("every 24h", "every 1h")),
    passing: Example(intervals!("cron \"0 0 * * *\"", "every 24h")),
};

/// A reader that starts while its writer runs.
pub const READ_BEFORE_LANDING: Rule = Rule {
    code: "PW0526",
    name: "read-before-landing",
    severity: Severity::Note,
    summary: "A reader does not start while the run goes on that writes what it reads.",
    explanation: "\
Two pipelines that start at the same time race: the reader finds what the writer's run before has left, \
a whole period old. Where the reader is about as frequent as the writer, and each of its runs starts \
while the writer's may still go on, this note tells by how much to start later. Better: `schedule on \
loaded` starts the reader when the rows are there. A dataset that promises a `freshness` is read as it \
is: that is the promise.",
    failing: Example(concat!(
        data!(),
        middle!(),
        pipeline!(
            "load",
            "orders",
            "loaded",
            "schedule every 24h\n  deadline 30m",
            "timeout = 5m",
            "replacing all"
        ),
        pipeline!(
            "clean",
            "loaded",
            "clean_orders",
            "schedule every 24h",
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
            "schedule every 24h\n  deadline 30m",
            "timeout = 5m",
            "replacing all"
        ),
        pipeline!(
            "clean",
            "loaded",
            "clean_orders",
            "schedule cron \"30 0 * * *\"",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
};

/// A nightly run in the hour of the clock change, on one target.
macro_rules! nightly {
    ($target:literal) => {
        concat!(
            data!(),
            pipeline!(
                "schedule cron \"30 2 * * *\" in \"Europe/Berlin\" skipped later doubled once",
                "timeout = 5m"
            ),
            r#"
cluster dublin {
  region = eu-west-1
  nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]
  logs   = eu-west-1
}

environment prod {
  clusters  = [dublin]
  targets   = ["#,
            $target,
            r#"]
  namespace = "data"
  registry  = "ghcr.io/acme" in eu
  staging   = s3.location { bucket = "acme-staging", region = eu-west-1 }
}
"#
        )
    };
}

/// What the author says of clock changes, the engine must do.
pub const CLOCK_CHANGE_NOT_KEPT: Rule = Rule {
    code: "PW0527",
    name: "clock-change-not-kept",
    severity: Severity::Error,
    summary: "Each target does with a run in a skipped or doubled hour what the schedule says.",
    explanation: "\
`skipped later doubled once`, behind the zone of a clock, says what becomes of a run whose local time \
does not exist in spring, and of one whose local time comes twice in autumn. No engine can be told: each \
does what it does. Kubernetes and Argo Workflows leave a skipped run out and run a doubled one twice; \
Airflow runs a skipped run of one time a day an hour later, and a doubled one once. A target that does \
otherwise is refused. The ledger names what each one does.",
    failing: Example(nightly!("kubernetes")),
    passing: Example(nightly!("airflow")),
};

/// A part is replaced by some of its rows.
pub const TORN_PARTITION: Rule = Rule {
    code: "PW0528",
    name: "torn-partition",
    severity: Severity::Warning,
    summary: "A run that replaces parts in time by the rows of its interval holds whole parts.",
    explanation: "\
`replacing partition (placed)` replaces each part that occurs in the rows. A run that reads nothing but \
`interval(…)` holds the rows of its interval. Where parts are days and the interval is an hour, each run \
replaces the whole day by one hour of it: of twenty-four runs only the last one's rows stay. The same \
happens at midnight of another zone, since parts are cut in UTC: a day in Berlin is parts of two.

Let the interval be whole parts, cut the dataset finer, or merge by key. What also reads the rows that \
are there, or a whole dataset, is not concerned.",
    failing: Example(intervals!("every 1h", "every 24h")),
    passing: Example(intervals!("every 24h", "every 24h")),
};
