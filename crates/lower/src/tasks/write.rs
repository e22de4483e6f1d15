//! Writes: staged rows fetched, conformed to the sink, published.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{DataReference, Dataset, Write};
use pipewright_plan::{
    ColumnType, Container, Format, Guard, Lane, Origin, Schema, TaskKind, Text, Variable,
    WriteMode, WritePlan,
};

use super::places::Rows;
use super::{Builder, TaskParts};
use crate::containers;
use crate::data::SCRATCH;
use crate::environment::Holes;
use crate::names::word;
use crate::rules;
use crate::sql::{Conform, Part, Source, Target};

/// A write, of a pipeline's or of what a check rejects.
pub struct Publish<'a> {
    /// What is written, for people.
    pub subject: String,
    /// Where its rows lie.
    pub rows: Option<Rows<'a>>,
    /// Their columns, where known.
    pub given: Option<Schema>,
    /// The sink.
    pub dataset: &'a str,
    /// How rows land.
    pub mode: &'a WriteMode,
    /// Where that is written.
    pub mode_origin: &'a Origin,
    /// Whether one transaction was asked for.
    pub in_one_transaction: bool,
    /// Tasks before it.
    pub needs: Vec<String>,
    /// What stands for the subject, where its name is no output's and no dataset's.
    pub inputs: Vec<String>,
    /// The dataset it reads.
    pub reads: Option<&'a str>,
    /// The ways it lies on.
    pub when: &'a [Guard],
    /// Its documentation.
    pub doc: Option<String>,
    /// The step as written, where a loop made it.
    pub group: Option<String>,
    /// Where it is written.
    pub origin: &'a Origin,
}

