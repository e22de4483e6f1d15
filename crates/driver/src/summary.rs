//! What is left of a plan once its files are there: its name, its targets, its ledger.

use pipewright_plan::{EnvironmentPlan, Ledger, Plan, Shared};

/// A plan without its tasks. A project of thousands of pipelines would hold all of their
/// containers to the end otherwise.
#[derive(Debug, Clone)]
pub struct PlanSummary {
    /// The pipeline's name.
    pub pipeline: String,
    /// The environment, with the targets this pipeline is for.
    pub environment: Shared<EnvironmentPlan>,
    /// Every constraint, and how it is kept.
    pub ledger: Ledger,
}

impl From<Plan> for PlanSummary {
    fn from(plan: Plan) -> Self {
        Self {
            pipeline: plan.pipeline.name,
            environment: plan.environment,
            ledger: plan.ledger,
        }
    }
}
