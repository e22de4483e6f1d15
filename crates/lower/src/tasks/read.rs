//! Reading datasets: out of their system, conformed, staged.

use std::collections::BTreeMap;

use pipewright_model::{DataReference, Dataset};
use pipewright_plan::{
    Access, ColumnMatch, Guard, PartitionUnit, Role, TaskKind, TaskOutput, Text,
};

use super::references::Reader;
use super::{Builder, TaskParts, references};
use crate::containers;
use crate::data::{Place, SCRATCH};
use crate::environment::Holes;
use crate::guards;
use crate::names::word;
use crate::sql::{Conform, Source, Target};

/// A dataset, and whether only its rows of the run's interval are read.
pub type ReadKey = (String, bool);

impl<'a> Builder<'a> {
    /// Names one task for each dataset that must be moved before anything can read it.
    pub(super) fn name_reads(&mut self) {
        for (reference, _) in references::all(self.pipeline) {
            let key = match reference {
                DataReference::Dataset(name) => (name.clone(), false),
                DataReference::Interval(name) => (name.clone(), true),
                _ => continue,
            };
            if self.reads.contains_key(&key) {
                continue;
            }
            let Some(dataset) = self.dataset(&key.0) else {
                continue;
            };
            if key.1 || matches!(dataset.facts.access, Access::Moved) {
                let ending = if key.1 { "_interval" } else { "" };
                let name = self
                    .names
                    .claim(&format!("read_{}{ending}", word(&dataset.facts.name)));
                self.reads.insert(key, name);
            }
        }
    }

    /// The tasks themselves, as their first readers are written. Each lies on the ways all of its
    /// readers share: what no way reads is not moved.
    pub(super) fn read_tasks(&mut self) {
        let mut readers: BTreeMap<ReadKey, Vec<Reader<'a>>> = BTreeMap::new();
        let mut order = Vec::new();
        for (reference, reader) in references::all(self.pipeline) {
            let key = match reference {
                DataReference::Dataset(name) => (name.clone(), false),
                DataReference::Interval(name) => (name.clone(), true),
                _ => continue,
            };
            if !self.reads.contains_key(&key) {
                continue;
            }
            let list = readers.entry(key.clone()).or_default();
            if list.is_empty() {
                order.push(key);
            }
            list.push(reader);
        }
        for key in order {
            let list = readers.get(&key).map_or(&[][..], Vec::as_slice);
            let ways = guards::shared(list.iter().map(|reader| reader.when));
            let role = if list.iter().all(|reader| reader.finally) {
                Role::Finally
            } else {
                Role::Work
            };
            if let (Some(name), Some(dataset)) =
                (self.reads.get(&key).cloned(), self.dataset(&key.0))
            {
                self.read_task(name, dataset, key.1, ways, role);
            }
        }
    }

    fn read_task(
        &mut self,
        name: String,
        dataset: &Dataset,
        interval: bool,
        when: &[Guard],
        role: Role,
    ) {
        let facts = &dataset.facts;
        let (raw, source) = match dataset.format {
            None => {
                let file = format!("{SCRATCH}/{name}_raw.parquet");
                (file.clone(), Source::File(file))
            }
            Some(format) => {
                let raw = format!("{SCRATCH}/{name}_raw");
                (raw.clone(), Source::Folder(raw, format))
            }
        };
        // Without one, which the checker refuses, the statement fails rather than read everything.
        let cursor = interval.then(|| cursor(dataset).unwrap_or_default());
        let mut list = Vec::new();
        if let Some(mover) = &dataset.read {
            let holes = Holes {
                local: raw,
                path: Text::literal(dataset.folder.clone().unwrap_or_default()),
                cursor: cursor.map(str::to_owned),
                ..Holes::default()
            };
            let purpose = format!("reads {} through {}", facts.name, facts.connector);
            list.push(containers::mover(mover, &name, purpose, &holes));
        }
        let rows = if interval {
            format!("the rows of {} in the run's interval", facts.name)
        } else {
            format!("the rows of {name}")
        };
        let stored = self.store(&name, &rows, &Place::of(&name));
        let conform = Conform {
            name: &facts.name,
            source,
            given: None,
            wanted: &facts.schema,
            matched: ColumnMatch::Name,
            interval: cursor,
            target: Target::Folder(stored.folder, stored.above),
        };
        let kind = facts.schema.name.as_deref().unwrap_or("its type");
        let purpose = format!("conforms {} to {kind}", facts.name);
        let container = format!("{name}-conform");
        list.push(containers::conform(
            &container,
            purpose,
            &conform,
            &facts.origin,
        ));
        list.extend(stored.container);
        let kind = TaskKind::Read {
            dataset: facts.name.clone(),
            interval,
        };
        let mut parts = TaskParts::new(name.clone(), kind, when, &facts.origin);
        parts.doc = facts.doc.clone();
        parts.role = role;
        parts.containers = list;
        parts.datasets = vec![facts.name.clone()];
        parts.endpoints = facts.endpoints.clone();
        self.add_staging_endpoints(&mut parts.endpoints);
        parts.outputs = vec![TaskOutput {
            name,
            schema: Some(facts.schema.clone()),
            inferred: false,
        }];
        self.push(parts);
    }
}

/// The column rows of an interval are taken by; the checker asks for one.
fn cursor(dataset: &Dataset) -> Option<&str> {
    let facts = &dataset.facts;
    let partition = facts
        .partition
        .as_ref()
        .filter(|partition| partition.by != PartitionUnit::Key);
    facts
        .cursor
        .as_deref()
        .or_else(|| partition.map(|partition| partition.column.as_str()))
}
