//! Names that objects cannot have.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Plan;
use pipewright_pod::names::{LONGEST_CRON_JOB, LONGEST_LABEL, is_dns_label};

use crate::clock;
use crate::messages::this_target;
use crate::rules::NAME_NOT_TAKEN;

/// The slug, the namespace and the containers' names.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let pipeline = &plan.pipeline;
    if !is_dns_label(&pipeline.slug, LONGEST_CRON_JOB) {
        let message = format!(
            "{} does not take `{}` as the name of a CronJob",
            this_target(plan),
            pipeline.slug
        );
        found.push(
            Diagnostic::new(&NAME_NOT_TAKEN, message, pipeline.origin.span, "this name")
                .because(format!(
                    "its Jobs get eleven characters more, so at most {LONGEST_CRON_JOB} lower-case letters, digits and hyphens fit"
                ))
                .help("shorten the pipeline's name"),
        );
    }
    let namespace = &plan.environment.namespace;
    if !is_dns_label(namespace, LONGEST_LABEL) {
        let message = format!(
            "{} does not take `{namespace}` as a namespace",
            this_target(plan)
        );
        found.push(
            Diagnostic::new(
                &NAME_NOT_TAKEN,
                message,
                plan.environment.origin.span,
                "of this environment",
            )
            .help("use at most 63 lower-case letters, digits and hyphens"),
        );
    }
    for container in pipeline.tasks.iter().flat_map(|task| &task.containers) {
        let reserved = container.name == clock::CONTAINER;
        if reserved || !is_dns_label(&container.name, LONGEST_LABEL) {
            let message = format!(
                "{} does not take `{}` as the name of a container{}",
                this_target(plan),
                container.name,
                if reserved {
                    ": it is the compiler's own"
                } else {
                    ""
                }
            );
            found.push(
                Diagnostic::new(
                    &NAME_NOT_TAKEN,
                    message,
                    container.origin.span,
                    "made from this",
                )
                .help("rename the step"),
            );
        }
    }
    found
}
