//! What untyped steps yield: the rows of the dataset they are written to.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Schema;
use pipewright_source::Span;

use super::frames::{Node, Unrolled};
use super::refer::Place;
use super::shapes::Shapes;
use super::write::ResolvedWrite;
use crate::context::Context;
use crate::rules;
use crate::schema::Shape;

/// Where the rows of an output were taken from: the sink's name, and where it is named.
type Sources = BTreeMap<(Node, usize), (Span, String)>;

impl<'a> Context<'_, 'a> {
    /// An untyped output that is written has the rows of its sink; two sinks must agree.
    pub fn infer(
        &mut self,
        unrolled: &Unrolled<'a>,
        writes: &[ResolvedWrite<'a>],
        shapes: &mut Shapes,
    ) {
        let mut from = Sources::new();
        let of_step =
            |write: &&ResolvedWrite<'a>| matches!(write.subject.place, Place::Output { .. });
        for write in writes.iter().filter(of_step) {
            self.infer_one(unrolled, write, shapes, &mut from);
        }
        self.merge_joins(unrolled, shapes);
        for write in writes.iter().filter(|write| !of_step(write)) {
            self.infer_one(unrolled, write, shapes, &mut from);
        }
        self.hand_down(shapes);
    }

    fn infer_one(
        &mut self,
        unrolled: &Unrolled<'a>,
        write: &ResolvedWrite<'a>,
        shapes: &mut Shapes,
        from: &mut Sources,
    ) {
        let keys: Vec<(Node, usize)> = match write.subject.place {
            Place::Output { step, output } => vec![(Node::Step(step), output)],
            Place::Joined { join, output } => vec![(Node::Join(join), output)],
            Place::Collected {
                frame,
                first,
                depth,
                output,
            } => {
                let members = unrolled.members(frame, first, depth).into_iter();
                members.map(|node| (node, output)).collect()
            }
            _ => return,
        };
        for key in keys {
            let Some(own) = shapes.output_mut(key.0, key.1) else {
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
            match (&own.shape, from.get(&key)) {
                (Shape::Untyped, _) => {
                    own.shape = Shape::Known(Arc::new(dataset.facts.schema.clone()));
                    own.inferred = true;
                    from.insert(key, (write.tree.sink.span, dataset.facts.name.clone()));
                }
                (Shape::Known(schema), Some((span, first)))
                    if !same_columns(schema, &dataset.facts.schema) =>
                {
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
                        .with_related(*span, "the rows were taken from this sink")
                        .with_related(own.span, "the step has no type")
                        .help("write the step's type: `step name: Type = …`"),
                    );
                }
                _ => {}
            }
        }
    }
}

/// Whether two types have the same columns in the same order.
pub fn same_columns(a: &Schema, b: &Schema) -> bool {
    a.columns.len() == b.columns.len()
        && a.columns
            .iter()
            .zip(&b.columns)
            .all(|(a, b)| a.name == b.name && a.kind == b.kind && a.optional == b.optional)
}
