//! Every cell of the capability table: each construct is compiled for each target, and what comes of
//! it is what the target says of itself. `tests/constructs` holds a project a construct.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use pipewright_backend::{CONSTRUCTS, Capability, Support, Target};
use pipewright_diagnostics::{Diagnostic, Severity};
use pipewright_driver::{Compilation, Goal, Options, compile, targets};
use pipewright_plan::{LedgerRow, Plan, Status};
use pipewright_project::{LoadOptions, Memory, load};

/// The construct that every other project holds too.
const COMMON: &str = "owner";

/// The construct whose environment turns no failed Job into a message.
const WITHOUT_ALERTS: &str = "on failure notify, without alerts";

/// The construct that needs nodes which may be taken away.
const WITH_SPOT: &str = "interruptible";

struct Construct {
    name: String,
    text: String,
    source: String,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/constructs")
}

fn read(path: &str) -> String {
    fs::read_to_string(folder().join(path)).unwrap_or_default()
}

fn constructs() -> Vec<Construct> {
    let mut found: Vec<Construct> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == "pipe"))
        .map(|path| {
            let source = fs::read_to_string(&path).unwrap();
            let first = source.lines().next().unwrap_or_default();
            let text = first.strip_prefix("// construct: ").unwrap_or_default();
            Construct {
                name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
                text: text.to_owned(),
                source,
            }
        })
        .collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn engines() -> impl Iterator<Item = &'static dyn Target> {
    targets()
        .iter()
        .copied()
        .filter(|target| target.name() != "json")
}

fn build(construct: &Construct, target: &str) -> Compilation {
    let mut platform = read("shared/platform.pipe").replace("[json]", &format!("[json, {target}]"));
    if construct.text == WITHOUT_ALERTS {
        platform = platform
            .lines()
            .filter(|line| !line.contains("alerts"))
            .map(|line| format!("{line}\n"))
            .collect();
    }
    if construct.text == WITH_SPOT {
        let spot = "{ cpu = 8, memory = 32GiB, spot = true, labels = { pool = \"spot\" } }, ";
        platform = platform.replace("nodes  = [", &format!("nodes  = [{spot}"));
    }
    let memory: Memory = [
        ("main.pipe", construct.source.clone()),
        ("data.pipe", read("shared/data.pipe")),
        ("platform.pipe", platform),
    ]
    .into_iter()
    .collect();
    let project = load(&memory, &LoadOptions::default()).unwrap();
    let options = Options {
        goal: Goal::Build,
        ..Options::default()
    };
    compile(project, &options).unwrap()
}

fn errors(compilation: &Compilation) -> Vec<&Diagnostic> {
    let all = compilation.diagnostics.iter();
    all.filter(|found| found.severity == Severity::Error)
        .collect()
}

/// The rows by which a target keeps the constraints of every pipeline of the project.
fn rows(compilation: &Compilation, target: &str) -> BTreeSet<String> {
    let line = |row: &LedgerRow| format!("{}: {}", row.constraint, row.by);
    compilation
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("prod/json/"))
        .map(|(_, file)| serde_json::from_str::<Plan>(&file.text).unwrap())
        .flat_map(|plan| plan.ledger.rows)
        .filter(|row| row.status == Status::Enforced && row.target.as_deref() == Some(target))
        .map(|row| line(&row))
        .collect()
}

fn capability<'a>(target: &'a dyn Target, construct: &str) -> Option<&'a Capability> {
    let mut rows = target.capabilities().iter();
    rows.find(|row| row.construct == construct)
}

#[test]
fn every_construct_has_a_project() {
    let shown: BTreeSet<String> = constructs().into_iter().map(|found| found.text).collect();
    let wanted: BTreeSet<String> = CONSTRUCTS.iter().map(|text| (*text).to_owned()).collect();
    assert_eq!(shown, wanted);
}

#[test]
fn every_target_answers_for_every_construct() {
    for target in engines() {
        let rows: Vec<&str> = target
            .capabilities()
            .iter()
            .map(|row| row.construct)
            .collect();
        assert_eq!(rows, CONSTRUCTS, "{}", target.name());
    }
}

#[test]
fn every_cell_is_true() {
    let constructs = constructs();
    let common: BTreeMap<&str, BTreeSet<String>> = engines()
        .map(|target| {
            let owner = constructs.iter().find(|found| found.text == COMMON);
            let built = build(owner.unwrap(), target.name());
            (target.name(), rows(&built, target.name()))
        })
        .collect();
    let mut faults = Vec::new();
    for construct in &constructs {
        let mut report = String::new();
        for target in engines() {
            let name = target.name();
            let Some(capability) = capability(target, &construct.text) else {
                faults.push(format!("{name} says nothing of `{}`", construct.text));
                continue;
            };
            let built = build(construct, name);
            let found = errors(&built);
            match capability.support {
                Support::Kept(by) | Support::Limited(by, _) => {
                    report.push_str(&format!("{name}: {by}\n"));
                    for error in &found {
                        faults.push(format!("{} on {name}: {}", construct.name, error.message));
                    }
                    let own = rows(&built, name);
                    let own: Vec<&String> = if construct.text == COMMON {
                        own.iter().collect()
                    } else {
                        own.difference(&common[name]).collect()
                    };
                    for row in own {
                        report.push_str(&format!("  {row}\n"));
                    }
                }
                Support::Refused(_) => {
                    report.push_str(&format!("{name}: refused\n"));
                    match found.as_slice() {
                        [only] => {
                            report.push_str(&format!("  {}: {}\n", only.rule.code, only.message));
                            if !only.message.contains(name) {
                                faults.push(format!(
                                    "{} on {name}: the refusal does not name it: {}",
                                    construct.name, only.message
                                ));
                            }
                        }
                        several => faults.push(format!(
                            "{} on {name}: one refusal expected, not {:?}",
                            construct.name,
                            several.iter().map(|one| &one.message).collect::<Vec<_>>()
                        )),
                    }
                }
            }
        }
        let path = folder().join(format!("{}.expected", construct.name));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &report).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != report {
            faults.push(format!("{}: not as blessed:\n{report}", construct.name));
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}
