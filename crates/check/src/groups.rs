//! Groups that steps and runs share places of: one number of places each, and no run that waits
//! for itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Pipeline;
use pipewright_plan::Places;
use pipewright_source::Span;

use crate::report::Report;
use crate::rules;

/// Looks at all places that pipelines and steps ask for. `pipelines` are those of each
/// environment: an environment's places are its own.
pub fn groups<'p>(environments: impl Iterator<Item = Vec<&'p Arc<Pipeline>>>, report: &mut Report) {
    let mut said: BTreeSet<(Span, Span)> = BTreeSet::new();
    for pipelines in environments {
        let mut first: BTreeMap<&str, &Places> = BTreeMap::new();
        for pipeline in pipelines {
            let of_steps = pipeline.steps.iter().flat_map(|step| &step.places);
            for places in pipeline.places.iter().chain(of_steps) {
                let known = first.entry(places.name.as_str()).or_insert(places);
                let pair = (known.origin.span, places.origin.span);
                if known.most != places.most && said.insert(pair) {
                    report.push(conflict(known, places));
                }
            }
            waits_for_itself(pipeline, &mut said, report);
        }
    }
}

fn conflict(first: &Places, second: &Places) -> Diagnostic {
    let places = |most: u32| {
        if most == 1 {
            "one place".to_owned()
        } else {
            format!("{most} places")
        }
    };
    Diagnostic::new(
        &rules::GROUP_CONFLICT,
        format!(
            "the group `{}` has {} here and {} elsewhere",
            second.name,
            places(second.most),
            places(first.most)
        ),
        second.origin.span,
        format!("{} here", places(second.most)),
    )
    .with_related(first.origin.span, format!("{} here", places(first.most)))
    .help("say the same number at each, for example by a constant, or name another group")
}

/// A step that asks for a place its run holds waits until the run ends, which waits for the step.
fn waits_for_itself(pipeline: &Pipeline, said: &mut BTreeSet<(Span, Span)>, report: &mut Report) {
    for held in &pipeline.places {
        for step in &pipeline.steps {
            let Some(asked) = step.places.iter().find(|asked| asked.name == held.name) else {
                continue;
            };
            let place = (asked.origin.span, asked.origin.span);
            if !said.insert(place) {
                continue;
            }
            let found = Diagnostic::new(
                &rules::OWN_PLACE,
                format!(
                    "`{}` waits for a place of `{}`, of which its run holds one",
                    step.name, held.name
                ),
                asked.origin.span,
                "asked for again here",
            )
            .with_related(held.origin.span, "the run holds one all the time")
            .because("the run gives its place back when it ends, and ends when the step has run");
            report.push(found.help("let the run or the step hold it, not both"));
        }
    }
}
