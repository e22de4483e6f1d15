//! Triggers that Airflow does not tell apart.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Constant, Plan, RunParameter, Schedule, Trigger};

use crate::messages::this_target;
use crate::{rules, schedule};

/// All of them.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(zones(plan));
    found.extend(backfill(plan));
    let parameters = plan.pipeline.run_parameters.iter();
    found.extend(parameters.filter_map(|parameter| parameter_of(plan, parameter)));
    found
}

fn zones(plan: &Plan) -> Option<Diagnostic> {
    let crons = schedule::crons(plan);
    let (_, first) = crons.first()?;
    let (_, other) = crons.iter().find(|(_, zone)| zone != first)?;
    let trigger =
        plan.pipeline.triggers.iter().find(
            |trigger| matches!(&trigger.when, Schedule::Cron { zone, .. } if zone == other),
        )?;
    Some(
        Diagnostic::new(
            &rules::ZONES,
            format!(
                "{} cannot keep schedules in `{first}` and in `{other}`",
                this_target(plan)
            ),
            trigger.origin.span,
            format!("in `{other}`"),
        )
        .because("a DAG has one timetable, and that has one zone")
        .because("target `argo_workflows` keeps it: a CronWorkflow each")
        .help(format!("write both in `{first}`, or make two pipelines")),
    )
}

fn backfill(plan: &Plan) -> Option<Diagnostic> {
    let backfill = plan.pipeline.backfill.as_ref()?;
    let to = backfill.to.as_ref()?;
    let (from, dag) = (&backfill.from, &plan.pipeline.name);
    Some(
        Diagnostic::new(
            &rules::ENDED_BACKFILL,
            format!("{} cannot keep the end of `backfill from {from} to {to}`", this_target(plan)),
            backfill.origin.span,
            "ends before the present",
        )
        .because("a DAG has one start for all its runs (`start_date`), and an end would end its schedule too")
        .because("target `argo_workflows` keeps it: a WorkflowTemplate that runs each of them")
        .help(format!(
            "leave out `to {to}`, or leave out the clause and run `airflow backfill create \
             --dag-id {dag} --from-date {from} --to-date {to}`"
        )),
    )
}

/// Airflow has one default of a parameter for whatever starts a run.
fn parameter_of(plan: &Plan, parameter: &RunParameter) -> Option<Diagnostic> {
    let given = |trigger: &'_ Trigger| -> Option<Constant> {
        let own = trigger.parameters.get(&parameter.name);
        own.or(parameter.default.as_ref()).cloned()
    };
    // Whoever starts a run by hand and is not supplied with anything supplies it.
    let counts = |trigger: &&Trigger| {
        trigger.when != Schedule::Manual
            || trigger.parameters.contains_key(&parameter.name)
            || parameter.default.is_some()
    };
    let mut triggers = plan.pipeline.triggers.iter().filter(counts);
    let first = triggers.next()?;
    let other = triggers.find(|trigger| given(trigger) != given(first))?;
    Some(
        Diagnostic::new(
            &rules::TRIGGER_PARAMETERS,
            format!(
                "{} cannot supply `{}` by what started the run",
                this_target(plan),
                parameter.name
            ),
            other.origin.span,
            "supplies another value …",
        )
        .with_related(first.origin.span, "… than this one")
        .because("a DAG has one default of a parameter, whatever starts its run")
        .because("target `argo_workflows` keeps it: a CronWorkflow with arguments each")
        .help("supply the same value everywhere, or make two pipelines"),
    )
}
