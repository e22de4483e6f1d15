//! Columns matched by position: order and number are meaning, names are only what people read.

use std::collections::BTreeMap;

use pipewright_diagnostics::{Diagnostic, Edit, Fix};
use pipewright_plan::{ColumnPlan, Schema};

use super::likeness::likeness;
use super::{Fit, MOST_NAMED, fits, index, plural};
use crate::names::list;
use crate::report::Report;
use crate::rules;

/// Names of more columns than this are not compared to each other.
const MOST_COMPARED: usize = 200;

impl Fit<'_> {
    pub(super) fn by_position(&self, report: &mut Report) {
        let rows = &self.rows.columns;
        let wanted = &self.wanted.columns;
        if rows.len() != wanted.len() {
            report.push(self.other_count());
            return;
        }
        let positions = index(self.wanted);
        let moved = rows.iter().enumerate().find(|(at, column)| {
            positions
                .get(column.name.as_str())
                .is_some_and(|place| place != at)
        });
        if let Some((at, first)) = moved {
            let there = positions.get(first.name.as_str()).copied().unwrap_or(at);
            let message = format!(
                "the columns of `{}` are in another order than those of `{}`",
                self.subject, self.sink
            );
            let label = format!(
                "`{}` is at position {}, and at position {} there",
                first.name,
                at + 1,
                there + 1
            );
            let names: Vec<&str> = wanted
                .iter()
                .map(|column| column.name.as_str())
                .take(20)
                .collect();
            let mut found = self
                .found(&rules::COLUMN_ORDER, message, label)
                .because(self.by_position_because())
                .help(format!("order them so: {}", names.join(", ")));
            found.fixes.extend(self.reordering(self.wanted));
            report.push(found);
            return;
        }
        let swapped = swapped(rows, wanted);
        if let Some((from, to)) = swapped.first() {
            report.push(self.crossed(&swapped, *from, *to));
            return;
        }
        let renamed: Vec<(&ColumnPlan, &ColumnPlan)> = rows
            .iter()
            .zip(wanted)
            .filter(|(column, target)| column.name != target.name)
            .collect();
        if !renamed.is_empty() {
            report.push(self.renamed(&renamed));
        }
        for (column, target) in rows.iter().zip(wanted) {
            self.one(column, target, report);
        }
    }

    /// Another number of columns: which have no place, which places no column.
    fn other_count(&self) -> Diagnostic {
        let (rows, wanted) = (index(self.rows), index(self.wanted));
        let only = |schema: &Schema, other: &BTreeMap<&str, usize>| -> Vec<String> {
            schema
                .columns
                .iter()
                .filter(|column| !other.contains_key(column.name.as_str()))
                .map(|column| column.name.clone())
                .take(MOST_NAMED)
                .collect()
        };
        let (extra, missing) = (only(self.rows, &wanted), only(self.wanted, &rows));
        let message = format!(
            "`{}` has {} column{}, but `{}` has {}",
            self.subject,
            self.rows.columns.len(),
            plural(self.rows.columns.len()),
            self.sink,
            self.wanted.columns.len()
        );
        let mut found = self
            .found(
                &rules::COLUMN_ORDER,
                message,
                "each position needs its column",
            )
            .because(self.by_position_because());
        let named = |names: &[String]| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            list(&names)
        };
        if !extra.is_empty() {
            found = found.because(format!("`{}` has no {}", self.sink, named(&extra)));
        }
        if !missing.is_empty() {
            found = found.because(format!("`{}` has no {}", self.subject, named(&missing)));
        }
        found
    }

    /// Columns under other names that read as if they belonged where others of them land.
    fn crossed(&self, swapped: &[(usize, usize)], from: usize, to: usize) -> Diagnostic {
        let name = |schema: &Schema, at: usize| {
            schema
                .columns
                .get(at)
                .map_or_else(String::new, |column| column.name.clone())
        };
        let (column, lands) = (name(self.rows, from), name(self.wanted, from));
        let meant = name(self.wanted, to);
        let message = format!(
            "`{column}` of `{}` lands in `{lands}` of `{}`, and `{meant}` is another column",
            self.subject, self.sink
        );
        let mut found = self
            .found(
                &rules::COLUMN_ORDER,
                message,
                format!("columns look swapped: is `{column}` meant to be `{meant}`?"),
            )
            .because(self.by_position_because());
        for (from, to) in swapped.iter().take(MOST_NAMED) {
            found = found.because(format!(
                "{} lands in {}, and reads like {}",
                name(self.rows, *from),
                name(self.wanted, *from),
                name(self.wanted, *to)
            ));
        }
        found = found
            .help("order the columns alike; where they are right as they stand, name them alike");
        // The order in which each stands where its name belongs.
        let mut order: Vec<usize> = (0..self.rows.columns.len()).collect();
        for (from, to) in swapped {
            if let Some(slot) = order.get_mut(*to) {
                *slot = *from;
            }
        }
        found.fixes.extend(self.in_order(&order));
        found
    }

    fn renamed(&self, pairs: &[(&ColumnPlan, &ColumnPlan)]) -> Diagnostic {
        let message = match pairs {
            [(column, target)] => format!(
                "`{}` of `{}` lands in the column `{}` of `{}`",
                column.name, self.subject, target.name, self.sink
            ),
            several => format!(
                "{} columns of `{}` land in columns of other names in `{}`",
                several.len(),
                self.subject,
                self.sink
            ),
        };
        let mut found = self
            .found(&rules::COLUMN_RENAMED, message, "the names differ")
            .because(self.by_position_because());
        found = match pairs {
            [(_, target)] => found.help(format!(
                "if that is meant, name the column `{}` here too",
                target.name
            )),
            several => {
                for (column, target) in several.iter().take(MOST_NAMED) {
                    found = found.because(format!("{} lands in {}", column.name, target.name));
                }
                let more = several.len().saturating_sub(MOST_NAMED);
                if more > 0 {
                    found = found.because(format!("and {more} more"));
                }
                found.help("if that is meant, name the columns alike on both sides")
            }
        };
        if let [(column, _)] = pairs {
            let at = self
                .rows
                .columns
                .iter()
                .position(|one| one.name == column.name);
            if let Some(written) = at.and_then(|at| self.written.get(at)) {
                found = found.with_related(written.name, "the column");
            }
        }
        found.fixes.extend(self.renaming(pairs));
        found
    }

    /// The edits that put the columns into the order of another type, by name.
    fn reordering(&self, wanted: &Schema) -> Option<Fix> {
        let positions = index(self.rows);
        let order: Option<Vec<usize>> = wanted
            .columns
            .iter()
            .map(|column| positions.get(column.name.as_str()).copied())
            .collect();
        self.in_order(&order?)
    }

    /// The edits that put the columns into an order: which of them stands at each place.
    fn in_order(&self, order: &[usize]) -> Option<Fix> {
        if order.len() != self.written.len() {
            return None;
        }
        let mut edits = Vec::new();
        for (place, from) in order.iter().enumerate() {
            if place != *from {
                edits.push(Edit {
                    span: self.written.get(place)?.whole,
                    text: self.written.get(*from)?.text.to_owned(),
                });
            }
        }
        let title = format!("order them as `{}` has them", self.sink);
        (!edits.is_empty()).then_some(Fix {
            title,
            edits,
            safe: false,
        })
    }
}

