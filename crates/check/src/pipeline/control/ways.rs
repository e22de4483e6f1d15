//! Where a clause stands: on which ways of decisions, in which resource, in which body.

use std::sync::Arc;

use pipewright_plan::Guard;
use pipewright_syntax::tree::TypeExpression;

use super::super::frames::{Node, Unrolled};
use super::super::reuse::Via;

/// One way of one decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// The decision, by index.
    pub branch: usize,
    /// Whether its condition holds on this way.
    pub holds: bool,
}

/// What a run does where a clause stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ending {
    /// Its work.
    #[default]
    Work,
    /// It gives back the resource of this index.
    Release(usize),
    /// It comes to its end, on every path.
    Finally,
}

/// The innermost body a clause stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Body {
    /// The pipeline itself.
    #[default]
    Pipeline,
    /// A `for`.
    For,
    /// An arm of a `when`.
    When,
    /// A `repeat`.
    Repeat,
    /// A `resource`.
    Resource,
    /// `finally`.
    Finally,
}

impl Body {
    /// Its keyword.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pipeline => "pipeline",
            Self::For => "for",
            Self::When => "when",
            Self::Repeat => "repeat",
            Self::Resource => "resource",
            Self::Finally => "finally",
        }
    }
}

/// Where a clause stands among the decisions and resources of its pipeline; cheap to copy.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// The ways it lies on, outermost first.
    pub ways: Arc<Vec<Way>>,
    /// The innermost resource around it, by index.
    pub resource: Option<usize>,
    /// What a run does there.
    pub ending: Ending,
    /// The innermost body.
    pub body: Body,
    /// Whether it may be on a way that is never taken: what decides is wrong.
    pub doubtful: bool,
    /// Whether a `repeat` is around it.
    pub repeated: bool,
    /// The call or template through which it became part of the pipeline.
    pub via: Option<Arc<Via>>,
}

impl Setting {
    /// The same in a body of its own.
    pub fn inside(&self, body: Body) -> Self {
        Self {
            body,
            repeated: self.repeated || body == Body::Repeat,
            ..self.clone()
        }
    }

    /// The same on one way of one more decision.
    pub fn on(&self, branch: usize, holds: bool) -> Self {
        let mut ways = (*self.ways).clone();
        ways.push(Way { branch, holds });
        Self {
            ways: Arc::new(ways),
            ..self.clone()
        }
    }
}

/// Whether what lies on `ways` is there wherever what lies on `inner` is.
pub fn reaches(ways: &[Way], inner: &[Way]) -> bool {
    inner.starts_with(ways)
}

/// Whether no run goes both ways.
pub fn exclusive(one: &[Way], other: &[Way]) -> bool {
    let differ = one.iter().zip(other).find(|(a, b)| a != b);
    differ.is_some_and(|(a, b)| a.branch == b.branch)
}

impl<'a> Unrolled<'a> {
    /// The step that makes the resource around a place.
    pub fn acquired(&self, setting: &Setting) -> Vec<String> {
        let resource = setting.resource.and_then(|at| self.resources.get(at));
        resource
            .map(|resource| resource.name.clone())
            .into_iter()
            .collect()
    }

    /// The type of the rows, where it is written, and the module it is written in.
    pub fn kind_of(&self, node: Node) -> Option<(usize, &'a TypeExpression)> {
        match node {
            Node::Step(index) => {
                let step = self.steps.get(index)?;
                Some((step.home, step.kind?))
            }
            Node::Join(index) => {
                let join = self.joins.get(index)?;
                Some((join.flat.module, join.kind?))
            }
        }
    }
}

/// The ways as the model has them.
pub fn guards(unrolled: &Unrolled<'_>, ways: &[Way]) -> Vec<Guard> {
    let guard = |way: &Way| {
        let branch = unrolled.branches.get(way.branch)?;
        Some(Guard {
            branch: branch.name.clone(),
            holds: way.holds,
        })
    };
    ways.iter().filter_map(guard).collect()
}
