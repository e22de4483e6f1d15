//! The slice of a project that some items need to be checked as in the whole.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pipewright_driver::nearest;
use pipewright_project::Project;
use pipewright_source::SourceId;
use pipewright_syntax::tree::{File, ItemKind};

use super::index::{Index, sinks, words};
use crate::names::{ItemAt, item_name};

/// More than this is no slice.
const MOST: usize = 4_000;
/// Of declarations that have the same name no more than these are looked at.
const FEW: usize = 100;

/// What is checked for an edit.
pub struct Slice {
    /// The items of the file that it can judge.
    pub judged: BTreeSet<usize>,
    items: BTreeSet<ItemAt>,
}

impl Slice {
    /// Whether it holds the very items of another one, and so gives the same findings.
    pub fn is_same(&self, other: &Self) -> bool {
        self.items == other.items
    }

    /// The project with these items only. Places stay what they are.
    pub fn project(&self, now: &Project) -> Project {
        project(now, &self.items)
    }
}

/// The touched items of a file and everything they need. The index is of a version before: what it says
/// of the file itself is not looked at. What names that lead nowhere may have meant is added.
pub fn slice(
    index: &Index,
    now: &Project,
    source: SourceId,
    touched: &BTreeSet<usize>,
    unknown: &[Unknown],
) -> Option<Slice> {
    let own = *index.files.get(&source)?;
    let mut search = Search {
        index,
        now,
        own,
        own_names: BTreeMap::new(),
        own_writers: BTreeMap::new(),
        found: BTreeSet::new(),
        waiting: Vec::new(),
    };
    search.read_own();
    for item in touched {
        search.add(ItemAt {
            module: own,
            item: *item,
        });
    }
    search.everywhere();
    for name in unknown {
        search.meant(name);
    }
    search.run()?;
    // Pipelines that came along have all they need, too: what is said of them holds.
    let items = now.modules.get(own).map(|module| &module.tree.items)?;
    let mut judged = touched.clone();
    judged.extend(
        search
            .found
            .iter()
            .filter(|at| at.module == own)
            .filter_map(|at| {
                let pipeline = matches!(items.get(at.item)?.kind, ItemKind::Pipeline(_));
                pipeline.then_some(at.item)
            }),
    );
    Some(Slice {
        judged,
        items: search.found,
    })
}

/// A name that leads nowhere.
pub struct Unknown {
    /// The name.
    pub word: String,
    /// Whether a module was asked for it.
    pub of_a_module: bool,
}

struct Search<'p> {
    index: &'p Index,
    now: &'p Project,
    own: usize,
    own_names: BTreeMap<&'p str, Vec<usize>>,
    own_writers: BTreeMap<&'p str, Vec<usize>>,
    found: BTreeSet<ItemAt>,
    waiting: Vec<ItemAt>,
}

impl<'p> Search<'p> {
    fn read_own(&mut self) {
        let Some(module) = self.now.modules.get(self.own) else {
            return;
        };
        for (number, item) in module.tree.items.iter().enumerate() {
            if let Some(name) = item_name(item) {
                let known = self.own_names.entry(&name.value).or_default();
                known.push(number);
            }
            if let ItemKind::Pipeline(pipeline) = &item.kind {
                for sink in sinks(&pipeline.clauses) {
                    self.own_writers.entry(sink).or_default().push(number);
                }
            }
        }
    }

    fn add(&mut self, at: ItemAt) {
        if self.found.insert(at) {
            self.waiting.push(at);
        }
    }

    fn add_own(&mut self, numbers: &[usize]) {
        for item in numbers {
            self.add(ItemAt {
                module: self.own,
                item: *item,
            });
        }
    }

    fn everywhere(&mut self) {
        for at in &self.index.everywhere {
            if at.module != self.own {
                self.add(*at);
            }
        }
        let Some(module) = self.now.modules.get(self.own) else {
            return;
        };
        for (number, item) in module.tree.items.iter().enumerate() {
            if matches!(
                item.kind,
                ItemKind::Environment(_)
                    | ItemKind::Cluster(_)
                    | ItemKind::Defaults(_)
                    | ItemKind::Policy(_)
                    | ItemKind::Applied(_)
                    | ItemKind::Import(_)
                    | ItemKind::Allow(_)
            ) {
                self.add_own(&[number]);
            }
        }
    }

