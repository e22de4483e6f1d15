//! What names of data lead to: steps, their outputs, datasets, all of a loop.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind, Name};

use super::control::Setting;
use super::frames::{Named, Node, Unrolled};
pub use super::place::{Data, Place};
use super::shapes::Shapes;
use crate::context::Context;
use crate::names::{Wanted, list, nearest};
use crate::rules;
use crate::values::{Located, Value};

/// Where data is named, and what is known there.
#[derive(Clone, Copy)]
pub struct View<'v, 'a> {
    /// The pipeline without loops.
    pub unrolled: &'v Unrolled<'a>,
    /// What its steps yield.
    pub shapes: &'v Shapes,
    /// The frame of the place.
    pub frame: usize,
    /// The decisions and resources it stands in.
    pub setting: &'v Setting,
}

/// What a name leads to, before an output of it is chosen.
pub enum Lead {
    /// Steps of this pipeline.
    Steps(Steps),
    /// A value: a dataset, a list of them.
    Value(Located),
    /// A step on a way that is never taken; where that was decided.
    Pruned(Span),
    /// Nothing, which was reported.
    Nothing,
}

/// Steps of this pipeline.
pub struct Steps {
    /// The frame that knows them.
    pub frame: usize,
    /// Each of them.
    pub nodes: Vec<Node>,
    /// How many labels of a loop were named.
    pub depth: usize,
    /// Whether a loop made them.
    pub group: bool,
    /// The output that is named.
    pub output: Option<Name>,
}

