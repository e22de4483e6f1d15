//! What Airflow cannot keep of a plan: refused with the reason and the nearest rewrite.

mod conditions;
mod datasets;
mod names;
mod places;
mod staging;
mod times;
mod triggers;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Overlap, Plan};

use crate::messages::this_target;
use crate::rules;
use crate::target::NAME;

/// Refusals of one plan.
#[must_use]
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(triggers::refuse(plan));
    found.extend(overlap(plan));
    found.extend(places::refuse(plan));
    found.extend(times::refuse(plan));
    found.extend(conditions::refuse(plan));
    found.extend(staging::refuse(plan));
    found.extend(names::ids(plan));
    found.extend(names::operator_labels(plan));
    found.extend(datasets::addresses(plan));
    found.extend(datasets::one_asset_each(&[plan]));
    found.extend(pipewright_pod::refuse(plan, NAME));
    found
}

/// Refusals of all plans of one environment together.
#[must_use]
pub fn refuse_together(plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut found = pipewright_pod::refuse_together(plans);
    found.extend(datasets::one_asset_each(plans));
    found.extend(places::refuse_together(plans));
    found
}

fn overlap(plan: &Plan) -> Option<Diagnostic> {
    let pipeline = &plan.pipeline;
    (pipeline.overlap == Overlap::Replace).then(|| {
        Diagnostic::new(
            &rules::OVERLAP_REPLACE,
            format!(
                "{} cannot keep `overlap replace` of `{}`",
                this_target(plan),
                pipeline.name
            ),
            pipeline.overlap_origin.span,
            "no run is ended because another is due",
        )
        .because("Airflow limits how many runs go on (`max_active_runs`), and ends none of them")
        .because("targets `kubernetes` and `argo_workflows` keep it: `concurrencyPolicy: Replace`")
        .help("write `overlap forbid`, or give this pipeline `targets kubernetes`")
    })
}
