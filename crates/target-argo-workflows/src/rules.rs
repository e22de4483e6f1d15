//! The rules of this target.

use pipewright_diagnostics::{Example, Rule, Severity};
use pipewright_pod::rules as pod;

/// A project of one pipeline that copies a dataset, around the clauses given.
macro_rules! project {
    ($clauses:literal) => {
        project!(import "", environment "", step "", $clauses)
    };
    (import $import:literal, environment $fields:literal, step $step:literal, $clauses:literal) => {
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
  targets   = [argo_workflows]
  staging   = s3.location { bucket = "acme-staging", region = eu-west-1 }
  namespace = "data""#,
            $fields,
            r#"
}

pipeline copy_orders {
"#,
            $clauses,
            r#"  step copy: Order = run "ghcr.io/acme/copy:1.0" { inputs = [orders], timeout = 5m"#,
            $step,
            r#" }
  write copy to copies replacing all
}
"#
        ))
    };
}

/// Only sizes of thousands, or what is made from names, breaks it.
const NOT_AS_TEXT: Example = Example("");

/// All rules, those of every pod among them.
pub const ALL: &[&Rule] = &[
    &pod::SQL_TOO_LARGE,
    &pod::NAMES_MEET,
    &pod::UNUSABLE_LABEL,
    &pod::FORBIDDEN_HOST,
    &pod::UNUSABLE_VOLUME,
    &pod::UNUSABLE_NODE_LABEL,
    &pod::UNUSABLE_SERVICE,
    &DATASETS,
    &EVENTS,
    &OVERLAP,
    &INTERVAL,
    &APPROVERS,
    &MESSAGES,
    &BACKFILL,
    &TEXTS,
    &STAGING,
    &SIZE,
    &NAMES,
    &PLACES,
    &TIMES,
    &DECIMALS,
];

/// `schedule on DATASET`.
pub const DATASETS: Rule = Rule {
    code: "PW0870",
    name: "argo-dataset-schedule",
    severity: Severity::Error,
    summary: "Argo Workflows starts no run because a dataset was written",
    explanation: "A CronWorkflow starts runs by the clock, a person by hand. Nothing in a cluster \
sees that a dataset was written, and a pipeline that told others so would be an edge that no \
dataset shows.\n\nGive the pipeline a schedule a little after its writers', or compile it for \
`airflow`, where datasets are assets.",
    failing: project!("  schedule on orders\n"),
    passing: project!("  schedule every 6h\n"),
};

/// `schedule event DATASET`.
pub const EVENTS: Rule = Rule {
    code: "PW0871",
    name: "argo-event",
    severity: Severity::Error,
    summary: "Argo Workflows starts no run because of an event",
    explanation: "Argo Events could start a workflow when an object arrives, but from a queue that \
somebody must have set up, or from a broker it must log in to. Neither is part of the dataset, so \
a guess would be a pipeline that never starts and says nothing.\n\nGive the pipeline a schedule by \
the clock, or compile it for `airflow`.",
    failing: project!("  schedule event orders\n"),
    passing: project!("  schedule every 6h\n"),
};

/// `overlap replace` that no CronWorkflow keeps.
pub const OVERLAP: Rule = Rule {
    code: "PW0872",
    name: "argo-overlap",
    severity: Severity::Error,
    summary: "only runs of one schedule by the clock replace each other",
    explanation: "`concurrencyPolicy: Replace` ends the run that still goes on, of the same \
CronWorkflow. Runs of another schedule, or started by hand, it does not know. And it ends them at \
once: no exit handler runs, so that nothing would be released.\n\nWrite `overlap forbid`, or keep \
one schedule and no resource.",
    failing: project!("  schedule manual\n  overlap  replace\n"),
    passing: project!("  schedule every 6h\n  overlap  replace\n"),
};

/// Data intervals of runs that are not equally far apart.
pub const INTERVAL: Rule = Rule {
    code: "PW0873",
    name: "argo-interval",
    severity: Severity::Error,
    summary: "a run knows its data interval where every two runs are equally far apart",
    explanation: "The begin of the interval is the time a run was due, less the time between two \
runs. Where that changes, as between working days or over a change of the clock, no expression of \
Argo's says when the run before was due.\n\nUse `every 6h`, or a schedule in UTC with even steps, \
or compile the pipeline for `airflow`.",
    failing: project!(import "", environment "", step ", args = [run.interval_start]", "  schedule cron \"0 6 * * 1-5\"\n"),
    passing: project!(import "", environment "", step ", args = [run.interval_start]", "  schedule every 6h\n"),
};

/// Named approvers.
pub const APPROVERS: Rule = Rule {
    code: "PW0874",
    name: "argo-approver",
    severity: Severity::Warning,
    summary: "who may consent is not for Argo Workflows to say",
    explanation: "A suspended workflow goes on when somebody who may change workflows in its \
namespace says so: RBAC knows kinds of objects, not single questions. Nothing goes on without \
consent, but `by` is only shown to people.\n\nLet only those change workflows of the namespace who \
may consent, or compile the pipeline for `airflow`, which asks the people it names.",
    failing: project!(
        "  schedule every 6h\n  approval copy { by = [\"finance\"], within = 4h, on_timeout = reject }\n"
    ),
    passing: project!(
        "  schedule every 6h\n  approval copy { within = 4h, on_timeout = reject }\n"
    ),
};

