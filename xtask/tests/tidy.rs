//! The house rules that no lint knows: headers, sizes, words, and who may depend on whom.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The longest a source file may be without a reason given in [`LONG_FILES`].
const LONGEST: usize = 400;

/// Longer files, each with the reason it is one file.
const LONG_FILES: &[(&str, &str)] = &[(
    "crates/syntax/src/lexer.rs",
    "the tokens and their callbacks: one table",
)];

/// Folders that hold nothing people wrote.
const SKIPPED: &[&str] = &[
    "target",
    ".git",
    "node_modules",
    "__pycache__",
    ".ruff_cache",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

/// Every file below the root whose name ends so, by its path from the root.
fn files(endings: &[&str]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                if !SKIPPED.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let short = path
                    .strip_prefix(root())
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.insert(short, fs::read_to_string(&path).unwrap());
            }
        }
    }
    assert!(!found.is_empty());
    found
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn complain(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}:\n  {}", faults.join("\n  "));
}

#[test]
fn every_file_says_its_one_job() {
    let faults: Vec<String> = files(&[".rs"])
        .into_iter()
        .filter(|(_, text)| {
            let first = text.lines().next().unwrap_or_default();
            !first.starts_with("//! ") || first.len() < 12
        })
        .map(|(path, _)| path)
        .collect();
    complain("files that do not open with a `//!` line", &faults);
}

#[test]
fn files_stay_small() {
    let reasons: BTreeMap<&str, &str> = LONG_FILES.iter().copied().collect();
    let mut faults = Vec::new();
    for (path, text) in files(&[".rs"]) {
        let lines = text.lines().count();
        let excused = reasons.contains_key(path.as_str()) || path.contains("/tests/");
        if lines > LONGEST && !excused {
            faults.push(format!("{path}: {lines} lines, more than {LONGEST}"));
        } else if lines <= LONGEST && reasons.contains_key(path.as_str()) {
            faults.push(format!("{path}: no longer long"));
        }
    }
    complain("long files without a reason", &faults);
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
        concat!("unimple", "mented!"),
        concat!("dbg", "!("),
    ];
    let mut faults = Vec::new();
    for (path, text) in files(&[".rs", ".py", ".pipe", ".lalrpop", ".md", ".toml"]) {
        for (number, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                faults.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    complain("work left for later", &faults);
}

#[test]
fn no_machine_shows() {
    let places = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
    ];
    let endings = [
        ".rs", ".py", ".pipe", ".md", ".toml", ".yaml", ".json", ".lalrpop", ".snap", "run",
    ];
    let mut faults = Vec::new();
    for (path, text) in files(&endings) {
        for (number, line) in text.lines().enumerate() {
            // The working folder of a pod is `/pipewright/scratch/work/…`.
            let line = line.replace(concat!("scratch/wo", "rk/"), "scratch/");
            if places.iter().any(|place| line.contains(place)) {
                faults.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    complain("paths of one machine", &faults);
}

#[test]
fn documents_speak_of_the_product() {
    let mut faults = Vec::new();
    for (path, text) in files(&[".md", ".pipe"]) {
        let words: BTreeSet<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase)
            .collect();
        for word in [concat!("sess", "ion"), concat!("pro", "mpt")] {
            if words.contains(word) {
                faults.push(format!("{path}: {word}"));
            }
        }
    }
    complain("words that are not about the product", &faults);
}

#[test]
fn links_lead_somewhere() {
    let mut faults = Vec::new();
    for (path, text) in files(&[".md"]) {
        let folder = root().join(&path).parent().unwrap().to_path_buf();
        for link in text.split("](").skip(1) {
            let link = link.split([')', '#', ' ']).next().unwrap();
            let outside = link.contains("://") || link.starts_with("mailto:");
            if !link.is_empty() && !outside && !folder.join(link).exists() {
                faults.push(format!("{path}: {link}"));
            }
        }
    }
    complain("broken links", &faults);
}

/// The rows of the first table below a heading, as their cells.
fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let section = text
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("no heading `{heading}`"))
        .1;
    section
        .split("\n## ")
        .next()
        .unwrap()
        .lines()
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| {
            line.trim_matches('|')
                .split(" | ")
                .map(|cell| cell.trim().to_owned())
                .collect()
        })
        .collect()
}

/// The texts in backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The crates of ours that a crate depends on when it is built for use.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut section = "";
    let mut found = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if matches!(section, "[dependencies]" | "[build-dependencies]")
            && let Some(rest) = line.strip_prefix("pipewright-")
        {
            let name = rest.split(['.', ' ', '=']).next().unwrap();
            found.insert(name.to_owned());
        }
    }
    found
}

#[test]
fn crates_depend_as_the_architecture_says() {
    let architecture = read("ARCHITECTURE.md");
    let mut said: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in table(&architecture, "Crates") {
        let names = |cell: &str| quoted(cell).into_iter().map(str::to_owned).collect();
        let name = quoted(&row[0])[0].to_owned();
        assert!(said.insert(name, names(&row[2])).is_none(), "{row:?} twice");
    }
    let mut faults = Vec::new();
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let manifest = read(&format!("crates/{name}/Cargo.toml"));
        let is = dependencies(&manifest);
        match said.get(&name) {
            None => faults.push(format!("`{name}` is not in the table")),
            Some(said) if *said != is => {
                faults.push(format!(
                    "`{name}` depends on {is:?}, the table says {said:?}"
                ));
            }
            Some(_) => {}
        }
        found.insert(name);
    }
    for name in said.keys().filter(|name| !found.contains(*name)) {
        faults.push(format!("`{name}` is in the table, but is no crate"));
    }
    complain("ARCHITECTURE.md and Cargo.toml disagree", &faults);
}

#[test]
fn targets_know_no_syntax() {
    for target in ["json", "kubernetes", "airflow"] {
        let path = format!("crates/target-{target}/Cargo.toml");
        let found = dependencies(&read(&path));
        for foreign in [
            "syntax", "parser", "check", "model", "lower", "project", "driver",
        ] {
            assert!(!found.contains(foreign), "{path} depends on {foreign}");
        }
    }
}

#[test]
fn every_invariant_names_what_keeps_it() {
    let architecture = read("ARCHITECTURE.md");
    let rows = table(&architecture, "Invariants");
    assert!(rows.len() >= 10, "too few invariants");
    let mut faults = Vec::new();
    for row in &rows {
        let keepers = quoted(&row[1]);
        if keepers.is_empty() {
            faults.push(format!("`{}` names nothing that keeps it", row[0]));
        }
        for keeper in keepers {
            let (path, name) = keeper.split_once("::").unwrap_or((keeper, ""));
            let text = fs::read_to_string(root().join(path)).unwrap_or_default();
            let is_there = if path.ends_with(".toml") {
                text.contains(name)
            } else {
                ["fn", "def", "function"]
                    .iter()
                    .any(|word| text.contains(&format!("{word} {name}(")))
            };
            if !is_there {
                faults.push(format!("{keeper} does not exist"));
            }
        }
    }
    complain("invariants without a keeper", &faults);
}
