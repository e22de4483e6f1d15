//! What Kubernetes keeps, as data: refusals, the table in the docs and tests read it.

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

/// Work that only some runs do, or that a run decides on, has no place in a fixed list.
const ONE_AFTER_ANOTHER: &str =
    "a CronJob's pod runs a fixed list of containers, one after another";

/// `schedule on DATASET`.
pub const DATASET_SCHEDULE: Capability = refused(
    "schedule on DATASET",
    "a CronJob starts by the clock and by nothing else",
);

/// `schedule A or B`.
pub const SEVERAL_TRIGGERS: Capability = refused(
    "schedule every D or every E",
    "a CronJob has one schedule, and two CronJobs would not know of each other's runs",
);

/// `retry … backoff`.
pub const BACKOFF: Capability = refused(
    "retry N times, backoff A to B",
    "a Job's waits between attempts are Kubernetes' own: 10 seconds, doubling to ten minutes",
);

/// `on success notify`.
pub const ON_SUCCESS: Capability = refused(
    "on success notify",
    "nothing in a cluster turns a Job that succeeded into a message",
);

/// `on failure notify` without `alerts`.
pub const ON_FAILURE_WITHOUT_ALERTS: Capability = refused(
    "on failure notify, without alerts",
    "a failed Job becomes a message through Prometheus and Alertmanager only, which the environment does not say it has",
);

/// `schedule event DATASET`.
pub const EVENT_SCHEDULE: Capability = refused(
    "schedule event DATASET",
    "a CronJob starts by the clock and by nothing else",
);

/// `backfill from DATE`.
pub const BACKFILL: Capability = refused(
    "backfill from DATE",
    "a CronJob looks forwards only and makes up no runs of the past",
);

/// `late data within D`.
pub const LATE_DATA: Capability =
    refused("late data within D", "a pod that waits would hold its node");

/// `retry of one step`.
pub const RETRY_OF_STEP: Capability = refused(
    "retry of one step",
    "a Job tries its whole pod again, not one container of it",
);

/// `concurrency N in GROUP`.
pub const PLACES_OF_RUN: Capability =
    refused("concurrency N in GROUP", "Jobs know nothing of each other");

/// `yields`.
pub const VALUES: Capability = refused(
    "yields",
    "containers of one pod cannot be told what another one found out",
);

/// `for … in VALUE max N`.
pub const FAN_OUT: Capability = refused("for … in VALUE max N", ONE_AFTER_ANOTHER);

/// `when … else …`.
pub const BRANCH: Capability = refused("when … else …", ONE_AFTER_ANOTHER);

/// `either`.
pub const EITHER: Capability = refused("either", ONE_AFTER_ANOTHER);

/// `repeat N times until …`.
pub const REPEAT: Capability = refused("repeat N times until …", ONE_AFTER_ANOTHER);

/// `resource`.
pub const RESOURCE: Capability = refused(
    "resource",
    "after a container that failed, a pod runs no other",
);

/// `finally`.
pub const FINALLY: Capability = refused(
    "finally",
    "after a container that failed, a pod runs no other",
);

/// `approval`.
pub const APPROVAL: Capability = refused("approval", "nothing in a CronJob waits for a person");

/// `wait D after …`.
pub const WAIT: Capability = refused("wait D after …", "a pod that waits would hold its node");

/// `allow_failure`.
pub const ALLOW_FAILURE: Capability = refused(
    "allow_failure",
    "after a container that failed, a pod runs no other",
);

/// `mutex, concurrency of one step`.
pub const PLACES_OF_STEP: Capability = refused(
    "mutex, concurrency of one step",
    "Jobs know nothing of each other",
);

/// `on late after D notify`.
pub const ON_LATE: Capability = refused(
    "on late after D notify",
    "the rule that sees failed Jobs does not see slow ones",
);

/// `on failure of STEP notify`.
pub const ON_FAILURE_OF_STEP: Capability = refused(
    "on failure of STEP notify",
    "a Job fails as a whole: Prometheus does not see which container did",
);

