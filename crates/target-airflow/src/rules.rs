//! The rules of this target.

mod control;

pub use control::{
    CONDITION, ENDED_BACKFILL, LATE_STEP, PLACES_OF_RUNS, POOL, TRIGGER_PARAMETERS, ZONES,
};

use pipewright_diagnostics::{Example, Rule, Severity};
use pipewright_pod::rules as pod;

/// A project that copies a dataset: around its environment's fields, dataset fields, clauses.
macro_rules! project {
    ($environment:literal, $prefix:literal, $clauses:literal) => {
        Example(concat!(
            r#"
import std.s3

type Order { id: string key }

dataset orders: Order = s3.parquet { bucket = "acme-lake", prefix = "orders/", region = eu-west-1 }
dataset copies: Order = s3.parquet { bucket = "acme-lake", prefix = ""#,
            $prefix,
            r#"", region = eu-west-1 }

cluster dublin { region = eu-west-1 }

environment prod {
  clusters  = [dublin]
  namespace = "data"
"#,
            $environment,
            r#"
}

pipeline copy_orders {
"#,
            $clauses,
            r#"
  step copy: Order = run "ghcr.io/acme/copy:1.0" { inputs = [orders] }
  write copy to copies replacing all
}
"#
        ))
    };
}

/// A project that reads a topic, by its name.
macro_rules! topic {
    ($name:literal) => {
        Example(concat!(
            r#"
import std.kafka
import std.s3

type Message { _kafka_msg_id: string key, _kafka: json }

dataset orders: Message = kafka.topic {
  host        = "kafka.example.com"
  topic       = ""#,
            $name,
            r#""
  region      = eu-west-1
  credentials = secret("kafka/reader")
}

cluster dublin { region = eu-west-1 }

environment prod {
  clusters  = [dublin]
  targets   = [airflow]
  staging   = s3.location { bucket = "acme-staging", region = eu-west-1 }
  namespace = "data"
  secrets   = external { store = "vault" }
}

pipeline count_orders {
  schedule manual
  step count = run "ghcr.io/acme/count:1.0" { inputs = [orders], timeout = 5m }
}
"#
        ))
    };
}

/// Only names of hundreds of characters break it.
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
    &OVERLAP_REPLACE,
    &NO_STAGING,
    &ADDRESS,
    &ASSETS_MEET,
    &ID,
    &TIME_RANGE,
    &OPERATOR_LABEL,
    &PLACES_OF_RUNS,
    &POOL,
    &ENDED_BACKFILL,
    &LATE_STEP,
    &TRIGGER_PARAMETERS,
    &ZONES,
    &CONDITION,
];

/// Airflow ends no run for another.
pub const OVERLAP_REPLACE: Rule = Rule {
    code: "PW0851",
    name: "airflow-overlap-replace",
    severity: Severity::Error,
    summary: "no pipeline for airflow says `overlap replace`",
    explanation: "`overlap replace` ends a run that still goes on when the next one is due. Airflow \
limits how many runs go on at once and lets the next one wait; it has nothing that ends a run for \
another.\n\nWrite `overlap forbid`, or leave the pipeline to the kubernetes target, whose CronJobs \
have `concurrencyPolicy: Replace`.",
    failing: project!(
        "  targets   = [airflow]\n  staging   = s3.location { bucket = \"acme-staging\", region = eu-west-1 }",
        "copies/",
        "  schedule every 1h\n  overlap  replace"
    ),
    passing: project!(
        "  targets   = [airflow]\n  staging   = s3.location { bucket = \"acme-staging\", region = eu-west-1 }",
        "copies/",
        "  schedule every 1h\n  overlap  forbid"
    ),
};

/// Rows have to go from pod to pod.
pub const NO_STAGING: Rule = Rule {
    code: "PW0852",
    name: "airflow-no-staging",
    severity: Severity::Error,
    summary: "an environment with airflow has staging where rows go from task to task",
    explanation: "In Airflow every task is a pod of its own, on a node of its own, and retried by \
itself. Pods share no disk, so what one task yields for another needs a place both reach: the \
environment's `staging`.\n\nAdd `staging = s3.location { bucket = \"…\", region = … }` to the \
environment. The kubernetes target runs all tasks in one pod and can do without.",
    failing: project!("  targets   = [airflow]", "copies/", "  schedule manual"),
    passing: project!(
        "  targets   = [airflow]\n  staging   = s3.location { bucket = \"acme-staging\", region = eu-west-1 }",
        "copies/",
        "  schedule manual"
    ),
};

