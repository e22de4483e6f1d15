//! One pipeline in two environments.

use pipewright_plan::Plan;
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
    /// Facts of the platform that are others, below `environment`.
    pub platform: Vec<Difference>,
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
        platform: differences(
            "environment",
            &platform(&from.environment),
            &platform(&to.environment),
        ),
    }
}

impl PipelineComparison {
    /// Whether the same graph runs in both.
    #[must_use]
    pub fn is_same_graph(&self) -> bool {
        self.graph.is_empty()
    }
}
