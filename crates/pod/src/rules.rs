//! The rules every target whose work runs in pods shares.

use pipewright_diagnostics::{Example, Rule, Severity};

/// All rules of this crate. Targets list them among their own.
pub const ALL: &[&Rule] = &[
    &SQL_TOO_LARGE,
    &NAMES_MEET,
    &UNUSABLE_LABEL,
    &FORBIDDEN_HOST,
    &UNUSABLE_VOLUME,
    &UNUSABLE_NODE_LABEL,
    &UNUSABLE_SERVICE,
];

/// No small text breaks it: only its size, or what the checker finds before any target is asked.
const NOT_AS_TEXT: Example = Example("");

/// The files do not fit a ConfigMap.
pub const SQL_TOO_LARGE: Rule = Rule {
    code: "PW0801",
    name: "sql-too-large",
    severity: Severity::Error,
    summary: "the SQL files of a pipeline fit one ConfigMap of 1 MiB",
    explanation: "Checks and conversions are SQL files that ride in one immutable ConfigMap, and \
the API server takes no ConfigMap larger than 1 MiB. The size grows with the number of checked \
columns and with long lists in conditions such as `country in [...]`.\n\nSplit the pipeline, or \
check against a dataset instead of a list.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// Two things get one name in the cluster.
pub const NAMES_MEET: Rule = Rule {
    code: "PW0802",
    name: "names-meet",
    severity: Severity::Error,
    summary: "no two things have one name in the cluster",
    explanation: "Names in a cluster are lower-case letters, digits and hyphens. Names that differ \
in punctuation only become one there: the secrets `shop/db` and `shop-db`, or two containers of one \
pod. One would be read where the other was meant. The checker finds the names an author wrote; \
this rule is the net below it, for names made from them.\n\nRename one of them.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// A label that Kubernetes does not take, or that is not the author's.
pub const UNUSABLE_LABEL: Rule = Rule {
    code: "PW0803",
    name: "unusable-label",
    severity: Severity::Error,
    summary: "labels are ones Kubernetes takes",
    explanation: "A label's key is up to 63 letters, digits, `-`, `_` and `.`, with a letter or \
digit at both ends, and may have a domain and a slash before it. Its value follows the same rule \
and may be empty; the checker says so where they are written. Keys under `kubernetes.io`, \
`k8s.io` and `pipewright.dev` are set by the compiler: the NetworkPolicy selects pods by them.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// A host that no pipeline may talk to.
pub const FORBIDDEN_HOST: Rule = Rule {
    code: "PW0804",
    name: "forbidden-host",
    severity: Severity::Error,
    summary: "no pipeline talks to the metadata service of a cloud",
    explanation: "The generated NetworkPolicy names what a pipeline may reach. The metadata \
service (`169.254.169.254` and its relatives) hands the node's credentials to whoever asks, so it \
is never among it; nor are addresses that are not one host, such as `0.0.0.0`, nor spellings that \
hide an address, such as `0xa9fea9fe`.\n\nHand credentials over as `secret(...)`.",
    failing: Example(
        r#"
import std.postgres

type Order { id: string key }

dataset orders: Order = postgres.table {
  table       = "orders"
  database    = "shop"
  host        = "169.254.169.254"
  region      = eu-west-1
  credentials = secret("orders/db")
}
dataset copies: Order = postgres.table {
  table       = "copies"
  database    = "shop"
  host        = "db.acme.internal"
  region      = eu-west-1
  credentials = secret("orders/db")
}

cluster dublin { region = eu-west-1 }

environment prod { clusters = [dublin], targets = [kubernetes], namespace = "data" }

pipeline load_orders {
  schedule manual
  step copy: Order = run "ghcr.io/acme/copy:1.0" { inputs = [orders] }
  write copy to copies replacing all
}
"#,
    ),
    passing: Example(
        r#"
import std.postgres

type Order { id: string key }

dataset orders: Order = postgres.table {
  table       = "orders"
  database    = "shop"
  host        = "10.20.30.40"
  region      = eu-west-1
  credentials = secret("orders/db")
}
dataset copies: Order = postgres.table {
  table       = "copies"
  database    = "shop"
  host        = "db.acme.internal"
  region      = eu-west-1
  credentials = secret("orders/db")
}

cluster dublin { region = eu-west-1 }

environment prod { clusters = [dublin], targets = [kubernetes], namespace = "data" }

pipeline load_orders {
  schedule manual
  step copy: Order = run "ghcr.io/acme/copy:1.0" { inputs = [orders] }
  write copy to copies replacing all
}
"#,
    ),
};

/// A volume that cannot be mounted.
pub const UNUSABLE_VOLUME: Rule = Rule {
    code: "PW0805",
    name: "unusable-volume",
    severity: Severity::Error,
    summary: "volumes are claims mounted where nothing else is",
    explanation: "A volume of a step is a PersistentVolumeClaim that exists in the namespace, \
mounted at a path from the root. `/pipewright`, `/tmp` and the folders of the system are the \
engine's own; a path leads where it says, so it has no `..`.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// A node label that no node has.
pub const UNUSABLE_NODE_LABEL: Rule = Rule {
    code: "PW0806",
    name: "unusable-node-label",
    severity: Severity::Error,
    summary: "`node` asks for labels that nodes can have",
    explanation: "`node = { \"kubernetes.io/arch\" = \"arm64\" }` becomes a required node affinity. \
A key or value that Kubernetes takes for no label would keep the pod waiting for ever.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};

/// Services that cannot run beside each other.
pub const UNUSABLE_SERVICE: Rule = Rule {
    code: "PW0807",
    name: "unusable-service",
    severity: Severity::Error,
    summary: "each service of a step has a port of its own",
    explanation: "Services run in the pod of their step and are reached on `localhost`: all \
containers of a pod share one address, so that two of them cannot listen on one port.",
    failing: NOT_AS_TEXT,
    passing: NOT_AS_TEXT,
};
