//! `collect(load)`: the rows of all steps of a loop as one.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Schema;
use pipewright_source::Span;
use pipewright_syntax::tree::Argument;

use super::super::frames::{Named, Node, Unrolled};
use super::super::infer::same_columns;
use super::super::refer::{Data, Lead, Place, Steps, View};
use crate::context::Context;
use crate::rules;
use crate::schema::Shape;

impl<'a> Context<'_, 'a> {
    /// What `collect(…)` leads to.
    pub fn collected(
        &mut self,
        view: View<'_, 'a>,
        arguments: &[Argument],
        span: Span,
    ) -> Vec<Data> {
        let [Argument { name: None, value }] = arguments else {
            self.report.push(Diagnostic::new(
                &rules::WRONG_ARGUMENTS,
                "`collect` takes the step of one loop",
                span,
                "such as `collect(load)`",
            ));
            return Vec::new();
        };
        let steps = match self.lead(view, value) {
            Lead::Nothing => return Vec::new(),
            Lead::Pruned(decided) => {
                self.never_read(value.span, decided);
                return Vec::new();
            }
            Lead::Value(_) => {
                self.not_collected(value.span, "this is no step of a loop");
                return Vec::new();
            }
            Lead::Steps(steps) => steps,
        };
        self.of_all(view, &steps, value.span, span)
            .into_iter()
            .collect()
    }

    fn of_all(
        &mut self,
        view: View<'_, 'a>,
        steps: &Steps,
        read: Span,
        span: Span,
    ) -> Option<Data> {
        let first = *steps.nodes.first()?;
        let mapped = |node: &Node| match node {
            Node::Step(index) => {
                let step = view.unrolled.steps.get(*index);
                step.is_some_and(|step| step.fan_out.is_some())
            }
            Node::Join(_) => false,
        };
        if !steps.group && !mapped(&first) {
            let name = view.unrolled.written_of(first);
            self.not_collected(read, &format!("`{name}` is one step, which no loop made"));
            return None;
        }
        if steps.group && steps.nodes.iter().any(mapped) {
            let name = view.unrolled.written_of(first);
            self.report.push(
                Diagnostic::new(
                    &rules::WHICH_ELEMENT,
                    format!("`{name}` is multiplied twice, by a list of the run and by another"),
                    read,
                    "collected at once",
                )
                .help(format!(
                    "collect it in the outer loop, in a step that reads `collect({name})`, and collect that"
                )),
            );
            return None;
        }
        if let Some(join) = steps
            .nodes
            .iter()
            .find(|node| matches!(node, Node::Join(_)))
        {
            let name = view.unrolled.written_of(*join);
            self.report.push(
                Diagnostic::new(
                    &rules::COLLECTED_TWICE,
                    format!("`{name}` is one of several already, and is not collected"),
                    read,
                    "its rows lie where it is read",
                )
                .because("because a step leaves its rows in one place")
                .help(format!(
                    "let a step in the loop read `{name}`, and collect that step"
                )),
            );
            return None;
        }
        let output = self.output(view, first, steps.output.as_ref(), read)?;
        for node in &steps.nodes {
            if !self.may_read(view, *node, read) {
                return None;
            }
        }
        Some(Data {
            place: Place::Collected {
                frame: steps.frame,
                first,
                depth: steps.depth,
                output,
            },
            span,
        })
    }

    /// What is collected has one type.
    pub fn alike_rows(&mut self, view: View<'_, 'a>, place: Place, span: Span) {
        let mut first: Option<(&str, Span, Arc<Schema>)> = None;
        for (node, output) in place.sources(view.unrolled) {
            let Some(own) = view.shapes.of(node).get(output) else {
                continue;
            };
            let Shape::Known(rows) = &own.shape else {
                continue;
            };
            match &first {
                None => first = Some((view.unrolled.name_of(node), own.span, Arc::clone(rows))),
                Some((name, declared, wanted)) => {
                    if !Arc::ptr_eq(wanted, rows) && !same_columns(wanted, rows) {
                        let other = view.unrolled.name_of(node);
                        let (first, rows) = (Some((*name, *declared)), (&**wanted, &**rows));
                        self.mixed_rows(first, other, rows, span, own.span);
                        return;
                    }
                }
            }
        }
    }

    fn not_collected(&mut self, span: Span, message: &str) {
        self.report.push(
            Diagnostic::new(
                &rules::WHICH_ELEMENT,
                message,
                span,
                "the step of a `for` is needed here",
            )
            .help("`collect(load)` is the rows of every `load` that a `for` made"),
        );
    }
}

impl Unrolled<'_> {
    /// The steps whose rows are collected.
    pub fn members(&self, frame: usize, first: Node, depth: usize) -> Vec<Node> {
        let named = self
            .frames
            .get(frame)
            .and_then(|frame| frame.names.get(self.written_of(first)));
        let Some(Named::Group(members)) = named else {
            return vec![first];
        };
        let labels = members
            .iter()
            .find(|(_, node)| *node == first)
            .and_then(|(labels, _)| labels.get(..depth))
            .unwrap_or_default();
        let shares = |(of, _): &&(Vec<String>, Node)| of.starts_with(labels);
        let shared = members.iter().filter(shares);
        shared.map(|(_, node)| *node).collect()
    }

    /// What they are called as one: `load`, `load_eu`.
    pub fn group_name(&self, frame: usize, first: Node, depth: usize) -> String {
        let mapped = match first {
            Node::Step(index) => self
                .steps
                .get(index)
                .is_some_and(|step| step.fan_out.is_some()),
            Node::Join(_) => false,
        };
        if mapped {
            return self.name_of(first).to_owned();
        }
        let written = self.written_of(first);
        let mut name = self.full_name(written, frame);
        if let Some(Named::Group(members)) = self
            .frames
            .get(frame)
            .and_then(|frame| frame.names.get(written))
            && let Some((labels, _)) = members.iter().find(|(_, node)| *node == first)
        {
            for label in labels.iter().take(depth) {
                name.push('_');
                name.push_str(label);
            }
        }
        name
    }
}
