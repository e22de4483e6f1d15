//! Tables: which item a name of a module, or of the whole project, is.

use std::collections::BTreeMap;

use pipewright_project::Project;
use pipewright_syntax::Module;
use pipewright_syntax::tree::{Item, ItemKind, Name};

use super::Kind;

/// An item, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemAt {
    /// Index of the module.
    pub module: usize,
    /// Index of the item in it.
    pub item: usize,
}

/// The names of the whole project.
#[derive(Debug, Default)]
pub struct Tables {
    /// Modules by their import paths.
    pub modules: BTreeMap<String, usize>,
    /// Pipelines.
    pub pipelines: BTreeMap<String, ItemAt>,
    /// Clusters.
    pub clusters: BTreeMap<String, ItemAt>,
    /// Environments.
    pub environments: BTreeMap<String, ItemAt>,
    /// The regions that are visible everywhere.
    pub regions: BTreeMap<String, ItemAt>,
}

impl Tables {
    /// Reads the names of a project; of two that are the same, the first counts.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        let mut tables = Self::default();
        for (index, module) in project.modules.iter().enumerate() {
            tables.modules.entry(module.name()).or_insert(index);
            let prelude =
                module.standard && module.path.last().is_some_and(|name| name == "regions");
            for (number, item) in module.tree.items.iter().enumerate() {
                let table = match &item.kind {
                    ItemKind::Pipeline(_) => &mut tables.pipelines,
                    ItemKind::Cluster(_) => &mut tables.clusters,
                    ItemKind::Environment(_) => &mut tables.environments,
                    ItemKind::Region(_) if prelude => &mut tables.regions,
                    _ => continue,
                };
                if let Some(name) = item_name(item) {
                    table.entry(name.value.clone()).or_insert(ItemAt {
                        module: index,
                        item: number,
                    });
                }
            }
        }
        tables
    }
}

/// The names of one module: items by name, imports by the name they have there.
pub fn of_module(module: &Module) -> BTreeMap<&str, &Item> {
    let mut table = BTreeMap::new();
    for item in &module.tree.items {
        let name = match &item.kind {
            ItemKind::Import(import) => import.alias.as_ref().or(import.path.parts.last()),
            ItemKind::Pipeline(_) | ItemKind::Cluster(_) | ItemKind::Environment(_) => None,
            _ => item_name(item),
        };
        if let Some(name) = name {
            table.entry(name.value.as_str()).or_insert(item);
        }
    }
    table
}

/// The name an item declares.
#[must_use]
pub const fn item_name(item: &Item) -> Option<&Name> {
    match &item.kind {
        ItemKind::Type(one) => Some(&one.name),
        ItemKind::Dataset(one) => Some(&one.name),
        ItemKind::Connector(one) => Some(&one.name),
        ItemKind::Region(one) => Some(&one.name),
        ItemKind::Let(one) => Some(&one.name),
        ItemKind::Secret(one) | ItemKind::Cluster(one) | ItemKind::Environment(one) => {
            Some(&one.name)
        }
        ItemKind::Pipeline(one) => Some(&one.name),
        ItemKind::Template(one) => Some(&one.name),
        ItemKind::Policy(one) => one.name.as_ref(),
        _ => None,
    }
}

/// What the name of an item is of.
#[must_use]
pub const fn item_kind(item: &Item) -> Option<Kind> {
    Some(match &item.kind {
        ItemKind::Import(_) => Kind::Module,
        ItemKind::Type(_) => Kind::Type,
        ItemKind::Dataset(_) => Kind::Dataset,
        ItemKind::Connector(_) => Kind::Connector,
        ItemKind::Region(_) => Kind::Region,
        ItemKind::Let(_) => Kind::Constant,
        ItemKind::Secret(_) => Kind::Secret,
        ItemKind::Cluster(_) => Kind::Cluster,
        ItemKind::Environment(_) => Kind::Environment,
        ItemKind::Pipeline(_) => Kind::Pipeline,
        ItemKind::Template(_) => Kind::Template,
        ItemKind::Policy(one) if one.name.is_some() => Kind::Constant,
        _ => return None,
    })
}
