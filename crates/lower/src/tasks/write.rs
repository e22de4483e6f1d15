//! Writes: staged rows fetched, conformed to the sink, published.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{DataReference, Dataset, Write};
use pipewright_plan::{
    ColumnType, Container, Format, Lane, Schema, TaskKind, Text, Variable, WritePlan,
};

use super::{Builder, TaskParts};
use crate::containers::{self, Holes};
use crate::data::SCRATCH;
use crate::rules;
use crate::sql::{Conform, Source, Target};

impl Builder<'_> {
    pub(super) fn write_task(&mut self, write: &Write) {
        let Some(sink) = self.dataset(&write.dataset) else {
            return;
        };
        self.refuse_unmovable_columns(write, sink);
        let plain = write.dataset.replace('.', "_");
        let name = self.names.claim(&format!("write_{plain}"));
        let subject = Self::subject_name(&write.subject);
        let fetched = self.fetch(&name, &write.subject);
        let given = self.schema(&write.subject);
        let (local, target) = match sink.format {
            None => {
                let file = format!("{SCRATCH}/{name}.parquet");
                (file.clone(), Target::File(file, Format::Parquet))
            }
            Some(format) => {
                let file = format!("{SCRATCH}/{name}.{}", extension(format));
                (file.clone(), Target::File(file, format))
            }
        };
        let conform = Conform {
            name: &sink.facts.name,
            source: Source::Folder(fetched.folder, fetched.format),
            given: given.as_ref(),
            wanted: &sink.facts.schema,
            matched: sink.facts.abilities.columns,
            target,
        };
        let file = containers::conform_file(&name, &conform);
        let mut list: Vec<Container> = fetched.container.into_iter().collect();
        let kind = sink
            .facts
            .schema
            .name
            .clone()
            .unwrap_or_else(|| "its type".to_owned());
        let purpose = format!("conforms {subject} to {kind}");
        list.push(containers::duckdb(
            &format!("{name}-conform"),
            purpose,
            file,
            &write.origin,
        ));
        if let Some(mover) = &sink.write {
            let holes = Holes {
                local,
                path: object_path(sink, write.mode.lane),
                mode: mode_word(write.mode.lane),
                // Loaders need the key of what they replace as well: a table with a primary key
                // cannot be loaded without.
                keys: match write.mode.lane {
                    Lane::ReplacingPartition => write.mode.columns.clone(),
                    _ => sink
                        .facts
                        .schema
                        .keys()
                        .into_iter()
                        .map(str::to_owned)
                        .collect(),
                },
            };
            let purpose = format!("publishes {subject} to {}", sink.facts.name);
            list.push(containers::mover(mover, &name, purpose, &holes));
        }
        let mut endpoints = fetched.endpoints;
        endpoints.extend(sink.facts.endpoints.iter().cloned());
        let mut datasets = vec![write.dataset.clone()];
        if let DataReference::Dataset(name) = &write.subject {
            datasets.push(name.clone());
        }
        self.push(TaskParts {
            name,
            doc: write.doc.clone(),
            kind: TaskKind::Write(WritePlan {
                subject,
                dataset: write.dataset.clone(),
                mode: write.mode.clone(),
                in_one_transaction: write.in_one_transaction,
                mode_origin: write.mode_origin.clone(),
            }),
            needs: self.gates(&write.subject),
            inputs: Vec::new(),
            containers: list,
            timeout: None,
            datasets,
            endpoints,
            outputs: Vec::new(),
            idempotent: write.mode.lane != Lane::Appending,
            group: write.group.clone(),
            origin: write.origin.clone(),
        });
    }

    /// Types that do not survive the loader are refused, not mangled.
    fn refuse_unmovable_columns(&mut self, write: &Write, sink: &Dataset) {
        if sink.format.is_some() {
            return;
        }
        for column in &sink.facts.schema.columns {
            if matches!(
                column.kind,
                ColumnType::Json | ColumnType::List(_) | ColumnType::Record(_)
            ) {
                self.diagnostics.push(
                    Diagnostic::new(
                        &rules::UNMOVABLE_COLUMN,
                        format!(
                            "`{}` cannot carry `{}: {}` into `{}`",
                            sink.facts.connector, column.name, column.kind, sink.facts.name
                        ),
                        write.origin.span,
                        format!("this write would mangle `{}`", column.name),
                    )
                    .with_related(sink.facts.origin.span, "the sink is declared here")
                    .because("rows travel in a Parquet file whose loader keeps plain types only")
                    .help(format!(
                        "declare `{}` as `string` and serialise it in the step, or write to an object store",
                        column.name
                    )),
                );
            }
        }
    }

    /// The declared rows of a reference.
    pub(super) fn schema(&self, reference: &DataReference) -> Option<Schema> {
        match reference {
            DataReference::Dataset(name) => self
                .dataset(name)
                .map(|dataset| dataset.facts.schema.clone()),
            DataReference::Output { step, output } => {
                let step = self
                    .pipeline
                    .steps
                    .iter()
                    .find(|known| known.name == *step)?;
                step.outputs
                    .iter()
                    .find(|known| known.name == *output)?
                    .schema
                    .clone()
            }
            _ => None,
        }
    }
}

fn extension(format: Format) -> &'static str {
    match format {
        Format::Parquet => "parquet",
        Format::Csv => "csv",
        Format::Json => "json",
    }
}

/// The object a write makes. Replacing puts one object in one place, which is atomic in every
/// object store; appending adds an object named after the run.
fn object_path(sink: &Dataset, lane: Lane) -> Text {
    let mut path = Text::default();
    path.push_literal(sink.folder.as_deref().unwrap_or(""));
    let extension = sink.format.map_or("parquet", extension);
    if lane == Lane::Appending {
        path.push_variable(Variable::RunId.name());
        path.push_literal(&format!(".{extension}"));
    } else {
        path.push_literal(&format!("data.{extension}"));
    }
    path
}

fn mode_word(lane: Lane) -> &'static str {
    match lane {
        Lane::Appending => "append",
        Lane::ReplacingAll => "replace",
        Lane::ReplacingPartition => "delete+insert",
        Lane::MergingByKey => "merge",
    }
}
