//! What the command and the server say of a project, in one form, to be compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::client::{Client, uri};

/// A place: the first line and column, the last line and column, counted from 0 in characters.
pub type Place = [u64; 4];

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub place: Place,
    pub severity: String,
    pub code: String,
    /// What is wrong, the lines of the reason, what helps.
    pub message: String,
    /// File, place and words of what belongs to the reason, but for the lines of its path.
    pub related: Vec<(String, Place, String)>,
}

/// The findings of each file, by its path inside the project.
pub type Files = BTreeMap<String, Vec<Finding>>;

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn place(range: &Value, column: &str, first: u64) -> Place {
    let number = |end: &str, name: &str| range[end][name].as_u64().unwrap() - first;
    [
        number("start", "line"),
        number("start", column),
        number("end", "line"),
        number("end", column),
    ]
}

/// What the command says.
pub fn by_command(folder: &Path) -> Files {
    let output = Command::new(env!("CARGO_BIN_EXE_pipewright"))
        .args(["check", "--format", "json"])
        .current_dir(folder)
        .output()
        .unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut files = Files::new();
    for one in document["diagnostics"].as_array().unwrap() {
        let here = place(&one["range"], "column", 1);
        let path = text(&one["path"]);
        let mut message = text(&one["message"]);
        for line in one["because"].as_array().unwrap() {
            message += &format!("\n{}", line.as_str().unwrap());
        }
        if let Some(help) = one["help"].as_str() {
            message += &format!("\nhelp: {help}");
        }
        let mut related = Vec::new();
        if one["label"] != "" {
            related.push((path.clone(), here, text(&one["label"])));
        }
        for label in one["related"].as_array().unwrap() {
            let there = place(&label["range"], "column", 1);
            related.push((text(&label["path"]), there, text(&label["text"])));
        }
        related.sort();
        files.entry(path).or_default().push(Finding {
            place: here,
            severity: text(&one["severity"]),
            code: text(&one["code"]),
            message,
            related,
        });
    }
    for found in files.values_mut() {
        found.sort();
    }
    files
}

/// What the server published of one file of a project; its columns must count characters.
pub fn by_server(folder: &Path, found: &[Value]) -> Vec<Finding> {
    let inside = |value: &Value| {
        let uri = text(value);
        if let Some(path) = uri.strip_prefix("pipewright-std:///") {
            return path.to_owned();
        }
        let path = uri.strip_prefix("file://").map(Path::new);
        let path = path.and_then(|path| path.strip_prefix(folder).ok());
        path.map_or(uri.clone(), |path| path.display().to_string())
    };
    let mut shown: Vec<Finding> = found
        .iter()
        .map(|one| {
            let message = text(&one["message"]);
            let lines: Vec<&str> = message.lines().skip(1).collect();
            let related = one["relatedInformation"].as_array();
            let mut related: Vec<_> = related
                .into_iter()
                .flatten()
                .map(|one| {
                    let at = &one["location"];
                    let there = place(&at["range"], "character", 0);
                    (inside(&at["uri"]), there, text(&one["message"]))
                })
                // Lines of the reason stand in the message; what is told of their places is more.
                .filter(|(_, _, words)| !lines.contains(&words.as_str()))
                .collect();
            related.sort();
            Finding {
                place: place(&one["range"], "character", 0),
                severity: match one["severity"].as_u64().unwrap() {
                    1 => "error",
                    2 => "warning",
                    _ => "note",
                }
                .to_owned(),
                code: text(&one["code"]),
                message,
                related,
            }
        })
        .collect();
    shown.sort();
    shown
}

/// Opens every source of a project, and says what differs from what the command says.
pub fn compare(client: &mut Client, folder: &Path) -> Result<usize, String> {
    let wanted = by_command(folder);
    let mut sources = Vec::new();
    collect(folder, &mut sources);
    for path in &sources {
        client.open(&uri(path), &fs::read_to_string(path).unwrap());
    }
    let mut told = Files::new();
    let name = |path: &Path| path.strip_prefix(folder).unwrap().display().to_string();
    for path in &sources {
        let found = by_server(folder, &client.findings(&uri(path), Some(1)));
        if !found.is_empty() {
            told.insert(name(path), found);
        }
    }
    // What is no source is never open: its findings come once.
    let open: Vec<String> = sources.iter().map(|path| name(path)).collect();
    for path in wanted.keys().filter(|path| !open.contains(path)) {
        let found = client.findings(&uri(&folder.join(path)), None);
        told.insert(path.clone(), by_server(folder, &found));
    }
    for path in &sources {
        client.tell(
            "textDocument/didClose",
            serde_json::json!({ "textDocument": { "uri": uri(path) } }),
        );
    }
    if told == wanted {
        return Ok(wanted.values().map(Vec::len).sum());
    }
    Err(format!("the command:\n{wanted:#?}\nthe server:\n{told:#?}"))
}

fn collect(folder: &Path, sources: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() && !path.ends_with("generated") {
            collect(&path, sources);
        } else if path.extension().is_some_and(|found| found == "pipe") {
            sources.push(path);
        }
    }
}
