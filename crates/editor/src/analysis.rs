//! The analysis: one version of a project, never changed, and what was found out about it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pipewright_driver::{Examined, Inspection, Options, inspect};
use pipewright_project::Project;
use pipewright_source::{SourceFile, SourceId, Span};
use pipewright_syntax::Module;
use pipewright_syntax::tree::Item;

use crate::names::{ItemAt, Occurrence, Tables, occurrences};

/// One version of a project. Its trees are of this version; what was checked may be of an earlier
/// one, and is looked up by names, never by places.
#[derive(Debug)]
pub struct Analysis {
    /// Files and trees.
    pub project: Arc<Project>,
    /// What the last check gave.
    pub examined: Option<Arc<Examined>>,
    /// What the last check gave that came as far as plans.
    pub planned: Option<Arc<Examined>>,
    tables: OnceLock<Tables>,
    occurrences: Mutex<BTreeMap<SourceId, Arc<[Occurrence]>>>,
    inspection: OnceLock<Inspection>,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// The file.
    pub source: SourceId,
    /// The byte before which the cursor stands.
    pub offset: u32,
}

impl Analysis {
    /// A version with what is known of it.
    #[must_use]
    pub const fn new(
        project: Arc<Project>,
        examined: Option<Arc<Examined>>,
        planned: Option<Arc<Examined>>,
    ) -> Self {
        Self {
            project,
            examined,
            planned,
            tables: OnceLock::new(),
            occurrences: Mutex::new(BTreeMap::new()),
            inspection: OnceLock::new(),
        }
    }

    /// This very version, compiled as far as it goes. It takes as long as building does, once.
    pub fn inspection(&self) -> &Inspection {
        self.inspection.get_or_init(|| {
            // No environment and no target is named, so there is nothing that could be unknown.
            inspect((*self.project).clone(), &Options::default()).unwrap_or_default()
        })
    }

    /// The names of the whole project.
    pub fn tables(&self) -> &Tables {
        self.tables.get_or_init(|| Tables::of(&self.project))
    }

    /// The file of an id.
    #[must_use]
    pub fn file(&self, source: SourceId) -> Option<&SourceFile> {
        self.project.sources.get(source)
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, source: SourceId) -> &str {
        self.file(source).map_or("", SourceFile::text)
    }

    /// The text of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.project.sources.slice(span)
    }

    /// The module of a file, and its index.
    #[must_use]
    pub fn module(&self, source: SourceId) -> Option<(usize, &Module)> {
        let at = self.project.modules.position(source)?;
        Some((at, self.project.modules.get(at)?))
    }

    /// The item of a number.
    #[must_use]
    pub fn item(&self, at: ItemAt) -> Option<&Item> {
        self.project.modules.get(at.module)?.tree.items.get(at.item)
    }

    /// Every name of a file, in the order of its places. They are looked for once.
    #[must_use]
    pub fn occurrences(&self, source: SourceId) -> Arc<[Occurrence]> {
        let known = || {
            self.occurrences
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(found) = known().get(&source) {
            return Arc::clone(found);
        }
        let found: Arc<[Occurrence]> = self
            .module(source)
            .map(|(index, _)| occurrences(self, index))
            .unwrap_or_default()
            .into();
        known().insert(source, Arc::clone(&found));
        found
    }

    /// The name a cursor touches.
    #[must_use]
    pub fn occurrence(&self, at: At) -> Option<Occurrence> {
        let found = self.occurrences(at.source);
        let mut touching = found.iter().filter(|one| one.span.touches(at.offset));
        // Of two that touch each other, the one that begins here is meant.
        touching.next_back().copied()
    }

    /// The item that declares what is named at a place.
    #[must_use]
    pub fn item_around(&self, place: Span) -> Option<(&Module, &Item)> {
        let (_, module) = self.module(place.source)?;
        let items = &module.tree.items;
        let item = items
            .iter()
            .find(|item| item.span.touches(place.start) && item.span.touches(place.end))?;
        Some((module, item))
    }
}
