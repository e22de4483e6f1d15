//! The rules of levels, waivers and baselines.

use pipewright_diagnostics::{Example, Rule, Severity};

/// Options of the command line, or another file, would be needed to show it.
const NOT_AS_TEXT: Example = Example("");

/// A project whose pipeline may outlast its period, with a clause of it.
macro_rules! project {
    ($clause:literal) => {
        concat!(
            r#"
import std.s3

type Order {
  id: string key
}

dataset orders: Order = s3.parquet {
  bucket = "acme-raw"
  region = eu-west-1
}

dataset copies: Order = s3.parquet {
  bucket = "acme-lake"
  region = eu-west-1
}

pipeline copy_orders {
  schedule every 1h
  deadline "#,
            $clause,
            r#"

  write orders to copies replacing all
}

cluster dublin {
  region = eu-west-1
  nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]
  logs   = eu-west-1
}

environment prod {
  clusters = [dublin]
  targets  = [json]
}
"#
        )
    };
}

/// The levels of a project are ones its rules may have.
pub const LEVELS: Rule = Rule {
    code: "PW0920",
    name: "levels",
    severity: Severity::Error,
    summary: "`[levels]` gives rules that there are levels that they may have.",
    explanation: "\
A line of `[levels]` in `pipewright.toml` names a rule, by its code or its name, and its level here:
`off`, `note`, `warn` or `error`. What a rule finds then weighs so much in every file.

A rule that is a warning or a note by itself is advice, and may have any level. Raised to `error` it
fails `check` and `build`. An error that says that a program means nothing, or nothing that could be
kept, is no matter of taste and stays one. Some errors, such as that of PW0620, are promises: a
project cannot drop them, but one pipeline or file may be excused by a waiver, with a reason. Where a
rule of errors also has a guess that is none, the level is that of the guess.",
    failing: Example(
        "//! file: pipewright.toml\n[levels]\nunknown-name = \"warn\"\n//! file: main.pipe\nlet unused = 1\n",
    ),
    passing: Example(
        "//! file: pipewright.toml\n[levels]\nunstated-place = \"warn\"\n//! file: main.pipe\nlet unused = 1\n",
    ),
};

/// A waiver is one.
pub const WAIVER: Rule = Rule {
    code: "PW0921",
    name: "waiver",
    severity: Severity::Error,
    summary: "A waiver names a rule that can be waived, says why, and ends on some day.",
    explanation: "\
`allow RULE because \"…\" until DATE` in a pipeline keeps what it finds there from being told; as an
item it does so for its file. One policy is waived by what it says, `allow policy \"every pipeline
names its owner\" because …`. It stands in the ledger of every plan it is about. What makes a program
mean something, such as names and types, cannot be waived: mend it.",
    failing: Example(concat!(
        "allow unknown-type because \"it will come\" until 2027-03-31\n",
        project!("1h")
    )),
    passing: Example(project!(
        "2h\n  allow PW0513 because \"the source is slow until it moves\" until 2027-03-31"
    )),
};

/// A waiver waives something.
pub const IDLE_WAIVER: Rule = Rule {
    code: "PW0922",
    name: "idle-waiver",
    severity: Severity::Warning,
    summary: "A waiver waives something.",
    explanation: "\
What it waived is mended, or is found elsewhere: in another pipeline, or at a dataset or a cluster of
another file. Take it away, so that the next one who breaks the rule is told. Whether a waiver is idle
is only said where everything was checked, in every environment.",
    failing: Example(project!(
        "1h\n  allow PW0513 because \"the source is slow until it moves\" until 2027-03-31"
    )),
    passing: Example(project!(
        "2h\n  allow PW0513 because \"the source is slow until it moves\" until 2027-03-31"
    )),
};

/// A waiver ends.
pub const EXPIRED_WAIVER: Rule = Rule {
    code: "PW0923",
    name: "expired-waiver",
    severity: Severity::Error,
    summary: "A waiver is gone when its last day is.",
    explanation: "\
Only `pipewright check --today DATE` judges this: the day is given, never asked of a clock, so that
the same sources always build to the same files. A waiver holds on its last day, and is found from the
next. Mend what it waives, or decide anew and write a later day.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// A baseline can be read.
pub const BASELINE: Rule = Rule {
    code: "PW0924",
    name: "baseline",
    severity: Severity::Error,
    summary: "The `baseline` of `pipewright.toml` is a file that `check --write-baseline` wrote.",
    explanation: "\
`[check] baseline = \"FILE\"` names the file whose findings `check` does not show again, from the root
of the project. `pipewright check --write-baseline FILE` writes it; whoever edits it by hand may only
take lines away.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// A baseline only shrinks.
pub const OUTLIVED_BASELINE: Rule = Rule {
    code: "PW0925",
    name: "outlived-baseline",
    severity: Severity::Note,
    summary: "What a baseline lists is still there.",
    explanation: "\
Findings that were mended, or whose line was changed, are no longer found. Write the baseline anew, so
that they are told should they come back. Nothing is said where an error kept later phases from
looking.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// All rules of this crate.
pub const ALL: &[&Rule] = &[
    &LEVELS,
    &WAIVER,
    &IDLE_WAIVER,
    &EXPIRED_WAIVER,
    &BASELINE,
    &OUTLIVED_BASELINE,
];
