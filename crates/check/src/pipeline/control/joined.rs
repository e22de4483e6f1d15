//! What joins yield: the rows and the values that all of their members yield.

use pipewright_source::Span;

use super::super::frames::{Node, Unrolled};
use super::super::shapes::{OutputShape, Shapes};
use super::either::{JoinMembers, Member, Members};
use super::exclusive::exhaustive;
use super::values::ValueShape;
use super::ways::Way;
use crate::context::{Ambient, Context};
use crate::schema::Shape;

/// What an output of a join is one of: a member, its output, where it is named.
pub type Part = (Node, usize, Span);

/// What a join is made of, and what comes of it.
#[derive(Debug, Default)]
pub struct JoinShape {
    /// Its outputs: one, or as many as the step of a `repeat` has.
    pub outputs: Vec<OutputShape>,
    /// For each output, what it is one of: each member, its output, where it is named.
    pub parts: Vec<Vec<Part>>,
    /// The members themselves.
    pub nodes: Vec<Node>,
    /// Whether something is wrong with a member: it may yield what nobody knows of.
    pub broken: bool,
    /// The values that all of them yield.
    pub values: Vec<ValueShape>,
    /// Its place in an order in which each join comes after those it is made of.
    pub rank: usize,
}

impl<'a> Context<'_, 'a> {
    /// Every join, by what is declared; rows that are inferred come later.
    pub fn joined(
        &mut self,
        unrolled: &Unrolled<'a>,
        shapes: &mut Shapes,
        members: &[JoinMembers],
        order: Vec<usize>,
    ) {
        shapes
            .joins
            .resize_with(unrolled.joins.len(), JoinShape::default);
        for (rank, index) in order.into_iter().enumerate() {
            let (Some(join), Some(members)) = (unrolled.joins.get(index), members.get(index))
            else {
                continue;
            };
            let (members, wrong) = (&members.members, members.broken);
            let mut built = JoinShape {
                broken: wrong,
                nodes: members.iter().map(|member| member.node).collect(),
                values: common_values(members, shapes),
                rank,
                ..JoinShape::default()
            };
            match &join.members {
                Members::Either(_) => {
                    let view = join.flat.view(unrolled, shapes);
                    let part = |member: &Member| {
                        let name = member.output.as_ref();
                        let output = self.output(view, member.node, name, member.span)?;
                        Some((member.node, output, member.span))
                    };
                    let parts: Vec<Option<_>> = members.iter().map(part).collect();
                    let parts: Option<Vec<_>> = parts.into_iter().collect();
                    let broken = wrong || parts.is_none() || members.is_empty();
                    let shape = match join.kind {
                        Some(kind) => self.at(&join.flat, Ambient::Plain).rows(kind),
                        None if broken => Shape::Broken,
                        None => Shape::Untyped,
                    };
                    built.parts.push(parts.unwrap_or_default());
                    built.outputs.push(OutputShape {
                        name: None,
                        shape,
                        inferred: join.kind.is_none(),
                        span: join.written.span,
                    });
                }
                Members::Passes { .. } => {
                    let first = members.first().map(|member| shapes.of(member.node));
                    for (output, shape) in first.unwrap_or_default().iter().enumerate() {
                        let part = |member: &Member| (member.node, output, member.span);
                        built.parts.push(members.iter().map(part).collect());
                        built.outputs.push(shape.clone());
                    }
                }
            }
            if let Some(place) = shapes.joins.get_mut(index) {
                *place = built;
            }
        }
    }

    /// The rows of joins are those of their members, which must agree.
    pub fn merge_joins(&mut self, unrolled: &Unrolled<'a>, shapes: &mut Shapes) {
        for index in by_rank(shapes) {
            let Some(join) = shapes.joins.get(index) else {
                continue;
            };
            let parts = join.parts.clone();
            for (output, parts) in parts.into_iter().enumerate() {
                let own = Node::Join(index);
                let Some(before) = shapes.of(own).get(output).map(|own| own.shape.clone()) else {
                    continue;
                };
                let after = self.merged(unrolled, shapes, before, &parts);
                if let Some(own) = shapes.output_mut(own, output) {
                    own.shape = after;
                }
            }
        }
    }

    /// What a join is known to yield, its untyped members yield.
    pub fn hand_down(&mut self, shapes: &mut Shapes) {
        for index in shapes.joins_from_the_last() {
            let Some(join) = shapes.joins.get(index) else {
                continue;
            };
            let known: Vec<(Shape, Vec<Part>)> = join
                .outputs
                .iter()
                .zip(&join.parts)
                .filter(|(output, _)| !matches!(output.shape, Shape::Untyped))
                .map(|(output, parts)| (output.shape.clone(), parts.clone()))
                .collect();
            for (shape, parts) in known {
                for (node, output, _) in parts {
                    if let Some(member) = shapes.output_mut(node, output)
                        && matches!(member.shape, Shape::Untyped)
                    {
                        member.shape = shape.clone();
                        member.inferred = true;
                    }
                }
            }
        }
    }
}

impl Shapes {
    /// Joins by index, each before those it is made of.
    pub fn joins_from_the_last(&self) -> Vec<usize> {
        let mut order = by_rank(self);
        order.reverse();
        order
    }

    /// Whether one of a join's members runs wherever the join stands.
    pub fn always(&self, unrolled: &Unrolled<'_>, node: Node) -> bool {
        let Node::Join(index) = node else { return true };
        let (Some(join), Some(shape)) = (unrolled.joins.get(index), self.joins.get(index)) else {
            return true;
        };
        if let Members::Passes { .. } = join.members {
            return true;
        }
        let here = &join.flat.setting.ways;
        let place = |node: &Node| unrolled.place_of(*node);
        let places = shape.nodes.iter().filter_map(place);
        // Who is there has gone the ways that lead there.
        let further = |way: &&Way| !here.contains(way);
        let ways = places.map(|place| {
            let ways = place.setting.ways.iter().filter(further);
            ways.copied().collect::<Vec<_>>()
        });
        let ways: Vec<Vec<Way>> = ways.collect();
        exhaustive(&ways.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    /// The name of one output of a join: its own, or with the output's where it has several.
    pub fn joined_name(&self, unrolled: &Unrolled<'_>, join: usize, output: usize) -> String {
        let name = unrolled.name_of(Node::Join(join));
        let output = self
            .of(Node::Join(join))
            .get(output)
            .and_then(|output| output.name.as_ref());
        output.map_or_else(|| name.to_owned(), |output| format!("{name}_{output}"))
    }
}

fn by_rank(shapes: &Shapes) -> Vec<usize> {
    let mut order: Vec<usize> = (0..shapes.joins.len()).collect();
    order.sort_by_key(|index| shapes.joins.get(*index).map(|join| join.rank));
    order
}

/// The values that all members yield, as the first declares them.
fn common_values(members: &[Member], shapes: &Shapes) -> Vec<ValueShape> {
    let Some((first, rest)) = members.split_first() else {
        return Vec::new();
    };
    let everywhere = |value: &&ValueShape| {
        rest.iter().all(|member| {
            let mut values = shapes.values(member.node).iter();
            values.any(|other| other.name == value.name && other.kind == value.kind)
        })
    };
    let values = shapes.values(first.node).iter();
    values.filter(everywhere).cloned().collect()
}
