//! Tables of names: one for each module, and those of the whole project.

use super::enter::{insert, project_wide};
use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceMap, Span};
use pipewright_syntax::Module;
use pipewright_syntax::tree::{Item, ItemKind, Name};

use crate::report::Report;
use crate::rules;

/// One item of one module, or one member of the family it declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemId {
    /// Index of the module.
    pub module: usize,
    /// Index of the item in it.
    pub item: usize,
    /// The member, where the item is a family and one of it is meant.
    pub member: Option<u32>,
}

impl ItemId {
    /// An item as a whole.
    pub const fn new(module: usize, item: usize) -> Self {
        Self {
            module,
            item,
            member: None,
        }
    }

    /// One member of it.
    pub const fn of_member(self, member: u32) -> Self {
        Self {
            member: Some(member),
            ..self
        }
    }

    /// The item itself, whichever member is meant.
    pub const fn whole(self) -> Self {
        Self {
            member: None,
            ..self
        }
    }
}

/// What a name of a module stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// An item of this module.
    Item(ItemId),
    /// An imported module; `None` where there is no such module, which was reported before.
    Module(Option<usize>),
    /// An item that could not be read.
    Unreadable,
}

/// All names.
#[derive(Debug, Default)]
pub struct Tables<'a> {
    /// For each module: its imports, types, datasets, connectors, regions, lets and secrets.
    pub modules: Vec<BTreeMap<&'a str, (Entry, Span)>>,
    /// The regions of the standard library, visible everywhere.
    pub prelude: BTreeMap<&'a str, ItemId>,
    /// Pipelines of the project.
    pub pipelines: BTreeMap<&'a str, ItemId>,
    /// Clusters of the project.
    pub clusters: BTreeMap<&'a str, ItemId>,
    /// Environments of the project.
    pub environments: BTreeMap<&'a str, ItemId>,
    /// Which modules declare a name that another one may import.
    pub declared: BTreeMap<&'a str, Vec<ItemId>>,
}

impl<'a> Tables<'a> {
    /// Reads the names of all modules; what is declared twice is reported.
    pub fn new(modules: &'a [Module], sources: &'a SourceMap, report: &mut Report) -> Self {
        let by_path: BTreeMap<String, usize> = modules
            .iter()
            .enumerate()
            .map(|(index, module)| (module.name(), index))
            .collect();
        let mut tables = Self::default();
        for (index, module) in modules.iter().enumerate() {
            if module.standard && module.path.last().is_some_and(|name| name == "regions") {
                for (item, id) in items(index, module) {
                    if let ItemKind::Region(region) = &item.kind {
                        tables.prelude.insert(&region.name.value, id);
                    }
                }
            }
        }
        for (index, module) in modules.iter().enumerate() {
            let mut table = BTreeMap::new();
            for (item, id) in items(index, module) {
                tables.enter(item, id, &by_path, modules, sources, &mut table, report);
            }
            tables.modules.push(table);
        }
        tables
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the one place where all tables meet"
    )]
    fn enter(
        &mut self,
        item: &'a Item,
        id: ItemId,
        by_path: &BTreeMap<String, usize>,
        modules: &'a [Module],
        sources: &'a SourceMap,
        table: &mut BTreeMap<&'a str, (Entry, Span)>,
        report: &mut Report,
    ) {
        if let ItemKind::Import(import) = &item.kind {
            let path: Vec<&str> = import
                .path
                .parts
                .iter()
                .map(|part| part.value.as_str())
                .collect();
            let target = by_path.get(&path.join(".")).copied();
            if let Some(name) = import.alias.as_ref().or(import.path.parts.last()) {
                insert(
                    table,
                    name,
                    Entry::Module(target),
                    "import",
                    modules,
                    report,
                );
            }
            return;
        }
        let Some(name) = name_of(item) else {
            if matches!(item.kind, ItemKind::Error)
                && let Some(word) = recovered(sources.slice(item.span))
            {
                table.entry(word).or_insert((Entry::Unreadable, item.span));
            }
            return;
        };
        match &item.kind {
            ItemKind::Pipeline(_) => {
                project_wide(&mut self.pipelines, name, id, "pipeline", modules, report)
            }
            ItemKind::Cluster(_) => {
                project_wide(&mut self.clusters, name, id, "cluster", modules, report)
            }
            ItemKind::Environment(_) => {
                project_wide(
                    &mut self.environments,
                    name,
                    id,
                    "environment",
                    modules,
                    report,
                );
            }
            kind => {
                if let Some(standard) = self.prelude.get(name.value.as_str())
                    && *standard != id
                {
                    report.push(
                        Diagnostic::new(
                            &rules::DUPLICATE_NAME,
                            format!("`{}` is a region of the standard library", name.value),
                            name.span,
                            "choose another name",
                        )
                        .because("the regions of `std.regions` are visible in every file, and no name hides another"),
                    );
                    return;
                }
                self.declared.entry(&name.value).or_default().push(id);
                insert(table, name, Entry::Item(id), kind_of(kind), modules, report);
            }
        }
    }
}

