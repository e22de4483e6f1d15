//! Rows that one task leaves for another, where there is no place for them.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;

use crate::messages::this_target;
use crate::rules::STAGING;

/// The first such task.
pub fn refuse(plan: &Plan) -> Option<Diagnostic> {
    let (task, from) = pipewright_pod::needs_staging(plan)?;
    let environment = &plan.environment;
    let place = environment
        .clusters
        .iter()
        .flat_map(|cluster| cluster.region.places.iter())
        .next()
        .map_or("eu-central-1", |place| place.name.as_str());
    let message = format!(
        "{} cannot hand rows from `{from}` to `{}`",
        this_target(plan),
        task.name
    );
    Some(
        Diagnostic::new(
            &STAGING,
            message,
            task.origin.span,
            format!("`{}` needs what `{from}` yields", task.name),
        )
        .with_related(
            environment.origin.span,
            format!("`{}` has no staging", environment.name),
        )
        .because("every task is a pod of its own, and pods share no disk")
        .because("target `kubernetes` runs all tasks in one pod and needs no staging")
        .help(format!(
            "add to environment `{}`: `staging = s3.location {{ bucket = \"acme-staging\", \
             region = {place} }}`",
            environment.name
        )),
    )
}
