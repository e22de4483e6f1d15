//! Rules of placement.

use pipewright_diagnostics::{Example, Rule, Severity};

use super::example::{data, pipeline, platform};

/// A pod needs a node.
pub const NO_NODE: Rule = Rule {
    code: "PW0610",
    name: "no-node",
    severity: Severity::Error,
    summary: "Each pod fits a node of a cluster it may run on.",
    explanation: "\
A pod that fits no node waits for ever. The containers of one pod run one after another, so a pod \
needs the most of each resource that any of them asks for. On Airflow each task is a pod; on \
Kubernetes a whole run is one, so two steps that fit alone may not fit together: one asks for much \
memory, the other for a GPU, and no node has both.

The smallest node that fits, of the first cluster that has one, is named in the ledger.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule manual", "memory = 64GiB"),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule manual", "memory = 16GiB"),
        platform!()
    )),
};

/// Nodes nobody described.
pub const UNKNOWN_NODES: Rule = Rule {
    code: "PW0611",
    name: "unknown-nodes",
    severity: Severity::Note,
    summary: "A cluster says what nodes it has.",
    explanation: "\
Without `nodes` it cannot be checked whether a pod fits: it may wait for ever.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule manual"),
        platform!("", "logs   = eu-west-1", "eu-west-1")
    )),
    passing: Example(concat!(data!(), pipeline!("schedule manual"), platform!())),
};
