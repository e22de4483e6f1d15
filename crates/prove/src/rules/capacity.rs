//! Rules of capacity: interruptions, quotas, budgets.

use pipewright_diagnostics::{Example, Rule, Severity};

use super::example::{data, pipeline, platform};

/// Work that may be interrupted, and would not survive it.
pub const INTERRUPTED: Rule = Rule {
    code: "PW0630",
    name: "interruption-fails",
    severity: Severity::Error,
    summary: "What may be interrupted is tried again.",
    explanation: "\
`interruptible true` lets work stand on nodes that may be taken away at any time. Each time that \
happens an attempt has failed: work that is not tried again fails with it.

`interruptible false` keeps work off such nodes: by a label that is theirs alone, or because there \
are none.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  interruptible true"),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  retry 2 times\n  interruptible true"),
        platform!()
    )),
};

/// Work nobody said anything of, on nodes that may be taken away.
pub const MAY_BE_INTERRUPTED: Rule = Rule {
    code: "PW0631",
    name: "may-be-interrupted",
    severity: Severity::Warning,
    summary: "Where nodes may be taken away, work is tried again.",
    explanation: "\
A pod may be placed on any node that fits it. On a `spot` node it may be stopped at any time; \
without `retry` the run then fails, though nothing was wrong with it. Write `retry`, or keep the \
work off such nodes with `interruptible false`.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule manual"),
        platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB, spot = true }]",
            "logs   = eu-west-1",
            "eu-west-1"
        )
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  retry 1 times"),
        platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB, spot = true }]",
            "logs   = eu-west-1",
            "eu-west-1"
        )
    )),
};

/// Nodes that may be taken away, and cannot be told from others.
pub const SPOT_UNKNOWN: Rule = Rule {
    code: "PW0632",
    name: "spot-not-told-apart",
    severity: Severity::Error,
    summary: "Nodes that work must be kept off have a label of their own.",
    explanation: "\
`interruptible false` is kept by node affinity: the pod refuses nodes with a label. So the `nodes` \
that may be taken away must say a label that no others have, such as \
`karpenter.sh/capacity-type` = `spot`, `eks.amazonaws.com/capacityType` = `SPOT`, \
`cloud.google.com/gke-spot` = `true` or `kubernetes.azure.com/scalesetpriority` = `spot`.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  interruptible false"),
        platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB }, { cpu = 8, memory = 32GiB, spot = true }]",
            "logs   = eu-west-1",
            "eu-west-1"
        )
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  interruptible false"),
        platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB }, { cpu = 8, memory = 32GiB, spot = true, labels = { \"karpenter.sh/capacity-type\" = \"spot\" } }]",
            "logs   = eu-west-1",
            "eu-west-1"
        )
    )),
};

/// A pod larger than the quota.
pub const OVER_QUOTA: Rule = Rule {
    code: "PW0633",
    name: "over-quota",
    severity: Severity::Error,
    summary: "No pod asks for more than its namespace may have.",
    explanation: "\
A cluster's `quota` is what all pods of the namespace may ask for together (a ResourceQuota). A pod \
that alone asks for more is turned away by the API server, each time.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule manual", "cpu = 6"),
        platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB }]\n  quota  = { cpu = 4 }",
            "logs   = eu-west-1",
            "eu-west-1"
        )
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule manual", "cpu = 4"),
        platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB }]\n  quota  = { cpu = 4 }",
            "logs   = eu-west-1",
            "eu-west-1"
        )
    )),
};

