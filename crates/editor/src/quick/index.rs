//! An index of a project: who declares a name, and who writes a dataset.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_project::Project;
use pipewright_source::SourceId;
use pipewright_syntax::tree::{Clause, ClauseKind, Expression, ExpressionKind, ItemKind};

use crate::names::{ItemAt, bodies, item_name};

/// The index.
#[derive(Debug, Default)]
pub struct Index {
    /// Items by their names.
    pub names: BTreeMap<String, Vec<ItemAt>>,
    /// Pipelines by the datasets they write.
    pub writers: BTreeMap<String, Vec<ItemAt>>,
    /// What belongs to every slice: environments, clusters, defaults, policies.
    pub everywhere: Vec<ItemAt>,
    /// For each module, those it imports.
    pub imports: Vec<BTreeSet<usize>>,
    /// Modules by file.
    pub files: BTreeMap<SourceId, usize>,
}

impl Index {
    /// Reads a project.
    pub fn of(project: &Project) -> Self {
        let mut index = Self::default();
        let modules = project.modules.iter().enumerate();
        let by_path: BTreeMap<&[String], usize> = modules
            .clone()
            .map(|(number, module)| (module.path.as_slice(), number))
            .collect();
        for (number, module) in modules {
            index.files.insert(module.tree.source, number);
            let mut imports = BTreeSet::new();
            for (item, node) in module.tree.items.iter().enumerate() {
                let at = ItemAt {
                    module: number,
                    item,
                };
                match &node.kind {
                    ItemKind::Import(import) => {
                        let path: Vec<String> = import
                            .path
                            .parts
                            .iter()
                            .map(|part| part.value.clone())
                            .collect();
                        imports.extend(by_path.get(path.as_slice()));
                    }
                    ItemKind::Environment(_)
                    | ItemKind::Cluster(_)
                    | ItemKind::Defaults(_)
                    | ItemKind::Policy(_)
                    | ItemKind::Applied(_) => index.everywhere.push(at),
                    ItemKind::Pipeline(pipeline) => {
                        for name in sinks(&pipeline.clauses) {
                            index.writers.entry(name.to_owned()).or_default().push(at);
                        }
                    }
                    _ => {}
                }
                if let Some(name) = item_name(node) {
                    let known = index.names.entry(name.value.clone()).or_default();
                    known.push(at);
                }
            }
            index.imports.push(imports);
        }
        index
    }
}

/// The datasets that clauses write, by the last part of their names.
pub fn sinks(clauses: &[Clause]) -> Vec<&str> {
    let mut found = Vec::new();
    for clause in clauses {
        match &clause.kind {
            ClauseKind::Write(write) => found.extend(named(&write.sink)),
            ClauseKind::Check(check) => {
                let sink = check.rejecting.as_ref().map(|one| &one.sink);
                found.extend(sink.and_then(named));
            }
            _ => {}
        }
        for body in bodies(&clause.kind) {
            found.extend(sinks(body));
        }
    }
    found
}

fn named(expression: &Expression) -> Option<&str> {
    match &expression.kind {
        ExpressionKind::Path(path) => path.parts.last().map(|part| part.value.as_str()),
        ExpressionKind::Index { base, .. } => named(base),
        _ => None,
    }
}

/// Every word of a text that could be a name.
pub fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
        .filter(|word| {
            let first = word.chars().next();
            first.is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        })
        .collect()
}

/// Whether a text holds a name as a word of its own.
pub fn mentions(text: &str, name: &str) -> bool {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let bytes = text.as_bytes();
    text.match_indices(name).any(|(at, _)| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let after = bytes.get(at + name.len());
        !before.is_some_and(|byte| part(*byte)) && !after.is_some_and(|byte| part(*byte))
    })
}
