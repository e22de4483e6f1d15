//! `tests/faults` seeds mistakes into the examples: each is told exactly once, at its cause.
//!
//! A `NAME.fault` says which text of which example is replaced by what (and perhaps a second one of
//! the same file), and after `gives:` the place
//! and the rule of the one finding (written anew with `BLESS=1`). Where a finding has a fix, applying
//! it leaves nothing to say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pipewright_diagnostics::{Diagnostic, Severity};
use support::{Outcome, blesses, compiled};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A mistake.
struct Fault {
    path: PathBuf,
    name: String,
    fields: BTreeMap<String, String>,
}

impl Fault {
    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap();
        let fields = text.lines().filter_map(|line| line.split_once(": "));
        Self {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            fields: fields
                .map(|(name, value)| (name.to_owned(), value.replace("\\n", "\n")))
                .collect(),
            path,
        }
    }

    fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// The example's files with the mistake in them.
    fn files(&self) -> Vec<(String, String)> {
        let folder = root().join("examples").join(self.field("example"));
        let mut files = Vec::new();
        collect(&folder, &folder, &mut files);
        let file = self.field("file");
        let wrong = files.iter_mut().find(|(path, _)| path == file).unwrap();
        for (right, mistake) in [("replace", "with"), ("and replace", "and with")] {
            let (right, mistake) = (self.field(right), self.field(mistake));
            if right.is_empty() {
                continue;
            }
            assert_eq!(wrong.1.matches(right).count(), 1, "{}: {right}", self.name);
            wrong.1 = wrong.1.replace(right, mistake);
        }
        files
    }
}

/// The sources below a folder, but for what is generated.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("generated") {
                collect(root, &path, files);
            }
        } else if path.extension().is_some_and(|found| found == "pipe") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy();
            files.push((name.into_owned(), fs::read_to_string(&path).unwrap()));
        }
    }
}

fn faults() -> Vec<Fault> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("tests/faults"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == "fault"))
        .collect();
    paths.sort();
    paths.into_iter().map(Fault::read).collect()
}

fn findings(outcome: &Outcome) -> Vec<&Diagnostic> {
    let all = outcome.compilation.diagnostics.iter();
    all.filter(|found| found.severity != Severity::Note)
        .collect()
}

/// The files with every change of the finding's fix.
fn fixed(
    outcome: &Outcome,
    found: &Diagnostic,
    files: &[(String, String)],
) -> Option<Vec<(String, String)>> {
    let fix = found.fixes.first()?;
    let mut files = files.to_vec();
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    for edit in edits {
        let path = outcome.compilation.sources.path(edit.span);
        let (_, text) = files.iter_mut().find(|(known, _)| known == path)?;
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        text.replace_range(start..end, &edit.text);
    }
    Some(files)
}

#[test]
fn examples_are_right_as_they_are() {
    let mut examples: Vec<PathBuf> = fs::read_dir(root().join("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    examples.sort();
    assert!(examples.len() >= 20);
    for example in examples {
        let mut files = Vec::new();
        collect(&example, &example, &mut files);
        let outcome = compiled(files);
        let found = outcome.findings(80);
        assert!(
            outcome.compilation.diagnostics.is_empty(),
            "{}\n{found}",
            example.display()
        );
    }
}

#[test]
fn each_mistake_is_told_once_at_its_cause() {
    let faults = faults();
    assert!(faults.len() >= 40, "{}", faults.len());
    let mut wrong = String::new();
    for fault in &faults {
        let files = fault.files();
        let outcome = compiled(files.clone());
        let found = findings(&outcome);
        let places: Vec<String> = found.iter().map(|found| outcome.place(found)).collect();
        let places = places.join(", ");
        if blesses(&fault.path) {
            let text = fs::read_to_string(&fault.path).unwrap();
            let kept = text.lines().filter(|line| !line.starts_with("gives: "));
            let kept: String = kept.map(|line| format!("{line}\n")).collect();
            fs::write(&fault.path, format!("{kept}gives: {places}\n")).unwrap();
        } else if places != fault.field("gives") {
            let (name, wanted) = (&fault.name, fault.field("gives"));
            let shown = outcome.findings(80);
            wrong += &format!("== {name}: {places}, not {wanted}\n{shown}");
        }
        if found.len() != 1 {
            let shown = outcome.findings(80);
            wrong += &format!("== {} is told {} times\n{shown}", fault.name, found.len());
        }
        if let Some(files) = found.first().and_then(|one| fixed(&outcome, one, &files)) {
            let after = compiled(files);
            if !findings(&after).is_empty() {
                let shown = after.findings(80);
                wrong += &format!("== the fix of {} leaves\n{shown}", fault.name);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
