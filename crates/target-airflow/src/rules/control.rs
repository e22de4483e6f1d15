//! The rules of what starts runs, of places, and of decisions.

use pipewright_diagnostics::{Example, Rule, Severity};

/// A project of one pipeline that copies a dataset: its parameters, clauses, and fields of a step.
macro_rules! project {
    ($parameters:literal, $clauses:literal, $step:literal) => {
        Example(concat!(
            r#"
import std.s3
import std.slack

type Order { id: string key }

dataset orders: Order = s3.parquet { bucket = "acme-lake", prefix = "orders/", region = eu-west-1 }
dataset copies: Order = s3.parquet { bucket = "acme-lake", prefix = "copies/", region = eu-west-1 }

cluster dublin { region = eu-west-1 }

environment prod {
  clusters  = [dublin]
  targets   = [airflow]
  staging   = s3.location { bucket = "acme-staging", region = eu-west-1 }
  namespace = "data"
}

pipeline copy_orders"#,
            $parameters,
            " {\n",
            $clauses,
            r#"
  step copy: Order = run "ghcr.io/acme/copy:1.0" { inputs = [orders], timeout = 5m"#,
            $step,
            r#" }
  write copy to copies replacing all
}
"#
        ))
    };
}

/// Places a run holds.
pub const PLACES_OF_RUNS: Rule = Rule {
    code: "PW0858",
    name: "airflow-places-of-runs",
    severity: Severity::Error,
    summary: "no pipeline for airflow holds places while it runs",
    explanation: "`mutex \"warehouse\"` and `concurrency 3 in \"warehouse\"` as clauses of a pipeline \
let runs of several pipelines wait for each other. Airflow's pools hold places for tasks, and \
nothing in it counts the runs of several DAGs.\n\nSay it in the steps that must not meet: `mutex = \
\"warehouse\"`, `concurrency = { group = \"warehouse\", most = 3 }` become pools. Or leave the \
pipeline to the argo_workflows target.",
    failing: project!("", "  schedule manual\n  mutex    \"warehouse\"", ""),
    passing: project!("", "  schedule manual", ", mutex = \"warehouse\""),
};

/// A pool there cannot be.
pub const POOL: Rule = Rule {
    code: "PW0859",
    name: "airflow-pool",
    severity: Severity::Error,
    summary: "a step is in one pool, and a pool has one number of slots",
    explanation: "Places that steps share are pools in Airflow. A task is in one pool, and a pool has \
one number of slots whoever uses it.\n\nLet one name stand for two, and write the same number \
wherever a name stands. The argo_workflows target keeps both.",
    failing: project!(
        "",
        "  schedule manual",
        ", mutex = \"warehouse\", concurrency = { group = \"licences\", most = 3 }"
    ),
    passing: project!("", "  schedule manual", ", mutex = \"warehouse\""),
};

/// The past with an end.
pub const ENDED_BACKFILL: Rule = Rule {
    code: "PW0860",
    name: "airflow-backfill-to",
    severity: Severity::Error,
    summary: "a backfill on airflow ends with the present",
    explanation: "`backfill from DATE` becomes `start_date` and `catchup`: Airflow makes up every run \
since then, and goes on with the present. A DAG has nothing that would end the runs of the past and \
keep the schedule: `end_date` ends both.\n\nLeave out `to DATE`, or leave out the clause and let a \
person run `airflow backfill create`.",
    failing: project!(
        "",
        "  schedule every 24h\n  backfill from 2026-10-01 to 2026-10-11",
        ""
    ),
    passing: project!("", "  schedule every 24h\n  backfill from 2026-10-01", ""),
};

/// A step that is late.
pub const LATE_STEP: Rule = Rule {
    code: "PW0861",
    name: "airflow-late-step",
    severity: Severity::Error,
    summary: "on airflow a run is late, not a step",
    explanation: "`on late after D` becomes a deadline alert, which watches how long a run goes on. \
Airflow watches no single task so.\n\nLeave out `of STEP`, or give the step a `timeout`: then \
`on failure of STEP` tells.",
    failing: project!(
        "",
        "  schedule manual\n  on late after 2m of copy notify slack.channel(\"#data\")",
        ""
    ),
    passing: project!(
        "",
        "  schedule manual\n  on late after 2m notify slack.channel(\"#data\")",
        ""
    ),
};

/// Values by trigger.
pub const TRIGGER_PARAMETERS: Rule = Rule {
    code: "PW0862",
    name: "airflow-trigger-parameters",
    severity: Severity::Error,
    summary: "on airflow all triggers supply the same values",
    explanation: "What a trigger supplies (`with { … }`) becomes the default of the DAG's parameter. \
Airflow has one default, whatever starts a run.\n\nSupply the same value everywhere, or make two \
pipelines.",
    failing: project!(
        "(mode: string per run)",
        "  schedule every 6h with { mode = \"delta\" } or cron \"30 4 * * 0\" with { mode = \"full\" }",
        ", args = [mode]"
    ),
    passing: project!(
        "(mode: string per run)",
        "  schedule every 6h with { mode = \"delta\" } or cron \"30 4 * * 0\" with { mode = \"delta\" }",
        ", args = [mode]"
    ),
};

/// Two zones.
pub const ZONES: Rule = Rule {
    code: "PW0863",
    name: "airflow-zones",
    severity: Severity::Error,
    summary: "on airflow all schedules of a pipeline are in one zone",
    explanation: "A DAG has one timetable. `MultipleCronTriggerTimetable` takes several crons and one \
zone.\n\nWrite them in one zone, or make two pipelines.",
    failing: project!(
        "",
        "  schedule cron \"0 6 * * *\" in \"Europe/Berlin\" or cron \"0 18 * * *\" in \"Asia/Tokyo\"",
        ""
    ),
    passing: project!(
        "",
        "  schedule cron \"0 6 * * *\" in \"Europe/Berlin\" or cron \"0 18 * * *\" in \"Europe/Berlin\"",
        ""
    ),
};

/// What Python does not say.
pub const CONDITION: Rule = Rule {
    code: "PW0865",
    name: "airflow-condition",
    severity: Severity::Error,
    summary: "conditions on airflow are ones Python says",
    explanation: "A decision of a run is a small function of the DAG. Patterns are RE2's; they are \
written anew for Python's `re`, which knows the same but in other words. A pattern with large classes \
of characters (`\\p{L}`) becomes too long for that.\n\nWrite ranges in place of such classes, or let \
a step decide and yield a `bool`.",
    failing: project!(
        "(country: string per run = \"DE\" where country matches \"^\\\\p{L}{1,3}$\")",
        "  schedule manual",
        ", args = [country]"
    ),
    passing: project!(
        "(country: string per run = \"DE\" where country matches \"^[A-Z]{1,3}$\")",
        "  schedule manual",
        ", args = [country]"
    ),
};
