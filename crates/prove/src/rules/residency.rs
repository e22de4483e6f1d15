//! Rules of residency.

use pipewright_diagnostics::{Example, Rule, Severity};

use super::example::{data, pipeline, platform};

/// Every hop stays inside.
pub const LEAVES_REGION: Rule = Rule {
    code: "PW0601",
    name: "leaves-region",
    severity: Severity::Error,
    summary: "Under a `region`, everything data and work touch lies in it.",
    explanation: "\
The flow is followed hop by hop: sources, the clusters tasks run on, the staging area between them, \
the registry of your own images, those of services beside a step among them, sinks and dead letters, \
hosts that steps name in `egress`, the `replicas` of datasets, log sinks, the store of secrets and notifications whose place is known. Each \
lies in a set of places; every one of them must be in the pipeline's region: of a bucket in two regions, \
both. Clouds' names are not taken for law: `eu-west-2` is London and not in `eu`. `global` is nowhere in \
particular, so nothing that is kept in a region may touch it; `region global` restricts nothing.

The error prints the shortest way on which rows get there. Where law allows a transfer, its basis is a \
waiver of the pipeline with a last day, which the ledger shows: `allow PW0601 because \"standard \
contractual clauses with Acme Inc\" until 2027-06-30`.

Of several clusters those outside are not used: pods are kept off them. Only when none is inside is \
that an error. One wrong place is one error, however many tasks and pipelines pass through it.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  region eu"),
        platform!("nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]", "logs   = us-east-1", "eu-west-1")
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  region eu"),
        platform!()
    )),
};

/// A folder whose connector may or may not say where it is.
macro_rules! drop {
    ($located:literal) => {
        concat!(
            r#"
connector drop(bucket: string) {
  reads   objects, replayable
  format  parquet
  columns by name
"#,
            $located,
            r#"  address "s3://${bucket}/"
  egress  "s3.eu-west-1.amazonaws.com":443

  mover read "docker.io/rclone/rclone:1.75.1" {
    command = ["rclone"]
    args    = ["copy", ":s3,provider=AWS,env_auth:${bucket}/${path}", local]
  }
}

dataset dropped: Order = drop { bucket = "acme-drop" }
"#
        )
    };
}

/// Data whose place nobody knows.
pub const UNKNOWN_PLACE: Rule = Rule {
    code: "PW0602",
    name: "unknown-place",
    severity: Severity::Error,
    summary: "Under a `region`, every dataset says where it lies.",
    explanation: "\
A region is a demand: what cannot be proven is refused. Write the dataset's `region`, or \
`located in` in its connector.",
    failing: Example(concat!(
        data!(),
        drop!(""),
        pipeline!(
            "clean",
            "dropped",
            "clean_orders",
            "schedule manual\n  region eu",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
    passing: Example(concat!(
        data!(),
        drop!("  located in eu-west-1\n"),
        pipeline!(
            "clean",
            "dropped",
            "clean_orders",
            "schedule manual\n  region eu",
            "timeout = 5m",
            "replacing all"
        ),
        platform!()
    )),
};

/// Something beside the data whose place nobody wrote.
pub const UNSTATED_PLACE: Rule = Rule {
    code: "PW0603",
    name: "unstated-place",
    severity: Severity::Note,
    summary: "Log sinks, image registries and hosts of steps say where they are.",
    explanation: "\
Rows do not pass through a registry, should not pass through logs, and only the author of a step knows \
what it tells a host it talks to. So a missing place there does not refuse the program: it is left out of \
the proof, and the ledger says so. Write `logs = …` in the cluster, `registry = \"…\" in …` in the \
environment, `egress = [\"api.example.com:443\" in eu]` in the step. A service of the cluster itself lies \
where the cluster does.",
    failing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  region eu"),
        platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]",
            "",
            "eu-west-1"
        )
    )),
    passing: Example(concat!(
        data!(),
        pipeline!("schedule manual\n  region eu"),
        platform!()
    )),
};
