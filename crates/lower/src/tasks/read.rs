//! Reading datasets: out of their system, conformed, staged.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_model::{DataReference, Dataset};
use pipewright_plan::{
    Access, ColumnMatch, Guard, PartitionUnit, Role, TaskKind, TaskOutput, Text,
};

use super::{Builder, TaskParts, references};
use crate::containers;
use crate::data::{Place, SCRATCH};
use crate::environment::Holes;
use crate::guards;
use crate::names::word;
use crate::sql::{Conform, Source, Target};

/// A dataset, and whether only its rows of the run's interval are read.
pub type ReadKey = (String, bool);

/// Where a read lies.
#[derive(Debug, Clone, Copy)]
pub struct ReadWays<'a> {
    /// The ways all who need it share.
    pub when: &'a [Guard],
    /// Whether only what runs at the end needs it.
    pub finally: bool,
}

/// The read a reference to a dataset may need.
pub fn read_key(reference: &DataReference) -> Option<ReadKey> {
    match reference {
        DataReference::Dataset(name) => Some((name.clone(), false)),
        DataReference::Interval(name) => Some((name.clone(), true)),
        _ => None,
    }
}

impl<'a> Builder<'a> {
    /// Names one task for each dataset that must be moved before anything can read it.
    pub(super) fn name_reads(&mut self) {
        for (reference, _) in references::all(self.pipeline) {
            let Some(key) = read_key(reference) else {
                continue;
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

    /// Finds the ways of each read: those all of its readers and gates share, since what no way
    /// reads is not moved.
    pub(super) fn ways_of_reads(&mut self) {
        let mut found: BTreeMap<ReadKey, ReadWays<'a>> = BTreeMap::new();
        let mut meet = |key: ReadKey, when: &'a [Guard], finally: bool| {
            let known = found.entry(key).or_insert(ReadWays { when, finally });
            known.when = guards::shared([known.when, when].into_iter());
            known.finally &= finally;
        };
        for (reference, reader) in references::all(self.pipeline) {
            if let Some(key) = read_key(reference) {
                meet(key, reader.when, reader.finally);
            }
        }
        for (reference, gates) in &self.gates {
            if let Some(key) = read_key(reference) {
                for gate in gates {
                    meet(key.clone(), gate.when, false);
                }
            }
        }
        self.read_ways = found;
    }

    /// The tasks themselves, as their first readers are written.
    pub(super) fn read_tasks(&mut self) {
        let mut made = BTreeSet::new();
        for (reference, _) in references::all(self.pipeline) {
            let Some(key) = read_key(reference) else {
                continue;
            };
            let (Some(name), Some(ways), Some(dataset)) = (
                self.reads.get(&key).cloned(),
                self.read_ways.get(&key).copied(),
                self.dataset(&key.0),
            ) else {
                continue;
            };
            if made.insert(key.clone()) {
                self.read_task(name, dataset, key.1, ways);
            }
        }
    }

    fn read_task(&mut self, name: String, dataset: &Dataset, interval: bool, ways: ReadWays<'a>) {
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
        let mut parts = TaskParts::new(name.clone(), kind, ways.when, &facts.origin);
        parts.doc = facts.doc.clone();
        if ways.finally {
            parts.role = Role::Finally;
        }
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
