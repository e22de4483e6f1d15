//! Running the command in folders of its own.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pipewright"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1");
    command
}

/// What a command gave.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub fn read(output: Output) -> Ran {
    let ran = Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    ran
}

pub fn run(folder: &Path, arguments: &[&str]) -> Ran {
    read(command(folder, arguments).output().unwrap())
}

pub fn succeed(folder: &Path, arguments: &[&str]) -> Ran {
    let ran = run(folder, arguments);
    assert_eq!(ran.code, 0, "{arguments:?}\n{}{}", ran.out, ran.err);
    ran
}

/// A project made by `init`.
pub fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    succeed(folder.path(), &["init"]);
    folder
}

/// Replaces text in a file that must hold it.
pub fn edit(folder: &Path, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(file)).unwrap();
    assert!(text.contains(from), "{file} does not hold {from}");
    fs::write(folder.join(file), text.replace(from, to)).unwrap();
}

pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    files
}

/// A project whose pipeline may outlast its period (PW0513) and whose step carries addresses of
/// people to a sink without them (PW0620, where `contract` is false).
pub fn report(contract: bool) -> TempDir {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    fs::write(at.join("pipewright.toml"), "name = \"report\"\n").unwrap();
    fs::write(at.join("platform.pipe"), PLATFORM).unwrap();
    let contract = if contract { ": Countries" } else { "" };
    fs::write(at.join("main.pipe"), MAIN.replace("{{contract}}", contract)).unwrap();
    folder
}

const PLATFORM: &str = r#"import std.s3

cluster dublin {
  region = eu-west-1
  nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]
  logs   = eu-west-1
}

environment prod {
  clusters  = [dublin]
  targets   = [json]
  registry  = "ghcr.io/acme" in eu
  namespace = "data"
  staging   = s3.location { bucket = "acme-staging", region = eu-west-1 }
}
"#;

const MAIN: &str = r#"import std.s3

type Customer {
  id:      string key
  country: string
  email:   string pii
}

type Countries {
  country:   string key
  customers: int
}

dataset customers: Customer = s3.parquet {
  bucket = "acme-raw"
  region = eu-west-1
}

dataset countries: Countries = s3.parquet {
  bucket = "acme-lake"
  region = eu-west-1
}

pipeline count {
  schedule every 1h
  deadline 2h
  timeout  5m

  step by_country{{contract}} = run "ghcr.io/acme/count:1.4" {
    inputs = [customers]
  }

  write by_country to countries replacing all
}
"#;
