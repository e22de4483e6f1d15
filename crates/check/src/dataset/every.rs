//! Every dataset of a project, read side by side.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_model::Dataset;
use pipewright_syntax::tree::{self, Item, ItemKind};
use rayon::prelude::*;

use crate::context::{Context, Locals, World};
use crate::families::gather;
use crate::names::ItemId;
use crate::report::Report;

/// Columns of all datasets together.
const MOST_COLUMNS: usize = 2_000_000;

/// How many are read side by side before their columns are counted.
const BATCH: usize = 4_096;

/// A dataset to read: of a family each member by itself.
struct Wanted<'a> {
    id: ItemId,
    item: ItemId,
    dataset: &'a tree::Dataset,
    node: &'a Item,
    /// The member's, of a family.
    label: Option<String>,
    locals: Locals,
}

/// Reads every dataset of the project.
pub fn datasets(world: &World<'_>, report: &mut Report) -> BTreeMap<ItemId, Arc<Dataset>> {
    let wanted = wanted(world);
    let mut datasets = BTreeMap::new();
    let mut columns = 0_usize;
    let mut members: Vec<(ItemId, String, Report)> = Vec::new();
    for batch in wanted.chunks(BATCH) {
        let read: Vec<(Option<Dataset>, Report)> =
            batch.par_iter().map(|one| read(world, one)).collect();
        for (one, (built, mut own)) in batch.iter().zip(read) {
            if let Some(built) = &built {
                columns = columns.saturating_add(built.facts.schema.columns.len());
                if columns > MOST_COLUMNS {
                    let bound = format!("{MOST_COLUMNS} columns of datasets");
                    Context::new(world, &mut own, one.item.module).too_large(
                        one.node.span,
                        "this project",
                        &bound,
                    );
                }
            }
            if let Some(built) = built.filter(|_| !own.poisoned) {
                datasets.insert(one.id, Arc::new(built));
            }
            if members
                .first()
                .is_some_and(|(item, _, _)| *item != one.item)
            {
                report.merge(family(&mut members));
            }
            match &one.label {
                Some(label) => members.push((one.item, label.clone(), own)),
                None => report.merge(own),
            }
        }
    }
    report.merge(family(&mut members));
    datasets
}

/// What the members of one family say together.
fn family(members: &mut Vec<(ItemId, String, Report)>) -> Report {
    gather(members.drain(..).map(|(_, label, own)| (label, own)))
}

fn read(world: &World<'_>, one: &Wanted<'_>) -> (Option<Dataset>, Report) {
    let mut own = Report::default();
    let mut context = Context::new(world, &mut own, one.item.module);
    context.locals = one.locals.clone();
    let built = context.dataset(one.id, one.dataset, one.node.doc.as_ref(), one.node.span);
    (built, own)
}

fn wanted<'a>(world: &World<'a>) -> Vec<Wanted<'a>> {
    let mut found = Vec::new();
    for (module, tree) in world.modules.iter().enumerate() {
        for (item, node) in tree.tree.items.iter().enumerate() {
            let ItemKind::Dataset(dataset) = &node.kind else {
                continue;
            };
            let item = ItemId::new(module, item);
            let mut want = |id: ItemId, label: Option<String>, locals: Locals| {
                found.push(Wanted {
                    id,
                    item,
                    dataset,
                    node,
                    label,
                    locals,
                });
            };
            match (&dataset.family, world.families.get(&item)) {
                (None, _) => want(item, None, Locals::default()),
                (Some(_), None) => {}
                (Some(_), Some(family)) => {
                    for (id, member) in family.ids(item) {
                        want(id, Some(member.label.clone()), member.locals());
                    }
                }
            }
        }
    }
    found
}
