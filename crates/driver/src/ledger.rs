//! What targets refuse, how they keep the rest, and the net below: no constraint without a row.

use std::collections::BTreeSet;

use pipewright_backend::Target;
use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Plan, TargetRequest};
use rayon::prelude::*;

use crate::collect::Collector;
use crate::plans::Stage;
use crate::rules;

/// The targets of a plan that there are; the checker has reported the others.
pub fn targets_of(plan: &Plan) -> impl Iterator<Item = (&TargetRequest, &'static dyn Target)> {
    plan.environment
        .targets
        .iter()
        .filter_map(|request| Some((request, crate::target(&request.name)?)))
}

/// Asks every target what it cannot keep of the plans that nothing has refused yet.
pub fn refuse(stages: &[Stage], findings: &mut Collector) {
    for stage in stages {
        let refused: Vec<Vec<Diagnostic>> = stage
            .plans
            .par_iter()
            .zip(&stage.sound)
            .filter(|(_, sound)| **sound)
            .flat_map_iter(|(plan, _)| {
                targets_of(plan).map(|(request, target)| match version(request, target) {
                    Some(found) => vec![found],
                    None => target.refuse(plan),
                })
            })
            .collect();
        let judge = findings.judge();
        let mut fits = stage.together && stage.sound.iter().all(|sound| *sound);
        for found in refused {
            fits &= !found.iter().any(|found| judge.stops(found));
            findings.add(found);
        }
        for target in crate::targets().iter().filter(|_| fits) {
            let plans = plans_of(stage, *target);
            if !plans.is_empty() {
                findings.add(target.refuse_together(&plans));
            }
        }
    }
}

/// The plans of a stage that go to a target.
pub fn plans_of<'a>(stage: &'a Stage, target: &dyn Target) -> Vec<&'a Plan> {
    stage
        .plans
        .iter()
        .filter(|plan| goes_to(plan, target))
        .collect()
}

/// Whether a plan goes to a target.
pub fn goes_to(plan: &Plan, target: &dyn Target) -> bool {
    let mut requests = plan.environment.targets.iter();
    requests.any(|request| request.name == target.name())
}

fn version(request: &TargetRequest, target: &dyn Target) -> Option<Diagnostic> {
    let version = request.version.as_deref()?;
    if target.versions().contains(&version) {
        return None;
    }
    let found = Diagnostic::new(
        &rules::UNSUPPORTED_VERSION,
        format!(
            "`{}` cannot be written for version `{version}`",
            target.name()
        ),
        request.origin.span,
        "unknown version",
    );
    Some(match target.versions() {
        [] => found.help(format!("write `{}` without a version", target.name())),
        versions => found.help(format!("it can be written for {}", versions.join(", "))),
    })
}

/// Adds to each ledger by what the targets keep each constraint, and reports what none keeps.
pub fn enforce(stages: &mut [Stage], findings: &mut Collector) {
    for stage in stages {
        let unkept: Vec<Vec<Diagnostic>> = stage.plans.par_iter_mut().map(complete).collect();
        for found in unkept {
            findings.add(found);
        }
    }
}

fn complete(plan: &mut Plan) -> Vec<Diagnostic> {
    let mut unkept = Vec::new();
    let targets: Vec<&dyn Target> = targets_of(plan).map(|(_, target)| target).collect();
    for target in targets {
        let rows = target.enforce(plan);
        plan.ledger.rows.extend(rows);
        let kept: BTreeSet<&str> = plan
            .ledger
            .rows
            .iter()
            .filter(|row| {
                row.target
                    .as_deref()
                    .is_none_or(|name| name == target.name())
            })
            .map(|row| row.constraint.as_str())
            .collect();
        for constraint in &plan.ledger.constraints {
            if !kept.contains(constraint.id.as_str()) {
                unkept.push(
                    Diagnostic::new(
                        &rules::UNKEPT_CONSTRAINT,
                        format!(
                            "target `{}` does not keep `{}` of `{}`",
                            target.name(),
                            constraint.text,
                            plan.pipeline.name
                        ),
                        constraint.origin.span,
                        "demanded here, kept by nothing",
                    )
                    .because("it is neither proven nor enforced there, and no constraint is ever dropped in silence")
                    .help(format!(
                        "take the constraint away, or leave `{}` out of the targets",
                        target.name()
                    )),
                );
            }
        }
    }
    unkept
}
