//! What names of data lead to: steps, their outputs, datasets, all of a loop.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind, Name};

use super::control::Setting;
use super::frames::{Named, Unrolled};
use super::shapes::Shapes;
use crate::context::Context;
use crate::names::{ItemId, Wanted, list, nearest};
use crate::rules;
use crate::values::{Located, Value};

/// Data a name leads to.
#[derive(Debug, Clone)]
pub struct Data {
    /// What it is.
    pub place: Place,
    /// Where it is named.
    pub span: Span,
}

/// A step's output or a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Output of a step, both by index.
    Output {
        /// The step.
        step: usize,
        /// Its output.
        output: usize,
    },
    /// A dataset.
    Dataset(ItemId),
}

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

impl<'a> Context<'_, 'a> {
    /// Everything an expression leads to; what leads nowhere is reported.
    pub fn data(&mut self, view: View<'_, 'a>, expression: &Expression) -> Vec<Data> {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Path(path) => {
                let Some(first) = path.parts.first() else {
                    return Vec::new();
                };
                if !self.locals.contains_key(&first.value)
                    && let Some(named) = find(view, &first.value)
                {
                    let rest = path.parts.get(1..).unwrap_or_default();
                    return self.of_step(view, &named, first, rest, span);
                }
                if !self.locals.contains_key(&first.value) && self.entry(&first.value).is_none() {
                    self.no_data(view, first);
                    return Vec::new();
                }
                let value = self.located(expression);
                self.of_value(&value)
            }
            ExpressionKind::Index { .. } => self.of_index(view, expression),
            ExpressionKind::Error => {
                self.report.poisoned = true;
                Vec::new()
            }
            _ => {
                let value = self.located(expression);
                self.of_value(&value)
            }
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

    fn of_step(
        &mut self,
        view: View<'_, 'a>,
        named: &Named,
        name: &Name,
        rest: &[Name],
        span: Span,
    ) -> Vec<Data> {
        if let Some(extra) = rest.get(1) {
            self.no_output(extra, &name.value, &[]);
            return Vec::new();
        }
        let steps: Vec<usize> = match named {
            Named::Unreadable => {
                self.report.poisoned = true;
                return Vec::new();
            }
            Named::Step(index) => vec![*index],
            Named::Group(members) => members.iter().map(|(_, index)| *index).collect(),
        };
        steps
            .into_iter()
            .filter_map(|step| self.output(view, step, rest.first(), span))
            .collect()
    }

    /// One output of a step; its only one where none is named.
    pub fn output(
        &mut self,
        view: View<'_, 'a>,
        step: usize,
        name: Option<&Name>,
        span: Span,
    ) -> Option<Data> {
        let outputs = view.shapes.outputs(step);
        let full = view
            .unrolled
            .steps
            .get(step)
            .map_or("", |step| step.written.value.as_str());
        let names: Vec<&str> = outputs
            .iter()
            .filter_map(|output| output.name.as_deref())
            .collect();
        let output = match name {
            None if names.is_empty() => 0,
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
                return None;
            }
            Some(name) => match outputs
                .iter()
                .position(|output| output.name.as_deref() == Some(&name.value))
            {
                Some(output) => output,
                None => {
                    self.no_output(name, full, &names);
                    return None;
                }
            },
        };
        Some(Data {
            place: Place::Output { step, output },
            span,
        })
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
        let mut steps: Vec<&str> = Vec::new();
        let mut frame = Some(view.frame);
        while let Some(at) = frame.and_then(|at| view.unrolled.frames.get(at)) {
            steps.extend(at.names.keys().copied().take(500));
            frame = at.parent;
        }
        self.unknown(name, Wanted::Dataset, &steps);
    }
}

/// What a name stands for in a frame or in one around it.
pub fn find(view: View<'_, '_>, name: &str) -> Option<Named> {
    let mut frame = Some(view.frame);
    while let Some(at) = frame {
        let found = view.unrolled.frames.get(at)?;
        if let Some(named) = found.names.get(name) {
            return Some(named.clone());
        }
        frame = found.parent;
    }
    None
}
