//! Rules of placement.

use pipewright_diagnostics::{Example, Rule, Severity};

use super::example::{data, pipeline, platform};

/// A pod needs a node.
pub const NO_NODE: Rule = Rule {
    code: "PW0610",
    name: "no-node",
    severity: Severity::Error,
    summary: "Each pod fits a node of the cluster that is chosen for it.",
    explanation: "\
A pod that fits no node waits for ever. The containers of one pod run one after another, so a pod \
needs the most of each resource that any of them asks for. On Airflow each task is a pod; on \
Kubernetes a whole run is one, so two steps that fit alone may not fit together: one asks for much \
memory, the other for a GPU, and no node has both.

One of the environment's `clusters` is chosen: it lies in the pipeline's `region` and so do its logs, it \
has nodes that fit, such that stay where work must not be interrupted, and a quota that grants each pod \
what it asks for. Of those the nearest to the data is taken: the one in whose places most of the \
datasets lie; then most of their replicas; then staging; then the one that stands first in \
`clusters`. On Airflow each task is chosen for alone, but for tasks that share a volume. On Kubernetes and \
Argo Workflows a run is an object of one cluster, so all its tasks are chosen for together: then each \
may fit somewhere, and all of them nowhere.

The ledger names the cluster, why it is this one, and for each of the others one reason against \
it.",
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