/// An address Airflow takes for no asset.
pub const ADDRESS: Rule = Rule {
    code: "PW0853",
    name: "airflow-address",
    severity: Severity::Error,
    summary: "the address of every dataset is one Airflow takes for an asset",
    explanation: "A dataset is an asset in Airflow, known by its URI. Airflow checks and rewrites \
URIs by rules of their scheme, and fails to import a file with one it does not take: a \
`postgres://` URI names database, schema and table, a `kafka://` URI a topic. Pipewright writes the \
form that Airflow leaves alone, and refuses an address that has none.\n\nCorrect the dataset's \
fields, or the `address` of the connector.",
    failing: topic!("shop/orders"),
    passing: topic!("shop.orders"),
};

/// Two datasets, one asset.
pub const ASSETS_MEET: Rule = Rule {
    code: "PW0854",
    name: "airflow-assets-meet",
    severity: Severity::Error,
    summary: "no two datasets are one asset in Airflow",
    explanation: "Airflow knows an asset by its URI, in a normal form: `s3://lake/orders/` and \
`s3://lake/orders` are one. Of two assets with one URI and two names Airflow takes one and lets \
tasks that use the other fail.\n\nDeclare the place once, and use that dataset everywhere.",
    failing: project!(
        "  targets   = [airflow]\n  staging   = s3.location { bucket = \"acme-staging\", region = eu-west-1 }",
        "orders/",
        "  schedule manual"
    ),
    passing: project!(
        "  targets   = [airflow]\n  staging   = s3.location { bucket = \"acme-staging\", region = eu-west-1 }",
        "orders-copied/",
        "  schedule manual"
    ),
};

/// A name that is no id.
pub const ID: Rule = Rule {
    code: "PW0855",
    name: "airflow-id",
    severity: Severity::Error,
    summary: "names of pipelines and tasks are ids in Airflow",
    explanation: "The name of a pipeline is the id of its DAG and the name of its file, the name of \
a task its id. Airflow takes up to 250 letters, digits, `_` and `-`, and each id once.\n\nChoose a \
shorter name.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// A time nobody keeps.
pub const TIME_RANGE: Rule = Rule {
    code: "PW0856",
    name: "airflow-time",
    severity: Severity::Error,
    summary: "times are ones Airflow and its pods keep",
    explanation: "Airflow waits at most a day between two attempts, whatever a DAG says, and \
Kubernetes counts time limits in 32 bits. A longer time would be cut without a word.\n\nChoose a \
time within these bounds.",
    failing: project!(
        "  targets   = [airflow]\n  staging   = s3.location { bucket = \"acme-staging\", region = eu-west-1 }",
        "copies/",
        "  schedule manual\n  retry    2 times, backoff 1h to 2d"
    ),
    passing: project!(
        "  targets   = [airflow]\n  staging   = s3.location { bucket = \"acme-staging\", region = eu-west-1 }",
        "copies/",
        "  schedule manual\n  retry    2 times, backoff 1h to 1d"
    ),
};

/// A label of Airflow's own.
pub const OPERATOR_LABEL: Rule = Rule {
    code: "PW0857",
    name: "airflow-label",
    severity: Severity::Error,
    summary: "no label is one Airflow sets itself",
    explanation: "The KubernetesPodOperator labels its pods with `dag_id`, `task_id`, `run_id` and \
others, and finds them again by these labels. A label of the same key would be overwritten.\n\nUse \
another key.",
    failing: project!(
        "  targets   = [airflow]\n  staging   = s3.location { bucket = \"acme-staging\", region = eu-west-1 }",
        "copies/",
        "  schedule manual\n  labels   { run_id = \"nightly\" }"
    ),
    passing: project!(
        "  targets   = [airflow]\n  staging   = s3.location { bucket = \"acme-staging\", region = eu-west-1 }",
        "copies/",
        "  schedule manual\n  labels   { acme_run = \"nightly\" }"
    ),
};
