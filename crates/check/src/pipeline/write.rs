//! Writes: the sink can do what is asked, and the rows fit.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Write;
use pipewright_plan::{DatasetPlan, Guard, Lane, Schema};
use pipewright_source::Span;
use pipewright_syntax::tree::{self, Clause, ClauseKind};

use super::control::{Setting, guards};
use super::frames::Unrolled;
use super::refer::{Data, Place, View};
use super::shapes::Shapes;
use crate::context::Context;
use crate::dataset::documentation;
use crate::names::{ItemId, name_of};
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
    /// The type written at the step, and the module it is written in.
    kind: Option<(usize, &'a tree::TypeExpression)>,
    grouped: bool,
    /// Where it stands.
    pub setting: Setting,
    when: Vec<Guard>,
    after: Vec<String>,
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
            let before = self.report.found.len();
            let view = flat.view(unrolled, shapes);
            let mut context = self.seeing(flat, view);
            let subjects = context.data(view, &tree.subject);
            let sink = context.sink(tree, view);
            for subject in subjects {
                context.readable(view, subject.place, subject.span);
                writes.push(ResolvedWrite {
                    tree,
                    clause: flat.clause,
                    sink,
                    called: context.called(view, subject.place),
                    kind: subject
                        .place
                        .first()
                        .and_then(|(node, _)| unrolled.kind_of(node)),
                    grouped: !unrolled.labels(flat.frame).is_empty(),
                    setting: flat.setting.clone(),
                    when: guards(unrolled, &flat.setting.ways),
                    after: unrolled.acquired(&flat.setting),
                    reference: context.reference(view, subject.place),
                    subject,
                });
            }
            self.because_used(before, &flat.setting);
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
            [Data { place, span }] => {
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
        let mut first = BTreeMap::new();
        for write in writes {
            let before = self.report.found.len();
            let one = self.one_write(write, shapes, &mut first);
            self.because_used(before, &write.setting);
            built.extend(one);
        }
        built
    }

    fn one_write(
        &mut self,
        write: &ResolvedWrite<'a>,
        shapes: &Shapes,
        first: &mut BTreeMap<ItemId, Vec<(Setting, Span, Lane)>>,
    ) -> Option<Write> {
        let id = write.sink?;
        let Some(dataset) = self.world.datasets.get(&id).map(Arc::clone) else {
            self.report.poisoned = true;
            return None;
        };
        let facts = &dataset.facts;
        let rows = self.rows_written(write, shapes);
        let mode = self.mode(write, facts);
        self.transaction(write, facts);
        self.external(write, facts);
        // What must not be written need not fit.
        if let Some(rows) = rows.as_ref().filter(|_| !facts.external) {
            self.fit(write, rows, facts, shapes, id);
        }
        let mode = mode?;
        self.twice(write, &mode, facts, id, first);
        let mode_span = write
            .tree
            .mode
            .as_ref()
            .map_or(write.clause.span, |mode| mode.span);
        Some(Write {
            subject: write.reference.clone(),
            group: write
                .grouped
                .then(|| self.slice(write.tree.subject.span).to_owned()),
            doc: documentation(write.clause.doc.as_ref()),
            dataset: facts.name.clone(),
            mode,
            in_one_transaction: write.tree.transaction.is_some(),
            when: write.when.clone(),
            after: write.after.clone(),
            mode_origin: self.origin(mode_span),
            origin: self.origin(write.clause.span),
        })
    }

    fn rows_written(&mut self, write: &ResolvedWrite<'a>, shapes: &Shapes) -> Option<Arc<Schema>> {
        match write.subject.place {
            Place::Dataset(id) | Place::Interval(id) => {
                let dataset = self.world.datasets.get(&id)?;
                Some(Arc::new(dataset.facts.schema.clone()))
            }
            place => {
                let (node, output) = place.first()?;
                match &shapes.of(node).get(output)?.shape {
                    Shape::Known(schema) => Some(Arc::clone(schema)),
                    Shape::Untyped => None,
                    Shape::Broken => {
                        self.report.poisoned = true;
                        None
                    }
                }
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
            Place::Dataset(id) | Place::Interval(id) => {
                self.item(id).and_then(name_of).map(|name| name.span)
            }
            place => place
                .first()
                .and_then(|(node, output)| shapes.of(node).get(output))
                .map(|output| output.span),
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
            Place::Output { .. } | Place::Joined { .. } | Place::Collected { .. } => write
                .kind
                .and_then(|(home, kind)| self.columns_written(home, kind)),
            Place::Dataset(id) | Place::Interval(id) => {
                match self.item(id).map(|item| &item.kind) {
                    Some(tree::ItemKind::Dataset(dataset)) => dataset
                        .kind
                        .as_ref()
                        .and_then(|kind| self.columns_written(id.module, kind)),
                    _ => None,
                }
            }
        };
        columns
            .into_iter()
            .flatten()
            .map(|column| column.name.span)
            .collect()
    }
}
