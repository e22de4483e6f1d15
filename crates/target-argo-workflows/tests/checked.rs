//! Generated files against the authoritative schemas, kustomize, and checkov.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pipewright_plan::Plan;
use support::variants;
use tempfile::TempDir;

fn written(plans: &[Plan]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let plans: Vec<&Plan> = plans.iter().collect();
    support::write(&support::build(&plans), folder.path());
    folder
}

#[track_caller]
fn success(output: Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

/// The authoritative schemas, where this checkout stands beside them.
fn schemas() -> Option<PathBuf> {
    let schemas = support::root().join("../shared/schemas");
    if schemas.is_dir() {
        return Some(schemas);
    }
    eprintln!("SKIPPED: no ../shared/schemas beside the workspace: manifests are not checked");
    None
}

#[test]
fn the_strict_checker_accepts_them() {
    let (Some(python), Some(schemas)) = (support::checks_tool("python"), schemas()) else {
        return;
    };
    for (name, plans) in variants::all() {
        let folder = written(&plans);
        let output = Command::new(&python)
            .arg(schemas.join("check_manifests.py"))
            .args(["--no-nulls", "--portable", "--no-open", "--no-deprecated"])
            .arg("--cache")
            .arg(support::root().join("target/tools/schema-cache"))
            .arg(folder.path())
            .output()
            .unwrap();
        println!("{name}: {}", success(output));
    }
}

#[test]
fn kustomize_builds_the_overlay() {
    if Command::new("kubectl")
        .arg("version")
        .arg("--client")
        .output()
        .is_err()
    {
        eprintln!("SKIPPED: no kubectl");
        return;
    }
    for (name, plans) in variants::all() {
        let folder = written(&plans);
        let built = built(folder.path());
        assert!(built.contains("kind: WorkflowTemplate"), "{name}");
        assert_same_objects(folder.path(), &built);
    }
}

/// What kubectl makes of every overlay: of each cluster there is one.
fn built(folder: &Path) -> String {
    let overlays: Vec<PathBuf> = std::fs::read_dir(folder.join("overlays"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(!overlays.is_empty());
    let texts = overlays.iter().map(|overlay| {
        let output = Command::new("kubectl")
            .arg("kustomize")
            .arg(overlay)
            .output();
        success(output.unwrap())
    });
    texts.collect::<Vec<_>>().join("\n---\n")
}

/// Re-emitted by go-yaml, each object says what it said before.
fn assert_same_objects(folder: &Path, built: &str) {
    let read =
        |text: &str| -> Vec<serde_json::Value> { serde_saphyr::from_multiple(text).unwrap() };
    let built = read(built);
    let mut count = 0;
    let files = ["base", "overlays"].map(|part| walk(&folder.join(part)));
    for file in files.concat() {
        if file.ends_with("kustomization.yaml") {
            continue;
        }
        for object in read(&std::fs::read_to_string(&file).unwrap()) {
            assert!(built.contains(&object), "{object:#}");
            count += 1;
        }
    }
    assert_eq!(built.len(), count);
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path);
        }
    }
    files
}

#[test]
fn checkov_finds_nothing() {
    let Some(checkov) = support::checks_tool("checkov") else {
        return;
    };
    let (_, plans) = variants::all().remove(0);
    let folder = written(&plans);
    for framework in ["kubernetes", "argo_workflows"] {
        let output = Command::new(&checkov)
            .args(["--framework", framework, "--compact", "--quiet", "-d"])
            .arg(folder.path().join("base"))
            .env("BC_SKIP_MAPPING", "TRUE")
            .output()
            .unwrap();
        success(output);
    }
}
