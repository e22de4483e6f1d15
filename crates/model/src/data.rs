//! Data inside a pipeline: what steps read and yield.

use pipewright_plan::{Origin, Schema};

/// Data inside a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataReference {
    /// A dataset, by its unique name.
    Dataset(String),
    /// What a step yields.
    Output {
        /// The step's name, loops unrolled: `load_orders`.
        step: String,
        /// The output's name where the step has several.
        output: Option<String>,
    },
    /// What all steps of a loop yield, as one: `collect(load)`.
    Collected {
        /// The loop's step as written, with a caller's prefix: `load`. See [`crate::Step::group`].
        group: String,
        /// The output's name where the steps have several.
        output: Option<String>,
    },
    /// What that step of an `either` yields which ran.
    Joined {
        /// The `either`'s name.
        name: String,
    },
    /// The rows of a dataset in the run's data interval: `interval(orders)`.
    Interval(String),
}

/// What a step reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The name in `PIPEWRIGHT_INPUT_<NAME>`, `[a-z][a-z0-9_]*`, unique in the step.
    pub name: String,
    /// What it is.
    pub from: DataReference,
    /// Where it is named.
    pub origin: Origin,
}

/// What a step yields.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// `good` of `step.good`; `None` for the step's only output.
    pub name: Option<String>,
    /// Its rows: written, or inferred from the dataset it is written to.
    pub schema: Option<Schema>,
    /// Whether they were inferred.
    pub inferred: bool,
}