    /// Adds what a name may have meant: what is named alike here, what has the very name elsewhere, or
    /// all that an imported module could have been asked for.
    fn meant(&mut self, name: &Unknown) {
        if name.of_a_module {
            let imported = self.index.imports.get(self.own).into_iter().flatten();
            for module in imported.copied().collect::<Vec<_>>() {
                self.declarations(module);
            }
            return;
        }
        let alike: Vec<usize> = self
            .own_names
            .iter()
            .filter(|(known, _)| nearest(&name.word, std::iter::once(**known)).is_some())
            .flat_map(|(_, numbers)| numbers.iter().copied())
            .collect();
        self.add_own(&alike);
        let elsewhere = self.index.names.get(&name.word).into_iter().flatten();
        for at in elsewhere.take(FEW) {
            if at.module != self.own {
                self.add(*at);
            }
        }
    }

    /// Adds what a module declares, but for pipelines.
    fn declarations(&mut self, number: usize) {
        let Some(module) = self.now.modules.get(number) else {
            return;
        };
        for (item, node) in module.tree.items.iter().enumerate() {
            if !matches!(node.kind, ItemKind::Pipeline(_)) {
                self.add(ItemAt {
                    module: number,
                    item,
                });
            }
        }
    }

    fn run(&mut self) -> Option<()> {
        let nothing = BTreeSet::new();
        while let Some(at) = self.waiting.pop() {
            if self.found.len() > MOST {
                return None;
            }
            let module = self.now.modules.get(at.module)?;
            let item = module.tree.items.get(at.item)?;
            if matches!(item.kind, ItemKind::Import(_)) {
                continue;
            }
            let imports = self.index.imports.get(at.module).unwrap_or(&nothing);
            for word in words(self.now.sources.slice(item.span)) {
                self.named(word, at.module, imports);
            }
            if let ItemKind::Dataset(dataset) = &item.kind {
                self.writers(&dataset.name.value);
            }
        }
        Some(())
    }

    /// Adds what a word in a module may name.
    fn named(&mut self, word: &str, module: usize, imports: &BTreeSet<usize>) {
        let reaches = |from: usize| from == module || imports.contains(&from);
        if let Some(numbers) = self.own_names.get(word) {
            let numbers = numbers.clone();
            let all_see = reaches(self.own);
            for number in numbers {
                if all_see || self.project_wide(self.own, number) {
                    self.add_own(&[number]);
                }
            }
        }
        let known = self.index.names.get(word).cloned().unwrap_or_default();
        for at in known {
            if at.module == self.own {
                continue;
            }
            let prelude = self.is_prelude(at.module);
            if reaches(at.module) || prelude || self.project_wide(at.module, at.item) {
                self.add(at);
            }
        }
    }

    fn is_prelude(&self, module: usize) -> bool {
        let module = self.now.modules.get(module);
        module.is_some_and(|module| {
            module.standard && module.path.last().is_some_and(|name| name == "regions")
        })
    }

    /// Whether an item is known in the whole project.
    fn project_wide(&self, module: usize, item: usize) -> bool {
        let module = self.now.modules.get(module);
        let item = module.and_then(|module| module.tree.items.get(item));
        item.is_some_and(|item| {
            matches!(
                item.kind,
                ItemKind::Pipeline(_) | ItemKind::Cluster(_) | ItemKind::Environment(_)
            )
        })
    }

    /// Adds the pipelines that write a dataset: when, and whether more than one does, matters.
    fn writers(&mut self, name: &str) {
        let own = self.own_writers.get(name).cloned().unwrap_or_default();
        self.add_own(&own);
        let others = self.index.writers.get(name).cloned().unwrap_or_default();
        for at in others {
            if at.module != self.own {
                self.add(at);
            }
        }
    }
}

/// The project with these items only. Places stay what they are.
fn project(now: &Project, found: &BTreeSet<ItemAt>) -> Project {
    let mut modules = Vec::new();
    for (number, module) in now.modules.iter().enumerate() {
        let first = ItemAt {
            module: number,
            item: 0,
        };
        let last = ItemAt {
            module: number,
            item: usize::MAX,
        };
        let mut kept: BTreeSet<usize> = found.range(first..=last).map(|at| at.item).collect();
        if kept.is_empty() && !module.standard {
            continue;
        }
        for (item, node) in module.tree.items.iter().enumerate() {
            // Names lead through imports; what nobody needs of them costs nothing.
            if matches!(node.kind, ItemKind::Import(_) | ItemKind::Allow(_)) {
                kept.insert(item);
            }
        }
        let items = module.tree.items.iter().enumerate();
        let items = items.filter(|(item, _)| kept.contains(item));
        let mut part = module.clone();
        part.tree = Arc::new(File {
            source: module.tree.source,
            doc: None,
            items: items.map(|(_, node)| node.clone()).collect(),
            comments: Vec::new(),
        });
        modules.push(part);
    }
    // What files and imports have to say was said.
    let errors = now.diagnostics.iter().filter(|found| found.is_error());
    Project {
        settings: now.settings.clone(),
        sources: now.sources.clone(),
        modules,
        diagnostics: errors.cloned().collect(),
    }
}