impl<'a> Context<'_, 'a> {
    /// Everything an expression leads to; what leads nowhere is reported.
    pub fn data(&mut self, view: View<'_, 'a>, expression: &Expression) -> Vec<Data> {
        let span = expression.span;
        if let ExpressionKind::Call { callee, arguments } = &expression.kind
            && let [name] = callee.parts.as_slice()
        {
            match name.value.as_str() {
                "collect" => return self.collected(view, arguments, span),
                "interval" => return self.interval(view, arguments, span),
                _ => {}
            }
        }
        if let Some(handed) = self.handed(expression) {
            return self.handed_data(view, &handed, span);
        }
        if let ExpressionKind::List(items) = &expression.kind {
            let each = items.iter();
            return each.flat_map(|item| self.data(view, item)).collect();
        }
        let lead = self.lead(view, expression);
        self.of_lead(view, lead, expression)
    }

    /// Everything a lead comes to.
    pub fn of_lead(
        &mut self,
        view: View<'_, 'a>,
        lead: Lead,
        expression: &Expression,
    ) -> Vec<Data> {
        let span = expression.span;
        match lead {
            Lead::Nothing => Vec::new(),
            Lead::Value(value) => self.of_value(&value),
            Lead::Pruned(decided) => {
                self.never_read(expression.span, decided);
                Vec::new()
            }
            Lead::Steps(steps) => {
                let output = steps.output.as_ref();
                let nodes = steps.nodes.iter();
                nodes
                    .filter_map(|node| self.read(view, *node, output, span))
                    .collect()
            }
        }
    }

    /// What an expression leads to, before an output of it is chosen.
    pub fn lead(&mut self, view: View<'_, 'a>, expression: &Expression) -> Lead {
        match &expression.kind {
            ExpressionKind::Path(path) => {
                let Some(first) = path.parts.first() else {
                    return Lead::Nothing;
                };
                if let Some(handed) = self.handed(expression) {
                    return self.handed_lead(view, &handed, expression.span);
                }
                let local = self.locals.contains_key(&first.value);
                if let Some((frame, named)) = find(view, &first.value).filter(|_| !local) {
                    let rest = path.parts.get(1..).unwrap_or_default();
                    return self.of_name(view, frame, named, first, rest);
                }
                if !local && self.entry(&first.value).is_none() {
                    self.no_data(view, first);
                    return Lead::Nothing;
                }
                Lead::Value(self.located(expression))
            }
            ExpressionKind::Index { .. } => self.of_index(view, expression),
            ExpressionKind::Error => {
                self.report.poisoned = true;
                Lead::Nothing
            }
            _ => Lead::Value(self.located(expression)),
        }
    }

    /// Everything a value leads to: a dataset, or a list of them.
    pub fn of_value(&mut self, value: &Located) -> Vec<Data> {
        match &value.value {
            Value::Dataset(id) => {
                if !self.world.datasets.contains_key(id) {
                    self.report.poisoned = true;
                }
                vec![Data {
                    place: Place::Dataset(*id),
                    span: value.span,
                }]
            }
            Value::List(items) => {
                let items = Arc::clone(items);
                let each = items.items.iter().flat_map(|item| {
                    self.of_value(&Located {
                        value: item.value.clone(),
                        span: value.span,
                    })
                });
                each.collect()
            }
            other => {
                self.mismatch(value.span, "a step or a dataset", other);
                Vec::new()
            }
        }
    }

    fn of_name(
        &mut self,
        view: View<'_, 'a>,
        frame: usize,
        named: &Named,
        name: &Name,
        rest: &[Name],
    ) -> Lead {
        if let Some(extra) = rest.get(1) {
            self.no_output(extra, &name.value, &[]);
            return Lead::Nothing;
        }
        let (nodes, group) = match named {
            Named::Unreadable => {
                self.report.poisoned = true;
                return Lead::Nothing;
            }
            Named::Calls { members, .. } => {
                let calls: Vec<usize> = members.iter().map(|(_, at)| *at).collect();
                let last = rest.first().unwrap_or(name);
                return self.of_calls(view, &calls, rest.first(), name.span.to(last.span));
            }
            Named::Pruned(decided) => return Lead::Pruned(*decided),
            Named::One(node) => (vec![*node], false),
            Named::Group(members) => (members.iter().map(|(_, node)| *node).collect(), true),
        };
        Lead::Steps(Steps {
            frame,
            nodes,
            depth: 0,
            group,
            output: rest.first().cloned(),
        })
    }

    /// One output of a step that is there where it is read.
    pub fn read(
        &mut self,
        view: View<'_, 'a>,
        node: Node,
        name: Option<&Name>,
        span: Span,
    ) -> Option<Data> {
        let output = self.output(view, node, name, span)?;
        if !self.may_read(view, node, span) {
            return None;
        }
        if self.is_mapped(view, node, name, span) {
            return None;
        }
        let place = match node {
            Node::Step(step) => Place::Output { step, output },
            Node::Join(join) => Place::Joined { join, output },
        };
        Some(Data { place, span })
    }

    /// One output of a step by index; its only one where none is named.
    pub fn output(
        &mut self,
        view: View<'_, 'a>,
        node: Node,
        name: Option<&Name>,
        span: Span,
    ) -> Option<usize> {
        let outputs = view.shapes.of(node);
        let full = view.unrolled.written_of(node);
        let names: Vec<&str> = outputs
            .iter()
            .filter_map(|output| output.name.as_deref())
            .collect();
        match name {
            None if names.is_empty() && outputs.is_empty() => {
                self.no_rows(view, node, span);
                None
            }
            None if names.is_empty() => Some(0),
            None => {
                let mut found = Diagnostic::new(
                    &rules::WHICH_OUTPUT,
                    format!("which output of `{full}` is meant?"),
                    span,
                    format!("it yields {}", list(&names)),
                );
                for name in names.iter().take(5) {
                    found = found.fix(
                        format!("replace with `{full}.{name}`"),
                        span,
                        format!("{full}.{name}"),
                    );
                }
                self.report.push(found);
                None
            }
            Some(name) => {
                let output = outputs
                    .iter()
                    .position(|output| output.name.as_deref() == Some(&name.value));
                if output.is_none() && !self.is_value(view, node, name) {
                    self.no_output(name, full, &names);
                }
                output
            }
        }
    }

    fn no_output(&mut self, name: &Name, step: &str, names: &[&str]) {
        let mut found = Diagnostic::new(
            &rules::NO_SUCH_ELEMENT,
            format!("the step `{step}` has no output `{}`", name.value),
            name.span,
            "no such output",
        );
        if let Some(near) = nearest(&name.value, names.iter().copied()) {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), name.span, near);
        } else if names.is_empty() {
            found = found.help(format!("it has one output, which is `{step}` itself"));
        } else {
            found = found.help(format!("its outputs are {}", list(names)));
        }
        self.report.push(found);
    }

    fn no_data(&mut self, view: View<'_, 'a>, name: &Name) {
        self.unknown(name, Wanted::Dataset, &in_scope(view));
    }
}

/// The names of steps that are known at a place, for suggestions.
pub fn in_scope<'a>(view: View<'_, 'a>) -> Vec<&'a str> {
    let mut steps: Vec<&str> = Vec::new();
    let mut frame = Some(view.frame);
    while let Some(at) = frame.and_then(|at| view.unrolled.frames.get(at)) {
        steps.extend(at.names.keys().copied().take(500));
        frame = at.parent;
    }
    steps
}

/// What a name stands for in a frame or in one around it, and that frame.
pub fn find<'v>(view: View<'v, '_>, name: &str) -> Option<(usize, &'v Named)> {
    let mut frame = Some(view.frame);
    while let Some(at) = frame {
        let found = view.unrolled.frames.get(at)?;
        if let Some(named) = found.names.get(name) {
            return Some((at, named));
        }
        frame = found.parent;
    }
    None
}