impl Builder<'_> {
    pub(super) fn write_task(&mut self, write: &Write) {
        let subject = &write.subject;
        let mut needs = self.gates(subject, &write.when);
        needs.extend(write.after.iter().cloned());
        let rows = self.rows(subject, &write.when);
        let inputs = match subject {
            DataReference::Collected { .. } | DataReference::Interval(_) => {
                self.input_names(subject)
            }
            _ => Vec::new(),
        };
        let name = self.publish(Publish {
            subject: Self::subject_name(subject),
            rows,
            given: self.schema(subject),
            dataset: &write.dataset,
            mode: &write.mode,
            mode_origin: &write.mode_origin,
            in_one_transaction: write.in_one_transaction,
            needs,
            inputs,
            reads: Self::dataset_of(subject),
            when: &write.when,
            doc: write.doc.clone(),
            group: write.group.clone(),
            origin: &write.origin,
        });
        self.write_names.push(name);
    }

    /// Makes the task, and gives back its name; nothing where there is no such sink.
    pub(super) fn publish(&mut self, write: Publish<'_>) -> String {
        let Some(sink) = self.dataset(write.dataset) else {
            return String::new();
        };
        self.refuse_unmovable_columns(&write, sink);
        let name = self.names.claim(&format!("write_{}", word(write.dataset)));
        let subject = write.subject;
        let fetched = self.fetch_rows(&name, &subject, write.rows);
        let (local, path, target) = self.landing(&name, sink, write.mode);
        let conform = Conform {
            name: &sink.facts.name,
            source: Source::Folder(fetched.folder, fetched.format),
            given: write.given.as_ref(),
            wanted: &sink.facts.schema,
            matched: sink.facts.abilities.columns,
            interval: None,
            target,
        };
        let mut list: Vec<Container> = fetched.container.into_iter().collect();
        let kind = sink.facts.schema.name.as_deref().unwrap_or("its type");
        list.push(containers::conform(
            &format!("{name}-conform"),
            format!("conforms {subject} to {kind}"),
            &conform,
            write.origin,
        ));
        if let Some(mover) = &sink.write {
            let holes = Holes {
                local,
                path,
                mode: mode_word(write.mode.lane),
                keys: keys(sink, write.mode),
                ..Holes::default()
            };
            let purpose = format!("publishes {subject} to {}", sink.facts.name);
            list.push(containers::mover(mover, &name, purpose, &holes));
        }
        let kind = TaskKind::Write(WritePlan {
            subject,
            dataset: write.dataset.to_owned(),
            mode: write.mode.clone(),
            in_one_transaction: write.in_one_transaction,
            mode_origin: write.mode_origin.clone(),
        });
        let mut parts = TaskParts::new(name.clone(), kind, write.when, write.origin);
        parts.doc = write.doc;
        parts.needs = write.needs;
        parts.inputs = write.inputs;
        parts.containers = list;
        parts.datasets = vec![write.dataset.to_owned()];
        parts.datasets.extend(write.reads.map(str::to_owned));
        parts.endpoints = fetched.endpoints;
        let endpoints = sink.facts.endpoints.iter().cloned();
        parts.endpoints.extend(endpoints);
        parts.idempotent = write.mode.lane != Lane::Appending;
        parts.group = write.group;
        self.push(parts);
        name
    }

    /// What a write leaves locally, where the mover puts it, and the copy that makes it.
    ///
    /// Replacing all puts one object in one place, which is atomic in every object store; appending
    /// adds an object that no other run of any pipeline, and no other write of this one, has the
    /// name of; replacing partitions copies a folder for each of them, with one object in each, over
    /// what is there.
    fn landing(&self, name: &str, sink: &Dataset, mode: &WriteMode) -> (String, Text, Target) {
        let folder = sink.folder.as_deref().unwrap_or("");
        let facts = &sink.facts;
        if let (Some(format), Lane::ReplacingPartition) = (sink.format, mode.lane) {
            let local = format!("{SCRATCH}/{name}_parts");
            let parts = Part::of(&mode.columns, facts.partition.as_ref(), &facts.schema);
            let target = Target::Parts(local.clone(), format, parts);
            return (local, Text::from(folder), target);
        }
        let format = sink.format.unwrap_or(Format::Parquet);
        let extension = extension(format);
        let file = format!("{SCRATCH}/{name}.{extension}");
        let mut path = Text::default();
        path.push_literal(folder);
        if mode.lane == Lane::Appending {
            path.push_literal(&format!("{}-", self.pipeline.name));
            path.push_variable(Variable::RunId.name());
            if name != format!("write_{}", word(&facts.name)) {
                path.push_literal(&format!("-{name}"));
            }
            path.push_literal(&format!(".{extension}"));
        } else {
            path.push_literal(&format!("data.{extension}"));
        }
        (file.clone(), path, Target::File(file, format))
    }

    /// Types that do not survive the loader are refused, not mangled.
    fn refuse_unmovable_columns(&mut self, write: &Publish<'_>, sink: &Dataset) {
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
        let of = |step: &str, output: &Option<String>| {
            let step = self.index.steps.get(step)?;
            let mut outputs = step.outputs.iter();
            outputs.find(|known| known.name == *output)?.schema.clone()
        };
        match reference {
            DataReference::Dataset(name) | DataReference::Interval(name) => self
                .dataset(name)
                .map(|dataset| dataset.facts.schema.clone()),
            DataReference::Output { step, output } => of(step, output),
            DataReference::Collected { group, output } => {
                let first = self.index.members(group).first()?;
                of(&first.name, output)
            }
            DataReference::Joined { name } => self.index.joins.get(name.as_str())?.schema.clone(),
        }
    }
}

/// The columns a loader works by. It needs the key of what it replaces as well: a table with a
/// primary key cannot be loaded without.
fn keys(sink: &Dataset, mode: &WriteMode) -> Vec<String> {
    match mode.lane {
        Lane::ReplacingPartition => mode.columns.clone(),
        _ => {
            let keys = sink.facts.schema.keys();
            keys.into_iter().map(str::to_owned).collect()
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

fn mode_word(lane: Lane) -> &'static str {
    match lane {
        Lane::Appending => "append",
        Lane::ReplacingAll => "replace",
        Lane::ReplacingPartition => "delete+insert",
        Lane::MergingByKey => "merge",
    }
}
