//! What steps yield: as declared, or as the dataset has it that an output is written to.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::StepRole;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind, StepBody, TypeExpression};

use super::control::{JoinShape, ValueShape};
use super::frames::{FlatStep, Node, Unrolled};
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

/// What every step and every join yields.
#[derive(Debug, Default)]
pub struct Shapes {
    /// Outputs of steps.
    pub steps: Vec<Vec<OutputShape>>,
    /// Values of steps.
    pub values: Vec<Arc<Vec<ValueShape>>>,
    /// What joins are made of, and what comes of it.
    pub joins: Vec<JoinShape>,
}

impl Shapes {
    /// The outputs of one step; at least one, but for those that yield no rows.
    pub fn outputs(&self, step: usize) -> &[OutputShape] {
        self.steps.get(step).map_or(&[], Vec::as_slice)
    }

    /// The outputs of a step or a join.
    pub fn of(&self, node: Node) -> &[OutputShape] {
        match node {
            Node::Step(step) => self.outputs(step),
            Node::Join(join) => self.joins.get(join).map_or(&[], |join| &join.outputs),
        }
    }

    /// One output of a step or a join.
    pub fn output_mut(&mut self, node: Node, output: usize) -> Option<&mut OutputShape> {
        let outputs = match node {
            Node::Step(step) => self.steps.get_mut(step)?,
            Node::Join(join) => &mut self.joins.get_mut(join)?.outputs,
        };
        outputs.get_mut(output)
    }

    /// The values of a step or a join.
    pub fn values(&self, node: Node) -> &[ValueShape] {
        match node {
            Node::Step(step) => self.values.get(step).map_or(&[], |values| values),
            Node::Join(join) => self.joins.get(join).map_or(&[], |join| &join.values),
        }
    }
}

impl<'a> Context<'_, 'a> {
    /// What every step says it yields.
    pub fn shapes(&mut self, unrolled: &Unrolled<'a>) -> Shapes {
        // A step in a loop says the same in each pass.
        let mut known: BTreeMap<Span, (Vec<OutputShape>, Arc<Vec<ValueShape>>)> = BTreeMap::new();
        let mut shapes = Shapes::default();
        for step in &unrolled.steps {
            let said = match known.get(&step.flat.clause.span) {
                Some(said) => said.clone(),
                None => {
                    let before = self.report.found.len();
                    let values = self.declared_values(step);
                    let outputs = self.declared_outputs(step);
                    self.no_value_twice(step, &outputs, &values);
                    self.because_used(before, &step.flat.setting);
                    let said = (outputs, Arc::new(values));
                    known.insert(step.flat.clause.span, said.clone());
                    said
                }
            };
            shapes.steps.push(said.0);
            shapes.values.push(said.1);
        }
        let (members, order) = self.members_of_joins(unrolled, &shapes);
        self.joined(unrolled, &mut shapes, &members, order);
        shapes
    }

    /// Rows of a type that is written in another module.
    fn rows_written_in(&mut self, module: usize, kind: &TypeExpression) -> Shape {
        let locals = Arc::clone(&self.locals);
        let mut home = self.with(locals, Ambient::Plain);
        home.module = module;
        home.rows(kind)
    }

    /// Values and outputs are both read as `step.name`.
    fn no_value_twice(
        &mut self,
        step: &FlatStep<'a>,
        outputs: &[OutputShape],
        values: &[ValueShape],
    ) {
        for value in values {
            let same = |output: &&OutputShape| output.name.as_ref() == Some(&value.name);
            if let Some(output) = outputs.iter().find(same) {
                let name = format!("{}.{}", step.written.value, value.name);
                let found = Diagnostic::new(
                    &rules::DUPLICATE_NAME,
                    format!("`{name}` names an output and a value"),
                    value.span,
                    "a value here",
                );
                self.report
                    .push(found.with_related(output.span, "an output here"));
            }
        }
    }

    fn declared_outputs(&mut self, flat: &FlatStep<'a>) -> Vec<OutputShape> {
        if flat.role != StepRole::Work {
            self.yields_nothing(flat);
            return Vec::new();
        }
        let whole = flat.kind.map(|kind| self.rows_written_in(flat.home, kind));
        let single = |shape: Shape| {
            vec![OutputShape {
                name: None,
                shape,
                inferred: false,
                span: flat.written.span,
            }]
        };
        let (StepBody::Run { fields, .. } | StepBody::Inline { fields, .. }) = flat.body else {
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
}
