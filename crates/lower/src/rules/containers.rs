//! Rules of what containers are handed.

use pipewright_diagnostics::{Example, Rule, Severity};

/// A step sets an environment variable that its stores set to another value.
pub const VARIABLE_CONFLICT: Rule = Rule {
    code: "PW0390",
    name: "variable-conflict",
    severity: Severity::Error,
    summary: "a container's environment variable has one value",
    explanation: "A step that reads or writes object stores is handed the variables their connectors \
need, such as `AWS_REGION` and credentials. A step's own `env` that sets one of them to another value \
would send it to the wrong place, or with the wrong credentials.\n\nTwo stores with different values \
are no conflict: staging keeps the plain name, and the other one's value comes under the input's name, \
`PIPEWRIGHT_INPUT_ORDERS_AWS_REGION`.",
    failing: Example(
        r#"
import std.s3

type Order { id: string key }

dataset orders: Order = s3.parquet { bucket = "acme-orders", prefix = "in/", region = eu-west-1 }
dataset copies: Order = s3.parquet { bucket = "acme-copies", prefix = "out/", region = eu-west-1 }

cluster dublin { region = eu-west-1 }

environment prod {
  clusters  = [dublin]
  targets   = [json]
  namespace = "data"
  staging   = s3.location { bucket = "acme-staging", region = eu-west-1 }
}

pipeline copy_orders {
  schedule manual

  step copy: Order = run "ghcr.io/acme/copy:1.0" {
    inputs = [orders]
    env    = { AWS_REGION = "us-east-1" }
  }

  write copy to copies replacing all
}
"#,
    ),
    passing: Example(
        r#"
import std.s3

type Order { id: string key }

dataset orders: Order = s3.parquet { bucket = "acme-orders", prefix = "in/", region = eu-west-1 }
dataset copies: Order = s3.parquet { bucket = "acme-copies", prefix = "out/", region = eu-west-1 }

cluster dublin { region = eu-west-1 }

environment prod {
  clusters  = [dublin]
  targets   = [json]
  namespace = "data"
  staging   = s3.location { bucket = "acme-staging", region = eu-west-1 }
}

pipeline copy_orders {
  schedule manual

  step copy: Order = run "ghcr.io/acme/copy:1.0" {
    inputs = [orders]
    env    = { AWS_REGION = "eu-west-1" }
  }

  write copy to copies replacing all
}
"#,
    ),
};

/// A column's type does not survive the way into a database.
pub const UNMOVABLE_COLUMN: Rule = Rule {
    code: "PW0790",
    name: "unmovable-column",
    severity: Severity::Error,
    summary: "a column written to a database has a type that survives the way there",
    explanation: "Rows travel to a database in a Parquet file that a loader reads. Numbers, texts, \
booleans, dates, timestamps and bytes arrive as they were. `json`, lists and records do not: the loader \
stores JSON as a quoted string and drops lists without a word. So such a write is refused rather than \
let through.\n\nDeclare the column as `string` and serialise it in the step, or write to an object \
store, where Parquet keeps every type.",
    failing: Example(
        r#"
import std.postgres
import std.s3

type Order { id: string key, tags: list<string> }

dataset incoming: Order = s3.parquet { bucket = "acme-orders", prefix = "in/", region = eu-west-1 }

dataset orders: Order = postgres.table {
  table       = "orders"
  host        = "db.example.com"
  database    = "shop"
  region      = eu-west-1
  credentials = secret("shop/db")
}

cluster dublin { region = eu-west-1 }

environment prod {
  clusters  = [dublin]
  targets   = [json]
  staging   = s3.location { bucket = "acme-staging", region = eu-west-1 }
}

pipeline load_orders {
  schedule manual

  write incoming to orders replacing all
}
"#,
    ),
    passing: Example(
        r#"
import std.postgres
import std.s3

type Order { id: string key, tags: string }

dataset incoming: Order = s3.parquet { bucket = "acme-orders", prefix = "in/", region = eu-west-1 }

dataset orders: Order = postgres.table {
  table       = "orders"
  host        = "db.example.com"
  database    = "shop"
  region      = eu-west-1
  credentials = secret("shop/db")
}

cluster dublin { region = eu-west-1 }

environment prod {
  clusters  = [dublin]
  targets   = [json]
  staging   = s3.location { bucket = "acme-staging", region = eu-west-1 }
}

pipeline load_orders {
  schedule manual

  write incoming to orders replacing all
}
"#,
    ),
};
