//! The rules of schedules.

use pipewright_diagnostics::{Example, Rule, Severity};

/// A small project that is right but for its schedule.
macro_rules! project {
    ($schedule:literal) => {
        Example(concat!(
            r#"
import std.s3

type Order {
  id:     string          key
  amount: decimal(18, 2)
}

dataset orders: Order = s3.parquet {
  bucket = "acme-raw"
  prefix = "orders/"
  region = eu-west-1
}

dataset clean_orders: Order = s3.parquet {
  bucket = "acme-lake"
  prefix = "clean-orders/"
  region = eu-west-1
}

pipeline clean {
  schedule "#,
            $schedule,
            r#"
  owner    "sales-data"

  step cleaned: Order = run "ghcr.io/acme/clean:1.4" {
    inputs  = [orders]
    timeout = 5m
  }

  write cleaned to clean_orders replacing all
}

cluster dublin {
  region = eu-west-1
  nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]
  logs   = eu-west-1
}

environment prod {
  clusters = [dublin]
  targets  = [json]
  staging  = s3.location { bucket = "acme-staging", region = eu-west-1 }
}
"#
        ))
    };
}

/// Five fields, strictly.
pub const INVALID_CRON: Rule = Rule {
    code: "PW0501",
    name: "invalid-cron",
    severity: Severity::Error,
    summary: "A cron expression has five fields that every engine reads alike.",
    explanation: "\
Kubernetes, Airflow and the crons before them agree on five fields: minute, hour, day of month, \
month, day of week. They disagree on the rest: seconds, `@daily`, `TZ=`, `L`, `W`, `#`, ranges that \
run backwards, steps longer than their field. So only the common part is accepted.

Sunday may be written `0`, `7` or `SUN`; what is generated always says `0`, because Kubernetes \
refuses `7`. Names of months and days become numbers. The zone stands beside the expression: \
`cron \"0 6 * * *\" in \"Europe/Berlin\"`.",
    failing: project!(r#"cron "0 30 6 * * *""#),
    passing: project!(r#"cron "30 6 * * MON-FRI""#),
};

/// IANA names, exactly.
pub const UNKNOWN_ZONE: Rule = Rule {
    code: "PW0502",
    name: "unknown-time-zone",
    severity: Severity::Error,
    summary: "A time zone is a name of the IANA database, spelled exactly.",
    explanation: "\
Zones are looked up in a database compiled into Pipewright, never in that of the machine. Letter \
case counts: some engines forgive it and some do not. Abbreviations such as `CEST` and offsets such \
as `+02:00` are not zones, since they do not know when clocks change.",
    failing: project!(r#"cron "0 6 * * *" in "Europe/Berlín""#),
    passing: project!(r#"cron "0 6 * * *" in "Europe/Berlin""#),
};

/// `every D` must be one cron.
pub const UNEVEN_PERIOD: Rule = Rule {
    code: "PW0503",
    name: "uneven-period",
    severity: Severity::Error,
    summary: "`every D` names a period that one cron keeps: minutes that divide an hour, hours that divide a day, a day or a week.",
    explanation: "\
`every 6h` means at 00:00, 06:00, 12:00 and 18:00 of its zone, on every day alike, and `every 7d` \
on Mondays at midnight. A period that does not divide a day would have to jump at midnight, one of \
several days at the end of each month. Both are likely not what was meant, and no single cron \
expression says them. Choose the offered period, or say the times with a cron.",
    failing: project!("every 7h"),
    passing: project!("every 8h"),
};

/// There must be such a day.
pub const NEVER_FIRES: Rule = Rule {
    code: "PW0504",
    name: "never-fires",
    severity: Severity::Error,
    summary: "A schedule runs at some time.",
    explanation: "\
`0 0 30 2 *` passes the validation of every engine, and then waits for a 30 February. The days a \
cron names are looked up in the calendar of 28 years, in which every weekday meets every date.",
    failing: project!(r#"cron "0 0 30 2 *""#),
    passing: project!(r#"cron "0 0 29 2 *""#),
};

/// Cron's “or”.
pub const EITHER_DAY: Rule = Rule {
    code: "PW0505",
    name: "either-day",
    severity: Severity::Warning,
    summary: "A cron that sets the day of month and the day of week runs on days that match either.",
    explanation: "\
`0 6 13 * 5` does not mean Friday the 13th. When both fields are set, cron runs on every 13th and \
also on every Friday. Set one of them to `*`; if both days are meant, waive the warning with a \
reason.",
    failing: project!(r#"cron "0 6 13 * 5""#),
    passing: project!(r#"cron "0 6 13 * *""#),
};

/// The hour that is skipped or doubled.
pub const CLOCK_CHANGE: Rule = Rule {
    code: "PW0506",
    name: "clock-change",
    severity: Severity::Warning,
    summary: "No run falls into the hour that a clock change skips or doubles.",
    explanation: "\
In most of Europe 02:30 does not exist on the last Sunday of March and happens twice on the last \
Sunday of October. Kubernetes skips the run in spring and may run twice in autumn; engines differ. \
A schedule that runs in every hour is not concerned, nor one in `UTC`. The changes looked at are \
those of 28 years from 2026 by the database compiled in.

Choose another hour, or say what is meant, behind the zone: `skipped later` or `skipped never`, \
`doubled once` or `doubled twice`. Each target keeps that, or refuses it (PW0527).",
    failing: project!(r#"cron "30 2 * * *" in "Europe/Berlin""#),
    passing: project!(r#"cron "30 4 * * *" in "Europe/Berlin""#),
};

/// Every rule of this crate.
pub const ALL: &[&Rule] = &[
    &INVALID_CRON,
    &UNKNOWN_ZONE,
    &UNEVEN_PERIOD,
    &NEVER_FIRES,
    &EITHER_DAY,
    &CLOCK_CHANGE,
];
