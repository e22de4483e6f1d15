//! Names that nothing takes, or that two things would have.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Places, Plan};
use pipewright_pod::names::{LONGEST_CRON_JOB, LONGEST_LABEL, is_dns_label};

use crate::NAME;
use crate::rules::{NAMES, PLACES};
use crate::{backfill, cron};

/// Names of one plan.
pub fn refuse(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let slug = &plan.pipeline.slug;
    if !is_dns_label(slug, LONGEST_CRON_JOB) {
        let message = format!("target `{NAME}` cannot call a pipeline `{slug}`");
        found.push(
            Diagnostic::new(&NAMES, message, plan.pipeline.origin.span, "made from this")
                .because("names have at most 52 lower-case letters, digits and hyphens")
                .help("rename the pipeline"),
        );
    }
    let namespace = &plan.environment.namespace;
    if !is_dns_label(namespace, LONGEST_LABEL) {
        let message = format!("`{namespace}` is no name of a namespace");
        found.push(
            Diagnostic::new(
                &NAMES,
                message,
                plan.environment.origin.span,
                "in this environment",
            )
            .help("use up to 63 lower-case letters, digits and hyphens"),
        );
    }
    found
}

/// Names of all plans of an environment: what is made from one pipeline's name may be another's.
pub fn together(plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut taken: BTreeMap<(&str, String), &Plan> = BTreeMap::new();
    for plan in plans {
        let templates = [Some(plan.pipeline.slug.clone()), backfill::name(plan)];
        let schedules = (0..cron::cron_workflows(plan).len()).map(|place| cron::name(plan, place));
        let made = templates
            .into_iter()
            .flatten()
            .map(|name| ("WorkflowTemplate", name))
            .chain(schedules.map(|name| ("CronWorkflow", name)));
        for (kind, name) in made {
            if let Some(first) = taken.insert((kind, name.clone()), plan) {
                let message = format!(
                    "target `{NAME}` would call two objects `{name}`: one of `{}`, one of `{}`",
                    first.pipeline.name, plan.pipeline.name
                );
                found.push(
                    Diagnostic::new(&NAMES, message, plan.pipeline.origin.span, "this one …")
                        .with_related(first.pipeline.origin.span, "… and this one")
                        .help("rename one of the pipelines"),
                );
            }
        }
    }
    found
}

/// Places of one name, of which there would be different numbers, or some in each of two clusters.
pub fn places(plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut known: BTreeMap<&str, (&Places, Option<&str>)> = BTreeMap::new();
    let mut found = Vec::new();
    for plan in plans {
        let home = plan.home().map(|cluster| cluster.name.as_str());
        let tasks = plan.pipeline.tasks.iter().flat_map(|task| &task.places);
        for place in plan.pipeline.places.iter().chain(tasks) {
            let (first, there) = *known.entry(&place.name).or_insert((place, home));
            let (name, most) = (&place.name, place.most);
            let said = if first.most != most {
                Some((
                    format!("among {most} here and {} elsewhere", first.most),
                    "this number …",
                    "write the same number, or give one of them another name",
                ))
            } else if let (Some(here), Some(there)) = (home, there)
                && here != there
            {
                Some((
                    format!("between the clusters `{there}` and `{here}`"),
                    "this one …",
                    "keep both pipelines in a region with one of the clusters, or give one of the \
                     places another name",
                ))
            } else {
                None
            };
            if let Some((how, label, help)) = said {
                let message = format!("target `{NAME}` cannot share `{name}` {how}");
                let diagnostic = Diagnostic::new(&PLACES, message, place.origin.span, label);
                found.push(
                    diagnostic
                        .with_related(first.origin.span, "… and this one")
                        .help(help),
                );
            }
        }
    }
    found
}