/// Pods that are too much together.
pub const QUOTA_AT_ONCE: Rule = Rule {
    code: "PW0634",
    name: "quota-at-once",
    severity: Severity::Warning,
    summary: "What may go on at once stays within the quota.",
    explanation: "\
Tasks that do not wait for each other may run at the same time, and their pods ask for the sum. \
The pods that are past the quota are turned away, and their attempts fail. The heaviest tasks that \
may go on at once are named; tasks on different ways of a decision never do. `concurrency N` bounds \
how many tasks of a run go on at once.",
    failing: Example(concat!(
        data!(),
        "\npipeline clean {\n  schedule manual\n\n  for part in [\"a\", \"b\", \"c\"] {\n    step cleaned: Order = run \"ghcr.io/acme/clean:1.4\" {\n      inputs = [orders]\n      args   = [part]\n      cpu    = 2\n    }\n  }\n\n  step joined: Order = run \"ghcr.io/acme/join:1.4\" {\n    inputs = [cleaned]\n  }\n\n  write joined to clean_orders replacing all\n}\n",
        "\ncluster dublin {\n  region = eu-west-1\n  nodes  = [{ cpu = 8, memory = 32GiB }]\n  quota  = { cpu = 4 }\n}\n\nenvironment prod {\n  clusters  = [dublin]\n  targets   = [argo_workflows]\n  namespace = \"data\"\n  staging   = s3.location { bucket = \"acme-staging\", region = eu-west-1 }\n}\n"
    )),
    passing: Example(concat!(
        data!(),
        "\npipeline clean {\n  schedule    manual\n  concurrency 2\n\n  for part in [\"a\", \"b\", \"c\"] {\n    step cleaned: Order = run \"ghcr.io/acme/clean:1.4\" {\n      inputs = [orders]\n      args   = [part]\n      cpu    = 2\n    }\n  }\n\n  step joined: Order = run \"ghcr.io/acme/join:1.4\" {\n    inputs = [cleaned]\n  }\n\n  write joined to clean_orders replacing all\n}\n",
        "\ncluster dublin {\n  region = eu-west-1\n  nodes  = [{ cpu = 8, memory = 32GiB }]\n  quota  = { cpu = 4 }\n}\n\nenvironment prod {\n  clusters  = [dublin]\n  targets   = [argo_workflows]\n  namespace = \"data\"\n  staging   = s3.location { bucket = \"acme-staging\", region = eu-west-1 }\n}\n"
    )),
};

/// Runs that cost more than they may.
pub const OVER_BUDGET: Rule = Rule {
    code: "PW0635",
    name: "over-budget",
    severity: Severity::Error,
    summary: "Runs cost no more than their budget, where nothing fails.",
    explanation: "\
A pod pays the share of a node that it holds, the largest of its shares of cores, memory and GPUs, \
for as long as it takes: what the step is `expected` to take, or its timeout. Of the nodes that fit \
the dearest share counts. A budget per day, week or month multiplies that with the runs of the \
fullest one; runs of the past that `backfill` makes up are not among them.

Prices are those of `hourly` in the cluster's `nodes`. Nothing else is counted: no storage, no \
traffic, no licence.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule every 1h\n  budget 1 USD per day", "cpu = 8\n    timeout = 30m"),
        platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB, hourly = 0.40 USD }]",
            "logs   = eu-west-1",
            "eu-west-1"
        )
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule every 1d\n  budget 1 USD per day", "cpu = 8\n    timeout = 30m"),
        platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB, hourly = 0.40 USD }]",
            "logs   = eu-west-1",
            "eu-west-1"
        )
    )),
};

/// Runs that cost more where attempts fail.
pub const BUDGET_AT_RISK: Rule = Rule {
    code: "PW0636",
    name: "budget-at-risk",
    severity: Severity::Warning,
    summary: "Runs cost no more than their budget, even where every attempt fails but the last.",
    explanation: "\
Where nothing fails the budget holds. Where each attempt runs into its timeout and is tried again, \
as often as `retry` says, it does not.",
    failing: Example(concat!(
        data!(),
        pipeline!(
            "schedule every 1d\n  retry 5 times\n  budget 1 USD per day",
            "cpu = 8\n    timeout = 30m"
        ),
        platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB, hourly = 0.40 USD }]",
            "logs   = eu-west-1",
            "eu-west-1"
        )
    )),
    passing: Example(concat!(
        data!(),
        pipeline!(
            "schedule every 1d\n  retry 1 times\n  budget 1 USD per day",
            "cpu = 8\n    timeout = 30m"
        ),
        platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB, hourly = 0.40 USD }]",
            "logs   = eu-west-1",
            "eu-west-1"
        )
    )),
};

/// A budget nobody can reckon.
pub const BUDGET_UNKNOWN: Rule = Rule {
    code: "PW0637",
    name: "budget-unknown",
    severity: Severity::Error,
    summary: "A budget has the facts it is reckoned from.",
    explanation: "\
A budget needs the price of every node that fits (`hourly = 0.40 USD` in `nodes`), in the budget's \
own currency, since rates change; and, unless it is `per run`, a schedule by the clock: how often \
datasets change or people start a run, nobody knows.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule every 1d\n  budget 1 USD per day"),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule every 1d\n  budget 10 USD per day"),
        platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB, hourly = 0.40 USD }]",
            "logs   = eu-west-1",
            "eu-west-1"
        )
    )),
};
