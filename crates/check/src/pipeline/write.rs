//! Writes: the sink can do what is asked, and the rows fit.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Write;
use pipewright_plan::{DatasetPlan, Guard, Lane, Schema};
use pipewright_source::{Span, Spanned};
use pipewright_syntax::tree::{self, ClauseKind, Doc, Expression};

use super::control::{Setting, guards};
use super::frames::{Flat, Unrolled};
use super::refer::{Data, Place, View};
use super::shapes::Shapes;
use crate::context::Context;
use crate::dataset::documentation;
use crate::names::{ItemId, name_of};
use crate::rules;
use crate::schema::{Fit, Shape, WrittenColumn};

/// What landed in each dataset so far: where the write stands, its place, its mode.
pub type Landed = BTreeMap<ItemId, Vec<(Setting, Span, Lane)>>;

/// How rows land, as written: by a `write`, or by the `rejecting` of a check.
#[derive(Clone, Copy)]
pub struct Landing<'a> {
    /// What lands.
    pub subject: &'a Expression,
    /// Where.
    pub sink: &'a Expression,
    /// How.
    pub mode: Option<&'a Spanned<tree::WriteMode>>,
    /// `in one transaction`.
    pub transaction: Option<Span>,
    /// All of it.
    pub span: Span,
    /// Documentation before it.
    pub doc: Option<&'a Doc>,
}

/// A write whose ends are known.
pub struct ResolvedWrite<'a> {
    /// As written.
    pub tree: Landing<'a>,
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
            let landing = Landing {
                subject: &tree.subject,
                sink: &tree.sink,
                mode: tree.mode.as_ref(),
                transaction: tree.transaction,
                span: flat.clause.span,
                doc: flat.clause.doc.as_ref(),
            };
            let sink = context.sink(&tree.sink, view);
            for subject in subjects {
                context.readable(view, subject.place, subject.span);
                writes.push(context.resolved(landing, subject, sink, flat, view));
            }
            self.because_used(before, &flat.setting);
        }
        writes
    }

    /// A write of one subject.
    pub fn resolved(
        &self,
        landing: Landing<'a>,
        subject: Data,
        sink: Option<ItemId>,
        flat: &Flat<'a>,
        view: View<'_, 'a>,
    ) -> ResolvedWrite<'a> {
        let unrolled = view.unrolled;
        ResolvedWrite {
            tree: landing,
            sink,
            called: self.as_written(view, subject.place),
            kind: subject
                .place
                .first()
                .and_then(|(node, _)| unrolled.kind_of(node)),
            grouped: !unrolled.labels(flat.frame).is_empty(),
            setting: flat.setting.clone(),
            when: guards(unrolled, &flat.setting.ways),
            after: unrolled.acquired(&flat.setting),
            reference: self.reference(view, subject.place),
            subject,
        }
    }

    /// The dataset that rows land in.
    pub fn sink(&mut self, sink: &'a Expression, view: View<'_, 'a>) -> Option<ItemId> {
        let found = self.data(view, sink);
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
                self.misplaced(sink.span, &message, "one dataset is needed");
                None
            }
        }
    }

    /// Every write, once the rows of the steps are known.
    pub fn writes(
        &mut self,
        writes: &[ResolvedWrite<'a>],
        shapes: &Shapes,
        first: &mut Landed,
    ) -> Vec<Write> {
        let mut built = Vec::new();
        for write in writes {
            let before = self.report.found.len();
            let one = self.one_write(write, shapes, first);
            self.because_used(before, &write.setting);
            built.extend(one);
        }
        built
    }

    /// One write, or the rows a check rejects.
    pub fn one_write(
        &mut self,
        write: &ResolvedWrite<'a>,
        shapes: &Shapes,
        first: &mut Landed,
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
            .map_or(write.tree.span, |mode| mode.span);
        Some(Write {
            subject: write.reference.clone(),
            group: write
                .grouped
                .then(|| self.slice(write.tree.subject.span).to_owned()),
            doc: documentation(write.tree.doc),
            dataset: facts.name.clone(),
            mode,
            in_one_transaction: write.tree.transaction.is_some(),
            when: write.when.clone(),
            after: write.after.clone(),
            mode_origin: self.origin(mode_span),
            origin: self.origin(write.tree.span),
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
            span: write.tree.span,
            declared: declared.unwrap_or(write.tree.span),
            sink_span,
            written: self.columns_as_written(write),
        };
        fit.check(self.report);
    }

    /// The columns of what is written as its type has them.
    fn columns_as_written(&self, write: &ResolvedWrite<'a>) -> Vec<WrittenColumn<'a>> {
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
            .map(|column| WrittenColumn {
                name: column.name.span,
                whole: column.span,
                text: self.slice(column.span),
            })
            .collect()
    }
}
