//! The graph of a run: steps, joins and decisions that wait for each other come to an end.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;

use super::super::frames::{Node, Unrolled};
use super::super::shapes::Shapes;
use super::super::step::CheckedStep;
use super::branch::CheckedBranch;
use super::ways::Way;
use crate::context::Context;
use crate::cycles;
use crate::rules;

/// What waits and is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Point {
    /// A step or a join.
    Node(Node),
    /// A decision.
    Branch(usize),
    /// An element of a loop of which not all go on at once, or a pass of a repetition, has come
    /// to its end.
    End(usize),
}

type Edges = BTreeMap<Point, Vec<Point>>;

impl<'a> Context<'_, 'a> {
    /// Refuses what waits for itself.
    pub fn acyclic(
        &mut self,
        unrolled: &Unrolled<'a>,
        shapes: &Shapes,
        steps: &[CheckedStep],
        branches: &[CheckedBranch],
    ) {
        let mut edges = Edges::new();
        for (index, (flat, step)) in unrolled.steps.iter().zip(steps).enumerate() {
            let own = edges.entry(Point::Node(Node::Step(index))).or_default();
            own.extend(step.needs.iter().copied().map(Point::Node));
            for data in &step.reads {
                let sources = data.place.sources(unrolled).into_iter();
                own.extend(sources.map(|(node, _)| Point::Node(node)));
            }
            own.extend(decision(&flat.flat.setting.ways));
            let resource = flat.flat.setting.resource;
            let resource = resource.and_then(|at| unrolled.resources.get(at));
            own.extend(resource.map(|resource| Point::Node(Node::Step(resource.acquire))));
        }
        for (index, join) in unrolled.joins.iter().enumerate() {
            let own = edges.entry(Point::Node(Node::Join(index))).or_default();
            let members = shapes.joins.get(index).map(|join| join.nodes.as_slice());
            own.extend(members.unwrap_or_default().iter().copied().map(Point::Node));
            own.extend(decision(&join.flat.setting.ways));
        }
        for (index, (flat, branch)) in unrolled.branches.iter().zip(branches).enumerate() {
            let own = edges.entry(Point::Branch(index)).or_default();
            own.extend(branch.needs.iter().copied().map(Point::Node));
            own.extend(decision(&flat.flat.setting.ways));
        }
        ends(unrolled, &mut edges);
        // The passes of a loop make the same mistake.
        let mut told: BTreeSet<Span> = BTreeSet::new();
        for cycle in cycles::order(&edges).cycles {
            let mut places = cycle.iter().filter_map(|point| described(unrolled, *point));
            if places.next().is_some_and(|(_, span)| told.insert(span)) {
                self.circle(unrolled, &cycle);
            }
        }
    }

    fn circle(&mut self, unrolled: &Unrolled<'a>, cycle: &[Point]) {
        let Some((first, at)) = cycle.iter().find_map(|point| described(unrolled, *point)) else {
            return;
        };
        let message = match cycle.first() {
            Some(Point::Node(_)) => format!("the step `{first}` waits for itself"),
            _ => format!("`{first}` waits for itself"),
        };
        let mut found = Diagnostic::new(&rules::CYCLIC_STEPS, message, at, "begins and ends here");
        for (index, point) in cycle.iter().enumerate().take(20) {
            let next = cycle.get(index + 1).or_else(|| cycle.first()).copied();
            let (Some((this, span)), Some((other, _))) = (
                described(unrolled, *point),
                next.and_then(|next| described(unrolled, next)),
            ) else {
                continue;
            };
            let verb = match (point, next) {
                (Point::Node(Node::Step(_)), Some(Point::Branch(_))) => "lies in the arms of",
                (Point::Node(Node::Join(_)), Some(Point::Branch(_))) => "lies in the arms of",
                (Point::Node(Node::Join(_)), _) => "is one of several, among them",
                (Point::Branch(_), Some(Point::Branch(_))) => "lies in the arms of",
                (Point::Branch(_), _) => "asks for",
                (_, Some(Point::End(_))) => "waits for the loop's elements before it, with",
                (Point::End(_), _) => "goes on beside",
                _ => "reads",
            };
            found = found.because(format!("because `{this}` {verb} `{other}`"));
            if index > 0 && span != at {
                found = found.with_related(span, "on the way");
            }
        }
        self.report.push(found);
    }
}

/// The innermost decision a place lies behind; it lies behind the others itself.
fn decision(ways: &[Way]) -> Option<Point> {
    ways.last().map(|way| Point::Branch(way.branch))
}

/// Elements and passes that come after others.
fn ends(unrolled: &Unrolled<'_>, edges: &mut Edges) {
    let mut next = unrolled.steps.len();
    let mut after =
        |edges: &mut Edges, before: std::ops::Range<usize>, later: std::ops::Range<usize>| {
            // Known by a step of it, so that it can be told.
            let end = Point::End(next * unrolled.steps.len().max(1) + before.start);
            next += 1;
            let steps = before.map(|step| Point::Node(Node::Step(step)));
            edges.entry(end).or_default().extend(steps);
            for step in later {
                let step = Point::Node(Node::Step(step));
                edges.entry(step).or_default().push(end);
            }
        };
    for lanes in &unrolled.lanes {
        let most = usize::try_from(lanes.most).unwrap_or(usize::MAX);
        let elements = lanes.elements.iter();
        for (before, later) in elements.clone().zip(elements.skip(most)) {
            after(edges, before.clone(), later.clone());
        }
    }
    for repeat in &unrolled.repeats {
        for (before, later) in repeat.passes.iter().zip(repeat.passes.iter().skip(1)) {
            after(edges, before.steps.clone(), later.steps.clone());
        }
    }
}

/// What a point is called, and where it is declared.
fn described(unrolled: &Unrolled<'_>, point: Point) -> Option<(String, Span)> {
    match point {
        Point::Node(node) => {
            let name = unrolled.tree_name(node)?;
            Some((unrolled.name_of(node).to_owned(), name.span))
        }
        Point::Branch(index) => {
            let branch = unrolled.branches.get(index)?;
            Some((branch.name.clone(), branch.condition.span))
        }
        Point::End(index) => {
            let step = index % unrolled.steps.len().max(1);
            let step = unrolled.steps.get(step)?;
            Some((step.name.clone(), step.written.span))
        }
    }
}
