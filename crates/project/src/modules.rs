//! The modules of a project: versions that differ in one file share all others.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_source::SourceId;
use pipewright_syntax::Module;
use rpds::VectorSync;

/// Modules in their order. A copy costs nothing.
#[derive(Debug, Clone, Default)]
pub struct Modules {
    all: VectorSync<Module>,
    by_source: Arc<BTreeMap<SourceId, usize>>,
}

impl Modules {
    /// Adds a module, and gives its index.
    pub fn push(&mut self, module: Module) -> usize {
        let at = self.all.len();
        Arc::make_mut(&mut self.by_source).insert(module.tree.source, at);
        self.all.push_back_mut(module);
        at
    }

    /// Puts a module in the place of another one of the same file; no index of a module changes
    /// nothing.
    pub fn replace(&mut self, at: usize, module: Module) {
        self.all.set_mut(at, module);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The module of an index.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Module> {
        self.all.get(at)
    }

    /// The index of a file's module.
    #[must_use]
    pub fn position(&self, source: SourceId) -> Option<usize> {
        self.by_source.get(&source).copied()
    }

    /// All of them, in their order.
    #[must_use]
    pub fn iter(&self) -> <&Self as IntoIterator>::IntoIter {
        self.into_iter()
    }
}

impl<'m> IntoIterator for &'m Modules {
    type Item = &'m Module;
    type IntoIter = <&'m VectorSync<Module> as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

impl FromIterator<Module> for Modules {
    fn from_iter<I: IntoIterator<Item = Module>>(modules: I) -> Self {
        let mut all = Self::default();
        for module in modules {
            all.push(module);
        }
        all
    }
}
