//! A pipeline that no workflow holds.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;

use crate::frame::Frame;
use crate::messages::{other_can, this_target};
use crate::rules::SIZE;
use crate::spec;

/// The largest WorkflowTemplate: a workflow keeps a copy of it beside what became of each task, and
/// the API server takes 1.5 MB of both.
const LONGEST: usize = 700_000;

/// The size of the WorkflowTemplate.
pub fn refuse(plan: &Plan) -> Option<Diagnostic> {
    let made = spec::workflow_template(&Frame::of(plan));
    let size = serde_json::to_vec(&made).map_or(0, |text| text.len());
    if size <= LONGEST {
        return None;
    }
    let message = format!(
        "the workflow of `{}` has {size} bytes, more than the {LONGEST} that {} holds",
        plan.pipeline.name,
        this_target(plan)
    );
    Some(
        Diagnostic::new(&SIZE, message, plan.pipeline.origin.span, "this pipeline")
            .because(format!("it has {} tasks", plan.pipeline.tasks.len()))
            .help(format!(
                "split the pipeline; or {}",
                other_can(plan, "airflow")
            )),
    )
}
