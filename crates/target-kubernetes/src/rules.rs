//! The rules of this target.

use pipewright_diagnostics::{Example, Rule, Severity};
use pipewright_pod::rules as pod;

/// A project of one pipeline that copies a dataset, around the clauses and fields given.
macro_rules! project {
    (environment $fields:literal, pipeline $clauses:literal) => {
        project!(import "", environment $fields, pipeline $clauses)
    };
    (import $import:literal, environment $fields:literal, pipeline $clauses:literal) => {
        project!("", $import, $fields, $clauses)
    };
    ($parameters:literal, $import:literal, $fields:literal, $clauses:literal) => {
        Example(concat!(
            "import std.s3\n",
            $import,
            r#"
type Order { id: string key }

dataset orders: Order = s3.parquet { bucket = "acme-lake", prefix = "orders/", region = eu-west-1 }
dataset copies: Order = s3.parquet { bucket = "acme-lake", prefix = "copies/", region = eu-west-1 }

cluster dublin { region = eu-west-1 }

environment prod {
  clusters  = [dublin]
  targets   = [kubernetes]
  namespace = "data""#,
            $fields,
            r#"
}

pipeline copy_orders"#,
            $parameters,
            " {\n",
            $clauses,
            r#"  step copy: Order = run "ghcr.io/acme/copy:1.0" { inputs = [orders], timeout = 5m }
  write copy to copies replacing all
}
"#
        ))
    };
}

macro_rules! project_with {
    ($parameters:literal, $clauses:literal) => {
        project!($parameters, "", "", $clauses)
    };
}

/// Only a limit of thousands of tasks breaks it.
const NOT_AS_TEXT: Example = Example("");

/// All rules, those of every pod among them.
pub const ALL: &[&Rule] = &[
    &pod::SQL_TOO_LARGE,
    &pod::NAMES_MEET,
    &pod::UNUSABLE_LABEL,
    &pod::FORBIDDEN_HOST,
    &BACKOFF_NOT_KEPT,
    &DATASET_SCHEDULE_NOT_KEPT,
    &SUCCESS_NOT_TOLD,
    &FAILURE_NOT_TOLD,
    &CRON_NOT_TAKEN,
    &OBJECT_TOO_LARGE,
    &NAME_NOT_TAKEN,
    &CONSTRUCT_NOT_KEPT,
    &PARAMETER_NOT_KEPT,
    &INTERVAL_NOT_KEPT,
    &NODES_DISAGREE,
];

/// `retry … backoff`.
pub const BACKOFF_NOT_KEPT: Rule = Rule {
    code: "PW0810",
    name: "backoff-not-kept",
    severity: Severity::Error,
    summary: "the kubernetes target keeps no back-off of the author's",
    explanation: "A Job waits 10 seconds after its first failed pod and doubles that up to ten \
minutes; no field changes it. `retry 2 times` is kept by `backoffLimit`; `backoff 30s to 5m` \
would be dropped in silence, so it is refused.\n\nLeave the wait away, or compile the pipeline for \
`airflow`, which keeps it.",
    failing: project!(environment "", pipeline "  schedule every 6h\n  retry    2 times, backoff 30s to 5m\n"),
    passing: project!(environment "", pipeline "  schedule every 6h\n  retry    2 times\n"),
};

/// `schedule on DATASET`.
pub const DATASET_SCHEDULE_NOT_KEPT: Rule = Rule {
    code: "PW0811",
    name: "dataset-schedule-not-kept",
    severity: Severity::Error,
    summary: "the kubernetes target starts pipelines by the clock or by hand",
    explanation: "A CronJob knows the clock and nothing else: nothing in a cluster sees that a \
dataset was written.\n\nGive the pipeline a schedule a little after its writers', or compile it \
for `airflow`, where datasets are assets that start the runs that wait for them.",
    failing: project!(environment "", pipeline "  schedule on orders\n"),
    passing: project!(environment "", pipeline "  schedule every 6h\n"),
};

