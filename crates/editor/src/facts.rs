//! Facts: what was planned and proven of a pipeline or dataset, found by its name.

use std::collections::BTreeSet;

use pipewright_plan::{Constraint, ConstraintKind, DatasetPlan, LedgerRow, Plan, Schedule};

use crate::Analysis;

/// The plans of a pipeline, one an environment.
pub fn plans<'a>(analysis: &'a Analysis, pipeline: &str) -> Vec<&'a Plan> {
    let examined = analysis.planned.as_deref();
    let stages = examined.into_iter().flat_map(|examined| &examined.stages);
    stages
        .flat_map(|stage| &stage.plans)
        .filter(|plan| plan.pipeline.name == pipeline)
        .collect()
}

/// Every plan there is.
pub fn all(analysis: &Analysis) -> impl Iterator<Item = &Plan> {
    let examined = analysis.planned.as_deref();
    let stages = examined.into_iter().flat_map(|examined| &examined.stages);
    stages.flat_map(|stage| &stage.plans)
}

/// A dataset as some plan sees it.
pub fn dataset<'a>(analysis: &'a Analysis, name: &str) -> Option<&'a DatasetPlan> {
    all(analysis).find_map(|plan| plan.dataset(name))
}

/// The constraints of a kind, with the rows that keep them.
pub fn constraints(plan: &Plan, kind: ConstraintKind) -> Vec<(&Constraint, Vec<&LedgerRow>)> {
    let constraints = plan.ledger.constraints.iter();
    constraints
        .filter(|constraint| constraint.kind == kind)
        .map(|constraint| {
            let rows = plan.ledger.rows.iter();
            let rows = rows.filter(|row| row.constraint == constraint.id);
            (constraint, rows.collect())
        })
        .collect()
}

/// The clocks of a plan: expression, zone, and as written.
pub fn clocks(plan: &Plan) -> Vec<(&str, &str, &str)> {
    let clocks = plan
        .pipeline
        .schedules()
        .filter_map(|schedule| match schedule {
            Schedule::Cron {
                expression,
                zone,
                written,
                ..
            } => Some((expression.as_str(), zone.as_str(), written.as_str())),
            _ => None,
        });
    clocks.collect()
}

/// The next runs by all clocks of a plan, in the order of time.
pub fn next_runs(plan: &Plan, now: i64, most: usize) -> Vec<String> {
    let clocks = clocks(plan);
    let mut runs: BTreeSet<(i64, String)> = BTreeSet::new();
    for (expression, zone, _) in clocks {
        runs.extend(pipewright_schedule::next_runs(expression, zone, now, most));
    }
    runs.into_iter().take(most).map(|(_, text)| text).collect()
}

/// The classes a dataset carries: those of its columns.
pub fn classes(dataset: &DatasetPlan) -> BTreeSet<&str> {
    let columns = dataset.schema.columns.iter();
    columns
        .flat_map(|column| column.classes.iter().map(String::as_str))
        .collect()
}
