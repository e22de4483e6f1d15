//! One pipeline in two environments, and the environments themselves.

use pipewright_plan::{EnvironmentPlan, Plan};
use serde::Serialize;

use crate::bindings::{parameters, platform};
use crate::difference::{Difference, differences};
use crate::graph::{graph, skeleton};

/// How a pipeline differs between two environments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PipelineComparison {
    /// The pipeline.
    pub pipeline: String,
    /// Where its graph differs.
    pub graph: Vec<Difference>,
    /// Parameters that have other values.
    pub parameters: Vec<Difference>,
}

/// Compares a pipeline of one environment, `from`, with that of another, `to`. `bound` is the third
/// corner: the platform of the first with the parameters of the second. What differs between it and
/// the first is the parameters' doing, and what differs between it and the other the platform's.
#[must_use]
pub fn compare(from: &Plan, bound: &Plan, to: &Plan) -> PipelineComparison {
    let mut of_graph = differences("", &graph(from), &graph(bound));
    for found in differences("", &skeleton(bound), &skeleton(to)) {
        if !of_graph.iter().any(|known| known.path == found.path) {
            of_graph.push(found);
        }
    }
    PipelineComparison {
        pipeline: from.pipeline.name.clone(),
        graph: of_graph,
        parameters: differences("parameters", &parameters(from), &parameters(to)),
    }
}

/// The facts of two platforms that are not the same.
#[must_use]
pub fn compare_platforms(from: &EnvironmentPlan, to: &EnvironmentPlan) -> Vec<Difference> {
    differences("", &platform(from), &platform(to))
}

impl PipelineComparison {
    /// Whether the same graph runs in both.
    #[must_use]
    pub fn is_same_graph(&self) -> bool {
        self.graph.is_empty()
    }
}
