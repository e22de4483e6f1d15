//! Every snippet that completion proposes leaves a project without errors, its places as they are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod support;

use pipewright_editor::completion::Proposal;
use support::{errors, proposed};

const BEFORE: &str = r#"import std.s3

type Row {
  id:    string key
  count: int
  seen:  timestamp
}

dataset rows: Row = s3.parquet {
  bucket = "acme"
  prefix = "rows/"
  region = eu-west-1
}

dataset clean: Row = s3.parquet {
  bucket = "acme"
  prefix = "clean/"
  region = eu-west-1
}
"#;

const CLUSTER: &str = r#"
cluster frankfurt {
  region = eu-central-1
  nodes  = [{ cpu = 16, memory = 64GiB, disk = 200GiB, gpu = 2, labels = { "kubernetes.io/arch" = "amd64" } }]
  logs   = eu-central-1
}
"#;

const ENVIRONMENT: &str = r#"
environment stage {
  clusters  = [frankfurt]
  targets   = [json]
  namespace = "stage"
  registry  = ["ghcr.io/acme" in eu, "docker.io/library" in eu]
  staging   = s3.location { bucket = "acme-staging", region = eu-central-1 }
  secrets   = existing
}

"#;

const PIPELINE: &str = r#"
pipeline count(part: int = 1) {
  schedule manual
  owner    "growth"
  retry    2 times

  step tidied: Row = run "ghcr.io/acme/tidy:1.0" {
    inputs  = [rows]
    timeout = 20m
  }
}
"#;

/// A snippet as it stands when nothing is filled in, once for each way to choose.
fn expanded(snippet: &str) -> Vec<String> {
    let ways = snippet.split('|').skip(1).step_by(2);
    let ways = ways
        .map(|choice| choice.split(',').count())
        .max()
        .unwrap_or(1);
    (0..ways).map(|way| expand(snippet, way)).collect()
}

fn expand(snippet: &str, way: usize) -> String {
    let mut shown = String::new();
    let mut rest = snippet;
    while let Some(at) = rest.find('$') {
        shown.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = |text: &str| {
            text.find(|c: char| !c.is_ascii_digit())
                .unwrap_or(text.len())
        };
        let Some(inside) = rest.strip_prefix('{') else {
            rest = &rest[digits(rest)..];
            continue;
        };
        let inside = &inside[digits(inside)..];
        let end = inside.find('}').expect("a place ends");
        let said = &inside[..end];
        match said.strip_prefix('|') {
            Some(choices) => {
                let choices: Vec<&str> = choices.trim_end_matches('|').split(',').collect();
                shown.push_str(choices[way.min(choices.len() - 1)]);
            }
            None => shown.push_str(said.strip_prefix(':').unwrap_or_default()),
        }
        rest = &inside[end + 1..];
    }
    shown + rest
}

/// Every snippet at `«»` compiles there. What the host says already with the same word gives way.
fn all(host: &str) -> Vec<String> {
    let sound = host.replace("«»", "");
    assert_eq!(errors(&sound), Vec::<String>::new(), "{sound}");
    let snippets: Vec<Proposal> = proposed(host)
        .into_iter()
        .filter(|item| item.snippet)
        .collect();
    let mut wrong = String::new();
    // Which columns become harmless only the author of the step knows.
    for snippet in snippets.iter().filter(|one| one.label != "declassifies") {
        let mut ways = expanded(&snippet.insert);
        if snippet.label == "write" {
            // What is appended is not tried twice: that is the pipeline's business.
            ways.truncate(1);
        }
        for text in ways {
            let word = text.split_whitespace().next().unwrap();
            let (before, after) = host.split_once("«»").unwrap();
            let (head, block) = before.rsplit_once("//<\n").unwrap_or((before, ""));
            let (tail, after) = after.split_once("//>\n").unwrap_or(("", after));
            let others = |lines: &str| -> String {
                let same = |line: &&str| line.split_whitespace().next() == Some(word);
                lines
                    .split_inclusive('\n')
                    .filter(|line| !same(line))
                    .collect()
            };
            let whole = format!("{head}{}{text}\n{}{after}", others(block), others(tail));
            let mut found = errors(&whole);
            if word == "idempotent" {
                // What is not idempotent is not tried twice.
                found = errors(&whole.replace(
                    "  retry    2 times
",
                    "",
                ));
            }
            if !found.is_empty() {
                wrong += &format!("== {}\n{text}\n{found:#?}\n", snippet.label);
            }
        }
    }
    assert_eq!(wrong, "");
    snippets.into_iter().map(|one| one.label).collect()
}

#[test]
fn of_items() {
    let host = format!("{BEFORE}{CLUSTER}{ENVIRONMENT}{PIPELINE}\n«»\n");
    // A second import of the same module is a mistake, and imports stand first.
    let labels = all(&host
        .replace("\n«»\n", "")
        .replacen("type Row", "«»\n\ntype Row", 1));
    for label in [
        "import",
        "type",
        "dataset",
        "pipeline",
        "cluster",
        "environment",
        "let",
        "policy",
    ] {
        assert!(labels.iter().any(|one| one == label), "{label}: {labels:?}");
    }
}

