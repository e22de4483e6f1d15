//! The slice of a project that some items need to be checked as in the whole.

mod meant;

use std::collections::{BTreeMap, BTreeSet};

use pipewright_project::Project;
use pipewright_source::SourceId;
use pipewright_syntax::tree::ItemKind;

use super::index::{self, Index, is_everywhere, is_project_wide, sinks, words};
use crate::names::{ItemAt, item_name};
pub use meant::Unknown;

/// More than this is no slice.
const MOST: usize = 4_000;

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
    pub fn project(&self, index: &Index, source: SourceId, now: &Project) -> Project {
        let own = index.files.get(&source).copied();
        let mut parts: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for at in &self.items {
            parts.entry(at.module).or_default().insert(at.item);
        }
        // Names lead through imports; what nobody needs of them costs nothing.
        for number in &index.standard {
            parts.entry(*number).or_default();
        }
        let parts = parts.into_iter().filter_map(|(number, mut kept)| {
            let module = now.modules.get(number)?;
            for (item, node) in module.tree.items.iter().enumerate() {
                if matches!(node.kind, ItemKind::Import(_) | ItemKind::Allow(_)) {
                    kept.insert(item);
                }
            }
            let mut part = module.clone();
            part.tree = match own == Some(number) && kept.len() < module.tree.items.len() {
                true => index::part(module, &kept),
                false => index.part(number, module, kept),
            };
            Some(part)
        });
        // What other files and their imports have to say was said, but it may end the check.
        let found = now.diagnostics.iter();
        let found = found.filter(|one| one.is_error() || one.primary.span.source == source);
        Project {
            settings: now.settings.clone(),
            sources: now.sources.clone(),
            modules: parts.collect(),
            diagnostics: found.cloned().collect(),
        }
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
    search.witness(touched);
    for name in unknown {
        search.meant(name);
    }
    search.run()?;
    // Pipelines that came along have all they need, too: what is said of them holds. So it does of
    // what a touched one writes, whose age and guarantees follow from it.
    let items = now.modules.get(own).map(|module| &module.tree.items)?;
    let mut judged = touched.clone();
    for at in search.found.iter().filter(|at| at.module == own) {
        if let ItemKind::Pipeline(pipeline) = &items.get(at.item)?.kind {
            judged.insert(at.item);
            let written = sinks(&pipeline.clauses).into_iter();
            let written = written.filter(|_| touched.contains(&at.item));
            judged.extend(
                written
                    .filter_map(|name| search.own_names.get(name))
                    .flatten(),
            );
        }
    }
    Some(Slice {
        judged,
        items: search.found,
    })
}

/// A file by itself, with the policies of all others, which waivers name.
pub fn alone(index: &Index, now: &Project, source: SourceId) -> Option<Slice> {
    let own = *index.files.get(&source)?;
    let judged: BTreeSet<usize> = (0..now.modules.get(own)?.tree.items.len()).collect();
    let of_file = judged.iter().map(|item| ItemAt {
        module: own,
        item: *item,
    });
    let others = index.everywhere.iter().filter(|at| at.module != own);
    Some(Slice {
        items: of_file.chain(others.copied()).collect(),
        judged,
    })
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
            let named = matches!(item.kind, ItemKind::Import(_) | ItemKind::Allow(_));
            if named || is_everywhere(&item.kind) {
                self.add_own(&[number]);
            }
        }
    }

    /// Adds a pipeline where what is touched is about all of them.
    fn witness(&mut self, touched: &BTreeSet<usize>) {
        let items = self.now.modules.get(self.own).map(|own| &own.tree.items);
        let is_asked = |item: &usize| {
            let node = items.and_then(|items| items.get(*item));
            node.is_some_and(|node| is_everywhere(&node.kind))
        };
        if touched.iter().any(is_asked) {
            let mut others = self
                .index
                .witnesses
                .iter()
                .filter(|at| at.module != self.own);
            if let Some(other) = others.next() {
                self.add(*other);
            }
        }
    }

    fn run(&mut self) -> Option<()> {
        while let Some(at) = self.waiting.pop() {
            if self.found.len() > MOST {
                return None;
            }
            let module = self.now.modules.get(at.module)?;
            let item = module.tree.items.get(at.item)?;
            if matches!(item.kind, ItemKind::Import(_)) {
                continue;
            }
            if at.module == self.own {
                for word in words(self.now.sources.slice(item.span)) {
                    self.own(word, at.module);
                    self.others(&self.index.named(self.now, word, at.module));
                }
            } else {
                let needs = self.index.needs(self.now, at)?;
                for word in &needs.words {
                    self.own(word, at.module);
                }
                self.others(&needs.items);
            }
            if let ItemKind::Dataset(dataset) = &item.kind {
                self.writers(&dataset.name.value);
            }
        }
        Some(())
    }

    /// Adds what a word in a module may name in the file itself.
    fn own(&mut self, word: &str, module: usize) {
        let Some(numbers) = self.own_names.get(word) else {
            return;
        };
        let mut imported = self.index.imports.get(module).into_iter();
        let sees = module == self.own || imported.any(|imports| imports.contains(&self.own));
        for item in numbers.clone() {
            let at = ItemAt {
                module: self.own,
                item,
            };
            if sees || is_project_wide(self.now, at) {
                self.add(at);
            }
        }
    }

    /// Adds what lies in other files: the index knows only what the file was before.
    fn others(&mut self, named: &[ItemAt]) {
        for at in named {
            if at.module != self.own {
                self.add(*at);
            }
        }
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
