//! Names of the project: of every dataset and pipeline, members of families among them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::tree::ItemKind;

use crate::context::World;
use crate::names::{ItemId, name_of};
use crate::report::Report;
use crate::rules;

/// The name of each dataset in the project.
pub type Names = BTreeMap<ItemId, String>;

/// Names every dataset: its own name where no other module has it, else with its module's.
pub fn dataset_names(world: &World<'_>, report: &mut Report) -> Names {
    let mut own: BTreeMap<String, Vec<ItemId>> = BTreeMap::new();
    for (module, tree) in world.modules.iter().enumerate() {
        for (item, node) in tree.tree.items.iter().enumerate() {
            let ItemKind::Dataset(dataset) = &node.kind else {
                continue;
            };
            let id = ItemId::new(module, item);
            if dataset.family.is_none() {
                own.entry(dataset.name.value.clone()).or_default().push(id);
                continue;
            }
            let Some(family) = world.families.get(&id) else {
                continue;
            };
            for (member, element) in family.ids(id) {
                own.entry(family.full_name(element))
                    .or_default()
                    .push(member);
            }
        }
    }
    let mut names = Names::new();
    for (name, ids) in own {
        let several = ids.len() > 1;
        let mut first: BTreeMap<usize, ItemId> = BTreeMap::new();
        for id in ids {
            // Two items of one name in one module are a mistake that was reported before.
            if let Some(earlier) = first.get(&id.module) {
                if earlier.member.is_some() || id.member.is_some() {
                    twice(world, "dataset", &name, *earlier, id, report);
                }
                continue;
            }
            first.insert(id.module, id);
            let full = match world.modules.get(id.module) {
                Some(module) if several => format!("{}.{name}", module.name()),
                _ => name.clone(),
            };
            names.insert(id, full);
        }
    }
    names
}

/// Names every pipeline; members of families by their own names.
pub fn pipeline_names(world: &World<'_>, report: &mut Report) -> BTreeMap<String, ItemId> {
    let mut names = BTreeMap::new();
    let single = world.tables.pipelines.iter();
    for (name, id) in single.clone() {
        let family = matches!(
            world.item(*id).map(|item| &item.kind),
            Some(ItemKind::Pipeline(pipeline)) if pipeline.family.is_some()
        );
        if !family {
            names.insert((*name).to_owned(), *id);
        }
    }
    for (_, id) in single {
        let Some(family) = world.families.get(id) else {
            continue;
        };
        for (member, element) in family.ids(*id) {
            match names.entry(family.full_name(element)) {
                Entry::Vacant(entry) => {
                    entry.insert(member);
                }
                Entry::Occupied(entry) => {
                    twice(world, "pipeline", entry.key(), *entry.get(), member, report);
                }
            }
        }
    }
    names
}

/// Says that two declarations come to one name.
fn twice(
    world: &World<'_>,
    noun: &str,
    name: &str,
    first: ItemId,
    second: ItemId,
    report: &mut Report,
) {
    let declared = |id: ItemId| world.item(id).and_then(name_of).map(|name| name.span);
    let (Some(first), Some(second)) = (declared(first), declared(second)) else {
        return;
    };
    report.push(
        Diagnostic::new(
            &rules::DUPLICATE_NAME,
            format!("two {noun}s would be named `{name}`"),
            second,
            "one of them is made here",
        )
        .with_related(first, "the other one is declared here")
        .because("because a member of a family is named after its element: `raw_orders`"),
    );
}
