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

/// `backfill from DATE to DATE`.
pub const ENDED_BACKFILL: Capability = refused(
    "backfill from DATE to DATE",
    "a DAG has one start for all its runs, and an end would end its schedule too",
);

/// `concurrency N in GROUP` of a pipeline.
pub const PLACES_OF_RUNS: Capability = refused(
    "concurrency N in GROUP",
    "pools hold places for tasks; nothing in Airflow counts the runs of several DAGs",
);

/// `mutex NAME` of a pipeline.
pub const MUTEX_OF_RUNS: Capability = refused(
    "mutex NAME",
    "pools hold places for tasks; nothing in Airflow counts the runs of several DAGs",
);

/// `overlap replace`.
pub const OVERLAP_REPLACE: Capability = refused(
    "overlap replace",
    "Airflow ends no run because another is due",
);

/// One row a construct, in the order of the manual.
pub const ALL: &[Capability] = &[
    // What starts a run.
    kept("schedule every D", "CronTriggerTimetable"),
    limited(
        "schedule cron \"…\" in \"Zone\"",
        "CronTriggerTimetable(timezone=…)",
        "a run in the hour the zone skips comes an hour later; one in the hour it has twice comes once",
    ),
    kept("schedule on DATASET", "schedule=[Asset(…)]"),
    kept("schedule on A or on B", "AssetAny, AssetAll"),
    kept("schedule on DATASET or every D", "AssetOrTimeSchedule"),
    limited(
        "schedule event DATASET",
        "schedule=[Asset(…)]",
        "whoever sees the event posts it to Airflow's API: `POST /api/v2/assets/events`",
    ),
    kept("schedule manual", "schedule=None"),
    limited(
        "schedule every D or every E",
        "MultipleCronTriggerTimetable",
        "all in one zone",
    ),
    limited(
        "schedule every D with { … }",
        "defaults of params",
        "Airflow has one default for all triggers: those that start runs by themselves supply the same",
    ),
    kept("parameter per run", "params of the DAG, as JSON Schema"),
    kept(
        "parameter per run where …",
        "JSON Schema of the Param, and a first task for what that cannot say",
    ),
    // Time.
    limited(
        "run.interval_start, interval(DATASET)",
        "CronDataIntervalTimetable",
        "a run by hand has an interval where it is given a logical date; it fails otherwise",
    ),
    kept("backfill from DATE", "start_date and catchup"),
    ENDED_BACKFILL,
    kept("late data within D", "TimeDeltaSensor, deferred"),
    // Constraints of a run.
    limited(
        "deadline",
        "dagrun_timeout",
        "where something runs at the end of every run, each other task ends by it instead",
    ),
    kept("region", "node affinity of every pod"),
    kept("retry N times", "retries of each task"),
    limited(
        "retry N times, backoff A to B",
        "retry_delay, retry_exponential_backoff, max_retry_delay",
        "Airflow spreads each wait up to twice its length, never beyond B; B is at most a day",
    ),
    kept("retry of one step", "retries of the task"),
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
    OVERLAP_REPLACE,
    kept("concurrency N", "max_active_tasks"),
    PLACES_OF_RUNS,
    MUTEX_OF_RUNS,
    kept(
        "owner",
        "owner of the tasks, label and annotation of the pods",
    ),
    kept("labels", "labels of the pods, tags of the DAG"),
    // Work.
    kept("cpu, memory, disk, gpu", "container_resources"),
    kept("volumes", "volumes of the pod"),
    kept("node", "node affinity of the pod"),
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
    kept(
        "yields",
        "XComs made of the container's termination message",
    ),
    kept("for … in …", "TaskGroup"),
    kept("for … in … concurrency N", "edges between the tasks"),
    limited(
        "for … in VALUE max N",
        "expand_kwargs, max_active_tis_per_dagrun",
        "more than a thousand elements need a larger `core.max_map_length`; they fail otherwise",
    ),
    kept("when … else …", "@task.branch, @task.short_circuit"),
    kept("either", "EmptyOperator with a trigger rule"),
    kept(
        "repeat N times until …",
        "@task.branch, @task.short_circuit",
    ),
    kept("call, template", "tasks of the same DAG"),
    kept("resource", "as_setup, as_teardown"),
    kept("finally", "a task with a trigger rule"),
    limited(
        "approval",
        "ApprovalOperator",
        "`by` names users by the ids of Airflow's auth manager, not groups; administrators may always answer",
    ),
    kept("wait D after …", "WaitSensor, deferred"),
    kept(
        "allow_failure",
        "a task that skips what reads the one that failed",
    ),
    limited(
        "mutex, concurrency of one step",
        "pool",
        "one of them for a step; the pools of `pools.json` must be there: `airflow pools import`",
    ),
    // Data.
    kept("check", "a task that the following ones wait for"),
    kept("check … rejecting to DATASET", "tasks of their own"),
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
    // Reactions.
    limited(
        "on failure notify",
        "SlackWebhookNotifier, SmtpNotifier, PagerdutyNotifier, HttpNotifier",
        "the Slack channel is the one the connection's webhook belongs to",
    ),
    kept("on failure notify, without alerts", "on_failure_callback"),
    kept("on success notify", "on_success_callback"),
    limited(
        "on late after D notify",
        "DeadlineAlert",
        "counted from when the run is queued; of the run, not of one step",
    ),
    kept(
        "on failure of STEP notify",
        "on_failure_callback of the task",
    ),
];
