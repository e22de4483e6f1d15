//! Places Airflow has no pools for.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Places, Plan};

use crate::messages::this_target;
use crate::{pools, rules};

/// Those of one plan.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let pipeline = &plan.pipeline;
    let mut found: Vec<Diagnostic> = pipeline
        .places
        .iter()
        .map(|place| of_runs(plan, place))
        .collect();
    for task in &pipeline.tasks {
        if let [first, second, ..] = task.places.as_slice() {
            found.push(
                Diagnostic::new(
                    &rules::POOL,
                    format!(
                        "{} cannot hold places in `{}` and `{}` for `{}` at once",
                        this_target(plan),
                        first.name,
                        second.name,
                        task.name
                    ),
                    second.origin.span,
                    "the second",
                )
                .with_related(first.origin.span, "the first")
                .because("a task in Airflow is in one pool")
                .because("target `argo_workflows` keeps both")
                .help("let one name stand for both, with the smaller number of places"),
            );
        }
    }
    found
}

/// A pool has one number of slots for whoever uses it.
pub fn refuse_together(plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut known: BTreeMap<&str, &Places> = BTreeMap::new();
    let mut found = Vec::new();
    for (plan, place) in pools::places(plans) {
        let first = *known.entry(&place.name).or_insert(place);
        if first.most != place.most {
            found.push(
                Diagnostic::new(
                    &rules::POOL,
                    format!(
                        "{} cannot give `{}` both {} and {} places",
                        this_target(plan),
                        place.name,
                        first.most,
                        place.most
                    ),
                    place.origin.span,
                    format!("{} here", place.most),
                )
                .with_related(first.origin.span, format!("{} there", first.most))
                .because("in Airflow it is one pool, with one number of slots")
                .help("write the same number wherever the name stands"),
            );
        }
    }
    found
}

fn of_runs(plan: &Plan, place: &Places) -> Diagnostic {
    let written = if place.most == 1 {
        format!("mutex \"{}\"", place.name)
    } else {
        format!("concurrency {} in \"{}\"", place.most, place.name)
    };
    let inside = if place.most == 1 {
        format!("mutex = \"{}\"", place.name)
    } else {
        format!(
            "concurrency = {{ group = \"{}\", most = {} }}",
            place.name, place.most
        )
    };
    Diagnostic::new(
        &rules::PLACES_OF_RUNS,
        format!(
            "{} cannot keep `{written}` of `{}`",
            this_target(plan),
            plan.pipeline.name
        ),
        place.origin.span,
        "runs of several pipelines would have to wait for each other",
    )
    .because("Airflow's pools hold places for tasks; nothing counts the runs of several DAGs")
    .because("target `argo_workflows` keeps it: `synchronization` of the workflow")
    .help(format!(
        "write `{inside}` in the steps that must not meet, or give this pipeline `targets \
         argo_workflows`"
    ))
}
