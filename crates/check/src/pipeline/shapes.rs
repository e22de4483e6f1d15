//! What steps yield: as declared, or as the dataset has it that an output is written to.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind, StepBody};

use super::frames::{FlatStep, Unrolled};
use super::refer::Place;
use super::write::ResolvedWrite;
use crate::context::{Ambient, Context};
use crate::names::need_snake;
use crate::rules;
use crate::schema::Shape;

/// An output of a step.
#[derive(Debug, Clone)]
pub struct OutputShape {
    /// `good` of `step.good`.
    pub name: Option<String>,
    /// Its rows.
    pub shape: Shape,
    /// Whether they are those of the dataset it is written to.
    pub inferred: bool,
    /// Where it is declared.
    pub span: Span,
}

/// The outputs of every step.
#[derive(Debug, Default)]
pub struct Shapes(Vec<Vec<OutputShape>>);

impl Shapes {
    /// The outputs of one step; at least one.
    pub fn outputs(&self, step: usize) -> &[OutputShape] {
        self.0.get(step).map_or(&[], Vec::as_slice)
    }
}

impl<'a> Context<'_, 'a> {
    /// What every step says it yields.
    pub fn shapes(&mut self, unrolled: &Unrolled<'a>) -> Shapes {
        // A step in a loop says the same in each pass.
        let mut known: BTreeMap<Span, Vec<OutputShape>> = BTreeMap::new();
        let mut shapes = Vec::new();
        for step in &unrolled.steps {
            let outputs = match known.get(&step.written.span) {
                Some(outputs) => outputs.clone(),
                None => {
                    let outputs = self.declared_outputs(step);
                    known.insert(step.written.span, outputs.clone());
                    outputs
                }
            };
            shapes.push(outputs);
        }
        Shapes(shapes)
    }

    fn declared_outputs(&mut self, flat: &FlatStep<'a>) -> Vec<OutputShape> {
        let whole = flat.kind.map(|kind| self.rows(kind));
        let single = |shape: Shape| {
            vec![OutputShape {
                name: None,
                shape,
                inferred: false,
                span: flat.written.span,
            }]
        };
        let StepBody::Run { fields, .. } = flat.body else {
            return single(Shape::Broken);
        };
        let Some(field) = fields
            .fields
            .iter()
            .find(|field| field.name.value == "outputs")
        else {
            return single(whole.unwrap_or(Shape::Untyped));
        };
        if let Some(kind) = flat.kind {
            self.report.push(
                Diagnostic::new(
                    &rules::MISPLACED_CLAUSE,
                    format!("`{}` has a type and several outputs", flat.written.value),
                    field.span,
                    "each output has a type of its own",
                )
                .with_related(kind.span, "a type for the only output"),
            );
            return single(Shape::Broken);
        }
        let mut context = self.at(&flat.flat, Ambient::Plain);
        let outputs = context.named_outputs(&field.value);
        if outputs.is_empty() {
            single(Shape::Broken)
        } else {
            outputs
        }
    }

    /// `{ good = Order, bad = Rejected }`, or `[good, bad]` where sinks say the types.
    fn named_outputs(&mut self, value: &Expression) -> Vec<OutputShape> {
        let mut outputs = Vec::new();
        match &value.kind {
            ExpressionKind::Record(record) if !record.fields.is_empty() => {
                for field in self.distinct(record) {
                    need_snake(self.report, &field.name, "an output");
                    let shape = self.rows_of(&field.value);
                    outputs.push(OutputShape {
                        name: Some(field.name.value.clone()),
                        shape,
                        inferred: false,
                        span: field.name.span,
                    });
                }
            }
            ExpressionKind::List(items) if !items.is_empty() => {
                for item in items {
                    match &item.kind {
                        ExpressionKind::Path(path) if path.parts.len() == 1 => {
                            let Some(name) = path.parts.first() else {
                                continue;
                            };
                            need_snake(self.report, name, "an output");
                            let known = outputs.iter().any(|output: &OutputShape| {
                                output.name.as_ref() == Some(&name.value)
                            });
                            if known {
                                let message = format!("the output `{}` is named twice", name.value);
                                self.report.push(Diagnostic::new(
                                    &rules::DUPLICATE_FIELD,
                                    message,
                                    name.span,
                                    "once is enough",
                                ));
                            } else {
                                outputs.push(OutputShape {
                                    name: Some(name.value.clone()),
                                    shape: Shape::Untyped,
                                    inferred: false,
                                    span: name.span,
                                });
                            }
                        }
                        _ => self.mismatch_outputs(item.span),
                    }
                }
            }
            ExpressionKind::Error => self.report.poisoned = true,
            _ => self.mismatch_outputs(value.span),
        }
        outputs
    }

    fn mismatch_outputs(&mut self, span: Span) {
        self.misplaced(
            span,
            "outputs are names with types",
            "write `outputs = { good = Order, bad = Rejected }`",
        );
    }

    /// An untyped output that is written has the rows of its sink; two sinks must agree.
    pub fn infer(&mut self, writes: &[ResolvedWrite<'a>], shapes: &mut Shapes) {
        let mut from: BTreeMap<(usize, usize), (Span, String)> = BTreeMap::new();
        for write in writes {
            let Place::Output { step, output } = write.subject.place else {
                continue;
            };
            let Some(own) = shapes
                .0
                .get_mut(step)
                .and_then(|outputs| outputs.get_mut(output))
            else {
                continue;
            };
            let Some(dataset) = write.sink.and_then(|sink| self.world.datasets.get(&sink)) else {
                // The sink would have said the rows, and is wrong itself.
                if matches!(own.shape, Shape::Untyped) {
                    own.shape = Shape::Broken;
                    self.report.poisoned = true;
                }
                continue;
            };
            let key = (step, output);
            match (&own.shape, from.get(&key)) {
                (Shape::Untyped, _) => {
                    own.shape = Shape::Known(Arc::new(dataset.facts.schema.clone()));
                    own.inferred = true;
                    from.insert(key, (write.tree.sink.span, dataset.facts.name.clone()));
                }
                (Shape::Known(schema), Some((span, first)))
                    if !same_columns(schema, &dataset.facts.schema) =>
                {
                    let (span, first) = (*span, first.clone());
                    let message = format!(
                        "`{first}` and `{}` disagree on the rows of this step",
                        dataset.facts.name
                    );
                    own.shape = Shape::Broken;
                    self.report.push(
                        Diagnostic::new(
                            &rules::CONFLICTING_ROWS,
                            message,
                            write.tree.sink.span,
                            "this sink has other columns",
                        )
                        .with_related(span, "the rows were taken from this sink")
                        .with_related(own.span, "the step has no type")
                        .help("write the step's type: `step name: Type = …`"),
                    );
                }
                _ => {}
            }
        }
    }
}

fn same_columns(a: &pipewright_plan::Schema, b: &pipewright_plan::Schema) -> bool {
    a.columns.len() == b.columns.len()
        && a.columns
            .iter()
            .zip(&b.columns)
            .all(|(a, b)| a.name == b.name && a.kind == b.kind && a.optional == b.optional)
}
