//! Places shared by several pipelines: all who name them agree on how many there are.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Places, Plan};

use crate::rules;

pub(super) fn check(plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut known: BTreeMap<&str, (&Places, &str)> = BTreeMap::new();
    let mut found = Vec::new();
    for plan in plans {
        let pipeline = &plan.pipeline;
        let of_tasks = pipeline.tasks.iter().flat_map(|task| &task.places);
        for places in pipeline.places.iter().chain(of_tasks) {
            let (first, by) = *known
                .entry(&places.name)
                .or_insert((places, &pipeline.name));
            if first.most != places.most {
                found.push(disagreement(places, &pipeline.name, first, by));
            }
        }
    }
    found
}

fn disagreement(places: &Places, by: &str, first: &Places, first_by: &str) -> Diagnostic {
    let name = &places.name;
    Diagnostic::new(
        &rules::PLACES_DISAGREE,
        format!(
            "`{by}` counts {} of `{name}`, and `{first_by}` counts {}",
            count(places.most),
            count(first.most)
        ),
        places.origin.span,
        format!("{} here", count(places.most)),
    )
    .with_related(first.origin.span, format!("{} here", count(first.most)))
    .because(format!("all who name `{name}` share the same places"))
    .help("write the same number, or another name where other places are meant")
}

fn count(most: u32) -> String {
    match most {
        1 => "one place".to_owned(),
        most => format!("{most} places"),
    }
}
