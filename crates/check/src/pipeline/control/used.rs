//! What of a pipeline is used: outputs and values that somebody reads.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_model::{Operand, Step, StepRole, TemplatePart, VariableTemplate};
use pipewright_plan::EngineValue;
use pipewright_source::Span;

use super::super::frames::{Node, Unrolled};
use super::super::refer::Place;
use super::super::shapes::Shapes;
use super::branch::operands;
use crate::context::Context;
use crate::rules;
use pipewright_diagnostics::Diagnostic;
use pipewright_model::Condition;

/// Outputs and values that somebody reads.
#[derive(Default)]
pub struct Used {
    /// Outputs.
    pub outputs: BTreeSet<(Node, usize)>,
    /// Values.
    pub values: BTreeSet<(Node, String)>,
}

/// Steps and joins by their full names.
pub type Names<'v> = BTreeMap<&'v str, Node>;

/// Steps and joins by their full names.
pub fn names<'v>(unrolled: &'v Unrolled<'_>) -> Names<'v> {
    let steps = unrolled.steps.iter().enumerate();
    let joins = unrolled.joins.iter().enumerate();
    steps
        .map(|(index, step)| (step.name.as_str(), Node::Step(index)))
        .chain(joins.map(|(index, join)| (join.name.as_str(), Node::Join(index))))
        .collect()
}

impl Used {
    /// Takes note of data that is read.
    pub fn place(&mut self, unrolled: &Unrolled<'_>, place: Place) {
        self.outputs.extend(place.sources(unrolled));
    }

    /// Takes note of the values a condition asks.
    pub fn condition(&mut self, condition: &Condition, names: &Names<'_>) {
        for operand in operands(condition) {
            if let Operand::Value { step, name, .. } = operand
                && let Some(node) = names.get(step.as_str())
            {
                self.values.insert((*node, name.clone()));
            }
        }
    }

    /// Takes note of what is handed out to whoever calls.
    pub fn handed_out(&mut self, unrolled: &Unrolled<'_>, names: &Names<'_>) {
        let out = &unrolled.handed_out;
        for (place, _) in &out.data {
            self.place(unrolled, *place);
        }
        for (step, name) in &out.values {
            if let Some(node) = names.get(step.as_str()) {
                self.values.insert((*node, name.clone()));
            }
        }
    }

    /// What is read of a join is read of its members.
    pub fn hand_down(&mut self, shapes: &Shapes) {
        for index in shapes.joins_from_the_last() {
            let Some(join) = shapes.joins.get(index) else {
                continue;
            };
            let own = Node::Join(index);
            for (output, parts) in join.parts.iter().enumerate() {
                if self.outputs.contains(&(own, output)) {
                    let members = parts.iter().map(|(node, output, _)| (*node, *output));
                    self.outputs.extend(members);
                }
            }
            for value in &join.values {
                if self.values.contains(&(own, value.name.clone())) {
                    let members = join.nodes.iter().map(|node| (*node, value.name.clone()));
                    self.values.extend(members);
                }
            }
        }
    }

    /// Whether anything of a join is read.
    pub fn any_of(&self, node: Node, shapes: &Shapes) -> bool {
        (0..shapes.of(node).len()).any(|output| self.outputs.contains(&(node, output)))
            || self.any_value(node, shapes)
    }

    /// Whether a value is read.
    pub fn any_value(&self, node: Node, shapes: &Shapes) -> bool {
        let mut values = shapes.values(node).iter();
        values.any(|value| self.values.contains(&(node, value.name.clone())))
    }
}

/// The values a step reads: the step or join that yields each, and its name.
pub fn values_read(step: &Step) -> Vec<(&str, &str)> {
    let services = step.services.iter().flat_map(|service| &service.env);
    let texts = step.command.iter().flatten().chain(&step.args).chain(
        step.env
            .iter()
            .chain(services)
            .filter_map(|(_, value)| match value {
                VariableTemplate::Text(text) => Some(text),
                VariableTemplate::Secret(_) => None,
            }),
    );
    let parts = texts.flat_map(|text| &text.0);
    let mut found: Vec<(&str, &str)> = parts
        .filter_map(|part| match part {
            TemplatePart::Engine(EngineValue::Value { task, name })
            | TemplatePart::Joined(task, name) => Some((task.as_str(), name.as_str())),
            _ => None,
        })
        .collect();
    if let Some(fan_out) = &step.fan_out {
        found.push((&fan_out.step, &fan_out.value));
    }
    found
}

