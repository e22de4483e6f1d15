//! Columns matched by name.

use pipewright_plan::ColumnPlan;

use super::likeness::likeness;
use super::{Fit, MOST_NAMED, index, plural};
use crate::names::{list, nearest};
use crate::report::Report;
use crate::rules;

impl Fit<'_> {
    pub(super) fn by_name(&self, report: &mut Report) {
        let rows = index(self.rows);
        let wanted = index(self.wanted);
        let mut missing: Vec<&ColumnPlan> = Vec::new();
        let mut left_out: Vec<&ColumnPlan> = Vec::new();
        for column in &self.wanted.columns {
            if rows.contains_key(column.name.as_str()) {
                continue;
            }
            if column.optional {
                left_out.push(column);
            } else {
                missing.push(column);
            }
        }
        let mut extra: Vec<&ColumnPlan> = self
            .rows
            .columns
            .iter()
            .filter(|column| !wanted.contains_key(column.name.as_str()))
            .collect();
        let pairs = renamed(&mut missing, &mut left_out, &mut extra);
        if !pairs.is_empty() {
            self.renamed_by_name(&pairs, report);
        }
        if !missing.is_empty() {
            self.missing(&missing, report);
        }
        if !extra.is_empty() {
            self.extra(&extra, report);
        }
        for column in &self.rows.columns {
            let target = wanted.get(column.name.as_str());
            if let Some(target) = target.and_then(|at| self.wanted.columns.get(*at)) {
                self.one(column, target, report);
            }
        }
    }

    fn renamed_by_name(&self, pairs: &[(&ColumnPlan, &ColumnPlan)], report: &mut Report) {
        let Some((from, to)) = pairs.first() else {
            return;
        };
        let message = match pairs.len() {
            1 => format!(
                "`{}` has the column `{}`, but `{}` needs `{}`",
                self.subject, from.name, self.sink, to.name
            ),
            count => format!(
                "{count} columns of `{}` have other names in `{}`",
                self.subject, self.sink
            ),
        };
        let label = if nearest(&from.name, std::iter::once(to.name.as_str())).is_some() {
            format!("is `{}` meant to be `{}`?", from.name, to.name)
        } else {
            format!("`{}` is needed", to.name)
        };
        let mut found = self
            .found(&rules::MISSING_COLUMN, message, label)
            .help("name the column alike on both sides");
        if pairs.len() > 1 {
            let shown = pairs.iter().take(MOST_NAMED);
            found.because = shown
                .map(|(from, to)| format!("{} would be {}", from.name, to.name))
                .collect();
            found = found.help("name the columns alike on both sides");
        }
        found.fixes.extend(self.renaming(pairs));
        report.push(found);
    }

    fn missing(&self, missing: &[&ColumnPlan], report: &mut Report) {
        let names: Vec<&str> = missing
            .iter()
            .map(|column| column.name.as_str())
            .take(MOST_NAMED)
            .collect();
        let message = format!(
            "`{}` lacks the column{} {} that `{}` needs",
            self.subject,
            plural(names.len()),
            list(&names),
            self.sink
        );
        report.push(self.found(&rules::MISSING_COLUMN, message, "not all columns are there"));
        report.missed_by_sink(self.span, self.subject, self.declared, &names);
    }

    fn extra(&self, extra: &[&ColumnPlan], report: &mut Report) {
        let names: Vec<&str> = extra
            .iter()
            .map(|column| column.name.as_str())
            .take(MOST_NAMED)
            .collect();
        let message = format!(
            "`{}` has the column{} {} that `{}` does not take",
            self.subject,
            plural(names.len()),
            list(&names),
            self.sink
        );
        report.push(
            self.found(
                &rules::EXTRA_COLUMN,
                message,
                "nothing is dropped in silence",
            )
            .help(format!(
                "leave them out of `{}`, or add them to the type of `{}`",
                self.subject, self.sink
            )),
        );
    }
}

/// Columns that are on both sides under different names, which are taken out of the others: the
/// only one on each side, or those whose names are alike. One that may be missing there counts
/// too, as it would be left empty.
fn renamed<'s>(
    missing: &mut Vec<&'s ColumnPlan>,
    left_out: &mut Vec<&'s ColumnPlan>,
    extra: &mut Vec<&'s ColumnPlan>,
) -> Vec<(&'s ColumnPlan, &'s ColumnPlan)> {
    if let ([to], [from]) = (missing.as_slice(), extra.as_slice()) {
        let pair = (*from, *to);
        missing.clear();
        extra.clear();
        return vec![pair];
    }
    let mut pairs = Vec::new();
    // Names of many columns are compared to no more than these: the rest is told as it is.
    const COMPARED: usize = 64;
    if extra.len() > COMPARED || missing.len() + left_out.len() > COMPARED {
        return pairs;
    }
    extra.retain(|from| {
        let alike = |to: &&&ColumnPlan| likeness(&from.name, &to.name) > 0;
        for targets in [&mut *missing, &mut *left_out] {
            let best = targets
                .iter()
                .filter(alike)
                .max_by_key(|to| likeness(&from.name, &to.name))
                .map(|to| to.name.clone());
            if let Some(best) = best
                && let Some(at) = targets.iter().position(|to| to.name == best)
            {
                pairs.push((*from, targets.remove(at)));
                return false;
            }
        }
        true
    });
    pairs
}
