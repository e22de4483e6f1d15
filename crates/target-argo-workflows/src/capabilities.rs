//! What Argo Workflows keeps, as data: refusals, the table in the docs and tests read it.

use pipewright_backend::{Capability, Support};

const fn kept(construct: &'static str, by: &'static str) -> Capability {
    Capability {
        construct,
        support: Support::Kept(by),
    }
}

const fn limited(construct: &'static str, by: &'static str, but: &'static str) -> Capability {
    Capability {
        construct,
        support: Support::Limited(by, but),
    }
}

const fn refused(construct: &'static str, reason: &'static str) -> Capability {
    Capability {
        construct,
        support: Support::Refused(reason),
    }
}

const NO_DATASETS: &str = "nothing in a cluster sees that a dataset was written";

/// `schedule on DATASET`.
pub const DATASET_SCHEDULE: Capability = refused("schedule on DATASET", NO_DATASETS);

/// `schedule event DATASET`.
pub const EVENT: Capability = refused(
    "schedule event DATASET",
    "what brings an event into the cluster, a queue and how to log in to it, is not part of the plan",
);

/// `backfill from DATE` without an end.
pub const OPEN_BACKFILL: Capability = refused(
    "backfill from DATE",
    "its runs are written into a WorkflowTemplate, and a list without an end cannot be",
);

/// `on late after D notify`.
pub const LATE: Capability = refused(
    "on late after D notify",
    "nothing runs beside a workflow that could tell while it still goes on",
);

/// Everything, in the order of the manual.
pub const ALL: &[Capability] = &[
    // What starts a run.
    kept("schedule every D", "CronWorkflow schedules and timezone"),
    limited(
        "schedule cron \"…\" in \"Zone\"",
        "CronWorkflow schedules and timezone",
        "a run in the hour the zone skips is left out",
    ),
    DATASET_SCHEDULE,
    refused("schedule on A or on B", NO_DATASETS),
    refused("schedule on DATASET or every D", NO_DATASETS),
    EVENT,
    kept(
        "schedule manual",
        "`argo submit --from workflowtemplate/NAME`",
    ),
    kept("schedule every D or every E", "a CronWorkflow each"),
    kept(
        "schedule every D with { … }",
        "arguments of the CronWorkflow",
    ),
    kept("parameter per run", "arguments of the WorkflowTemplate"),
    limited(
        "parameter per run where …",
        "a task that comes before all others",
        "decimals of more than 15 digits are an error",
    ),
    // Time.
    limited(
        "run.interval_start, interval(DATASET)",
        "expressions over the time the CronWorkflow was due",
        "every two runs must be equally far apart",
    ),
    OPEN_BACKFILL,
    limited(
        "backfill from DATE to DATE",
        "a WorkflowTemplate that runs the DAG once for each time, one after another",
        "a deadline holds for all runs together, by their number; nothing that hands values to the end of a run",
    ),
    kept("late data within D", "a suspend template"),
    // Constraints of a run.
    kept("deadline", "activeDeadlineSeconds of the workflow"),
    limited(
        "region",
        "required node affinity on topology.kubernetes.io/region, NetworkPolicy egress",
        "host names are held to their ports and to the kind of address they resolve to; the API server's ports are open towards private addresses",
    ),
    kept("retry N times", "retryStrategy of each task"),
    kept(
        "retry N times, backoff A to B",
        "retryStrategy.backoff of each task",
    ),
    kept("retry of one step", "retryStrategy of the task"),
    kept("timeout", "activeDeadlineSeconds of each task"),
    kept(
        "overlap forbid",
        "concurrencyPolicy: Forbid, and a mutex for runs started otherwise",
    ),
    kept("overlap allow", "concurrencyPolicy: Allow"),
    limited(
        "overlap replace",
        "concurrencyPolicy: Replace",
        "with one schedule by the clock only; the end of a replaced run does not run",
    ),
    kept("concurrency N", "parallelism of the workflow"),
    kept("concurrency N in GROUP", "a semaphore of the workflow"),
    kept("mutex NAME", "a mutex of the workflow"),
    kept("owner", "label and annotation of everything"),
    kept("labels", "labels of everything"),
    // Work.
    kept("cpu, memory, disk, gpu", "container requests and limits"),
    kept("volumes", "persistentVolumeClaim volumes"),
    kept("node", "required node affinity"),
    kept(
        "interruptible",
        "node affinity: away from spot nodes, or towards them",
    ),
    kept("services", "native sidecars with a startup probe"),
    limited(
        "egress of a step",
        "NetworkPolicy egress, an annotation with the names",
        "host names are held to their ports and to the kind of address they resolve to; one NetworkPolicy holds for all pods of a pipeline",
    ),
    kept("python, shell", "files in a ConfigMap"),
    limited(
        "yields",
        "an output parameter read from the container's termination log",
        "whole numbers of 53 bits; text without two braces in a row; anything else is an error",
    ),
    kept("for … in …", "a task for each element"),
    kept("for … in … concurrency N", "depends of the tasks"),
    kept(
        "for … in VALUE max N",
        "withParam in a DAG with parallelism",
    ),
    kept("when … else …", "when"),
    kept("either", "depends and when of a task that does nothing"),
    kept(
        "repeat N times until …",
        "tasks under when, and one that fails",
    ),
    kept("call, template", "tasks of the same DAG"),
    limited(
        "resource",
        "a release in the exit handler",
        "`argo terminate` runs no exit handler",
    ),
    limited(
        "finally",
        "the exit handler",
        "`argo terminate` runs no exit handler",
    ),
    limited(
        "approval",
        "a suspend template with a supplied parameter",
        "who may answer is for the cluster's RBAC to say: whoever may change workflows in the namespace",
    ),
    kept("wait D after …", "a suspend template"),
    kept("allow_failure", "depends that let a failure pass"),
    kept(
        "mutex, concurrency of one step",
        "mutexes and semaphores of the task",
    ),
    // Data.
    kept("check", "a task that the following ones wait for"),
    kept("check … rejecting to DATASET", "tasks of their own"),
    kept(
        "write MODE",
        "the connector's container, after every check of its subject",
    ),
    limited(
        "data between tasks",
        "staging of the environment",
        "without `staging` it is refused: every task is a pod of its own",
    ),
    kept(
        "secret(…)",
        "secretKeyRef, and an ExternalSecret where the environment has a store",
    ),
    // Reactions.
    limited(
        "on failure notify",
        "a container in the exit handler that posts to Slack, PagerDuty or a webhook",
        "e-mail is refused; the Slack channel is the one the webhook belongs to",
    ),
    kept(
        "on failure notify, without alerts",
        "a container in the exit handler",
    ),
    kept("on success notify", "a container in the exit handler"),
    LATE,
    kept(
        "on failure of STEP notify",
        "a container in the exit handler",
    ),
];
