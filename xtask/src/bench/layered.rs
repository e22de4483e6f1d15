//! A lake of any size: layers of pipelines, each reading from three of the layer before.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::Failure;

/// Pipelines a file.
const IN_ONE_FILE: usize = 10;
/// Between the first layer and the last there are three to the power of these ways.
const LAYERS: usize = 20;
/// Datasets each pipeline of a layer reads.
const READS: usize = 3;
/// Hours between the runs of a pipeline.
const HOURS: [usize; 4] = [2, 4, 6, 12];

const PLATFORM: &str = r#"/// Where everything runs.

import std.s3

cluster frankfurt {
  region = eu-central-1
  nodes  = [{ cpu = 16, memory = 64GiB, max = 20 }]
  logs   = eu-central-1
}

environment prod {
  clusters  = [frankfurt]
  targets   = [json, airflow("3.3")]
  namespace = "data"
  registry  = "ghcr.io/acme" in eu
  staging   = s3.location { bucket = "acme-staging", region = eu-central-1 }
}
"#;

const TYPES: &str = r"/// What all pipelines share.

type Row {
  id:      string          key
  country: string
  email:   string          pii
  revenue: decimal(18, 2)?
  at:      timestamp
}
";

/// Writes a project of `size` pipelines with four datasets each.
pub fn project(folder: &Path, size: usize) -> Result<(), Failure> {
    fs::create_dir_all(folder.join("teams"))?;
    fs::write(folder.join("pipewright.toml"), "name = \"bench\"\n")?;
    fs::write(folder.join("platform.pipe"), PLATFORM)?;
    fs::write(folder.join("types.pipe"), TYPES)?;
    let width = (size / LAYERS).max(1);
    let mut first = 0;
    while first < size {
        let last = (first + IN_ONE_FILE).min(size);
        let mut imports = BTreeSet::new();
        let mut body = String::new();
        for number in first..last {
            pipeline(&mut body, &mut imports, number, width, size)?;
        }
        let mut text = String::from("import std.s3\nimport types\n");
        for file in imports {
            writeln!(text, "import teams.team_{file}")?;
        }
        text.push_str(&body);
        fs::write(
            folder.join(format!("teams/team_{}.pipe", first / IN_ONE_FILE)),
            text,
        )?;
        first = last;
    }
    Ok(())
}

fn pipeline(
    text: &mut String,
    imports: &mut BTreeSet<usize>,
    number: usize,
    width: usize,
    size: usize,
) -> Result<(), Failure> {
    let mut reads = Vec::new();
    let source = number < width;
    for way in 0..READS {
        if source {
            continue;
        }
        let before = number - number % width - width + (number + way) % width;
        let file = before / IN_ONE_FILE;
        let name = format!("rows_{before}_{way}");
        if file == number / IN_ONE_FILE {
            reads.push(name);
        } else {
            imports.insert(file);
            reads.push(format!("team_{file}.{name}"));
        }
    }
    let steps = if source { READS } else { READS + 1 };
    if source {
        dataset(text, &format!("source_{number}"), "  freshness = 1h\n")?;
        reads.push(format!("source_{number}"));
    }
    for step in 0..steps {
        let promised = if number + width >= size && step + 1 == steps {
            "  freshness = 90d\n"
        } else {
            ""
        };
        dataset(text, &format!("rows_{number}_{step}"), promised)?;
    }
    write!(
        text,
        "\n/// Part {number} of the lake.\npipeline part_{number} {{\n  \
         schedule  cron \"{} */{} * * *\"\n  deadline  28m\n  region    eu\n  guarantee at_least_once\n  retry     1 times\n  \
         owner     \"team-{}\"\n",
        // Each layer starts when the one before has ended.
        number / width % 2 * 30,
        HOURS.get(number % HOURS.len()).copied().unwrap_or(6),
        number / IN_ONE_FILE
    )?;
    for step in 0..steps {
        let inputs = match step.checked_sub(1) {
            Some(before) => format!("step_{before}"),
            None => reads.join(", "),
        };
        write!(
            text,
            "\n  step step_{step}: types.Row = run \"ghcr.io/acme/clean:1.0\" {{\n    \
             inputs  = [{inputs}]\n    cpu     = 1\n    memory  = 2GiB\n    timeout = 2m\n  }}\n"
        )?;
    }
    write!(
        text,
        "\n  check step_{} {{\n    rows   > 0\n    unique id\n  }}\n\n",
        steps - 1
    )?;
    for step in 0..steps {
        writeln!(
            text,
            "  write step_{step} to rows_{number}_{step} replacing all"
        )?;
    }
    text.push_str("}\n");
    Ok(())
}

fn dataset(text: &mut String, name: &str, more: &str) -> Result<(), Failure> {
    write!(
        text,
        "\ndataset {name}: types.Row = s3.parquet {{\n  bucket = \"acme-lake\"\n  \
         prefix = \"{name}/\"\n  region = eu-central-1\n{more}}}\n"
    )?;
    Ok(())
}
