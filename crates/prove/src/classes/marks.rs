//! Columns by their paths, with the classes they carry.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use pipewright_plan::{ColumnPlan, ColumnType};

use super::flow::Marks;

/// The marked columns of a type, nested ones among them.
pub(super) fn of(columns: &[ColumnPlan]) -> Marks<'_> {
    let mut found = BTreeMap::new();
    collect(columns, "", &mut found);
    Rc::new(found)
}

fn collect<'a>(
    columns: &'a [ColumnPlan],
    above: &str,
    found: &mut BTreeMap<String, (&'a ColumnType, BTreeSet<&'a str>)>,
) {
    for column in columns {
        let path = format!("{above}{}", column.name);
        collect(column.nested(), &format!("{path}."), found);
        if !column.classes.is_empty() {
            let classes = column.classes.iter().map(String::as_str).collect();
            found.insert(path, (&column.kind, classes));
        }
    }
}

/// The one set of columns if it has all of the others; else a new one.
pub(super) fn union<'a>(sets: impl Iterator<Item = Marks<'a>>) -> Marks<'a> {
    let mut all = Marks::default();
    for set in sets {
        if set.is_empty() || Rc::ptr_eq(&all, &set) {
            continue;
        }
        if all.is_empty() {
            all = set;
            continue;
        }
        let mut joined: BTreeMap<_, _> = (*all).clone();
        for (path, (kind, classes)) in set.iter() {
            let (_, known) = joined
                .entry(path.clone())
                .or_insert_with(|| (*kind, BTreeSet::new()));
            known.extend(classes.iter().copied());
        }
        all = Rc::new(joined);
    }
    all
}

/// The column of a path: `address.street`.
pub(super) fn find<'a>(columns: &'a [ColumnPlan], path: &str) -> Option<&'a ColumnPlan> {
    let (first, rest) = match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    let column = columns.iter().find(|column| column.name == first)?;
    match rest {
        Some(rest) => find(column.nested(), rest),
        None => Some(column),
    }
}