/// `on success notify`.
pub const SUCCESS_NOT_TOLD: Rule = Rule {
    code: "PW0812",
    name: "success-not-told",
    severity: Severity::Error,
    summary: "the kubernetes target tells nobody of a success",
    explanation: "Alerts are about what is wrong. Prometheus could see a Job that succeeded, but \
an alert for it would count as a fault in every overview.\n\nTell of failures only, or compile the \
pipeline for `airflow`.",
    failing: project!(import "import std.slack\n", environment "\n  alerts    = prometheus", pipeline "  schedule every 6h\n  on success notify slack.channel(\"#data\")\n"),
    passing: project!(import "import std.slack\n", environment "\n  alerts    = prometheus", pipeline "  schedule every 6h\n  on failure notify slack.channel(\"#data\")\n"),
};

/// `on failure notify` without `alerts`.
pub const FAILURE_NOT_TOLD: Rule = Rule {
    code: "PW0813",
    name: "failure-not-told",
    severity: Severity::Error,
    summary: "who is to be told of a failure needs an environment with alerts",
    explanation: "Kubernetes itself tells nobody that a Job failed. Where the cluster runs the \
Prometheus operator with kube-state-metrics, a PrometheusRule sees it and an AlertmanagerConfig \
tells: say so with `alerts = prometheus` in the environment.\n\nElse compile the pipeline for \
`airflow`, whose tasks notify by themselves.",
    failing: project!(import "import std.slack\n", environment "", pipeline "  schedule every 6h\n  on failure notify slack.channel(\"#data\")\n"),
    passing: project!(import "import std.slack\n", environment "\n  alerts    = prometheus", pipeline "  schedule every 6h\n  on failure notify slack.channel(\"#data\")\n"),
};

