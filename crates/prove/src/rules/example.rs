//! The parts the examples are made of: one small project, changed in one place each time.

/// Two datasets and their type; `$more` is added to the second.
macro_rules! data {
    () => {
        crate::rules::example::data!("")
    };
    ($more:literal) => {
        concat!(
            r#"
import std.s3

type Order {
  id:     string          key
  amount: decimal(18, 2)
  placed: timestamp
}

dataset orders: Order = s3.parquet {
  bucket = "acme-raw"
  prefix = "orders/"
  region = eu-west-1
  cursor = placed
}

dataset clean_orders: Order = s3.parquet {
  bucket = "acme-lake"
  prefix = "clean-orders/"
  region = eu-west-1
"#,
            $more,
            "}\n"
        )
    };
}

/// A pipeline from `orders` to `clean_orders`: its clauses, the fields of its step, its mode.
macro_rules! pipeline {
    ($clauses:literal) => {
        crate::rules::example::pipeline!($clauses, "timeout = 5m", "replacing all")
    };
    ($clauses:literal, $fields:literal) => {
        crate::rules::example::pipeline!($clauses, $fields, "replacing all")
    };
    ($clauses:literal, $fields:literal, $mode:literal) => {
        crate::rules::example::pipeline!("clean", "orders", "clean_orders", $clauses, $fields, $mode)
    };
    ($name:literal, $from:literal, $to:literal, $clauses:literal, $fields:literal, $mode:literal) => {
        concat!(
            "\npipeline ",
            $name,
            " {\n  ",
            $clauses,
            "\n  owner \"sales-data\"\n\n  step cleaned: Order = run \"ghcr.io/acme/clean:1.4\" {\n    inputs = [",
            $from,
            "]\n    ",
            $fields,
            "\n  }\n\n  write cleaned to ",
            $to,
            " ",
            $mode,
            "\n}\n"
        )
    };
}

/// The cluster and the environment: the cluster's nodes and logs, and where staging is.
macro_rules! platform {
    () => {
        crate::rules::example::platform!("eu-west-1")
    };
    ($staging:literal) => {
        crate::rules::example::platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]",
            "logs   = eu-west-1",
            $staging
        )
    };
    ($nodes:literal, $logs:literal, $staging:literal) => {
        concat!(
            "\ncluster dublin {\n  region = eu-west-1\n  ",
            $nodes,
            "\n  ",
            $logs,
            "\n}\n\nenvironment prod {\n  clusters = [dublin]\n  targets  = [json]\n  registry = \"ghcr.io/acme\" in eu\n  staging  = s3.location { bucket = \"acme-staging\", region = ",
            $staging,
            " }\n}\n"
        )
    };
}

/// A cluster that says how long pods wait for their nodes.
macro_rules! prompt_platform {
    () => {
        crate::rules::example::platform!(
            "nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]",
            "logs    = eu-west-1\n  startup = 1m",
            "eu-west-1"
        )
    };
}

/// A dataset between the two others.
macro_rules! middle {
    () => {
        r#"
dataset loaded: Order = s3.parquet {
  bucket = "acme-lake"
  prefix = "loaded/"
  region = eu-west-1
}
"#
    };
}

pub(super) use {data, middle, pipeline, platform, prompt_platform};
