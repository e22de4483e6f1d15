//! What a name that leads nowhere may have meant: the check names it, so it belongs to the slice.

use std::collections::BTreeMap;

use pipewright_driver::nearest;
use pipewright_syntax::tree::ItemKind;

use super::Search;
use crate::names::{ItemAt, Kind, item_kind, item_name};
use crate::quick::index::{is_of_word, is_prelude};

/// Of declarations that have the same name no more than these are looked at.
const FEW: usize = 100;

/// A name that leads nowhere.
#[derive(PartialEq, Eq)]
pub struct Unknown {
    /// The name.
    pub word: String,
    /// What was asked for it, as in `types.Order`: a module, or something that has parts.
    pub owner: Option<String>,
}

impl Unknown {
    /// A word at a place of a text.
    pub fn at(text: &str, start: usize, word: &str) -> Self {
        Self {
            word: word.to_owned(),
            owner: text
                .get(..start)
                .and_then(|text| text.strip_suffix('.'))
                .and_then(|text| text.rsplit(|c: char| !is_of_word(c)).next())
                .map(str::to_owned),
        }
    }
}

impl Search<'_> {
    /// Adds what a name may have meant: what is named alike here, what has the very name elsewhere, or
    /// all that an imported module could have been asked for.
    pub fn meant(&mut self, name: &Unknown) {
        if let Some(module) = name.owner.as_deref().and_then(|owner| self.module(owner)) {
            self.declarations(module);
            return;
        }
        for alike in self.alike(&name.word) {
            self.add_own(&alike);
        }
        if let Some(region) = self.region(&name.word) {
            self.add(region);
        }
        let elsewhere = self.index.names.get(&name.word).into_iter().flatten();
        for at in elsewhere.take(FEW) {
            if at.module != self.own {
                self.add(*at);
            }
        }
    }

    /// The module that the file imports under a name.
    fn module(&self, called: &str) -> Option<usize> {
        let items = &self.now.modules.get(self.own)?.tree.items;
        let mut imports = items.iter().filter_map(|item| match &item.kind {
            ItemKind::Import(import) => Some(import),
            _ => None,
        });
        let import = imports.find(|import| {
            let name = import.alias.as_ref().or(import.path.parts.last());
            name.is_some_and(|name| name.value == called)
        })?;
        let path = || import.path.parts.iter().map(|part| &part.value);
        let imported = self.index.imports.get(self.own)?;
        imported.iter().copied().find(|number| {
            let module = self.now.modules.get(*number);
            module.is_some_and(|module| module.path.iter().eq(path()))
        })
    }

    /// Of each kind of item, those here that are named most alike.
    fn alike(&self, word: &str) -> Vec<Vec<usize>> {
        let items = self.now.modules.get(self.own).map(|own| &own.tree.items);
        let kind_of = |number: &usize| item_kind(items?.get(*number)?);
        let mut kinds: BTreeMap<Kind, Vec<&str>> = BTreeMap::new();
        for (name, numbers) in &self.own_names {
            for kind in numbers.iter().filter_map(kind_of) {
                kinds.entry(kind).or_default().push(*name);
            }
        }
        kinds
            .into_values()
            .filter_map(|names| nearest(word, names.into_iter()))
            .filter_map(|name| self.own_names.get(name).cloned())
            .collect()
    }

    /// The region that is named most alike.
    fn region(&self, word: &str) -> Option<ItemAt> {
        let numbers = self.index.standard.iter().copied();
        let mut modules = numbers.filter_map(|at| Some((at, self.now.modules.get(at)?)));
        let (module, regions) = modules.find(|(_, module)| is_prelude(module))?;
        let items = &regions.tree.items;
        let names = items
            .iter()
            .map(|item| item_name(item).map(|name| name.value.as_str()));
        let best = nearest(word, names.clone().flatten())?;
        let item = names.into_iter().position(|name| name == Some(best))?;
        Some(ItemAt { module, item })
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
}
