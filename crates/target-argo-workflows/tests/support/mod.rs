//! Builds a plan's files as the driver would, and finds the tools tests run.

#[allow(dead_code)]
pub mod argo;
#[allow(dead_code)]
pub mod plans;
#[allow(dead_code)]
pub mod variants;

use std::path::{Path, PathBuf};

use pipewright_backend::{FileTree, Target};
use pipewright_plan::Plan;
use pipewright_target_argo_workflows::{ArgoWorkflows, NAME};

#[allow(dead_code)]
/// All files of these plans, in the layout of `<out>/<env>/argo_workflows`.
pub fn build(plans: &[&Plan]) -> FileTree {
    let mut tree = ArgoWorkflows.finish(plans);
    for plan in plans {
        for (path, file) in ArgoWorkflows.emit(plan).iter() {
            assert_eq!(
                tree.add(path, file.text.clone()),
                None,
                "{path} is written once"
            );
        }
    }
    tree
}

/// The WorkflowTemplate of a plan, or of its backfill.
#[allow(dead_code)]
pub fn template(plan: &Plan, file: &str) -> serde_json::Value {
    let tree = ArgoWorkflows.emit(plan);
    let path = format!("base/{}/{file}.yaml", plan.pipeline.slug);
    serde_saphyr::from_str(&tree.get(&path).unwrap().text).unwrap()
}

/// Writes the files below a folder.
#[allow(dead_code)]
pub fn write(tree: &FileTree, folder: &Path) {
    for (path, file) in tree.iter() {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &file.text).unwrap();
    }
}

/// The workspace's root.
#[allow(dead_code)]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// The plans of the examples that are compiled for this target, as committed, by environment.
#[allow(dead_code)]
pub fn examples() -> Vec<Vec<Plan>> {
    let mut found = Vec::new();
    let mut examples = folders(&root().join("examples"));
    examples.sort();
    for example in examples {
        for environment in folders(&example.join("generated")) {
            if environment.join(NAME).is_dir() {
                let plans = below(&environment.join("json")).into_iter();
                found.push(
                    plans
                        .map(|(_, text)| serde_json::from_str(&text).unwrap())
                        .collect(),
                );
            }
        }
    }
    found
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent).into_iter().flatten();
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect()
}

/// Every file below a folder: its path and its text.
fn below(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path));
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path.to_str().unwrap().to_owned(), text));
        }
    }
    found.sort();
    found
}

/// A program of the tool set `checks`; says loudly that a test is skipped where it is not there.
#[allow(dead_code)]
pub fn checks_tool(name: &str) -> Option<PathBuf> {
    let tool = root().join("target/tools/checks/bin").join(name);
    if tool.exists() {
        return Some(tool);
    }
    eprintln!("SKIPPED: no {name}: run `python3 tests/tools/install.py checks`");
    None
}
