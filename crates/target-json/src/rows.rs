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
    let parts: Vec<&str> = constraint.id.split('/').collect();
    let part = |at: usize| parts.get(at).copied().unwrap_or("");
    let (word, name) = (part(0), part(1));
    let task = |field: &str| format!("pipeline.tasks[name={name}].{field}");
    Some(match constraint.kind {
        ConstraintKind::Schedule => "pipeline.triggers".to_owned(),
        ConstraintKind::Deadline => "pipeline.deadline".to_owned(),
        ConstraintKind::Region => "pipeline.region".to_owned(),
        ConstraintKind::Retry if name.is_empty() => "pipeline.retry".to_owned(),
        ConstraintKind::Retry => task("retry"),
        ConstraintKind::Overlap => "pipeline.overlap".to_owned(),
        ConstraintKind::Owner => "pipeline.owner".to_owned(),
        ConstraintKind::Labels => "pipeline.labels".to_owned(),
        ConstraintKind::Notification => "pipeline.reactions".to_owned(),
        ConstraintKind::Timeout => task("timeout_seconds"),
        ConstraintKind::Resources => task("containers[].resources"),
        ConstraintKind::Check => task("kind.conditions"),
        ConstraintKind::WriteMode => task("kind.mode"),
        ConstraintKind::Branch if word == "branch" => format!("pipeline.branches[name={name}]"),
        ConstraintKind::Branch if word == "either" => task("kind.of"),
        ConstraintKind::Branch => task("when"),
        ConstraintKind::FanOut => task("fan_out"),
        ConstraintKind::Concurrency => match name {
            "" => "pipeline.parallelism".to_owned(),
            "run" => format!("pipeline.places[name={}]", part(2)),
            "task" => format!("pipeline.tasks[name={}].places[name={}]", part(2), part(3)),
            _ => "pipeline.tasks[].needs".to_owned(),
        },
        ConstraintKind::Release | ConstraintKind::Finally => task("role"),
        ConstraintKind::Approval | ConstraintKind::Wait => task("kind"),
        ConstraintKind::AllowedFailure => task("allowed_failure"),
        ConstraintKind::Backfill => "pipeline.backfill".to_owned(),
        ConstraintKind::RunParameter => format!("pipeline.run_parameters[name={name}]"),
        ConstraintKind::Values => task("values"),
        ConstraintKind::Interval => task("containers[].takes"),
        ConstraintKind::Placement => task("node, services, containers[].volumes"),
        ConstraintKind::Cluster => match name {
            "" => "pipeline.tasks[].cluster".to_owned(),
            _ => task("cluster"),
        },
        ConstraintKind::Egress => task("egress, endpoints"),
        ConstraintKind::DeadLetter => task("kind.rejecting"),
        ConstraintKind::Interruptible => match name {
            "" => "pipeline.interruptible".to_owned(),
            _ => task("interruptible"),
        },
        ConstraintKind::Secret => {
            format!("pipeline.tasks[].containers[].env[].value.secret[secret={name}]")
        }
        ConstraintKind::Guarantee
        | ConstraintKind::Schema
        | ConstraintKind::Freshness
        | ConstraintKind::Budget
        | ConstraintKind::Class => {
            return None;
        }
    })
}
