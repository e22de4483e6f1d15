//! What Airflow keeps, as data: the table in the docs and the tests read it.

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

/// One row a construct.
pub const ALL: &[Capability] = &[
    kept("schedule every D", "CronTriggerTimetable"),
    limited(
        "schedule cron \"…\" in \"Zone\"",
        "CronTriggerTimetable(timezone=…)",
        "a run in the hour the zone skips comes an hour later; one in the hour it has twice comes once",
    ),
    kept("schedule on DATASET", "schedule=[Asset(…)]"),
    kept("schedule manual", "schedule=None"),
    kept("deadline", "dagrun_timeout"),
    kept("region", "node affinity of every pod"),
    kept("retry N times", "retries of each task"),
    limited(
        "retry N times, backoff A to B",
        "retry_delay, retry_exponential_backoff, max_retry_delay",
        "Airflow spreads each wait up to twice its length, never beyond B; B is at most a day",
    ),
    kept(
        "timeout",
        "execution_timeout and active_deadline_seconds of each task",
    ),
    limited(
        "overlap forbid",
        "max_active_runs=1",
        "a run that falls due meanwhile waits for the other to end, it is not left out",
    ),
    limited(
        "overlap allow",
        "max_active_runs=16",
        "at most sixteen runs go on side by side",
    ),
    refused(
        "overlap replace",
        "Airflow ends no run because another is due",
    ),
    kept(
        "owner",
        "owner of the tasks, label and annotation of the pods",
    ),
    kept("labels", "labels of the pods, tags of the DAG"),
    kept("cpu, memory, disk, gpu", "container_resources"),
    kept("check", "a task that the following ones wait for"),
    kept(
        "write MODE",
        "a task of its own, with the dataset as outlet",
    ),
    limited(
        "data between tasks",
        "staging of the environment",
        "without `staging` it is refused: every task is a pod of its own",
    ),
    kept("secret(…)", "secretKeyRef"),
    limited(
        "on failure notify",
        "SlackWebhookNotifier, SmtpNotifier, PagerdutyNotifier, HttpNotifier",
        "the Slack channel is the one the connection's webhook belongs to",
    ),
    kept("on success notify", "on_success_callback"),
    kept("for … in …", "TaskGroup"),
];