/// A schedule the API server does not take.
pub const CRON_NOT_TAKEN: Rule = Rule {
    code: "PW0814",
    name: "cron-not-taken",
    severity: Severity::Error,
    summary: "a schedule is one the API server takes",
    explanation: "The API server reads five plain fields; Sunday is 0, and `L`, `W`, `#`, seconds \
or a zone inside the expression are errors. Each part of a zone's name has at most 14 \
characters.\n\nThe checker normalises what it can; this rule is the net below it.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// A CronJob of more than 1.5 MB.
pub const OBJECT_TOO_LARGE: Rule = Rule {
    code: "PW0816",
    name: "object-too-large",
    severity: Severity::Error,
    summary: "a pipeline fits one object of 1.5 MB",
    explanation: "All tasks of a pipeline are containers of one pod, so all of them are in one \
CronJob, and the API server takes no object larger than 1.5 MB. A `for` over hundreds of elements \
may reach it.\n\nSplit the pipeline, or compile it for `airflow`, where each task has a pod of its \
own.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// A name the API server does not take.
pub const NAME_NOT_TAKEN: Rule = Rule {
    code: "PW0817",
    name: "name-not-taken",
    severity: Severity::Error,
    summary: "names are ones the API server takes",
    explanation: "A CronJob's name has at most 52 lower-case letters, digits and hyphens: its \
Jobs get eleven characters more, and 63 is the limit. Namespaces and containers may have 63. The \
container `pipewright-clock` is the compiler's own.",
    failing: project!(environment "", pipeline "  schedule every 6h\n  step pipewright_clock: Order = run \"ghcr.io/acme/copy:1.0\" { inputs = [orders] }\n"),
    passing: project!(environment "", pipeline "  schedule every 6h\n"),
};

/// A construct that one pod cannot keep.
pub const CONSTRUCT_NOT_KEPT: Rule = Rule {
    code: "PW0819",
    name: "construct-not-kept",
    severity: Severity::Error,
    summary: "the kubernetes target runs a fixed list of containers, one after another",
    explanation: "A pipeline becomes one CronJob, and a run one pod whose containers follow each \
other; when one fails, none after it runs. So there is no deciding (`when`, `either`, `repeat`), \
no list found out by a run, no waiting for a person or for time to pass, no work after a failure \
(`finally`, `resource`, `allow_failure`), no retry of one step, and nothing that Jobs agree on \
(`mutex`). The table of targets lists each of them.\n\nCompile the pipeline for `argo_workflows` \
or `airflow`, which run each task in a pod of its own.",
    failing: project!(environment "\n  staging = s3.location { bucket = \"acme-staging\", region = eu-west-1 }", pipeline "  schedule every 6h\n  finally {\n    step tidy = run \"ghcr.io/acme/tidy:1.0\" { timeout = 5m }\n  }\n"),
    passing: project!(environment "\n  staging = s3.location { bucket = \"acme-staging\", region = eu-west-1 }", pipeline "  schedule every 6h\n"),
};

/// A parameter nobody can supply.
pub const PARAMETER_NOT_KEPT: Rule = Rule {
    code: "PW0820",
    name: "parameter-not-kept",
    severity: Severity::Error,
    summary: "a parameter of a run needs a default where a CronJob starts the run",
    explanation: "A Job made of a CronJob by hand takes no parameters: it is what the CronJob \
says. A parameter `per run` has its default there, or what the trigger supplies with `with`.\n\n\
Give it a default, or compile the pipeline for `argo_workflows` or `airflow`, which ask a person.",
    failing: project_with!("(mode: string per run)", "  schedule manual\n"),
    passing: project_with!("(mode: string per run = \"delta\")", "  schedule manual\n"),
};

/// An interval the clock cannot reckon.
pub const INTERVAL_NOT_KEPT: Rule = Rule {
    code: "PW0821",
    name: "interval-not-kept",
    severity: Severity::Error,
    summary: "the kubernetes target knows data intervals of equal length",
    explanation: "A Job knows when it was due, from its name, and nothing of the run before. The \
interval it stands for is reckoned back by the length of one period, which must be the same for \
every run.\n\nWrite `every 6h`, in UTC, or compile the pipeline for `airflow`, which keeps the time \
of the run before.",
    failing: project!(environment "", pipeline "  schedule cron \"0 4 * * 1-5\"\n  step note = run \"ghcr.io/acme/note:1.0\" { args = [run.interval_start], timeout = 5m }\n"),
    passing: project!(environment "", pipeline "  schedule every 6h\n  step note = run \"ghcr.io/acme/note:1.0\" { args = [run.interval_start], timeout = 5m }\n"),
};

/// Tasks that need nodes of unlike kinds.
pub const NODES_DISAGREE: Rule = Rule {
    code: "PW0822",
    name: "nodes-disagree",
    severity: Severity::Error,
    summary: "all tasks of a run share a node",
    explanation: "One pod runs all tasks, so one node does: two steps that ask for different \
values of one label can never be placed.\n\nAsk for the same, or compile the pipeline for \
`argo_workflows` or `airflow`, where each task has a pod of its own.",
    failing: project!(environment "", pipeline "  schedule every 6h\n  step one = run \"ghcr.io/acme/note:1.0\" { node = { \"kubernetes.io/arch\" = \"arm64\" }, timeout = 5m }\n  step two = run \"ghcr.io/acme/note:1.0\" { node = { \"kubernetes.io/arch\" = \"amd64\" }, timeout = 5m }\n"),
    passing: project!(environment "", pipeline "  schedule every 6h\n  step one = run \"ghcr.io/acme/note:1.0\" { node = { \"kubernetes.io/arch\" = \"arm64\" }, timeout = 5m }\n"),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_of_this_range() {
        let mut codes: Vec<&str> = ALL.iter().map(|rule| rule.code).collect();
        assert!(
            codes
                .iter()
                .all(|code| code.starts_with("PW08") && code.len() == 6)
        );
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ALL.len());
    }
}
