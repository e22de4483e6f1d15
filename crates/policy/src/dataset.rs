//! What is known of a dataset.

use std::collections::BTreeSet;

use pipewright_plan::{ColumnPlan, DatasetPlan, PartitionUnit, Plan};
use pipewright_source::Span;

use crate::known::{FactValue, Known, Subject};

/// A dataset that a pipeline of an environment touches.
pub struct DatasetSubject<'p> {
    plan: &'p Plan,
    facts: &'p DatasetPlan,
}

impl<'p> DatasetSubject<'p> {
    /// The datasets of a pipeline.
    pub fn of(plan: &'p Plan) -> impl Iterator<Item = Self> {
        plan.datasets.iter().map(move |facts| Self { plan, facts })
    }
}

impl<'p> Subject<'p> for DatasetSubject<'p> {
    fn called(&self) -> String {
        format!("the dataset `{}`", self.facts.name)
    }

    fn key(&self) -> String {
        self.facts.name.clone()
    }

    fn declared(&self) -> Span {
        self.facts.origin.span
    }

    fn fact(&self, name: &str) -> Option<Known<'p>> {
        let facts = self.facts;
        Some(match name {
            "name" => FactValue::text(&facts.name).plain(),
            "doc" => FactValue::stated(facts.doc.as_ref()).plain(),
            "environment" => FactValue::text(&self.plan.environment.name).plain(),
            "connector" => FactValue::text(&facts.connector).plain(),
            "address" => FactValue::text(&facts.address).plain(),
            "external" => FactValue::Truth(facts.external).plain(),
            "owner" => FactValue::stated(facts.owner.as_ref()).plain(),
            "region" => FactValue::places(facts.region.as_ref()).at(facts.region_origin.span),
            "freshness" => FactValue::measured(facts.freshness_seconds).plain(),
            "classes" => FactValue::Texts(classes(&facts.schema.columns)).plain(),
            "accepts" => FactValue::texts(facts.accepts.iter().map(String::as_str)).plain(),
            "columns" => FactValue::count(facts.schema.columns.len()).plain(),
            "keys" => FactValue::texts(facts.schema.keys()).plain(),
            "partition" => FactValue::stated(partition(facts).as_ref()).plain(),
            "cursor" => FactValue::stated(facts.cursor.as_ref()).plain(),
            _ => return None,
        })
    }
}

/// `day(placed)`, as it is written.
pub fn partition(facts: &DatasetPlan) -> Option<String> {
    facts.partition.as_ref().map(|partition| {
        let unit = match partition.by {
            PartitionUnit::Hour => "hour",
            PartitionUnit::Day => "day",
            PartitionUnit::Month => "month",
            PartitionUnit::Key => "key",
        };
        format!("{unit}({})", partition.column)
    })
}

/// The classes of columns, nested ones included, sorted.
pub fn classes(columns: &[ColumnPlan]) -> Vec<String> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut waiting: Vec<&ColumnPlan> = columns.iter().collect();
    while let Some(column) = waiting.pop() {
        found.extend(column.classes.iter().map(String::as_str));
        waiting.extend(column.nested());
    }
    found.into_iter().map(str::to_owned).collect()
}
