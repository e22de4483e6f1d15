//! Rules of decisions, joins and loops.

use pipewright_diagnostics::{Example, Rule, Severity};

/// A small project around the clauses of one pipeline.
macro_rules! project {
    ($clauses:literal) => {
        concat!(
            r#"
import std.s3

type Order { id: string key, amount: int }

dataset orders: Order = s3.parquet { bucket = "acme-raw", prefix = "orders/", region = eu-west-1 }
dataset clean: Order = s3.parquet { bucket = "acme-lake", prefix = "clean/", region = eu-west-1 }
dataset rejects: Order = s3.parquet { bucket = "acme-lake", prefix = "rejects/", region = eu-west-1 }

cluster dublin { region = eu-west-1 }

environment prod {
  clusters = [dublin]
  targets  = [json]
  staging  = s3.location { bucket = "acme-staging", region = eu-west-1 }
}

pipeline tidy(full: bool per run = false) {
  schedule manual

"#,
            $clauses,
            "}\n"
        )
    };
}

/// Rows are rejected on one way, and read on others.
pub const REJECTING_ON_ONE_WAY: Rule = Rule {
    code: "PW0391",
    name: "rejecting-on-one-way",
    severity: Severity::Error,
    summary: "a check that rejects rows stands before all readers of what it checks",
    explanation: "\
Where a check rejects rows, whoever reads the checked rows finds those it has kept. A reader that goes \
on where the check does not would find all of them, and nobody could tell which. Let the check stand \
outside of `when`, or its readers inside.",
    failing: Example(project!(
        r#"  step tidied: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [orders] }

  when full {
    check tidied { amount > 0 } rejecting to rejects replacing all
  }

  write tidied to clean replacing all
"#
    )),
    passing: Example(project!(
        r#"  step tidied: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [orders] }

  check tidied { amount > 0 } rejecting to rejects replacing all

  write tidied to clean replacing all
"#
    )),
};

/// Rows that would have to lie in two places.
pub const TWO_PLACES: Rule = Rule {
    code: "PW0392",
    name: "two-places",
    severity: Severity::Error,
    summary: "what a step yields goes into one `either`, or one `collect`",
    explanation: "\
The members of an `either` put their rows into one place, so that its readers need not know which of \
them ran; the steps of a loop that is collected put theirs beside each other. A step puts its rows \
into one place only. Let a step between hand them on.",
    failing: Example(project!(
        r#"  when full {
    step whole: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [orders] }
  } else {
    step part: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [orders] }
  }

  step one: Order = either whole or part
  step two: Order = either whole or part

  write one to clean replacing all
  write two to rejects replacing all
"#
    )),
    passing: Example(project!(
        r#"  when full {
    step whole: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [orders] }
  } else {
    step part: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [orders] }
  }

  step one: Order = either whole or part

  write one to clean replacing all
  write one to rejects replacing all
"#
    )),
};

/// A consent that would hold nothing back.
pub const APPROVAL_OF_A_MEMBER: Rule = Rule {
    code: "PW0393",
    name: "approval-of-a-member",
    severity: Severity::Error,
    summary: "what is approved is the `either`, not one of its members",
    explanation: "\
An `either` goes on with the member that ran. A member whose rows were refused has run all the same, \
so the refusal would hold nothing back. Approve what is read: the `either`.",
    failing: Example(project!(
        r#"  when full {
    step whole: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [orders] }
    approval whole { by = ["finance"], within = 4h, on_timeout = reject }
  } else {
    step part: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [orders] }
  }

  step tidied: Order = either whole or part

  write tidied to clean replacing all
"#
    )),
    passing: Example(project!(
        r#"  when full {
    step whole: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [orders] }
  } else {
    step part: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [orders] }
  }

  step tidied: Order = either whole or part
  approval tidied { by = ["finance"], within = 4h, on_timeout = reject }

  write tidied to clean replacing all
"#
    )),
};

/// A lane that would stop in the middle.
pub const LANE_MAY_STOP: Rule = Rule {
    code: "PW0394",
    name: "lane-may-stop",
    severity: Severity::Error,
    summary: "in a loop with `concurrency` no failure is allowed",
    explanation: "\
In a loop with `concurrency` each element waits for one before it. What waits for a task that failed \
is skipped, also where the failure is allowed: one failure would leave out every element behind it, \
and the run would be called a success. Let all elements go on at once, or let the failure fail the run.",
    failing: Example(project!(
        r#"  for part in ["north", "south"] concurrency 1 {
    step load: Order = run "ghcr.io/acme/load:1.0" {
      inputs        = [orders]
      args          = [part]
      allow_failure = "a part may be missing"
    }
  }

  step all: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [collect(load)] }

  write all to clean replacing all
"#
    )),
    passing: Example(project!(
        r#"  for part in ["north", "south"] {
    step load: Order = run "ghcr.io/acme/load:1.0" {
      inputs        = [orders]
      args          = [part]
      allow_failure = "a part may be missing"
    }
  }

  step all: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [collect(load)] }

  write all to clean replacing all
"#
    )),
};

/// A gate that holds back what decides about it.
pub const GATE_BEHIND_ITS_READER: Rule = Rule {
    code: "PW0395",
    name: "gate-behind-its-reader",
    severity: Severity::Error,
    summary: "whether something is checked is not decided by what the check holds back",
    explanation: "\
A check, an approval or a pause holds back all that reads its subject. If it stands in a `when` whose \
condition comes from such a reader, each waits for the other. Decide by the subject itself, as in \
`when rows(orders) > 1000`, which is measured before; or let the check stand outside of `when`. The \
elements of a loop with `concurrency` follow each other: none of them can wait for a check of \
`collect(load)`, which waits for all.",
    failing: Example(project!(
        r#"  step tidied: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [orders] }

  when rows(tidied) > 1000 {
    check orders { amount > 0 }
  }

  write tidied to clean replacing all
"#
    )),
    passing: Example(project!(
        r#"  step tidied: Order = run "ghcr.io/acme/tidy:1.0" { inputs = [orders] }

  when rows(orders) > 1000 {
    check orders { amount > 0 }
  }

  write tidied to clean replacing all
"#
    )),
};

/// A bound on a loop that nothing would keep.
pub const LANES_WITHOUT_STEPS: Rule = Rule {
    code: "PW0396",
    name: "lanes-without-steps",
    severity: Severity::Error,
    summary: "a loop with `concurrency` holds a step",
    explanation: "\
In a loop with `concurrency` the steps of an element wait for those of an element before it. A loop of \
writes alone has no steps that could. Write `concurrency` as a clause of the pipeline, which bounds \
how many tasks of a run go on at once.",
    failing: Example(project!(
        r#"  for sink in [clean, rejects] concurrency 1 {
    write orders to sink replacing all
  }
"#
    )),
    passing: Example(project!(
        r#"  concurrency 1

  for sink in [clean, rejects] {
    write orders to sink replacing all
  }
"#
    )),
};
