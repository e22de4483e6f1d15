//! Lineage: what data comes from and goes to, as a hierarchy of calls.

use std::collections::BTreeMap;

use pipewright_source::Span;
use pipewright_syntax::Module;
use pipewright_syntax::tree::{
    Clause, ClauseKind, Expression, ExpressionKind, Item, ItemKind, Pipeline, StepBody,
};

use crate::names::{Kind, Walk, bodies, item_kind, item_name};
use crate::{Analysis, At};

/// A pipeline or a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// All of its declaration.
    pub span: Span,
    /// Its name there.
    pub at: Span,
}

/// A neighbour, and the places that make it one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The neighbour.
    pub node: Node,
    /// Where data flows between them.
    pub places: Vec<Span>,
}

/// The pipeline or dataset that is named at a place, or around it.
#[must_use]
pub fn prepare(analysis: &Analysis, at: At) -> Option<Node> {
    let named = analysis.occurrence(at).and_then(|found| found.target);
    let named = named.and_then(|target| node_of(analysis, target));
    named.or_else(|| {
        let place = Span::new(at.source, at.offset, at.offset);
        let (_, item) = analysis.item_around(place)?;
        node(item)
    })
}

/// What data comes from.
#[must_use]
pub fn upstream(analysis: &Analysis, name: Span) -> Vec<Flow> {
    neighbours(analysis, name, Way::Up)
}

/// Where data goes.
#[must_use]
pub fn downstream(analysis: &Analysis, name: Span) -> Vec<Flow> {
    neighbours(analysis, name, Way::Down)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

fn node_of(analysis: &Analysis, name: Span) -> Option<Node> {
    let (_, item) = analysis.item_around(name)?;
    node(item).filter(|node| node.at == name)
}

fn node(item: &Item) -> Option<Node> {
    let kind = item_kind(item).filter(|kind| matches!(kind, Kind::Pipeline | Kind::Dataset))?;
    let name = item_name(item)?;
    Some(Node {
        name: name.value.clone(),
        kind,
        span: item.span.to(name.span),
        at: name.span,
    })
}

fn neighbours(analysis: &Analysis, name: Span, way: Way) -> Vec<Flow> {
    let mut flows: BTreeMap<Span, Flow> = BTreeMap::new();
    let mut add = |node: Option<Node>, place: Span| {
        let Some(node) = node else { return };
        let flow = flows.entry(node.at).or_insert_with(|| Flow {
            node,
            places: Vec::new(),
        });
        flow.places.push(place);
    };
    for (index, module) in analysis.project.modules.iter().enumerate() {
        for item in &module.tree.items {
            let ItemKind::Pipeline(pipeline) = &item.kind else {
                continue;
            };
            let own = pipeline.name.span == name;
            for edge in edges(analysis, index, module, pipeline) {
                let flows_up = edge.into_pipeline;
                if own && flows_up == (way == Way::Up) {
                    add(node_of(analysis, edge.other), edge.place);
                } else if edge.other == name && flows_up == (way == Way::Down) {
                    add(node(item), edge.place);
                }
            }
        }
    }
    flows.into_values().collect()
}

/// Data that flows between a pipeline and a dataset, or a pipeline it calls.
struct Edge {
    other: Span,
    place: Span,
    into_pipeline: bool,
}

fn edges(analysis: &Analysis, index: usize, module: &Module, pipeline: &Pipeline) -> Vec<Edge> {
    let source = module.tree.source;
    let item = pipeline.name.span;
    let sinks = sinks(&pipeline.clauses);
    let calls = calls(analysis, index, module, &pipeline.clauses);
    let occurrences = analysis.occurrences(source);
    let inside = |place: Span| {
        analysis
            .item_around(place)
            .and_then(|(_, item)| item_name(item))
            .is_some_and(|name| name.span == item)
    };
    let mut edges: Vec<Edge> = occurrences
        .iter()
        .filter(|one| one.kind == Kind::Dataset && inside(one.span))
        .filter_map(|one| {
            let written = sinks
                .iter()
                .any(|sink| sink.touches(one.span.start) && sink.touches(one.span.end));
            Some(Edge {
                other: one.target?,
                place: one.span,
                into_pipeline: !written,
            })
        })
        .collect();
    edges.extend(calls);
    edges
}

/// Where datasets are written.
fn sinks(clauses: &[Clause]) -> Vec<Span> {
    let mut found = Vec::new();
    for clause in clauses {
        match &clause.kind {
            ClauseKind::Write(write) => found.push(write.sink.span),
            ClauseKind::Check(check) => {
                found.extend(check.rejecting.as_ref().map(|one| one.sink.span));
            }
            other => found.extend(bodies(other).into_iter().flat_map(sinks)),
        }
    }
    found
}

fn calls(analysis: &Analysis, index: usize, module: &Module, clauses: &[Clause]) -> Vec<Edge> {
    let mut walk = Walk::new(analysis, index, module);
    let mut found = Vec::new();
    for body in all_bodies(clauses) {
        if let StepBody::Call { pipeline, .. } = body
            && let Some(other) = crate::definition::called(&mut walk, body)
        {
            found.push(Edge {
                other,
                place: path_span(pipeline),
                into_pipeline: true,
            });
        }
    }
    found
}

fn all_bodies(clauses: &[Clause]) -> Vec<&StepBody> {
    let mut found = Vec::new();
    for clause in clauses {
        match &clause.kind {
            ClauseKind::Step(step) => found.push(&step.body),
            other => found.extend(bodies(other).into_iter().flat_map(all_bodies)),
        }
    }
    found
}

fn path_span(expression: &Expression) -> Span {
    match &expression.kind {
        ExpressionKind::Index { base, .. } => path_span(base),
        _ => expression.span,
    }
}
