//! The server says what `pipewright check` says: the same findings at the same places.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::client::{Client, uri};
use crate::told::{by_command, by_server};

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("pipewright.toml").is_file())
        .collect();
    found.sort();
    found
}

/// A copy of an example's sources.
fn copy(example: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(example).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    folder
}

/// Texts that differ from a file in one small way.
fn mutants(text: &str) -> Vec<String> {
    let mut mutants = Vec::new();
    for (from, to) in [
        ("eu-west-1", "us-east-1"),
        ("timeout", "timeuot"),
        ("timeout   = 6m", "timeout = 6h"),
        ("replacing all", "appending"),
        (": string", ": strin"),
        ("{\n", "\n"),
        ("\"", ""),
        ("exactly_once", "exactly_twice"),
        ("import std.s3\n", ""),
        ("pii", ""),
    ] {
        if text.contains(from) {
            mutants.push(text.replacen(from, to, 1));
        }
    }
    mutants
}

#[test]
fn every_example_and_its_mutants() {
    let mut compared = 0;
    for example in examples() {
        let folder = copy(&example);
        let at = folder.path().canonicalize().unwrap();
        let main = at.join("main.pipe");
        let Ok(text) = fs::read_to_string(&main) else {
            continue;
        };
        let (mut client, _) = Client::start_with(json!({
            "processId": null,
            "rootUri": uri(&at),
            "capabilities": { "general": { "positionEncodings": ["utf-32"] } },
            "initializationOptions": { "virtualDocuments": true },
        }));
        let document = uri(&main);
        client.open(&document, &text);
        let mut texts = vec![text.clone()];
        // The command takes its time: a few of each are enough, others come with other examples.
        let mutants = mutants(&text);
        let some = mutants.into_iter().skip(compared % 3).step_by(3);
        texts.extend(some);
        for (version, text) in (1_i64..).zip(texts) {
            if version > 1 {
                client.change(&document, version, json!([{ "text": text }]));
            }
            fs::write(&main, &text).unwrap();
            let wanted = by_command(&at);
            let told = client.findings(&document, Some(version));
            let name = example.file_name().unwrap().to_string_lossy().into_owned();
            let here = wanted.get("main.pipe").cloned().unwrap_or_default();
            assert_eq!(by_server(&at, &told), here, "{name}:\n{text}");
            compared += 1;
        }
        client.stop();
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn each_reason_has_its_place() {
    let folder = crate::client::project(&[
        ("pipewright.toml", ""),
        (
            "main.pipe",
            "type Row {\n  id: string key\n}\n\ntype Row {\n  id: int key\n}\n",
        ),
    ]);
    let mut client = Client::start(folder.path());
    let document = uri(&folder.path().join("main.pipe"));
    let found = client.findings(&document, None);
    let related = found[0]["relatedInformation"].as_array().unwrap();
    let first = related
        .iter()
        .find(|one| one["message"] == "declared here first")
        .unwrap();
    assert_eq!(first["location"]["uri"], document.as_str());
    assert_eq!(
        first["location"]["range"]["start"],
        json!({ "line": 0, "character": 5 })
    );
    client.stop();
}
