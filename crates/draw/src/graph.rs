//! The graph: what is drawn, without any idea of how.

use pipewright_plan::{Origin, Plan};

/// What the plans of one environment are: datasets, steps, and what flows between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Graph {
    /// The environment's name.
    pub environment: String,
    /// The pipelines, as given.
    pub pipelines: Vec<Pipeline>,
    /// Everything that is a box, datasets first as pipelines name them, then steps by pipeline.
    pub nodes: Vec<Node>,
    /// What flows, without doubles, in order of their ends.
    pub edges: Vec<Edge>,
}

/// A pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub doc: Option<String>,
    /// What was demanded of it, in a few words each: `every 6h`, `deadline 30m`, `region eu`.
    pub demands: Vec<String>,
    /// Where its pods run: the regions of its clusters. `None` where no cluster is declared.
    pub region: Option<String>,
    /// Where it is declared.
    pub origin: Origin,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its name, as the author wrote it.
    pub name: String,
    /// What else is said of it, in a few words: a connector, an image, a condition.
    pub detail: String,
    /// The pipeline it belongs to, an index; `None` for datasets.
    pub pipeline: Option<usize>,
    /// Where it is, or runs; `None` where nobody said.
    pub region: Option<String>,
    /// Classes of data in it, sorted: `pii`.
    pub classes: Vec<String>,
    /// Conditions that are checked on it, as written.
    pub checks: Vec<String>,
    /// Its documentation.
    pub doc: Option<String>,
    /// Where it was written.
    pub origin: Origin,
}

/// What a box is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeKind {
    /// A dataset of this project.
    Dataset,
    /// A dataset that others write.
    External,
    /// A step.
    Step,
    /// Stands for the one of several steps that ran, or a dataset that is written as it is.
    Junction,
    /// A decision.
    Decision,
    /// A person's consent.
    Approval,
    /// A pause.
    Wait,
}

impl NodeKind {
    /// Whether it is a dataset.
    #[must_use]
    pub const fn is_dataset(self) -> bool {
        matches!(self, Self::Dataset | Self::External)
    }

    /// In a word, for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::External => "external dataset",
            Self::Step => "step",
            Self::Junction => "junction",
            Self::Decision => "decision",
            Self::Approval => "approval",
            Self::Wait => "wait",
        }
    }
}

/// An arrow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Index of the node it leaves.
    pub from: usize,
    /// Index of the node it enters.
    pub to: usize,
    /// What it stands for.
    pub kind: EdgeKind,
    /// What is written at it: `replacing all`, `yes`.
    pub label: Option<String>,
    /// Conditions that are checked on what flows, where its source is no step: as written.
    pub checks: Vec<String>,
}

/// What an arrow stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// Data flows.
    Data,
    /// Rows that a check rejected.
    Rejected,
    /// The one goes before the other; no data flows.
    Order,
}

impl Graph {
    /// The graph of plans of one environment.
    #[must_use]
    pub fn of(plans: &[&Plan]) -> Self {
        crate::build::graph(plans)
    }

    /// The regions that something lies in, sorted, those nobody stated last.
    #[must_use]
    pub fn regions(&self) -> Vec<Option<&str>> {
        let datasets = self.nodes.iter().filter(|node| node.kind.is_dataset());
        let mut regions: Vec<Option<&str>> = datasets
            .map(|node| node.region.as_deref())
            .chain(self.pipelines.iter().map(|one| one.region.as_deref()))
            .collect();
        regions.sort_by_key(|region| (region.is_none(), *region));
        regions.dedup();
        regions
    }

    /// In one sentence, for those who cannot see it.
    #[must_use]
    pub fn summary(&self) -> String {
        let datasets = self.nodes.iter().filter(|node| node.kind.is_dataset());
        let datasets = datasets.count();
        format!(
            "{} with {} and {}, in {}",
            count(self.pipelines.len(), "pipeline"),
            count(self.nodes.len().saturating_sub(datasets), "step"),
            count(datasets, "dataset"),
            count(self.regions().len(), "region"),
        )
    }
}

fn count(number: usize, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}

/// What data of no stated place is said to lie in.
pub const NOWHERE: &str = "region not stated";