/// Columns whose names are alike crosswise: each belongs, by its name, where another of them lands.
/// Pairs of a column's position and the one its name belongs to. Only whole circles count: two
/// columns that changed places, three that went round. A name that merely resembles another one
/// elsewhere is no sign of anything.
fn swapped(rows: &[ColumnPlan], wanted: &[ColumnPlan]) -> Vec<(usize, usize)> {
    let differing: Vec<usize> = rows
        .iter()
        .zip(wanted)
        .enumerate()
        .filter(|(_, (column, target))| column.name != target.name)
        .map(|(at, _)| at)
        .collect();
    if differing.len() < 2 || differing.len() > MOST_COMPARED {
        return Vec::new();
    }
    let like = |from: usize, to: usize| match (rows.get(from), wanted.get(to)) {
        (Some(column), Some(target)) if fits(&column.kind, &target.kind) => {
            likeness(&column.name, &target.name)
        }
        _ => 0,
    };
    // Where the name of each belongs: to the place it is more like than its own, and than every
    // other; none where two are as good.
    let mut belongs: BTreeMap<usize, usize> = BTreeMap::new();
    for from in differing.iter().copied() {
        let best = differing
            .iter()
            .map(|to| like(from, *to))
            .max()
            .unwrap_or(0);
        let mut places = differing.iter().filter(|to| like(from, **to) == best);
        if let (Some(place), None) = (places.next(), places.next())
            && best > like(from, from)
        {
            belongs.insert(from, *place);
        }
    }
    let mut found = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for start in belongs.keys().copied() {
        let mut circle = Vec::new();
        let mut at = start;
        while let Some(next) = belongs.get(&at).copied().filter(|_| seen.insert(at)) {
            circle.push((at, next));
            at = next;
        }
        if let Some(begin) = circle.iter().position(|(from, _)| *from == at) {
            found.extend(circle.into_iter().skip(begin));
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use pipewright_plan::ColumnType;

    use super::*;

    fn columns(names: &[&str]) -> Vec<ColumnPlan> {
        names
            .iter()
            .map(|name| ColumnPlan {
                name: (*name).to_owned(),
                kind: ColumnType::Float,
                optional: false,
                key: false,
                classes: Vec::new(),
            })
            .collect()
    }

    fn crosswise(rows: &[&str], wanted: &[&str]) -> Vec<(usize, usize)> {
        swapped(&columns(rows), &columns(wanted))
    }

    #[test]
    fn whole_circles_are_swaps() {
        assert_eq!(
            crosswise(&["lon", "lat"], &["latitude", "longitude"]),
            [(0, 1), (1, 0)]
        );
        assert_eq!(
            crosswise(
                &["id", "price_gross", "price_net", "tax"],
                &["id", "net", "gross", "tax"]
            ),
            [(1, 2), (2, 1)]
        );
        assert_eq!(
            crosswise(
                &["b_time", "c_time", "a_time"],
                &["timeA", "timeB", "timeC"]
            )
            .len(),
            3
        );
    }

    #[test]
    fn what_only_resembles_is_no_swap() {
        for (rows, wanted) in [
            (&["lat", "lon"][..], &["latitude", "longitude"][..]),
            (&["surname", "given"], &["last", "first"]),
            (&["start", "end"], &["start_date", "end_date"]),
            (&["day_start", "total"], &["day", "start_total"]),
            (&["a_id", "b_id"], &["id", "other_id"]),
            (&["total"], &["totals"]),
        ] {
            assert_eq!(crosswise(rows, wanted), [], "{rows:?} {wanted:?}");
        }
    }
}
