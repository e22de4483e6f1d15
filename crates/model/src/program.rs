//! The program: datasets, environments, policies.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_plan::{EnvironmentPlan, Shared};

use crate::{Dataset, Pipeline, Policy, StagingArea};

/// A whole project.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Every dataset, by unique name.
    pub datasets: BTreeMap<String, Arc<Dataset>>,
    /// Every environment, sorted by name.
    pub environments: Vec<Environment>,
    /// The organisation's own rules.
    pub policies: Vec<Policy>,
}

/// An environment and the pipelines as they are in it.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The facts, as they stand in plans; `targets` are all of the environment's.
    pub facts: Shared<EnvironmentPlan>,
    /// Its staging area.
    pub staging: Option<StagingArea>,
    /// Pipelines, sorted by name. A pipeline without parameters is shared between environments.
    pub pipelines: Vec<Arc<Pipeline>>,
}
