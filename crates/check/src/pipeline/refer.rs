//! What names of data lead to: steps, their outputs, datasets, all of a loop.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::DataReference;
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind, ItemKind, Name};

use super::shapes::Shapes;
use super::unroll::{Named, Unrolled};
use crate::context::Context;
use crate::names::{ItemId, Wanted, list, name_of, nearest};
use crate::rules;
use crate::schema::Shape;
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

    fn of_value(&mut self, value: &Located) -> Vec<Data> {
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

    fn output(
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
            .map_or("", |step| step.tree.name.value.as_str());
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

    fn of_index(&mut self, view: View<'_, 'a>, expression: &Expression) -> Vec<Data> {
        let mut keys = Vec::new();
        let mut base = expression;
        while let ExpressionKind::Index { base: inner, key } = &base.kind {
            keys.push(key.as_ref());
            base = inner;
        }
        keys.reverse();
        let group = match &base.kind {
            ExpressionKind::Path(path) if path.parts.len() == 1 => path
                .parts
                .first()
                .filter(|name| !self.locals.contains_key(&name.value))
                .and_then(|name| find(view, &name.value).map(|named| (name, named))),
            _ => None,
        };
        let Some((name, named)) = group else {
            let value = self.located(expression);
            return self.of_value(&value);
        };
        let Named::Group(mut members) = named else {
            if matches!(named, Named::Step(_)) {
                let message = format!("the step `{}` is not made by a `for`", name.value);
                self.no_element(base.span, &message, "there is only one");
            }
            return Vec::new();
        };
        let mut output: Option<Name> = None;
        for (depth, key) in keys.into_iter().enumerate() {
            let Some(label) = self.key_of(key) else {
                return Vec::new();
            };
            // Past the last loop a key names an output: `split["orders"]["good"]`.
            if members.iter().all(|(labels, _)| labels.len() == depth) && output.is_none() {
                output = Some(Name::new(label, key.span));
                continue;
            }
            let known: Vec<String> = members
                .iter()
                .filter_map(|(labels, _)| labels.get(depth).cloned())
                .collect();
            members.retain(|(labels, _)| labels.get(depth) == Some(&label));
            if members.is_empty() {
                self.no_key(key.span, &name.value, &label, &known);
                return Vec::new();
            }
        }
        members
            .into_iter()
            .filter_map(|(_, step)| self.output(view, step, output.as_ref(), expression.span))
            .collect()
    }

    fn no_key(&mut self, span: Span, group: &str, label: &str, known: &[String]) {
        let message = format!("no step `{group}` is made for `{label}`");
        let mut found = Diagnostic::new(
            &rules::NO_SUCH_ELEMENT,
            message,
            span,
            "not in the list of the `for`",
        );
        let names = || known.iter().map(String::as_str);
        if let Some(near) = nearest(label, names()) {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(
                format!("replace with `\"{near}\"`"),
                span,
                format!("\"{near}\""),
            );
        } else {
            let shown: Vec<&str> = names().take(12).collect();
            found = found.help(format!("the loop has {}", list(&shown)));
        }
        self.report.push(found);
    }

    /// As the model has it.
    pub fn reference(&self, view: View<'_, 'a>, place: Place) -> DataReference {
        match place {
            Place::Dataset(id) => {
                DataReference::Dataset(crate::dataset::project_name(self.world, id))
            }
            Place::Output { step, output } => DataReference::Output {
                step: view
                    .unrolled
                    .steps
                    .get(step)
                    .map(|step| step.name.clone())
                    .unwrap_or_default(),
                output: view
                    .shapes
                    .outputs(step)
                    .get(output)
                    .and_then(|output| output.name.clone()),
            },
        }
    }

    /// What a place is called: `by_country`, `split.good`, `orders`.
    pub fn called(&self, view: View<'_, 'a>, place: Place) -> String {
        match self.reference(view, place) {
            DataReference::Dataset(name) => name,
            DataReference::Output {
                step,
                output: Some(output),
            } => format!("{step}.{output}"),
            DataReference::Output { step, output: None } => step,
        }
    }

    /// What is known of its rows, and where they are declared.
    pub fn shape(&self, view: View<'_, 'a>, place: Place) -> (Shape, Option<Span>) {
        match place {
            Place::Output { step, output } => view
                .shapes
                .outputs(step)
                .get(output)
                .map_or((Shape::Broken, None), |output| {
                    (output.shape.clone(), Some(output.span))
                }),
            Place::Dataset(id) => {
                let span = self.item(id).and_then(name_of).map(|name| name.span);
                let shape = self
                    .world
                    .datasets
                    .get(&id)
                    .map_or(Shape::Broken, |dataset| {
                        Shape::Known(Arc::new(dataset.facts.schema.clone()))
                    });
                (shape, span)
            }
        }
    }

    /// Whether a dataset can be read; says so where it cannot.
    pub fn readable(&mut self, place: Place, span: Span) {
        let Place::Dataset(id) = place else { return };
        let Some(dataset) = self.world.datasets.get(&id) else {
            return;
        };
        if dataset.facts.abilities.reads {
            return;
        }
        let message = format!("`{}` cannot be read", dataset.facts.name);
        let found = Diagnostic::new(&rules::NOT_READABLE, message, span, "it is read here");
        let found = found.because(format!(
            "because its connector `{}` only writes",
            dataset.facts.connector
        ));
        self.report.push(
            match self.item(id).map(|item| (&item.kind, name_of(item))) {
                Some((ItemKind::Dataset(_), Some(name))) => {
                    found.with_related(name.span, "declared here")
                }
                _ => found,
            },
        );
    }
}

fn find(view: View<'_, '_>, name: &str) -> Option<Named> {
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
