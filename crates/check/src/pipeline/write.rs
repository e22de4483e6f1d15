//! Writes: the sink can do what is asked, and the rows fit.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Write;
use pipewright_plan::{DatasetPlan, Lane, Schema, WriteMode};
use pipewright_source::Span;
use pipewright_syntax::tree::{self, Clause, ClauseKind};

use super::refer::{Data, Place, View};
use super::shapes::Shapes;
use super::unroll::Unrolled;
use crate::connector::lane_text;
use crate::context::{Ambient, Context};
use crate::dataset::documentation;
use crate::names::{ItemId, list, name_of};
use crate::rules;
use crate::schema::{Fit, Shape};

/// A write whose ends are known.
pub struct ResolvedWrite<'a> {
    /// Its tree.
    pub tree: &'a tree::Write,
    /// Its clause.
    pub clause: &'a Clause,
    /// What is written.
    pub subject: Data,
    /// Where to.
    pub sink: Option<ItemId>,
    /// Its name, kind of place and columns, for what follows.
    pub called: String,
    /// The type written at the step.
    kind: Option<&'a tree::TypeExpression>,
    grouped: bool,
    reference: pipewright_model::DataReference,
}

impl<'a> Context<'_, 'a> {
    /// Both ends of every write, in source order.
    pub fn resolved_writes(
        &mut self,
        unrolled: &Unrolled<'a>,
        shapes: &Shapes,
    ) -> Vec<ResolvedWrite<'a>> {
        let mut writes = Vec::new();
        for flat in &unrolled.rest {
            let ClauseKind::Write(tree) = &flat.clause.kind else {
                continue;
            };
            let view = View {
                unrolled,
                shapes,
                frame: flat.frame,
            };
            let mut context = self.with(Arc::clone(&flat.locals), Ambient::Plain);
            let subjects = context.data(view, &tree.subject);
            let sink = context.sink(tree, view);
            for subject in subjects {
                context.readable(subject.place, subject.span);
                writes.push(ResolvedWrite {
                    tree,
                    clause: flat.clause,
                    sink,
                    called: context.called(view, subject.place),
                    kind: match subject.place {
                        Place::Output { step, .. } => unrolled
                            .steps
                            .get(step)
                            .and_then(|step| step.tree.kind.as_ref()),
                        Place::Dataset(_) => None,
                    },
                    grouped: flat.frame > 0,
                    reference: context.reference(view, subject.place),
                    subject,
                });
            }
        }
        writes
    }

    fn sink(&mut self, write: &tree::Write, view: View<'_, 'a>) -> Option<ItemId> {
        let found = self.data(view, &write.sink);
        match found.as_slice() {
            [] => None,
            [
                Data {
                    place: Place::Dataset(id),
                    ..
                },
            ] => Some(*id),
            [
                Data {
                    place: place @ Place::Output { .. },
                    span,
                },
            ] => {
                let name = self.called(view, *place);
                let message = format!("`{name}` is a step, not a dataset");
                self.report.push(Diagnostic::new(
                    &rules::WRONG_KIND,
                    message,
                    *span,
                    "a dataset is needed here",
                ));
                None
            }
            several => {
                let message = format!("this names {} places to write to", several.len());
                self.misplaced(write.sink.span, &message, "one dataset is needed");
                None
            }
        }
    }

    /// Every write, once the rows of the steps are known.
    pub fn writes(&mut self, writes: &[ResolvedWrite<'a>], shapes: &Shapes) -> Vec<Write> {
        let mut built = Vec::new();
        let mut first: BTreeMap<ItemId, (Span, Lane)> = BTreeMap::new();
        for write in writes {
            let Some(id) = write.sink else { continue };
            let Some(dataset) = self.world.datasets.get(&id).map(Arc::clone) else {
                self.report.poisoned = true;
                continue;
            };
            let facts = &dataset.facts;
            let rows = self.rows_written(write, shapes);
            let mode = self.mode(write, facts);
            self.transaction(write, facts);
            self.external(write, facts);
            if let Some(rows) = &rows {
                self.fit(write, rows, facts, shapes, id);
            }
            let Some(mode) = mode else { continue };
            self.twice(write, &mode, facts, id, &mut first);
            let mode_span = write
                .tree
                .mode
                .as_ref()
                .map_or(write.clause.span, |mode| mode.span);
            built.push(Write {
                subject: write.reference.clone(),
                group: write
                    .grouped
                    .then(|| self.slice(write.tree.subject.span).to_owned()),
                doc: documentation(write.clause.doc.as_ref()),
                dataset: facts.name.clone(),
                mode,
                in_one_transaction: write.tree.transaction.is_some(),
                mode_origin: self.origin(mode_span),
                origin: self.origin(write.clause.span),
            });
        }
        built
    }

    fn rows_written(&mut self, write: &ResolvedWrite<'a>, shapes: &Shapes) -> Option<Arc<Schema>> {
        match write.subject.place {
            Place::Output { step, output } => match &shapes.outputs(step).get(output)?.shape {
                Shape::Known(schema) => Some(Arc::clone(schema)),
                Shape::Untyped => None,
                Shape::Broken => {
                    self.report.poisoned = true;
                    None
                }
            },
            Place::Dataset(id) => {
                let dataset = self.world.datasets.get(&id)?;
                Some(Arc::new(dataset.facts.schema.clone()))
            }
        }
    }

    fn mode(&mut self, write: &ResolvedWrite<'a>, facts: &DatasetPlan) -> Option<WriteMode> {
        let Some(mode) = &write.tree.mode else {
            self.no_mode(write, facts);
            return None;
        };
        let lane = match mode.value {
            tree::WriteMode::Appending => Lane::Appending,
            tree::WriteMode::ReplacingAll => Lane::ReplacingAll,
            tree::WriteMode::ReplacingPartition(_) => Lane::ReplacingPartition,
            tree::WriteMode::MergingByKey => Lane::MergingByKey,
        };
        if !facts.abilities.writes.contains(&lane) {
            self.cannot(write, facts, lane, mode.span);
            return None;
        }
        let columns = match &mode.value {
            tree::WriteMode::ReplacingPartition(names) => {
                self.columns_of(names, &facts.schema, &facts.name)?
            }
            tree::WriteMode::MergingByKey => {
                let keys: Vec<String> =
                    facts.schema.keys().into_iter().map(str::to_owned).collect();
                if keys.is_empty() {
                    let name = facts.schema.name.as_deref().unwrap_or("its type");
                    self.report.push(
                        Diagnostic::new(
                            &rules::MERGE_WITHOUT_KEY,
                            format!("`{}` has no key to merge by", facts.name),
                            mode.span,
                            "a key says which rows are the same",
                        )
                        .with_related(facts.origin.span, "declared here")
                        .help(format!("mark a column of `{name}` with `key`")),
                    );
                    return None;
                }
                keys
            }
            _ => Vec::new(),
        };
        Some(WriteMode { lane, columns })
    }

    fn no_mode(&mut self, write: &ResolvedWrite<'a>, facts: &DatasetPlan) {
        let place = write.tree.sink.span.after();
        let mut found = Diagnostic::new(
            &rules::MISSING_WRITE_MODE,
            format!("this write to `{}` does not say how", facts.name),
            write.clause.span,
            "what happens to the rows that are there?",
        )
        .because("because the mode decides what a retry does");
        for lane in &facts.abilities.writes {
            let text = match lane {
                Lane::ReplacingPartition => "replacing partition (COLUMN)",
                lane => lane_text(*lane),
            };
            found = found.fix(format!("add `{text}`"), place, format!(" {text}"));
        }
        self.report.push(found);
    }

    fn cannot(&mut self, write: &ResolvedWrite<'a>, facts: &DatasetPlan, lane: Lane, span: Span) {
        let mut found = Diagnostic::new(
            &rules::UNSUPPORTED_WRITE_MODE,
            format!("`{}` cannot be written {}", facts.name, lane_text(lane)),
            span,
            format!("`{}` cannot do this", facts.connector),
        )
        .with_related(write.tree.sink.span, "the dataset");
        let known: Vec<&str> = facts
            .abilities
            .writes
            .iter()
            .map(|lane| lane_text(*lane))
            .collect();
        if known.is_empty() {
            found = found.help(format!("`{}` can only be read", facts.connector));
        } else {
            found = found.help(format!("`{}` can write {}", facts.connector, list(&known)));
        }
        for known in known
            .iter()
            .filter(|known| **known != "replacing partition")
        {
            found = found.fix(format!("replace with `{known}`"), span, *known);
        }
        self.report.push(found);
    }

    fn transaction(&mut self, write: &ResolvedWrite<'a>, facts: &DatasetPlan) {
        let Some(span) = write.tree.transaction else {
            return;
        };
        if !facts.abilities.transactional {
            self.report.push(
                Diagnostic::new(
                    &rules::UNSUPPORTED_WRITE_MODE,
                    format!("`{}` is not written in one transaction", facts.name),
                    span,
                    format!("`{}` has no transactions", facts.connector),
                )
                .fix("remove it", span, ""),
            );
        }
    }

    fn external(&mut self, write: &ResolvedWrite<'a>, facts: &DatasetPlan) {
        if facts.external {
            self.report.push(
                Diagnostic::new(
                    &rules::WRITE_TO_EXTERNAL,
                    format!(
                        "`{}` is external: it is written outside of this project",
                        facts.name
                    ),
                    write.tree.sink.span,
                    "and written here",
                )
                .with_related(facts.origin.span, "declared `external` here"),
            );
        }
    }

    fn twice(
        &mut self,
        write: &ResolvedWrite<'a>,
        mode: &WriteMode,
        facts: &DatasetPlan,
        id: ItemId,
        first: &mut BTreeMap<ItemId, (Span, Lane)>,
    ) {
        match first.get(&id) {
            Some((span, lane))
                if *lane == Lane::ReplacingAll || mode.lane == Lane::ReplacingAll =>
            {
                let message = format!(
                    "`{}` is written twice, and one write replaces the other",
                    facts.name
                );
                self.report.push(
                    Diagnostic::new(&rules::WRITTEN_TWICE, message, write.clause.span, "the second write")
                        .with_related(*span, "the first write")
                        .help("write one of them elsewhere, or add rows with `appending` or `merging by key`"),
                );
            }
            Some(_) => {}
            None => {
                first.insert(id, (write.clause.span, mode.lane));
            }
        }
    }

    fn fit(
        &mut self,
        write: &ResolvedWrite<'a>,
        rows: &Schema,
        facts: &DatasetPlan,
        shapes: &Shapes,
        sink: ItemId,
    ) {
        let declared = match write.subject.place {
            Place::Output { step, output } => {
                shapes.outputs(step).get(output).map(|output| output.span)
            }
            Place::Dataset(id) => self.item(id).and_then(name_of).map(|name| name.span),
        };
        let sink_span = self
            .item(sink)
            .and_then(name_of)
            .map_or(facts.origin.span, |name| name.span);
        let fit = Fit {
            subject: &write.called,
            rows,
            sink: &facts.name,
            wanted: &facts.schema,
            columns: facts.abilities.columns,
            span: write.clause.span,
            declared: declared.unwrap_or(write.clause.span),
            sink_span,
            names: self.column_names(write),
        };
        fit.check(self.report);
    }

    /// Where the columns of what is written are named: in its type.
    fn column_names(&self, write: &ResolvedWrite<'a>) -> Vec<Span> {
        let columns = match write.subject.place {
            Place::Output { .. } => write
                .kind
                .and_then(|kind| self.columns_written(self.module, kind)),
            Place::Dataset(id) => match self.item(id).map(|item| &item.kind) {
                Some(tree::ItemKind::Dataset(dataset)) => dataset
                    .kind
                    .as_ref()
                    .and_then(|kind| self.columns_written(id.module, kind)),
                _ => None,
            },
        };
        columns
            .into_iter()
            .flatten()
            .map(|column| column.name.span)
            .collect()
    }
}
