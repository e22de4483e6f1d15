//! What the server says of each project of the corpus is what `pipewright check` says, word for word:
//! the examples, what is proven and what is not, seeded mistakes, baselines.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::client::{Client, project, uri};
use crate::told::{by_command, by_server, compare};

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().unwrap()
}

fn entries(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    found.sort();
    found
}

fn client(workspace: &Path) -> Client {
    let (client, _) = Client::start_with(json!({
        "processId": null,
        "rootUri": uri(workspace),
        "capabilities": { "general": { "positionEncodings": ["utf-32"] } },
        "initializationOptions": { "virtualDocuments": true },
    }));
    client
}

/// A project below the workspace.
fn write(folder: &Path, files: &[(String, String)]) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("pipewright.toml"), "").unwrap();
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Compares each of these projects, all in one workspace; says how many findings there were.
fn all(projects: &[(String, Vec<(String, String)>)]) -> usize {
    let workspace = tempfile::tempdir().unwrap();
    let at = workspace.path().canonicalize().unwrap();
    let mut client = client(&at);
    let mut findings = 0;
    let mut wrong = String::new();
    for (name, files) in projects {
        let folder = at.join(name);
        write(&folder, files);
        match compare(&mut client, &folder) {
            Ok(found) => findings += found,
            Err(difference) => wrong += &format!("== {name}\n{difference}\n"),
        }
    }
    assert_eq!(wrong, "");
    client.stop();
    findings
}

/// The files of a project that is written as one text.
fn parts(text: &str) -> Vec<(String, String)> {
    let mut files = vec![("main.pipe".to_owned(), String::new())];
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("//! file: ") {
            Some(path) => files.push((path.trim().to_owned(), String::new())),
            None => files.last_mut().unwrap().1.push_str(line),
        }
    }
    files.retain(|(_, text)| !text.trim().is_empty());
    files
}

