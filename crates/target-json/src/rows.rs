//! The ledger rows of this target: where the plan says each constraint.

use pipewright_plan::{Constraint, ConstraintKind, LedgerRow, Plan, Status};

/// One row for each constraint that is kept at run time; proofs hold for every target.
pub fn rows(plan: &Plan) -> Vec<LedgerRow> {
    plan.ledger
        .constraints
        .iter()
        .filter_map(|constraint| {
            Some(LedgerRow {
                constraint: constraint.id.clone(),
                status: Status::Carried,
                target: Some(crate::NAME.to_owned()),
                by: field(constraint)?,
                file: Some(format!("{}/{}", crate::NAME, crate::file_name(plan))),
                because: Vec::new(),
            })
        })
        .collect()
}

/// The field that says it; `None` for what is proven or refused before any target is asked.
fn field(constraint: &Constraint) -> Option<String> {
    let name = constraint.id.split('/').nth(1).unwrap_or("");
    let task = |field: &str| format!("pipeline.tasks[name={name}].{field}");
    Some(match constraint.kind {
        ConstraintKind::Schedule => "pipeline.schedule".to_owned(),
        ConstraintKind::Deadline => "pipeline.deadline".to_owned(),
        ConstraintKind::Region => "pipeline.region".to_owned(),
        ConstraintKind::Retry => "pipeline.retry".to_owned(),
        ConstraintKind::Overlap => "pipeline.overlap".to_owned(),
        ConstraintKind::Owner => "pipeline.owner".to_owned(),
        ConstraintKind::Labels => "pipeline.labels".to_owned(),
        ConstraintKind::Notification => "pipeline.reactions".to_owned(),
        ConstraintKind::Timeout => task("timeout_seconds"),
        ConstraintKind::Resources => task("containers[].resources"),
        ConstraintKind::Check => task("kind.conditions"),
        ConstraintKind::WriteMode => task("kind.mode"),
        ConstraintKind::Secret => {
            format!("pipeline.tasks[].containers[].env[].value.secret[secret={name}]")
        }
        ConstraintKind::Guarantee
        | ConstraintKind::Schema
        | ConstraintKind::Freshness
        | ConstraintKind::Class => {
            return None;
        }
    })
}
