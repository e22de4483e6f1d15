//! Datasets that are one place under two names: what is said of the one holds of the other.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{ColumnMatch, ColumnPlan, ColumnType, DatasetPlan, Plan, SecretUse};

use crate::{rules, show};

/// Each address that two datasets have, where they disagree.
pub(super) fn check(plans: &[&Plan]) -> Vec<Diagnostic> {
    // One address may be two places where two accounts look behind it, as at a service of others.
    let mut places: BTreeMap<(&str, &[SecretUse]), BTreeMap<&str, &DatasetPlan>> = BTreeMap::new();
    for dataset in plans.iter().flat_map(|plan| &plan.datasets) {
        let place = (dataset.address.as_str(), dataset.secrets.as_slice());
        let known = places.entry(place).or_default();
        known.entry(dataset.name.as_str()).or_insert(dataset);
    }
    let mut found = Vec::new();
    for ((address, _), datasets) in places {
        let mut datasets: Vec<&DatasetPlan> = datasets.into_values().collect();
        datasets.sort_by_key(|dataset| dataset.origin.span);
        let Some((first, others)) = datasets.split_first() else {
            continue;
        };
        // Of members of one family, which stand in one place of the source, one is enough.
        let mut told = BTreeSet::new();
        for other in others {
            let differing = regions(first, other)
                .or_else(|| marks(first, other))
                .or_else(|| types(first, other))
                .or_else(|| order(first, other));
            if let Some(differing) = differing.filter(|_| told.insert(other.origin.span)) {
                found.push(disagree(address, first, other, &differing));
            }
        }
    }
    found
}

/// What two datasets say differently.
struct Differing {
    message: String,
    one: String,
    other: String,
}

fn regions(one: &DatasetPlan, other: &DatasetPlan) -> Option<Differing> {
    let (first, second) = (one.region.as_ref()?, other.region.as_ref()?);
    (first.places != second.places).then(|| Differing {
        message: "lie in different places".to_owned(),
        one: format!("{} lies in {}", one.name, show::region(first)),
        other: format!("{} lies in {}", other.name, show::region(second)),
    })
}

/// A column of one name that carries a class here and not there.
fn marks(one: &DatasetPlan, other: &DatasetPlan) -> Option<Differing> {
    let named: BTreeMap<&str, BTreeSet<&str>> = other
        .schema
        .columns
        .iter()
        .map(|column| (column.name.as_str(), classes(&column.classes)))
        .collect();
    one.schema.columns.iter().find_map(|column| {
        let (here, there) = (classes(&column.classes), named.get(column.name.as_str())?);
        let class = here.symmetric_difference(there).next()?;
        let say = |dataset: &DatasetPlan, marked: bool| {
            let not = if marked { "" } else { "not " };
            format!("{}.{} is {not}{class}", dataset.name, column.name)
        };
        Some(Differing {
            message: format!("mark `{}` differently", column.name),
            one: say(one, here.contains(class)),
            other: say(other, there.contains(class)),
        })
    })
}

/// A column of one name that holds another kind of value.
fn types(one: &DatasetPlan, other: &DatasetPlan) -> Option<Differing> {
    let named: BTreeMap<&str, &ColumnPlan> = other
        .schema
        .columns
        .iter()
        .map(|column| (column.name.as_str(), column))
        .collect();
    one.schema.columns.iter().find_map(|column| {
        let there = named.get(column.name.as_str())?;
        // One may well declare a width where the other does not.
        let text = column.kind.is_text() && there.kind.is_text();
        let kind = std::mem::discriminant::<ColumnType>;
        let differ = !text && kind(&column.kind) != kind(&there.kind);
        let say = |dataset: &DatasetPlan, column: &ColumnPlan| {
            format!("{}.{} is {}", dataset.name, column.name, column.kind)
        };
        differ.then(|| Differing {
            message: format!("disagree on `{}`", column.name),
            one: say(one, column),
            other: say(other, there),
        })
    })
}

/// Columns of both in another order, where order is meaning.
fn order(one: &DatasetPlan, other: &DatasetPlan) -> Option<Differing> {
    let by_position = |dataset: &DatasetPlan| dataset.abilities.columns == ColumnMatch::Position;
    if !by_position(one) && !by_position(other) {
        return None;
    }
    let names = |dataset: &DatasetPlan| -> Vec<String> {
        let columns = dataset.schema.columns.iter();
        columns.map(|column| column.name.clone()).collect()
    };
    let (here, there) = (names(one), names(other));
    let (mut sorted_here, mut sorted_there) = (here.clone(), there.clone());
    sorted_here.sort();
    sorted_there.sort();
    (here != there && sorted_here == sorted_there).then(|| Differing {
        message: "order their columns differently".to_owned(),
        one: format!("{} has {}", one.name, show::list(&here)),
        other: format!("{} has {}", other.name, show::list(&there)),
    })
}

fn classes(names: &[String]) -> BTreeSet<&str> {
    names.iter().map(String::as_str).collect()
}

fn disagree(
    address: &str,
    one: &DatasetPlan,
    other: &DatasetPlan,
    differing: &Differing,
) -> Diagnostic {
    Diagnostic::new(
        &rules::TWO_FACES,
        format!(
            "`{}` and `{}` are one place, and {}",
            one.name, other.name, differing.message
        ),
        other.origin.span,
        "declared a second time here",
    )
    .with_related(one.origin.span, "declared here first")
    .because(format!("both are {address}"))
    .because(differing.one.clone())
    .because(differing.other.clone())
    .help("declare it once and use that everywhere, or say the same of both")
}
