//! Messages a cluster cannot send.

use pipewright_backend::Capability;
use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Plan, Reaction, ReactionEvent};

use crate::capabilities::{ON_FAILURE_OF_STEP, ON_FAILURE_WITHOUT_ALERTS, ON_LATE, ON_SUCCESS};
use crate::messages::{airflow_can, reason, this_target};
use crate::rules::{FAILURE_NOT_TOLD, SUCCESS_NOT_TOLD};

/// `on success`, `on late` and `on failure of STEP` always, `on failure` where the environment has
/// no alerts.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    plan.pipeline
        .reactions
        .iter()
        .filter_map(|reaction| match reaction.event {
            _ if reaction.task.is_some() => Some(other(plan, reaction, &ON_FAILURE_OF_STEP)),
            ReactionEvent::Late { .. } => Some(other(plan, reaction, &ON_LATE)),
            ReactionEvent::Success => Some(success(plan, reaction)),
            ReactionEvent::Failure if plan.environment.alerts.is_none() => {
                Some(failure(plan, reaction))
            }
            ReactionEvent::Failure => None,
        })
        .collect()
}

fn other(plan: &Plan, reaction: &Reaction, capability: &Capability) -> Diagnostic {
    let message = format!(
        "{} cannot keep `{}` of pipeline `{}`",
        this_target(plan),
        capability.construct,
        plan.pipeline.name
    );
    Diagnostic::new(
        &SUCCESS_NOT_TOLD,
        message,
        reaction.origin.span,
        "nobody would be told",
    )
    .because(reason(capability))
    .help(format!(
        "{}; or tell of failures of the run: `on failure notify …`",
        airflow_can(plan)
    ))
}

fn success(plan: &Plan, reaction: &Reaction) -> Diagnostic {
    let message = format!(
        "{} cannot keep `on success notify {}` of pipeline `{}`",
        this_target(plan),
        connectors(reaction),
        plan.pipeline.name
    );
    let help = format!(
        "{}; or tell of failures only: `on failure notify …`",
        airflow_can(plan)
    );
    Diagnostic::new(
        &SUCCESS_NOT_TOLD,
        message,
        reaction.origin.span,
        "nobody would be told",
    )
    .because(reason(&ON_SUCCESS))
    .help(help)
    .fix("remove the clause", reaction.origin.span, "")
}

fn failure(plan: &Plan, reaction: &Reaction) -> Diagnostic {
    let environment = &plan.environment;
    let message = format!(
        "{} cannot keep `on failure notify {}` of pipeline `{}` in environment `{}`",
        this_target(plan),
        connectors(reaction),
        plan.pipeline.name,
        environment.name
    );
    let help = format!(
        "add `alerts = prometheus` to environment `{}` if its cluster runs the Prometheus operator; else {}",
        environment.name,
        airflow_can(plan)
    );
    Diagnostic::new(
        &FAILURE_NOT_TOLD,
        message,
        reaction.origin.span,
        "nobody would be told",
    )
    .with_related(
        environment.origin.span,
        "this environment names no `alerts`",
    )
    .because(reason(&ON_FAILURE_WITHOUT_ALERTS))
    .help(help)
}

fn connectors(reaction: &Reaction) -> String {
    let names: Vec<&str> = reaction
        .notify
        .iter()
        .map(|notification| notification.connector.as_str())
        .collect();
    names.join(", ")
}