impl<'a> Context<'_, 'a> {
    /// A container is handed each value in a variable of its own.
    pub fn one_variable_each(&mut self, step: &Step, span: Span) {
        let mut first: BTreeMap<String, (&str, &str)> = BTreeMap::new();
        for (of, value) in values_read(step) {
            let engine = EngineValue::Value {
                task: of.to_owned(),
                name: value.to_owned(),
            };
            let variable = engine.variable();
            let (other, own) = *first.entry(variable.clone()).or_insert((of, value));
            if (other, own) != (of, value) {
                let message =
                    format!("`{other}.{own}` and `{of}.{value}` would be handed over as one");
                let found = Diagnostic::new(
                    &rules::DUPLICATE_NAME,
                    message,
                    span,
                    format!("both are `{variable}` in its container"),
                );
                self.report
                    .push(found.help("give one of them another name"));
                return;
            }
        }
    }

    /// Warns of steps that run for nothing, and values that are yielded for nothing.
    pub fn unused(&mut self, unrolled: &Unrolled<'a>, shapes: &Shapes, used: &Used) {
        for (index, step) in unrolled.steps.iter().enumerate() {
            let node = Node::Step(index);
            // Where parameters are bound otherwise it is read.
            if unrolled
                .read_when_pruned
                .contains(step.written.value.as_str())
            {
                continue;
            }
            if step.role == StepRole::Work {
                self.unused_outputs(unrolled, shapes, used, node);
            }
            for value in shapes.values(node) {
                let own = step.flat.clause.span;
                let declared = value.span.start >= own.start && value.span.end <= own.end;
                // A template yields for all who use it.
                if !declared || used.values.contains(&(node, value.name.clone())) {
                    continue;
                }
                let name = &value.name;
                let message = format!("nothing reads `{}.{name}`", step.written.value);
                self.report.push(
                    Diagnostic::new(
                        &rules::UNUSED_VALUE,
                        message,
                        value.span,
                        "it is yielded for nothing",
                    )
                    .help("read it in `args`, `env`, `command` or a condition, or remove it"),
                );
            }
        }
        for (index, join) in unrolled.joins.iter().enumerate() {
            let node = Node::Join(index);
            let written = matches!(join.members, super::either::Members::Either(_));
            let pruned = unrolled
                .read_when_pruned
                .contains(join.written.value.as_str());
            if written && !pruned && !used.any_of(node, shapes) {
                self.runs_for_nothing(
                    join.written,
                    &format!("nothing uses what the step `{}` yields", join.written.value),
                );
            }
        }
    }

    fn unused_outputs(
        &mut self,
        unrolled: &Unrolled<'a>,
        shapes: &Shapes,
        used: &Used,
        node: Node,
    ) {
        let outputs = shapes.of(node);
        let idle: Vec<&str> = outputs
            .iter()
            .enumerate()
            .filter(|(output, _)| !used.outputs.contains(&(node, *output)))
            .map(|(_, output)| output.name.as_deref().unwrap_or_default())
            .collect();
        // A step without a type yields nothing by its own words: it runs for what it does.
        if idle.is_empty() || only_values(outputs) {
            return;
        }
        let Some(name) = unrolled.tree_name(node) else {
            return;
        };
        let message = if idle.len() < outputs.len() {
            format!(
                "nothing uses {} of the step `{}`",
                crate::names::list(&idle),
                name.value
            )
        } else if used.any_value(node, shapes) {
            format!(
                "nothing uses the rows that the step `{}` yields",
                name.value
            )
        } else {
            format!("nothing uses what the step `{}` yields", name.value)
        };
        self.runs_for_nothing(name, &message);
    }

    fn runs_for_nothing(&mut self, name: &pipewright_syntax::tree::Name, message: &str) {
        self.report.push(
            Diagnostic::new(
                &rules::UNUSED_STEP,
                message,
                name.span,
                "it runs for nothing",
            )
            .help("write it to a dataset, let a step read it, or check it"),
        );
    }
}

/// Whether a step may yield nothing but values: nobody says what rows it would yield.
pub fn only_values(outputs: &[super::super::shapes::OutputShape]) -> bool {
    match outputs {
        [only] => only.name.is_none() && matches!(only.shape, crate::schema::Shape::Untyped),
        _ => false,
    }
}
