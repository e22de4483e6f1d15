//! Every project of `examples/` checks without a finding.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::fs;
use std::path::Path;

#[test]
fn examples_are_clean() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut folders: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    let mut out = String::new();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let mut text = String::new();
        collect(folder, "", &mut text);
        let rendered = support::render(&support::project(&text));
        if !rendered.is_empty() {
            out += &format!(
                "== {}\n{rendered}",
                folder.file_name().unwrap().to_string_lossy()
            );
        }
    }
    assert!(out.is_empty(), "\n{out}");
}

fn collect(folder: &Path, prefix: &str, text: &mut String) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), text);
        } else if name.ends_with(".pipe") {
            *text += &format!(
                "//! file: {prefix}{name}\n{}\n",
                fs::read_to_string(&path).unwrap()
            );
        }
    }
}
