//! What is known of a dataset.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{ColumnPlan, DatasetPlan, PartitionUnit, Plan, TaskKind};
use pipewright_source::Span;

use crate::known::{FactValue, Known, Subject};

/// A dataset that a pipeline of an environment touches.
pub struct DatasetSubject<'p> {
    plan: &'p Plan,
    facts: &'p DatasetPlan,
    used: Used,
}

/// Who uses the datasets of an environment.
#[derive(Default)]
pub struct Uses<'p>(BTreeMap<&'p str, Used>);

#[derive(Clone, Copy, Default)]
struct Used {
    read: bool,
    written: bool,
}

impl<'p> Uses<'p> {
    /// By its pipelines.
    pub fn of(plans: &'p [Plan]) -> Self {
        let mut uses = Self::default();
        for task in plans.iter().flat_map(|plan| &plan.pipeline.tasks) {
            let sink = match &task.kind {
                TaskKind::Write(write) => Some(write.dataset.as_str()),
                _ => None,
            };
            for name in &task.datasets {
                let used = uses.0.entry(name).or_default();
                let written = sink == Some(name.as_str());
                used.written |= written;
                used.read |= !written;
            }
        }
        uses
    }
}

impl<'p> DatasetSubject<'p> {
    /// The datasets of a pipeline.
    pub fn of(plan: &'p Plan, uses: &Uses<'p>) -> impl Iterator<Item = Self> {
        plan.datasets.iter().map(move |facts| Self {
            plan,
            facts,
            used: uses.0.get(facts.name.as_str()).copied().unwrap_or_default(),
        })
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
            "read" => FactValue::Truth(self.used.read).plain(),
            "written" => FactValue::Truth(self.used.written).plain(),
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