fn items(index: usize, module: &Module) -> impl Iterator<Item = (&Item, ItemId)> {
    let id = move |item| ItemId::new(index, item);
    module
        .tree
        .items
        .iter()
        .enumerate()
        .map(move |(at, item)| (item, id(at)))
}

/// "a dataset", "an import".
pub fn article(noun: &str) -> String {
    let an = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if an { "an" } else { "a" })
}

pub fn item(modules: &[Module], id: ItemId) -> Option<&Item> {
    modules
        .get(id.module)
        .and_then(|module| module.tree.items.get(id.item))
}

/// The noun of an item.
pub const fn kind_of(kind: &ItemKind) -> &'static str {
    match kind {
        ItemKind::Import(_) => "import",
        ItemKind::Type(_) => "type",
        ItemKind::Dataset(_) => "dataset",
        ItemKind::Connector(_) => "connector",
        ItemKind::Region(_) => "region",
        ItemKind::Let(_) => "constant",
        ItemKind::Secret(_) => "secret",
        ItemKind::Cluster(_) => "cluster",
        ItemKind::Environment(_) => "environment",
        ItemKind::Pipeline(_) => "pipeline",
        ItemKind::Defaults(_) => "default",
        ItemKind::Template(_) => "template",
        ItemKind::Policy(_) | ItemKind::Applied(_) => "policy",
        ItemKind::Allow(_) => "waiver",
        ItemKind::Error => "item",
    }
}

/// The name an item declares.
pub const fn name_of(item: &Item) -> Option<&Name> {
    match &item.kind {
        ItemKind::Type(declaration) => Some(&declaration.name),
        ItemKind::Dataset(dataset) => Some(&dataset.name),
        ItemKind::Connector(connector) => Some(&connector.name),
        ItemKind::Region(region) => Some(&region.name),
        ItemKind::Let(constant) => Some(&constant.name),
        ItemKind::Secret(record) | ItemKind::Cluster(record) | ItemKind::Environment(record) => {
            Some(&record.name)
        }
        ItemKind::Pipeline(pipeline) => Some(&pipeline.name),
        ItemKind::Template(template) => Some(&template.name),
        ItemKind::Policy(policy) => policy.name.as_ref(),
        ItemKind::Import(_)
        | ItemKind::Defaults(_)
        | ItemKind::Applied(_)
        | ItemKind::Allow(_)
        | ItemKind::Error => None,
    }
}

/// The name of an item or step that could not be read: the word after its keyword. It is known
/// as unreadable, so that its uses are not reported as a second mistake.
pub fn recovered(text: &str) -> Option<&str> {
    const KEYWORDS: [&str; 11] = [
        "external",
        "type",
        "dataset",
        "connector",
        "region",
        "let",
        "secret",
        "cluster",
        "environment",
        "pipeline",
        "step",
    ];
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
        .filter(|word| !word.is_empty())
        .take(3)
        .find(|word| !KEYWORDS.contains(word))
}
