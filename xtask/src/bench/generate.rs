//! Projects of any size.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::Failure;

/// Pipelines a file.
const IN_ONE_FILE: usize = 10;

const PLATFORM: &str = r#"/// Where everything runs.

import std.s3

cluster frankfurt {
  region = eu-central-1
  nodes  = [{ cpu = 16, memory = 64GiB, max = 20 }]
  logs   = eu-central-1
}

environment prod {
  clusters  = [frankfurt]
  targets   = [json, kubernetes("1.35"), airflow("3.3")]
  namespace = "data"
  registry  = "ghcr.io/acme" in eu
  staging   = s3.location { bucket = "acme-staging", region = eu-central-1 }
  secrets   = external { store = "vault" }
  alerts    = prometheus
}
"#;

const TYPES: &str = r"/// What all pipelines share.

type Account {
  id:      string          key
  country: string
  revenue: decimal(18, 2)?
}

type Revenue {
  country:   string         key
  customers: int
  revenue:   decimal(18, 2)
}
";

/// Writes a project of `size` pipelines.
pub fn project(folder: &Path, size: usize) -> Result<(), Failure> {
    split(folder, size, IN_ONE_FILE)
}

/// Writes a project of `size` pipelines, so many in each file.
pub fn split(folder: &Path, size: usize, in_one_file: usize) -> Result<(), Failure> {
    fs::create_dir_all(folder.join("teams"))?;
    fs::write(folder.join("pipewright.toml"), "name = \"bench\"\n")?;
    fs::write(folder.join("platform.pipe"), PLATFORM)?;
    fs::write(folder.join("types.pipe"), TYPES)?;
    let mut number = 0;
    while number < size {
        let mut text =
            String::from("import std.postgres\nimport std.s3\nimport std.slack\nimport types\n");
        let first = number;
        while number < size && number < first + in_one_file {
            pipeline(&mut text, number)?;
            number += 1;
        }
        fs::write(folder.join(format!("teams/team_{first}.pipe")), text)?;
    }
    Ok(())
}

fn pipeline(text: &mut String, n: usize) -> Result<(), Failure> {
    write!(
        text,
        r##"
dataset accounts_{n}: types.Account = postgres.table {{
  host        = "db-{n}.example.com"
  database    = "crm"
  table       = "accounts_{n}"
  region      = eu-central-1
  credentials = secret("crm/db-{n}")
}}

dataset revenue_{n}: types.Revenue = s3.parquet {{
  bucket    = "acme-analytics"
  prefix    = "revenue-{n}/"
  region    = eu-west-1
  freshness = 8h
}}

/// Adds up the revenue of part {n}.
pipeline revenue_of_{n} {{
  schedule  every 6h
  deadline  90m
  region    eu
  guarantee exactly_once
  retry     1 times
  owner     "team-{n}"

  step clean_{n}: types.Account = run "ghcr.io/acme/clean:1.0" {{
    inputs  = [accounts_{n}]
    cpu     = 1
    memory  = 2GiB
    timeout = 5m
  }}

  step totals_{n}: types.Revenue = run "ghcr.io/acme/totals:1.0" {{
    inputs  = [clean_{n}]
    args    = ["--by", "country"]
    cpu     = 2
    memory  = 4GiB
    timeout = 5m
  }}

  check totals_{n} {{
    rows    > 0
    unique  country
    revenue >= 0
  }}

  write totals_{n} to revenue_{n} replacing all

  on failure notify slack.channel("#team-{n}")
}}
"##
    )?;
    Ok(())
}
