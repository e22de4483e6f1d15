//! An index of a project: who declares a name, who writes a dataset, and what each item needs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pipewright_project::Project;
use pipewright_source::SourceId;
use pipewright_syntax::Module;
use pipewright_syntax::tree::{Clause, ClauseKind, Expression, ExpressionKind, File, ItemKind};

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
    /// A pipeline each of two modules: what is wrong with where pipelines run shows in any.
    pub witnesses: Vec<ItemAt>,
    /// For each module, those it imports.
    pub imports: Vec<BTreeSet<usize>>,
    /// Modules by file.
    pub files: BTreeMap<SourceId, usize>,
    /// The modules of the standard library.
    pub standard: Vec<usize>,
    /// What each item needs, by module and number: looked for when it is asked for.
    needs: Vec<Vec<OnceLock<Needs>>>,
    /// Of each module the part that was needed last.
    parts: Mutex<BTreeMap<usize, Part>>,
}

/// What an item needs.
#[derive(Debug)]
pub struct Needs {
    /// The items that its words name.
    pub items: Box<[ItemAt]>,
    /// Its words, which may name what an edit declares. None in the standard library, which names
    /// nothing of a project.
    pub words: Box<[Box<str>]>,
}

/// Some items of a module, and the file that has no others.
type Part = (BTreeSet<usize>, Arc<File>);

impl Index {
    /// Reads a project.
    pub fn of(project: &Project) -> Self {
        let mut index = Self::default();
        let modules = project.modules.iter().enumerate();
        let by_path: BTreeMap<&[String], usize> = modules
            .map(|(number, module)| (&*module.path, number))
            .collect();
        for (number, module) in project.modules.iter().enumerate() {
            index.files.insert(module.tree.source, number);
            if module.standard {
                index.standard.push(number);
            }
            let items = module.tree.items.iter();
            index.needs.push(items.map(|_| OnceLock::new()).collect());
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
                    kind if is_everywhere(kind) => index.everywhere.push(at),
                    ItemKind::Pipeline(pipeline) => {
                        let mut known = index.witnesses.iter();
                        if index.witnesses.len() < 2 && !known.any(|one| one.module == number) {
                            index.witnesses.push(at);
                        }
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

    /// What an item needs that did not change since the project was read.
    pub fn needs(&self, now: &Project, at: ItemAt) -> Option<&Needs> {
        let needs = self.needs.get(at.module)?.get(at.item)?;
        let module = now.modules.get(at.module)?;
        let item = module.tree.items.get(at.item)?;
        Some(needs.get_or_init(|| {
            let words = words(now.sources.slice(item.span));
            let named = words
                .iter()
                .flat_map(|word| self.named(now, word, at.module));
            let items = named.collect();
            let kept = words.into_iter().filter(|_| !module.standard);
            Needs {
                items,
                words: kept.map(Box::from).collect(),
            }
        }))
    }

    /// The items that a word in a module may name.
    pub fn named(&self, now: &Project, word: &str, module: usize) -> Vec<ItemAt> {
        let Some(known) = self.names.get(word) else {
            return Vec::new();
        };
        let reaches = |at: &&ItemAt| {
            let imported = self.imports.get(module);
            at.module == module
                || imported.is_some_and(|imports| imports.contains(&at.module))
                || now.modules.get(at.module).is_some_and(is_prelude)
                || is_project_wide(now, **at)
        };
        known.iter().filter(reaches).copied().collect()
    }

    /// The file of a module with some of its items only.
    pub fn part(&self, number: usize, module: &Module, kept: BTreeSet<usize>) -> Arc<File> {
        if kept.len() == module.tree.items.len() {
            return Arc::clone(&module.tree);
        }
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, file)) = parts.get(&number)
            && *known == kept
        {
            return Arc::clone(file);
        }
        let file = part(module, &kept);
        parts.insert(number, (kept, Arc::clone(&file)));
        file
    }
}

/// The file of a module with some of its items only.
pub fn part(module: &Module, kept: &BTreeSet<usize>) -> Arc<File> {
    let items = module.tree.items.iter().enumerate();
    let items = items.filter(|(item, _)| kept.contains(item));
    Arc::new(File {
        source: module.tree.source,
        doc: None,
        items: items.map(|(_, node)| node.clone()).collect(),
        comments: Vec::new(),
    })
}

/// Whether an item is about every pipeline: it belongs to every slice.
pub const fn is_everywhere(kind: &ItemKind) -> bool {
    matches!(
        kind,
        ItemKind::Environment(_)
            | ItemKind::Cluster(_)
            | ItemKind::Defaults(_)
            | ItemKind::Policy(_)
            | ItemKind::Applied(_)
    )
}

/// Whether its names are known in every file.
pub fn is_prelude(module: &Module) -> bool {
    module.standard && module.path.last().is_some_and(|name| name == "regions")
}

/// Whether an item is known in the whole project.
pub fn is_project_wide(now: &Project, at: ItemAt) -> bool {
    let module = now.modules.get(at.module);
    let item = module.and_then(|module| module.tree.items.get(at.item));
    item.is_some_and(|item| {
        matches!(
            item.kind,
            ItemKind::Pipeline(_) | ItemKind::Cluster(_) | ItemKind::Environment(_)
        )
    })
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

/// Whether names may hold a character.
pub const fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// Every word of a text that could be a name.
pub fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !is_of_word(c))
        .filter(|word| {
            let first = word.chars().next();
            first.is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        })
        .collect()
}

/// Whether a text holds a name as a word of its own.
pub fn mentions(text: &str, name: &str) -> bool {
    let part = |byte: u8| is_of_word(char::from(byte));
    let bytes = text.as_bytes();
    text.match_indices(name).any(|(at, _)| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let after = bytes.get(at + name.len());
        !before.is_some_and(|byte| part(*byte)) && !after.is_some_and(|byte| part(*byte))
    })
}