/// Messages that cannot be sent.
pub const MESSAGES: Rule = Rule {
    code: "PW0875",
    name: "argo-message",
    severity: Severity::Error,
    summary: "messages are posted at the end of a run",
    explanation: "A container of the exit handler posts a document to Slack, PagerDuty or a \
webhook. It sends no mail: that takes a server's account, which the notification does not have. And \
it runs at the end: nothing in Argo Workflows tells that a run is late while it still goes on.\n\n\
Tell another way, set a `deadline` and `on failure`, or compile the pipeline for `airflow`.",
    failing: project!(import "import std.slack\n", environment "", step "", "  schedule every 6h\n  on late after 1h notify slack.channel(\"#data\")\n"),
    passing: project!(import "import std.slack\n", environment "", step "", "  schedule every 6h\n  on failure notify slack.channel(\"#data\")\n"),
};

/// Runs of the past that cannot be written down.
pub const BACKFILL: Rule = Rule {
    code: "PW0876",
    name: "argo-backfill",
    severity: Severity::Error,
    summary: "a backfill is a list of runs that fits one workflow",
    explanation: "All runs of a backfill are children of one workflow, whose status must fit an \
object of the API server, and their times are written into it. So it has an end, and not too many \
runs. What a run hands to its own end, such as the id of a resource, lies with the workflow and \
would be found by the next run.\n\nName an end: `backfill from 2026-01-01 to 2026-02-01`.",
    failing: project!("  schedule every 24h\n  backfill from 2026-01-01\n"),
    passing: project!("  schedule every 24h\n  backfill from 2026-01-01 to 2026-02-01\n"),
};

/// Texts that Argo would take for its own.
pub const TEXTS: Rule = Rule {
    code: "PW0877",
    name: "argo-text",
    severity: Severity::Error,
    summary: "texts are ones Argo hands on as they are",
    explanation: "Argo looks for `{{…}}` in every text of a workflow, more than once, and knows no \
escape. Arguments and variables of containers are kept from it; values of parameters and paths of \
volumes cannot be. And arguments beyond 128 KiB it hands over in a file, in which the kubelet fills \
in no variables.\n\nUse other words, or put long texts into the image.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// Rows between tasks without a place to lie.
pub const STAGING: Rule = Rule {
    code: "PW0878",
    name: "argo-staging",
    severity: Severity::Error,
    summary: "tasks hand rows to each other through staging",
    explanation: "Every task is a pod of its own, and pods share no disk. Where one leaves rows for \
another, the environment needs an object store to keep them in: `staging = s3.location { … }`. The \
kubernetes target runs all tasks in one pod and can do without.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// A workflow that no object holds.
pub const SIZE: Rule = Rule {
    code: "PW0879",
    name: "argo-size",
    severity: Severity::Error,
    summary: "a pipeline fits a workflow",
    explanation: "A workflow keeps a copy of what it runs beside what became of each task, and the \
API server takes no object larger than 1.5 MB. A `for` over hundreds of elements may reach \
it.\n\nSplit the pipeline, or compile it for `airflow`.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// Names that meet or that nothing takes.
pub const NAMES: Rule = Rule {
    code: "PW0880",
    name: "argo-name",
    severity: Severity::Error,
    summary: "names are ones the API server takes, each once",
    explanation: "A CronWorkflow's name has at most 52 lower-case letters, digits and hyphens. \
Further schedules of a pipeline get a number behind its name, and its backfill the word `backfill`: \
another pipeline may have that very name.\n\nRename one of them.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// One name for different numbers of places.
pub const PLACES: Rule = Rule {
    code: "PW0881",
    name: "argo-places",
    severity: Severity::Error,
    summary: "who shares places agrees on how many there are, in one cluster",
    explanation: "A mutex and a semaphore of one name are two locks in Argo, and a semaphore has \
one number. Pipelines that name the same group must say the same number.\n\nLocks are \
things of one cluster. Where pipelines that share places are put into different clusters, each would \
have a lock of its own.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// Times beyond what is taken.
pub const TIMES: Rule = Rule {
    code: "PW0882",
    name: "argo-time",
    severity: Severity::Error,
    summary: "times are ones a pod can have",
    explanation: "Deadlines, timeouts, pauses and waits between attempts are whole seconds, from 1 \
to 2147483647, which is 68 years.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// Decimals that cannot be compared.
pub const DECIMALS: Rule = Rule {
    code: "PW0884",
    name: "argo-decimal",
    severity: Severity::Error,
    summary: "decimals are compared up to 15 digits",
    explanation: "Argo's expressions know floating point only, which keeps the order of decimals up \
to 15 digits. A longer one in a condition would be compared as another number.\n\nCompare a whole \
number of cents, or decide in a step that yields a truth value.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
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
