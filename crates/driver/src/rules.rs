//! The rules that no single phase can keep: about environments, targets and the ledger.

use pipewright_diagnostics::{Example, Rule, Severity};

/// No program can break it: only a mistake in the compiler.
const NOT_AS_TEXT: Example = Example("");

/// A project that copies a dataset on a target.
macro_rules! project_for {
    ($target:literal) => {
        Example(concat!(
            r#"
import std.s3

type Order { id: string key }

dataset orders: Order = s3.parquet { bucket = "acme-orders", region = eu-west-1 }
dataset copies: Order = s3.parquet { bucket = "acme-copies", region = eu-west-1 }

cluster dublin { region = eu-west-1 }

environment prod {
  clusters  = [dublin]
  targets   = ["#,
            $target,
            r#"]
  namespace = "data"
}

pipeline copy_orders {
  schedule manual

  write orders to copies replacing all
}
"#
        ))
    };
}

/// There is something to build for.
pub const NO_ENVIRONMENT: Rule = Rule {
    code: "PW0909",
    name: "no-environment",
    severity: Severity::Error,
    summary: "A project that is built declares at least one environment.",
    explanation: "\
An environment says where pipelines run and what is generated for it. Without one there is nothing
to build, though `check` still checks everything else. Environments usually stand in
`platform.pipe`:

```pipe
cluster frankfurt {
  region = eu-central-1
}

environment prod {
  clusters = [frankfurt]
  targets  = [json]
}
```",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// The engine's version is one we can write for.
pub const UNSUPPORTED_VERSION: Rule = Rule {
    code: "PW0891",
    name: "unsupported-version",
    severity: Severity::Error,
    summary: "The version of a target is one that Pipewright writes for.",
    explanation: "\
What an engine can keep depends on its version, so that output is only written for versions whose
behaviour is known. Leave the version away for the default.",
    failing: project_for!("kubernetes(\"1.20\")"),
    passing: project_for!("kubernetes(\"1.35\")"),
};

/// No constraint is dropped in silence.
pub const UNKEPT_CONSTRAINT: Rule = Rule {
    code: "PW0890",
    name: "unkept-constraint",
    severity: Severity::Error,
    summary: "Every constraint is proven, or enforced by each target it goes to.",
    explanation: "\
The ledger has a row for every constraint: a proof, or the field of the generated file that keeps
it. Where a target gave neither, nothing is built: a constraint is never dropped in silence. Targets
name what they cannot keep by rules of their own; this rule is the net below them.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// Files do not overwrite each other.
pub const FILE_COLLISION: Rule = Rule {
    code: "PW0892",
    name: "file-collision",
    severity: Severity::Error,
    summary: "No two parts of the output have the same path.",
    explanation: "\
Paths are compared without regard to case, because some disks do. Rename one of the pipelines.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// All rules of this crate.
pub const ALL: &[&Rule] = &[
    &UNKEPT_CONSTRAINT,
    &UNSUPPORTED_VERSION,
    &FILE_COLLISION,
    &NO_ENVIRONMENT,
];
