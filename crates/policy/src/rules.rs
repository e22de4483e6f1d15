//! The one rule of policies; what each demands is the organisation's own.

use pipewright_diagnostics::{Example, Rule, Severity};

macro_rules! project {
    ($owner:literal) => {
        Example(concat!(
            r#"
import std.s3

type Order { id: string key }

dataset orders: Order = s3.parquet { bucket = "acme-orders", region = eu-west-1 }
dataset copies: Order = s3.parquet { bucket = "acme-copies", region = eu-west-1 }

policy "every pipeline names its owner" for pipeline p {
  require p.owner else "add `owner \"team\"`"
}

cluster dublin { region = eu-west-1, logs = eu-west-1 }

environment prod { clusters = [dublin], targets = [json] }

pipeline copy_orders {
  schedule manual
"#,
            $owner,
            r#"
  write orders to copies replacing all
}
"#
        ))
    };
}

/// A policy of the organisation.
pub const POLICY: Rule = Rule {
    code: "PW1001",
    name: "policy",
    severity: Severity::Error,
    summary: "What a policy is about keeps what the policy requires.",
    explanation: "\
A `policy` is a rule of the organisation over every pipeline, step, dataset, write or environment:

```pipe
policy \"every pipeline names its owner\" for pipeline p {
  require p.owner else \"add `owner \\\"team\\\"`\"
}
```

The finding stands at what breaks the policy, gives the facts that were asked, and says what the
policy says after `else`. A fact nobody stated makes a comparison false: `require p.deadline <= 2h`
demands a deadline too. Its level is the project's to choose in `pipewright.toml`. `allow policy \"every
pipeline names its owner\" because \"…\" until DATE` excuses one pipeline from this policy, by what it
says, and leaves all others as they are; `allow PW1001` would excuse it from every policy.",
    failing: project!(""),
    passing: project!("  owner \"shop\"\n"),
};

/// All rules of this crate.
pub const ALL: &[&Rule] = &[&POLICY];
