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

/// `retry … backoff`.
pub const BACKOFF: Capability = refused(
    "retry N times, backoff A to B",
    "a Job's waits between attempts are Kubernetes' own: 10 seconds, doubling to ten minutes",
);

/// `schedule on DATASET`.
pub const DATASET_SCHEDULE: Capability = refused(
    "schedule on DATASET",
    "a CronJob starts by the clock and by nothing else",
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

/// Everything, in the order of the language's pages.
pub const ALL: &[Capability] = &[
    kept("schedule every D", "CronJob schedule and timeZone"),
    limited(
        "schedule cron \"…\" in \"Zone\"",
        "CronJob schedule and timeZone",
        "a run in the hour the zone skips is left out",
    ),
    limited(
        "schedule manual",
        "suspended CronJob; `kubectl create job --from=cronjob/NAME`",
        "the run stands for the minute each attempt starts in",
    ),
    DATASET_SCHEDULE,
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
    limited(
        "timeout",
        "pod activeDeadlineSeconds",
        "one limit for all tasks of an attempt: the sum of their timeouts",
    ),
    kept("overlap forbid", "CronJob concurrencyPolicy: Forbid"),
    kept("overlap allow", "CronJob concurrencyPolicy: Allow"),
    kept("overlap replace", "CronJob concurrencyPolicy: Replace"),
    kept("owner", "annotation of every object"),
    kept("labels", "labels of every object"),
    kept("cpu, memory, disk, gpu", "container requests and limits"),
    kept(
        "check",
        "a container whose failure ends the pod before anything is written",
    ),
    kept(
        "write MODE",
        "the connector's container, after every check of its subject",
    ),
    kept(
        "secret(…)",
        "secretKeyRef, and an ExternalSecret where the environment has a store",
    ),
    kept("on failure notify", "PrometheusRule and AlertmanagerConfig"),
    ON_FAILURE_WITHOUT_ALERTS,
    ON_SUCCESS,
    limited(
        "data between tasks",
        "object store, or the scratch volume where there is none",
        "the scratch volume lives as long as one attempt",
    ),
    kept(
        "for … in …",
        "a container for each element, one after another",
    ),
];
