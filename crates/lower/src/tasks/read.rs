//! Reading moved datasets: out of their system, conformed, staged.

use std::collections::BTreeSet;

use pipewright_model::{DataReference, Dataset};
use pipewright_plan::{Access, ColumnMatch, Container, TaskKind, TaskOutput, Text};

use super::{Builder, TaskParts};
use crate::containers::{self, Holes};
use crate::data::{self, SCRATCH};
use crate::sql::{Conform, Source, Target};

impl Builder<'_> {
    /// One task for each moved dataset that anything reads.
    pub(super) fn read_tasks(&mut self) {
        let pipeline = self.pipeline;
        let inputs = pipeline
            .steps
            .iter()
            .flat_map(|step| &step.inputs)
            .map(|input| &input.from);
        let checks = pipeline.checks.iter().map(|check| &check.subject);
        let writes = pipeline.writes.iter().map(|write| &write.subject);
        let mut seen = BTreeSet::new();
        for reference in inputs.chain(checks).chain(writes) {
            let DataReference::Dataset(name) = reference else {
                continue;
            };
            let Some(dataset) = self.dataset(name) else {
                continue;
            };
            if matches!(dataset.facts.access, Access::Moved) && seen.insert(name.clone()) {
                self.read_task(dataset);
            }
        }
    }

    pub(super) fn read_task(&mut self, dataset: &Dataset) {
        let plain = dataset.facts.name.replace('.', "_");
        let name = self.names.claim(&format!("read_{plain}"));
        self.reads.insert(dataset.facts.name.clone(), name.clone());
        let folder = data::local_folder(&name, None);
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
        let mut list = Vec::new();
        if let Some(mover) = &dataset.read {
            let holes = Holes {
                local: raw,
                path: Text::literal(dataset.folder.clone().unwrap_or_default()),
                ..Holes::default()
            };
            let purpose = format!(
                "reads {} through {}",
                dataset.facts.name, dataset.facts.connector
            );
            list.push(containers::mover(mover, &name, purpose, &holes));
        }
        let conform = Conform {
            name: &dataset.facts.name,
            source,
            given: None,
            wanted: &dataset.facts.schema,
            matched: ColumnMatch::Name,
            target: Target::Folder(folder.clone()),
        };
        let file = containers::conform_file(&name, &conform);
        let kind = dataset
            .facts
            .schema
            .name
            .clone()
            .unwrap_or_else(|| "its type".to_owned());
        let purpose = format!("conforms {} to {kind}", dataset.facts.name);
        let container = format!("{name}-conform");
        list.push(containers::duckdb(
            &container,
            purpose,
            file,
            &dataset.facts.origin,
        ));
        list.extend(self.store(&name, &folder));
        let mut endpoints = dataset.facts.endpoints.clone();
        self.add_staging_endpoints(&mut endpoints);
        self.push(TaskParts {
            outputs: vec![TaskOutput {
                name: name.clone(),
                schema: Some(dataset.facts.schema.clone()),
                inferred: false,
            }],
            name,
            doc: dataset.facts.doc.clone(),
            kind: TaskKind::Read {
                dataset: dataset.facts.name.clone(),
                interval: false,
            },
            needs: Vec::new(),
            inputs: Vec::new(),
            containers: list,
            timeout: None,
            datasets: vec![dataset.facts.name.clone()],
            endpoints,
            idempotent: true,
            group: None,
            origin: dataset.facts.origin.clone(),
        });
    }

    /// Copies a local folder to staging, where there is a staging area.
    pub(super) fn store(&self, task: &str, folder: &str) -> Option<Container> {
        let area = self.environment.staging.as_ref()?;
        let staged = self.staged(task, None);
        let holes = Holes {
            local: folder.to_owned(),
            path: staged.path.unwrap_or_default(),
            ..Holes::default()
        };
        let purpose = format!("stages the rows of {task}");
        Some(containers::mover(
            &area.store,
            &format!("{task}-stage"),
            purpose,
            &holes,
        ))
    }
}
