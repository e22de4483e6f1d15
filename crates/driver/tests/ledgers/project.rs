//! Examples in memory, and what the compiler makes of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use pipewright_driver::{Goal, Inspection, Options, inspect};
use pipewright_plan::{ConstraintKind, Status};
use pipewright_project::{LoadOptions, Memory, load};
use pipewright_trace::{LedgerDocument, Outline, ledger};

use crate::text::Edit;

/// A project's source files by path.
#[derive(Clone)]
pub struct Project {
    pub name: String,
    pub files: BTreeMap<String, String>,
}

impl Project {
    /// Every example.
    pub fn examples() -> Vec<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        let mut examples: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.join("pipewright.toml").is_file())
            .collect();
        examples.sort();
        examples.iter().map(|path| Self::read(path)).collect()
    }

    fn read(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut folders = vec![folder.to_path_buf()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                if path.is_dir() && name != "generated" {
                    folders.push(path);
                } else if name.ends_with(".pipe") || name == "pipewright.toml" {
                    files.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
        Self {
            name: folder.file_name().unwrap().to_str().unwrap().to_owned(),
            files,
        }
    }

    /// The project after an edit.
    pub fn with(&self, edit: &Edit) -> Self {
        let mut changed = self.clone();
        changed.files.insert(edit.file.clone(), edit.text.clone());
        changed.files.extend(edit.also.iter().cloned());
        changed
    }

    pub fn compile(&self) -> Compiled {
        let memory: Memory = self
            .files
            .iter()
            .map(|(path, text)| (path.clone(), text.clone()))
            .collect();
        let loaded = load(&memory, &LoadOptions::default()).unwrap();
        let options = Options {
            goal: Goal::Build,
            ..Options::default()
        };
        let found = inspect(loaded, &options).unwrap();
        let plans: Vec<_> = found.plans.iter().collect();
        let ledger = ledger(&plans, &found.files);
        Compiled { found, ledger }
    }
}

/// A project, compiled.
pub struct Compiled {
    pub found: Inspection,
    pub ledger: LedgerDocument,
}

impl Compiled {
    pub fn has_errors(&self) -> bool {
        self.found.has_errors()
    }

    /// The rules of what was found, each with how often.
    pub fn findings(&self) -> BTreeMap<&str, usize> {
        let mut found = BTreeMap::new();
        for one in &self.found.diagnostics {
            *found.entry(one.rule.code).or_default() += 1;
        }
        found
    }

    /// Every row of every ledger.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for ledger in &self.ledger.ledgers {
            for constraint in &ledger.constraints {
                for kept in &constraint.kept {
                    rows.push(Row {
                        pipeline: ledger.pipeline.clone(),
                        environment: ledger.environment.clone(),
                        id: constraint.id.clone(),
                        kind: constraint.kind,
                        text: constraint.text.clone(),
                        file: constraint.origin.file.clone(),
                        line: constraint.origin.line,
                        status: kept.status,
                        rule: kept.rule.clone(),
                        field: kept.field.clone(),
                        output: kept.file.clone(),
                        because: kept.because.clone(),
                        lines: kept
                            .lines
                            .iter()
                            .map(|range| (range.first, range.last))
                            .collect(),
                    });
                }
            }
        }
        rows
    }

    /// What stands in the lines of a row.
    pub fn stands(&self, row: &Row) -> Option<String> {
        let text = &self.found.files.get(row.output.as_ref()?)?.text;
        let lines: Vec<&str> = text.lines().collect();
        let parts = row.lines.iter().map(|&(first, last)| {
            let first = first as usize - 1;
            lines
                .get(first..last as usize)
                .map(|lines| lines.join("\n"))
        });
        parts
            .collect::<Option<Vec<String>>>()
            .map(|parts| parts.join("\n"))
    }

    /// Whether the field is there for exactly those constraints whose rows name it: what values a
    /// task leaves is the same field whatever they are.
    fn is_exact(&self, row: &Row) -> bool {
        let (Some(field), Some(path)) = (&row.field, &row.output) else {
            return false;
        };
        if row.kind != ConstraintKind::Values
            || !field.ends_with(".outputs.parameters[name=values]")
        {
            return false;
        }
        let Some(file) = self.found.files.get(path) else {
            return false;
        };
        let everywhere = "spec.templates[*].outputs.parameters[name=values].valueFrom.path";
        let there = Outline::of(path, &file.text).find(everywhere).len();
        let named = self
            .rows()
            .into_iter()
            .filter(|other| other.output == row.output && other.kind == ConstraintKind::Values);
        there == named.count()
    }

    /// The row that says the same of the same constraint.
    fn same(&self, row: &Row) -> Option<Row> {
        self.rows().into_iter().find(|other| {
            (&other.pipeline, &other.environment, &other.id)
                == (&row.pipeline, &row.environment, &row.id)
                && (&other.rule, &other.field, &other.output, other.status)
                    == (&row.rule, &row.field, &row.output, row.status)
        })
    }
}

/// A row of a ledger.
#[derive(Clone)]
pub struct Row {
    pub pipeline: String,
    pub environment: String,
    pub id: String,
    pub kind: ConstraintKind,
    pub text: String,
    pub file: String,
    pub line: u32,
    pub status: Status,
    pub rule: Option<String>,
    pub field: Option<String>,
    pub output: Option<String>,
    pub because: Vec<String>,
    pub lines: Vec<(u32, u32)>,
}

impl Row {
    /// What keeps constraints apart that were written on one line.
    pub fn apart(&self) -> String {
        match self.kind {
            ConstraintKind::Secret | ConstraintKind::Class => self.id.clone(),
            _ => String::new(),
        }
    }

    /// Whether an edit shows that the row is true: of a proof, that it is found not to hold, or
    /// rests on other facts; of a field, that something else stands there.
    pub fn is_shown(&self, before: &Compiled, after: &Compiled) -> bool {
        match self.status {
            Status::Proven => {
                if after.has_errors() {
                    return true;
                }
                let (old, new) = (before.findings(), after.findings());
                let known: BTreeSet<&str> = old.keys().copied().collect();
                new.keys().any(|code| !known.contains(code))
                    || after
                        .same(self)
                        .is_some_and(|row| row.because != self.because)
            }
            Status::Waived => true,
            Status::Enforced | Status::Carried => {
                let old = before.stands(self);
                if after.has_errors() {
                    return false;
                }
                match after.same(self) {
                    Some(row) => after.stands(&row) != old || before.is_exact(self),
                    None => true,
                }
            }
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = self.rule.as_ref().or(self.field.as_ref());
        write!(
            f,
            "{}:{} {} ({}) {:?} by {} in {}",
            self.file,
            self.line,
            self.text,
            self.id,
            self.status,
            by.map_or("", String::as_str),
            self.output.as_deref().unwrap_or("-"),
        )
    }
}