/// The sources of an example, and its settings.
fn example(name: &str) -> Vec<(String, String)> {
    let folder = root().join("examples").join(name);
    let mut files = Vec::new();
    let mut waiting = vec![folder.clone()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let is_wanted = path.extension().is_some_and(|one| one == "pipe")
                || path.ends_with("pipewright.toml");
            if path.is_dir() && !path.ends_with("generated") {
                waiting.push(path);
            } else if is_wanted {
                let inside = path.strip_prefix(&folder).unwrap().display().to_string();
                files.push((inside, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn examples() {
    let folders = fs::read_dir(root().join("examples")).unwrap();
    let mut names: Vec<String> = folders
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("pipewright.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let projects: Vec<_> = names
        .iter()
        .map(|one| (one.clone(), example(one)))
        .collect();
    all(&projects);
}

#[test]
fn proofs() {
    let projects: Vec<_> = entries("tests/proofs", "pipe")
        .iter()
        .map(|path| (name(path), parts(&fs::read_to_string(path).unwrap())))
        .collect();
    assert!(all(&projects) > 50);
}

#[test]
fn faults() {
    let mut projects = Vec::new();
    for path in entries("tests/faults", "fault") {
        let text = fs::read_to_string(&path).unwrap();
        let field = |wanted: &str| {
            let mut fields = text.lines().filter_map(|line| line.split_once(": "));
            let found = fields.find(|(name, _)| *name == wanted);
            found.map_or(String::new(), |(_, value)| value.replace("\\n", "\n"))
        };
        let mut files = example(&field("example"));
        let file = files.iter_mut().find(|(path, _)| *path == field("file"));
        let (_, text) = file.unwrap();
        *text = text.replace(&field("replace"), &field("with"));
        let more = field("and replace");
        if !more.is_empty() {
            *text = text.replace(&more, &field("and with"));
        }
        projects.push((name(&path), files));
    }
    assert!(all(&projects) >= projects.len());
}

const LATE: &str = "let unused = 1\n";

fn write_baseline(folder: &Path) {
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_pipewright"))
        .args(["check", "--write-baseline", "known.json"])
        .current_dir(folder)
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
}

/// A project with a warning in each of its datasets.
fn with_baseline() -> (tempfile::TempDir, PathBuf) {
    let files = example("customer-analytics");
    let files: Vec<(&str, &str)> = files
        .iter()
        .filter(|(path, _)| path != "pipewright.toml")
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let folder = project(&files);
    let at = folder.path().canonicalize().unwrap();
    fs::write(at.join("pipewright.toml"), "").unwrap();
    let main = fs::read_to_string(at.join("main.pipe")).unwrap();
    let main = main.replacen("import std.s3\n", "import std.gcs\nimport std.s3\n", 1);
    fs::write(at.join("main.pipe"), main).unwrap();
    (folder, at)
}

#[test]
fn a_baseline_is_honoured() {
    let (_folder, at) = with_baseline();
    assert!(!by_command(&at).is_empty(), "there is something to know");
    write_baseline(&at);
    let settings = "[check]\nbaseline = \"known.json\"\n";
    fs::write(at.join("pipewright.toml"), settings).unwrap();
    assert!(by_command(&at).is_empty(), "all is known");
    let mut client = client(&at);
    assert_eq!(compare(&mut client, &at), Ok(0));

    // What is new is told, and what is known is not.
    let main = at.join("main.pipe");
    let text = fs::read_to_string(&main).unwrap();
    let new = text.replacen(
        "import std.gcs\n",
        "import std.bigquery\nimport std.gcs\n",
        1,
    );
    fs::write(&main, &new).unwrap();
    client.open(&uri(&main), &text);
    client.change(&uri(&main), 2, json!([{ "text": new }]));
    let told = by_server(&at, &client.findings(&uri(&main), Some(2)));
    assert_eq!(Some(&told), by_command(&at).get("main.pipe"));
    assert_eq!(told.len(), 1, "{told:#?}");

    // What is gone is told at its line of the baseline.
    let mended = text.replacen("import std.gcs\n", "", 1);
    fs::write(&main, &mended).unwrap();
    client.change(&uri(&main), 3, json!([{ "text": mended }]));
    let known = at.join("known.json");
    let told = by_server(&at, &client.findings(&uri(&known), None));
    assert_eq!(Some(&told), by_command(&at).get("known.json"));
    client.stop();
}

const PLATFORM: &str = r#"cluster dublin {
  region = eu-west-1
  nodes  = [{ cpu = 8, memory = 32GiB, max = 40 }]
  logs   = eu-west-1
}

environment prod {
  clusters  = [dublin]
  targets   = [json]
  registry  = "ghcr.io/acme" in eu
  namespace = "data"
}
"#;

/// A pipeline that may outlast its period.
fn slow(name: &str) -> String {
    format!(
        r#"
pipeline {name} {{
  schedule every 1h
  region   eu
  retry    3 times, backoff 30s to 5m
  deadline 2h

  step work = run "ghcr.io/acme/work:1.0" {{
    timeout = 25m
  }}
}}
"#
    )
}

#[test]
fn an_edit_of_a_large_project_is_judged_by_its_baseline() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().canonicalize().unwrap();
    let main = at.join("main.pipe");
    let text: String = (0..12).map(|n| slow(&format!("part_{n}"))).collect();
    fs::write(at.join("platform.pipe"), PLATFORM).unwrap();
    fs::write(at.join("pipewright.toml"), "").unwrap();
    fs::write(&main, &text).unwrap();
    let before = by_command(&at);
    assert!(before["main.pipe"].len() >= 12, "{before:#?}");
    write_baseline(&at);
    fs::write(
        at.join("pipewright.toml"),
        "[check]\nbaseline = \"known.json\"\n",
    )
    .unwrap();
    assert!(by_command(&at).is_empty());

    let mut client = client(&at);
    client.open(&uri(&main), &text);
    assert_eq!(
        client.findings(&uri(&main), Some(1)),
        Vec::<serde_json::Value>::new()
    );
    // What was known is known wherever its lines went; one more of the same line is one too many.
    let edits = [
        text.replacen("timeout = 25m", "timeout = 26m", 1),
        format!("// Moved.\n{text}"),
        format!("{}{text}", slow("new")),
    ];
    for (version, edited) in (2_i64..).zip(edits) {
        client.change(&uri(&main), version, json!([{ "text": edited }]));
        fs::write(&main, &edited).unwrap();
        let told = by_server(&at, &client.findings(&uri(&main), Some(version)));
        let wanted = by_command(&at).remove("main.pipe").unwrap_or_default();
        assert_eq!(told, wanted, "{version}");
    }
    client.stop();
}

#[test]
fn a_baseline_that_cannot_be_read_is_told_where_it_is_named() {
    let (_folder, at) = with_baseline();
    let manifest = at.join("pipewright.toml");
    fs::write(&manifest, "[check]\nbaseline = \"known.json\"\n").unwrap();
    let mut client = client(&at);
    for text in [
        None,
        Some("{}"),
        Some("{\"format\": \"pipewright.baseline/v9\"}"),
    ] {
        if let Some(text) = text {
            fs::write(at.join("known.json"), text).unwrap();
            client.tell(
                "workspace/didChangeWatchedFiles",
                json!({ "changes": [{ "uri": uri(&at.join("known.json")), "type": 2 }] }),
            );
        }
        let told = by_server(&at, &client.findings(&uri(&manifest), None));
        assert_eq!(Some(&told), by_command(&at).get("pipewright.toml"));
    }
    // Once it is there, what it knows is told no more.
    fs::write(&manifest, "").unwrap();
    write_baseline(&at);
    fs::write(&manifest, "[check]\nbaseline = \"known.json\"\n").unwrap();
    client.tell(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": uri(&at.join("known.json")), "type": 2 }] }),
    );
    assert_eq!(
        client.findings(&uri(&manifest), None),
        Vec::<serde_json::Value>::new()
    );
    client.stop();
}

#[test]
fn levels_and_waivers_count() {
    let workspace = tempfile::tempdir().unwrap();
    let at = workspace.path().canonicalize().unwrap();
    let mut client = client(&at);
    for (name, settings) in [
        ("off", "[levels]\nunused-import = \"off\"\n"),
        ("error", "[levels]\nPW0205 = \"error\"\n"),
        ("unknown", "[levels]\nPW9999 = \"off\"\n"),
        ("broken", "[levels\n"),
        ("field", "[check]\nbase = \"x\"\n"),
    ] {
        let folder = at.join(name);
        let mut files = example("customer-analytics");
        files.push(("late.pipe".to_owned(), format!("import std.gcs\n\n{LATE}")));
        write(&folder, &files);
        fs::write(folder.join("pipewright.toml"), settings).unwrap();
        compare(&mut client, &folder).unwrap();
    }
    client.stop();
}
