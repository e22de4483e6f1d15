//! Who is where: the datasets and pipelines of each region, the steps of each pipeline.

use std::collections::BTreeMap;

use crate::graph::Graph;

/// The members of regions and pipelines.
pub struct Members<'a> {
    datasets: BTreeMap<Option<&'a str>, Vec<usize>>,
    pipelines: BTreeMap<Option<&'a str>, Vec<usize>>,
    steps: Vec<Vec<usize>>,
}

impl<'a> Members<'a> {
    /// Reads a graph once.
    pub fn of(graph: &'a Graph) -> Self {
        let mut members = Self {
            datasets: BTreeMap::new(),
            pipelines: BTreeMap::new(),
            steps: vec![Vec::new(); graph.pipelines.len()],
        };
        for (index, node) in graph.nodes.iter().enumerate() {
            match node.pipeline {
                None => members
                    .datasets
                    .entry(node.region.as_deref())
                    .or_default()
                    .push(index),
                Some(pipeline) => {
                    if let Some(steps) = members.steps.get_mut(pipeline) {
                        steps.push(index);
                    }
                }
            }
        }
        for (index, pipeline) in graph.pipelines.iter().enumerate() {
            members
                .pipelines
                .entry(pipeline.region.as_deref())
                .or_default()
                .push(index);
        }
        members
    }

    /// The datasets in a region.
    pub fn datasets(&self, region: Option<&'a str>) -> &[usize] {
        self.datasets.get(&region).map_or(&[], Vec::as_slice)
    }

    /// The pipelines that run in a region.
    pub fn pipelines(&self, region: Option<&'a str>) -> &[usize] {
        self.pipelines.get(&region).map_or(&[], Vec::as_slice)
    }

    /// The steps of a pipeline.
    pub fn steps(&self, pipeline: usize) -> &[usize] {
        self.steps.get(pipeline).map_or(&[], Vec::as_slice)
    }
}
