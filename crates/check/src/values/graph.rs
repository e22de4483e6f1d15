//! Constants, regions, secrets and lists of families in the order of their dependences; cycles are refused.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::Module;
use pipewright_syntax::tree::{
    Dataset, Expression, ExpressionKind, ItemKind, Path, RegionBody, TextPart,
};

use super::Value;
use crate::context::{Context, World};
use crate::cycles;
use crate::families::dataset_family;
use crate::names::{Entry, ItemId, kind_of, name_of};
use crate::report::Report;
use crate::rules;

/// Evaluates every constant, region and secret of the project into the world.
pub fn constants(world: &mut World<'_>, report: &mut Report) {
    let mut edges: BTreeMap<ItemId, Vec<ItemId>> = BTreeMap::new();
    for (module, tree) in world.modules.iter().enumerate() {
        for (item, node) in tree.tree.items.iter().enumerate() {
            let mut found = BTreeSet::new();
            match &node.kind {
                ItemKind::Let(constant) => expression(world, module, &constant.value, &mut found),
                ItemKind::Region(region) => {
                    if let RegionBody::Set(value) = &region.body {
                        expression(world, module, value, &mut found);
                    }
                }
                ItemKind::Secret(record) => {
                    for field in &record.fields.fields {
                        expression(world, module, &field.value, &mut found);
                    }
                }
                ItemKind::Dataset(dataset) => {
                    let Some(family) = &dataset.family else {
                        continue;
                    };
                    expression(world, module, &family.list, &mut found);
                }
                _ => continue,
            }
            edges.insert(ItemId::new(module, item), found.into_iter().collect());
        }
    }
    let order = cycles::order(&edges);
    for cycle in &order.cycles {
        refuse(world, cycle, report);
        for id in cycle {
            world.values.insert(*id, Value::Unknown);
        }
    }
    for id in order.sorted {
        if world.values.contains_key(&id) {
            continue;
        }
        let value = match dataset(world, id) {
            Some(dataset) => match dataset_family(world, id, dataset, report) {
                Some((family, all)) => {
                    world.families.insert(id, Arc::new(family));
                    all
                }
                None => Value::Unknown,
            },
            None => evaluate(world, id, report),
        };
        world.values.insert(id, value);
    }
}

fn dataset<'a>(world: &World<'a>, id: ItemId) -> Option<&'a Dataset> {
    let module: &'a Module = world.modules.get(id.module)?;
    match &module.tree.items.get(id.item)?.kind {
        ItemKind::Dataset(dataset) => Some(dataset),
        _ => None,
    }
}

fn evaluate(world: &World<'_>, id: ItemId, report: &mut Report) -> Value {
    let mut context = Context::new(world, report, id.module);
    match context.item(id).map(|item| &item.kind) {
        Some(ItemKind::Let(constant)) => {
            let value = context.evaluate(&constant.value);
            match value {
                // The name of a chain of regions is the constant's, so that names do not grow.
                Value::Region(region)
                    if matches!(constant.value.kind, ExpressionKind::Chain { .. }) =>
                {
                    let mut region = (*region).clone();
                    region.name.clone_from(&constant.name.value);
                    Value::Region(Arc::new(region))
                }
                value => value,
            }
        }
        Some(ItemKind::Region(region)) => context.region_item(region),
        Some(ItemKind::Secret(record)) => context.secret_item(record),
        _ => Value::Unknown,
    }
}

fn refuse(world: &World<'_>, cycle: &[ItemId], report: &mut Report) {
    let item = |id: &ItemId| {
        world
            .modules
            .get(id.module)
            .and_then(|module| module.tree.items.get(id.item))
    };
    let items: Vec<_> = cycle.iter().filter_map(item).collect();
    let Some(first) = items.first() else { return };
    let Some(name) = name_of(first) else { return };
    let message = format!(
        "the {} `{}` is made of itself",
        kind_of(&first.kind),
        name.value
    );
    let mut found = Diagnostic::new(
        &rules::CYCLIC_VALUE,
        message,
        name.span,
        "begins and ends here",
    );
    for (index, item) in items.iter().enumerate().take(20) {
        let next = items.get(index + 1).unwrap_or(first);
        if let (Some(this), Some(next)) = (name_of(item), name_of(next)) {
            found = found.because(format!("because `{}` needs `{}`", this.value, next.value));
            if index > 0 {
                found = found.with_related(this.span, "on the way");
            }
        }
    }
    report.push(found);
}

/// The constants an expression names.
fn expression(world: &World<'_>, module: usize, node: &Expression, found: &mut BTreeSet<ItemId>) {
    let mut each = |items: &[Expression]| {
        for item in items {
            expression(world, module, item, found);
        }
    };
    match &node.kind {
        ExpressionKind::Literal(_) | ExpressionKind::Error => {}
        ExpressionKind::Text(parts) => {
            for part in parts {
                if let TextPart::Hole(path) = part {
                    name(world, module, path, found);
                }
            }
        }
        ExpressionKind::Path(path) => name(world, module, path, found),
        ExpressionKind::Call { arguments, .. } => {
            for argument in arguments {
                expression(world, module, &argument.value, found);
            }
        }
        ExpressionKind::Index { base, key } => {
            expression(world, module, base, found);
            expression(world, module, key, found);
        }
        ExpressionKind::Compare { left, right, .. }
        | ExpressionKind::Matches {
            left,
            pattern: right,
        } => {
            expression(world, module, left, found);
            expression(world, module, right, found);
        }
        ExpressionKind::Not(inner) => expression(world, module, inner, found),
        ExpressionKind::List(items) => each(items),
        ExpressionKind::Chain { operands, .. } => each(operands),
        ExpressionKind::Record(record) | ExpressionKind::Use { fields: record, .. } => {
            for field in &record.fields {
                expression(world, module, &field.value, found);
            }
        }
    }
}

fn name(world: &World<'_>, module: usize, path: &Path, found: &mut BTreeSet<ItemId>) {
    let tables = &world.tables;
    let part = |index: usize| path.parts.get(index).map(|part| part.value.as_str());
    let entry = |module: usize, name: Option<&str>| {
        let table = tables.modules.get(module)?;
        table.get(name?).map(|(entry, _)| *entry)
    };
    let id = match entry(module, part(0)) {
        Some(Entry::Item(id)) => Some(id),
        Some(Entry::Module(Some(module))) => match entry(module, part(1)) {
            Some(Entry::Item(id)) => Some(id),
            _ => None,
        },
        Some(_) => None,
        None => part(0).and_then(|name| tables.prelude.get(name).copied()),
    };
    let is_value = |id: &ItemId| {
        let item = world
            .modules
            .get(id.module)
            .and_then(|module| module.tree.items.get(id.item));
        item.is_some_and(|item| {
            matches!(
                item.kind,
                ItemKind::Let(_) | ItemKind::Region(_) | ItemKind::Secret(_)
            ) || matches!(&item.kind, ItemKind::Dataset(dataset) if dataset.family.is_some())
        })
    };
    found.extend(id.filter(is_value));
}
