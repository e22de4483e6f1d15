//! Waivers in the ledger: which are in force for a plan, and what they leave open.

use std::collections::BTreeSet;

use pipewright_diagnostics::{Diagnostic, Rule, Standing};
use pipewright_judge::{Judge, Verdict, Waiver};
use pipewright_plan::{ConstraintKind, LedgerRow, Origin, Plan, Status};
use pipewright_prove::rules::{
    CLASS_NOT_ACCEPTED, CLASS_ON_THE_WAY, LEAVES_REGION, UNKEPT_DECLASSIFIER, UNKNOWN_PLACE,
};
use pipewright_source::{SourceId, SourceMap};

/// Lists the waivers of a plan, and gives rows to the constraints that are open because of them.
pub fn note(plan: &mut Plan, proving: &[Diagnostic], judge: &Judge, sources: &SourceMap) {
    if judge.waivers.all().is_empty() {
        return;
    }
    let about = judge.waivers.about(plan.pipeline.origin.span, &files(plan));
    plan.ledger.waivers = about
        .into_iter()
        .map(|waiver| pipewright_plan::Waiver {
            rule: waiver.rule.code.to_owned(),
            policy: waiver.part.clone(),
            because: waiver.reason.clone(),
            until: waiver.until.to_string(),
            origin: Origin {
                file: sources.path(waiver.span).to_owned(),
                line: sources.line_column(waiver.span).line,
                span: waiver.span,
            },
        })
        .collect();
    let promises = proving
        .iter()
        .filter(|found| found.is_error() && found.rule.standing() == Standing::Waivable);
    for found in promises {
        if let Verdict::Waived(index) = judge.verdict(found)
            && let Some(waiver) = judge.waivers.all().get(index)
        {
            leave_open(plan, found.rule, waiver);
        }
    }
}

/// Gives a row to each constraint that the rule would have proven. Where another finding of the
/// rule is not waived, the plan is refused, and its ledger is never read.
fn leave_open(plan: &mut Plan, rule: &Rule, waiver: &Waiver) {
    let Some(kind) = proves(rule) else {
        return;
    };
    let rows = plan.ledger.rows.iter();
    let kept: BTreeSet<String> = rows.map(|row| row.constraint.clone()).collect();
    for constraint in &plan.ledger.constraints {
        if constraint.kind == kind && !kept.contains(&constraint.id) {
            plan.ledger.rows.push(LedgerRow {
                constraint: constraint.id.clone(),
                status: Status::Waived,
                target: None,
                by: rule.code.to_owned(),
                file: None,
                because: vec![waiver.reason.clone(), format!("until {}", waiver.until)],
            });
        }
    }
}

/// The constraints that a rule proves which may be waived.
fn proves(rule: &Rule) -> Option<ConstraintKind> {
    let of = |rules: &[&Rule]| rules.iter().any(|known| known.code == rule.code);
    if of(&[&LEAVES_REGION, &UNKNOWN_PLACE]) {
        return Some(ConstraintKind::Region);
    }
    of(&[&CLASS_NOT_ACCEPTED, &CLASS_ON_THE_WAY, &UNKEPT_DECLASSIFIER])
        .then_some(ConstraintKind::Class)
}

/// The files that a plan is made of: those of its pipeline, its datasets, its environment and its
/// clusters.
fn files(plan: &Plan) -> BTreeSet<SourceId> {
    let environment = &plan.environment;
    let clusters = environment.clusters.iter().map(|cluster| &cluster.origin);
    let datasets = plan.datasets.iter().map(|dataset| &dataset.origin);
    [&plan.pipeline.origin, &environment.origin]
        .into_iter()
        .chain(clusters)
        .chain(datasets)
        .map(|origin| origin.span.source)
        .collect()
}
