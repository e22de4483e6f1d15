//! What is known of a place of data: its name, its rows, whether it can be read.

use super::refer::{Place, View};
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::DataReference;
use pipewright_source::Span;
use pipewright_syntax::tree::ItemKind;

use crate::context::Context;
use crate::names::name_of;
use crate::rules;
use crate::schema::Shape;

impl<'a> Context<'_, 'a> {
    /// As the model has it.
    pub fn reference(&self, view: View<'_, 'a>, place: Place) -> DataReference {
        match place {
            Place::Dataset(id) => {
                DataReference::Dataset(crate::dataset::project_name(self.world, id))
            }
            Place::Interval(id) => {
                DataReference::Interval(crate::dataset::project_name(self.world, id))
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
            Place::Joined { join, output } => DataReference::Joined {
                name: view.shapes.joined_name(view.unrolled, join, output),
            },
            Place::Collected {
                frame,
                first,
                depth,
                output,
            } => DataReference::Collected {
                group: view.unrolled.group_name(frame, first, depth),
                output: view
                    .shapes
                    .of(first)
                    .get(output)
                    .and_then(|output| output.name.clone()),
            },
        }
    }

    /// What a place is called: `by_country`, `split.good`, `orders`.
    pub fn called(&self, view: View<'_, 'a>, place: Place) -> String {
        called(&self.reference(view, place))
    }

    /// What a place is called where it is written: a step in a loop without its element.
    pub fn as_written(&self, view: View<'_, 'a>, place: Place) -> String {
        let Some((node, output)) = place.first() else {
            return self.called(view, place);
        };
        let name = view.unrolled.written_of(node);
        let output = view.shapes.of(node).get(output);
        match output.and_then(|output| output.name.as_deref()) {
            Some(output) => format!("{name}.{output}"),
            None => name.to_owned(),
        }
    }

    /// What is known of its rows, and where they are declared.
    pub fn shape(&self, view: View<'_, 'a>, place: Place) -> (Shape, Option<Span>) {
        match place {
            Place::Output { .. } | Place::Joined { .. } | Place::Collected { .. } => place
                .first()
                .and_then(|(node, output)| view.shapes.of(node).get(output))
                .map_or((Shape::Broken, None), |output| {
                    (output.shape.clone(), Some(output.span))
                }),
            Place::Dataset(id) | Place::Interval(id) => {
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

    /// Whether what is read can be: a dataset by its connector, what is collected by its rows.
    pub fn readable(&mut self, view: View<'_, 'a>, place: Place, span: Span) {
        if let Place::Collected { .. } = place {
            self.alike_rows(view, place, span);
        }
        let (Place::Dataset(id) | Place::Interval(id)) = place else {
            return;
        };
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

/// What a reference is called: `by_country`, `split.good`, `orders`.
pub fn called(reference: &DataReference) -> String {
    match reference {
        DataReference::Dataset(name)
        | DataReference::Interval(name)
        | DataReference::Joined { name }
        | DataReference::Output {
            step: name,
            output: None,
        }
        | DataReference::Collected {
            group: name,
            output: None,
        } => name.clone(),
        DataReference::Output {
            step: name,
            output: Some(output),
        }
        | DataReference::Collected {
            group: name,
            output: Some(output),
        } => format!("{name}.{output}"),
    }
}