/// Everything, in the order of [`pipewright_backend::CONSTRUCTS`].
pub const ALL: &[Capability] = &[
    kept("schedule every D", "CronJob schedule and timeZone"),
    limited(
        "schedule cron \"…\" in \"Zone\"",
        "CronJob schedule and timeZone",
        "a run in the hour the zone skips is left out",
    ),
    DATASET_SCHEDULE,
    refused(
        "schedule on A or on B",
        "a CronJob starts by the clock and by nothing else",
    ),
    refused(
        "schedule on DATASET or every D",
        "a CronJob starts by the clock and by nothing else",
    ),
    EVENT_SCHEDULE,
    limited(
        "schedule manual",
        "suspended CronJob; `kubectl create job --from=cronjob/NAME`",
        "the run stands for the minute each attempt starts in",
    ),
    SEVERAL_TRIGGERS,
    kept(
        "schedule every D with { … }",
        "annotation of the pod, which containers read",
    ),
    limited(
        "parameter per run",
        "annotation of the pod, which containers read",
        "the default or what the trigger supplies; a run made by hand has no other value",
    ),
    kept(
        "parameter per run where …",
        "the one value there is was checked when compiling",
    ),
    limited(
        "run.interval_start, interval(DATASET)",
        "the clock's container reckons it from the run's time",
        "every two runs must be equally far apart",
    ),
    BACKFILL,
    refused(
        "backfill from DATE to DATE",
        "a CronJob looks forwards only and makes up no runs of the past",
    ),
    LATE_DATA,
    kept("deadline", "Job activeDeadlineSeconds"),
    limited(
        "region",
        "required node affinity on topology.kubernetes.io/region, NetworkPolicy egress",
        "host names are held to their ports and to the kind of address they resolve to",
    ),
    limited(
        "retry N times",
        "Job backoffLimit",
        "every attempt runs all tasks again",
    ),
    BACKOFF,
    RETRY_OF_STEP,
    limited(
        "timeout",
        "pod activeDeadlineSeconds",
        "one limit for all tasks of an attempt: the sum of their timeouts",
    ),
    kept("overlap forbid", "CronJob concurrencyPolicy: Forbid"),
    kept("overlap allow", "CronJob concurrencyPolicy: Allow"),
    kept("overlap replace", "CronJob concurrencyPolicy: Replace"),
    kept("concurrency N", "containers run one after another"),
    PLACES_OF_RUN,
    refused("mutex NAME", "Jobs know nothing of each other"),
    kept("owner", "annotation of every object"),
    kept("labels", "labels of every object"),
    kept("cpu, memory, disk, gpu", "container requests and limits"),
    kept("volumes", "the claim as a volume of the pod"),
    limited(
        "node",
        "required node affinity",
        "one pod runs all tasks: their labels may not contradict each other",
    ),
    limited(
        "interruptible",
        "node affinity: away from spot nodes, or towards them",
        "one pod runs all tasks: it is kept off where one of them must be",
    ),
    limited(
        "services",
        "native sidecar: an init container with restartPolicy Always",
        "it goes on until the pod ends, also beside later steps",
    ),
    limited(
        "egress of a step",
        "NetworkPolicy egress, an annotation with the names",
        "host names are held to their ports and to the kind of address they resolve to; all tasks share one pod",
    ),
    kept("python, shell", "ConfigMap, mounted read-only"),
    VALUES,
    kept(
        "for … in …",
        "a container for each element, one after another",
    ),
    kept(
        "for … in … concurrency N",
        "containers run one after another",
    ),
    FAN_OUT,
    BRANCH,
    EITHER,
    REPEAT,
    kept(
        "call, template",
        "the same containers as if written in place",
    ),
    RESOURCE,
    FINALLY,
    APPROVAL,
    WAIT,
    ALLOW_FAILURE,
    PLACES_OF_STEP,
    kept(
        "check",
        "a container whose failure ends the pod before anything is written",
    ),
    kept(
        "check … rejecting to DATASET",
        "the check's container parts the rows; another publishes the rejected ones",
    ),
    kept(
        "write MODE",
        "the connector's container, after every check of its subject",
    ),
    limited(
        "data between tasks",
        "object store, or the scratch volume where there is none",
        "the scratch volume lives as long as one attempt",
    ),
    kept(
        "secret(…)",
        "secretKeyRef, and an ExternalSecret where the environment has a store",
    ),
    kept("on failure notify", "PrometheusRule and AlertmanagerConfig"),
    ON_FAILURE_WITHOUT_ALERTS,
    ON_SUCCESS,
    ON_LATE,
    ON_FAILURE_OF_STEP,
];