#[test]
fn of_clauses() {
    let pipeline = PIPELINE
        .replace("  schedule", "//<\n  schedule")
        .replace("  step tidied", "//>\n  step tidied")
        .replace("    timeout = 20m\n  }\n", "    timeout = 20m\n  }\n  «»\n");
    // Those above the step are tried where they belong.
    let host = format!("import std.slack\n{BEFORE}{CLUSTER}{ENVIRONMENT}{pipeline}");
    let host = host.replace("//<\n", "").replace("//>\n", "");
    let moved = host.replacen(
        "  schedule manual\n  owner    \"growth\"\n  retry    2 times\n",
        "",
        1,
    );
    let moved = moved.replacen(
        "  «»\n",
        "//<\n  schedule manual\n  owner    \"growth\"\n  retry    2 times\n  «»\n//>\n",
        1,
    );
    let labels = all(&moved);
    for label in [
        "schedule every",
        "schedule cron",
        "step",
        "check",
        "write",
        "for",
        "when",
    ] {
        assert!(labels.iter().any(|one| one == label), "{label}: {labels:?}");
    }
}

#[test]
fn of_fields() {
    let marked = |text: &str, from: &str, to: &str| {
        let (before, rest) = text.split_once(from).unwrap();
        let (block, after) = rest.split_once(to).unwrap();
        format!("{before}{from}//<\n{block}  «»\n//>\n{to}{after}")
    };
    let cluster = marked(CLUSTER, "cluster frankfurt {\n", "}\n");
    assert!(all(&format!("{BEFORE}{cluster}{ENVIRONMENT}{PIPELINE}")).len() >= 6);
    let environment = marked(ENVIRONMENT, "environment stage {\n", "}\n\n");
    assert!(all(&format!("{BEFORE}{CLUSTER}{environment}{PIPELINE}")).len() >= 9);
    let dataset = marked(BEFORE, "dataset clean: Row = s3.parquet {\n", "}\n");
    assert!(all(&format!("{dataset}{CLUSTER}{ENVIRONMENT}{PIPELINE}")).len() >= 8);
    let extra = "  step extra = run \"ghcr.io/acme/extra:1.0\" {\n    inputs  = [rows]\n    timeout = 20m\n  }\n}\n";
    let pipeline = PIPELINE.trim_end().trim_end_matches('}').to_owned() + extra;
    let step = marked(
        &pipeline,
        "step extra = run \"ghcr.io/acme/extra:1.0\" {\n",
        "  }\n}\n",
    );
    assert!(all(&format!("{BEFORE}{CLUSTER}{ENVIRONMENT}{step}")).len() >= 20);
    let approval = "  approval tidied {\n    by = [\"finance\"]\n    within = 4h\n    on_timeout = reject\n  }\n}\n";
    let pipeline = PIPELINE.trim_end().trim_end_matches('}').to_owned() + approval;
    let approval = marked(&pipeline, "approval tidied {\n", "  }\n}\n");
    assert_eq!(
        all(&format!("{BEFORE}{CLUSTER}{ENVIRONMENT}{approval}")).len(),
        4
    );
}

#[test]
fn a_write_offers_what_its_sink_can_do() {
    let modes = |connector: &str| {
        let host = format!(
            "import std.s3\nimport std.postgres\n\ntype Row {{\n  id: string key\n}}\n\ndataset rows: Row = {connector} {{\n}}\n\npipeline p {{\n  «»\n}}\n"
        );
        let items = proposed(&host).into_iter();
        let mut snippets = items.filter(|item| item.snippet && item.label == "write");
        snippets.next().unwrap().insert
    };
    assert!(modes("s3.parquet").ends_with(" to ${2:rows} ${3|replacing all,appending|}"));
    assert!(modes("postgres.table").ends_with(" ${3|replacing all,merging by key|}"));
    let unknown = modes("nobody.knows");
    assert!(
        unknown.ends_with(" ${3|replacing all,merging by key,appending|}"),
        "{unknown}"
    );
}

#[test]
fn of_parameters_of_every_connector() {
    let mut wrong = String::new();
    for (module, connector) in support::connectors() {
        let host = format!(
            "import std.{module}\n\ntype Row {{\n  id: string key\n}}\n\ndataset d: Row = {module}.{connector} {{\n  «»\n}}\n"
        );
        let common = [
            "freshness",
            "owner",
            "accepts",
            "duplicates",
            "replicas",
            "partition",
            "cursor",
        ];
        let fields: Vec<String> = proposed(&host)
            .into_iter()
            .filter(|item| item.snippet && !common.contains(&item.label.as_str()))
            .map(|item| expanded(&item.insert).remove(0))
            .collect();
        let text = host.replace("«»", &fields.join("\n  "));
        let errors = errors(&text);
        if !errors.is_empty() {
            wrong += &format!("== {module}.{connector}\n{text}{errors:#?}\n");
        }
    }
    assert_eq!(wrong, "");
}
