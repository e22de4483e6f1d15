//! Words that begin a line in Airflow, Argo, Kubernetes, dbt or Terraform, and where what they
//! say stands here.

/// A word that begins a clause elsewhere: the keyword that stands for it, and how it is said.
pub struct Elsewhere {
    /// What it is called elsewhere.
    word: &'static str,
    /// What says it here.
    pub help: &'static str,
}

const fn said(word: &'static str, help: &'static str) -> Elsewhere {
    Elsewhere { word, help }
}

/// What is said of the size of a step.
const SIZE: &str =
    "it is a field of a step: `step clean = run \"image:1.0\" { cpu = 2, memory = 4GiB }`";

const CLAUSES: [Elsewhere; 63] = [
    said("cpu", SIZE),
    said("memory", SIZE),
    said("disk", SIZE),
    said("gpu", SIZE),
    said("resources", SIZE),
    said(
        "args",
        "they are a field of a step: `step clean = run \"image:1.0\" { args = [\"--fast\"] }`",
    ),
    said(
        "command",
        "it is a field of a step: `step clean = run \"image:1.0\" { command = [\"clean\"] }`",
    ),
    said(
        "egress",
        "hosts are named by the step that talks to them, in its field `egress`",
    ),
    said("volumes", "they are a field of a step"),
    said("services", "they are a field of the step they stand beside"),
    said(
        "rows",
        "it is a condition of a check: `check orders { rows > 0 }`",
    ),
    said(
        "schedule_interval",
        "it is written like `schedule every 6h`",
    ),
    said("interval", "it is written like `schedule every 6h`"),
    said(
        "trigger",
        "it is written like `schedule every 6h` or `schedule on orders`",
    ),
    said(
        "triggers",
        "it is written like `schedule every 6h` or `schedule on orders`",
    ),
    said(
        "timezone",
        "a zone follows the schedule: `schedule cron \"0 6 * * *\" in \"Europe/Berlin\"`",
    ),
    said(
        "time_zone",
        "a zone follows the schedule: `schedule cron \"0 6 * * *\" in \"Europe/Berlin\"`",
    ),
    said(
        "tz",
        "a zone follows the schedule: `schedule cron \"0 6 * * *\" in \"Europe/Berlin\"`",
    ),
    said(
        "catchup",
        "past intervals are run where the pipeline says `backfill from 2026-01-01`",
    ),
    said(
        "start_date",
        "past intervals are run where the pipeline says `backfill from 2026-01-01`",
    ),
    said(
        "end_date",
        "past intervals end where the pipeline says `backfill from 2026-01-01 to 2026-02-01`",
    ),
    said(
        "startDate",
        "past intervals are run where the pipeline says `backfill from 2026-01-01`",
    ),
    said("depends_on_past", "one run at a time is `overlap forbid`"),
    said(
        "max_active_runs",
        "one run at a time is `overlap forbid`; at most some of a group are `concurrency 2 in \"group\"`",
    ),
    said("concurrencyPolicy", "it is written like `overlap forbid`"),
    said("max_active_tasks", "it is written like `concurrency 4`"),
    said(
        "pool",
        "steps that share something are `concurrency = { group = \"warehouse\", most = 3 }`",
    ),
    said(
        "retry_delay",
        "it belongs to the retries: `retry 2 times, backoff 30s to 5m`",
    ),
    said(
        "retry_policy",
        "it is written like `retry 2 times, backoff 30s to 5m`",
    ),
    said(
        "backoff",
        "it belongs to the retries: `retry 2 times, backoff 30s to 5m`",
    ),
    said(
        "backoffLimit",
        "it is written like `retry 2 times, backoff 30s to 5m`",
    ),
    said(
        "retryStrategy",
        "it is written like `retry 2 times, backoff 30s to 5m`",
    ),
    said(
        "dagrun_timeout",
        "how long a run may take is its `deadline 2h`",
    ),
    said(
        "activeDeadlineSeconds",
        "how long a run may take is its `deadline 2h`",
    ),
    said(
        "execution_timeout",
        "how long an attempt of a step may take is `timeout 10m`",
    ),
    said(
        "sla",
        "how long a run may take is its `deadline 2h`; being told is `on late after 2h notify …`",
    ),
    said(
        "slo",
        "how long a run may take is its `deadline 2h`; being told is `on late after 2h notify …`",
    ),
    said(
        "email",
        "who is told stands in a reaction: `on failure notify slack.channel(\"#alerts\")`",
    ),
    said(
        "email_on_failure",
        "who is told stands in a reaction: `on failure notify slack.channel(\"#alerts\")`",
    ),
    said(
        "email_on_retry",
        "a retry is nothing to be told of; a failure is: `on failure notify …`",
    ),
    said(
        "on_failure_callback",
        "it is written like `on failure notify slack.channel(\"#alerts\")`",
    ),
    said(
        "on_success_callback",
        "it is written like `on success notify slack.channel(\"#done\")`",
    ),
    said(
        "notify",
        "it is written like `on failure notify slack.channel(\"#alerts\")`",
    ),
    said(
        "alert",
        "it is written like `on failure notify slack.channel(\"#alerts\")`",
    ),
    said(
        "alerts",
        "it is written like `on failure notify slack.channel(\"#alerts\")`",
    ),
    said(
        "onExit",
        "what runs on every path stands in `finally { … }`",
    ),
    said(
        "trigger_rule",
        "what runs on every path stands in `finally { … }`, what runs on one in `when`",
    ),
    said(
        "description",
        "what a pipeline is for stands above it, after `///`",
    ),
    said(
        "doc_md",
        "what a pipeline is for stands above it, after `///`",
    ),
    said(
        "comment",
        "what a pipeline is for stands above it, after `///`",
    ),
    said("tags", "it is written like `labels { team = \"growth\" }`"),
    said(
        "annotations",
        "it is written like `labels { team = \"growth\" }`",
    ),
    said(
        "default_args",
        "what all pipelines share stands in `defaults { … }`, at the top of a file",
    ),
    said(
        "params",
        "parameters follow the name: `pipeline nightly(batch: int = 100) { … }`",
    ),
    said(
        "parameters",
        "parameters follow the name: `pipeline nightly(batch: int = 100) { … }`",
    ),
    said(
        "inputs",
        "what a pipeline reads stands in the `inputs` of its steps",
    ),
    said(
        "outputs",
        "what a step yields stands in its `outputs`; what a caller reads is `output totals = by_country`",
    ),
    said(
        "image",
        "a step runs an image: `step clean = run \"image:1.0\" { … }`",
    ),
    said(
        "container",
        "a step runs an image: `step clean = run \"image:1.0\" { … }`",
    ),
    said(
        "env",
        "a container's variables are a field of its step: `env = { MODE = \"fast\" }`",
    ),
    said("namespace", "where things run stands in an `environment`"),
    said(
        "cluster",
        "where things run stands in an `environment`; a `region` says where they may",
    ),
    said(
        "sql",
        "a query is an argument of the image that executes it",
    ),
];

/// What stands for a word that begins a clause elsewhere.
pub fn clause(word: &str) -> Option<&'static Elsewhere> {
    CLAUSES.iter().find(|elsewhere| elsewhere.word == word)
}
