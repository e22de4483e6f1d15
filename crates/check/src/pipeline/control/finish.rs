//! What control flow comes to in the model, once every step is known.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Bound, DataReference, Join, Resource, StepRole};
use pipewright_source::Span;

use super::super::frames::{Node, Unrolled};
use super::super::refer::Place;
use super::super::shapes::Shapes;
use super::super::step::CheckedStep;
use super::either::Members;
use super::used::{Used, only_values};
use super::values::ValueShape;
use super::ways::guards;
use crate::context::Context;
use crate::rules;
use crate::schema::Shape;

impl<'a> Context<'_, 'a> {
    /// Joins that somebody reads, in source order.
    pub fn joins(&mut self, unrolled: &Unrolled<'a>, shapes: &Shapes, used: &Used) -> Vec<Join> {
        let mut joins = Vec::new();
        for (index, flat) in unrolled.joins.iter().enumerate() {
            let node = Node::Join(index);
            let Some(shape) = shapes
                .joins
                .get(index)
                .filter(|_| used.any_of(node, shapes))
            else {
                continue;
            };
            let end = match &flat.members {
                Members::Passes { end, .. } => Some(end.clone()),
                Members::Either(_) => None,
            };
            let values: Vec<_> = shape.values.iter().filter_map(ValueShape::built).collect();
            let base = Join {
                name: flat.name.clone(),
                data: Vec::new(),
                steps: Vec::new(),
                schema: None,
                values: Vec::new(),
                end,
                when: guards(unrolled, &flat.flat.setting.ways),
                origin: self.origin(flat.flat.clause.span),
            };
            // The last pass that ran counts.
            let backwards = base.end.is_some();
            let in_order = |mut names: Vec<String>| {
                if backwards {
                    names.reverse();
                }
                names
            };
            let several = shape.outputs.len() != 1;
            for (output, parts) in shape.parts.iter().enumerate() {
                if !used.outputs.contains(&(node, output)) {
                    continue;
                }
                let view = flat.flat.view(unrolled, shapes);
                let place = |(node, output): (Node, usize)| match node {
                    Node::Step(step) => Place::Output { step, output },
                    Node::Join(join) => Place::Joined { join, output },
                };
                let mut data: Vec<DataReference> = parts
                    .iter()
                    .map(|(node, output, _)| self.reference(view, place((*node, *output))))
                    .collect();
                if backwards {
                    data.reverse();
                }
                let steps = parts.iter().map(|(node, output, _)| match node {
                    Node::Step(_) => unrolled.name_of(*node).to_owned(),
                    Node::Join(join) => shapes.joined_name(unrolled, *join, *output),
                });
                let rows = shape.outputs.get(output).map(|output| &output.shape);
                let name = shapes.joined_name(unrolled, index, output);
                if name != flat.name
                    && let Some(first) = unrolled.declared.get(&name)
                {
                    let message = format!("two steps would be named `{name}`");
                    self.declared_twice(message, flat.written.span, *first);
                }
                joins.push(Join {
                    name,
                    data,
                    steps: in_order(steps.collect()),
                    schema: match rows {
                        Some(Shape::Known(schema)) => Some((**schema).clone()),
                        _ => None,
                    },
                    values: if several { Vec::new() } else { values.clone() },
                    ..base.clone()
                });
            }
            let alone = several || joins.last().is_none_or(|join| join.name != flat.name);
            if alone && used.any_value(node, shapes) {
                let steps = shape.nodes.iter();
                let steps = steps.map(|node| unrolled.name_of(*node).to_owned());
                joins.push(Join {
                    steps: in_order(steps.collect()),
                    values,
                    ..base
                });
            }
        }
        joins
    }

    /// Resources, and who uses them; those nobody uses are warned of.
    pub fn used_resources(
        &mut self,
        unrolled: &Unrolled<'a>,
        written: &BTreeSet<usize>,
    ) -> Vec<Resource> {
        let mut resources = Vec::new();
        for (index, flat) in unrolled.resources.iter().enumerate() {
            let inside = flat.steps.clone();
            let users: Vec<String> = inside
                .filter(|step| *step != flat.acquire && *step != flat.release)
                .filter_map(|step| unrolled.steps.get(step))
                .map(|step| step.name.clone())
                .collect();
            if users.is_empty() && !written.contains(&index) && !self.report.poisoned {
                let name = &flat.tree.name;
                self.report.push(
                    Diagnostic::new(
                        &rules::UNUSED_RESOURCE,
                        format!("nothing uses `{}`", name.value),
                        name.span,
                        "made and taken away for nothing",
                    )
                    .help("move the steps that use it into its body"),
                );
            }
            let name = |step: usize| {
                let step = unrolled.steps.get(step);
                step.map(|step| step.name.clone()).unwrap_or_default()
            };
            resources.push(Resource {
                name: flat.name.clone(),
                acquire: name(flat.acquire),
                release: name(flat.release),
                users,
                origin: self.origin(flat.flat.clause.span),
            });
        }
        resources
    }

    /// The ends of repetitions that must not be come to.
    pub fn bounds(&self, unrolled: &Unrolled<'a>) -> Vec<Bound> {
        let bound = |repeat: &super::repeat::FlatRepeat<'a>| {
            let until = self.one_line(repeat.tree.until.span);
            let passes = repeat.passes.len();
            let passes = if passes == 1 {
                "1 pass".to_owned()
            } else {
                format!("{passes} passes")
            };
            Bound {
                name: format!("{}_end", repeat.name),
                message: format!("`{until}` does not hold after {passes}"),
                when: guards(unrolled, &repeat.end.ways),
                origin: self.origin(repeat.flat.clause.span),
            }
        };
        unrolled.repeats.iter().map(bound).collect()
    }

    /// Steps are told apart in the loop that collects them, which is one.
    pub fn collect_at_one_level(
        &mut self,
        unrolled: &Unrolled<'a>,
        read: &[(Place, Span)],
        steps: &mut [CheckedStep],
    ) {
        let mut levels: BTreeMap<usize, (String, Span)> = BTreeMap::new();
        for (place, span) in read {
            let Place::Collected {
                frame,
                first,
                depth,
                ..
            } = *place
            else {
                continue;
            };
            let group = unrolled.group_name(frame, first, depth);
            let level = unrolled.labels(frame).len() + depth;
            for node in unrolled.members(frame, first, depth) {
                let Node::Step(index) = node else { continue };
                match levels.get(&index) {
                    Some((other, first)) if *other != group => {
                        let (name, first) = (unrolled.written_of(node), *first);
                        self.report.push(
                            Diagnostic::new(
                                &rules::COLLECTED_TWICE,
                                format!("`{name}` is collected by two loops"),
                                *span,
                                "and here by the other",
                            )
                            .with_related(first, "here by one loop")
                            .because("because a step leaves its rows in one place")
                            .help("collect what the inner loop came to: a step that reads `collect(…)` of it"),
                        );
                        return;
                    }
                    Some(_) => {}
                    None => {
                        levels.insert(index, (group.clone(), *span));
                        let Some(flat) = unrolled.steps.get(index) else {
                            continue;
                        };
                        if let Some(built) =
                            steps.get_mut(index).and_then(|step| step.built.as_mut())
                            && flat.fan_out.is_none()
                        {
                            let labels = unrolled.labels(flat.frame);
                            built.group = Some(group.clone());
                            built.label = labels.get(level..).map(|labels| labels.join("_"));
                        }
                    }
                }
            }
        }
    }

    /// Steps that yield nothing but values have no output.
    pub fn without_rows(
        &self,
        unrolled: &Unrolled<'a>,
        shapes: &Shapes,
        used: &Used,
        steps: &mut [CheckedStep],
    ) {
        for (index, step) in steps.iter_mut().enumerate() {
            let node = Node::Step(index);
            let role = unrolled.steps.get(index).map(|step| step.role);
            let Some(built) = &mut step.built else {
                continue;
            };
            let unread = !used.outputs.contains(&(node, 0));
            if role != Some(StepRole::Work)
                || unread && only_values(shapes.of(node)) && !built.values.is_empty()
            {
                built.outputs.clear();
            }
        }
    }
}
