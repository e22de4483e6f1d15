//! Names that nothing takes, or that two things would have.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Places, Plan};
use pipewright_pod::gitops::cluster;
use pipewright_pod::names::{LONGEST_CRON_JOB, LONGEST_LABEL, is_dns_label};

use crate::NAME;
use crate::rules::{CLUSTERS, NAMES, PLACES};
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

/// Places of one name, of which there would be different numbers.
pub fn places(plans: &[&Plan]) -> Vec<Diagnostic> {
    let mut known: BTreeMap<&str, &Places> = BTreeMap::new();
    let mut found = Vec::new();
    for plan in plans {
        let tasks = plan.pipeline.tasks.iter().flat_map(|task| &task.places);
        for place in plan.pipeline.places.iter().chain(tasks) {
            let first = *known.entry(&place.name).or_insert(place);
            if first.most == place.most {
                continue;
            }
            let message = format!(
                "target `{NAME}` cannot share `{}` among {} here and {} elsewhere",
                place.name, place.most, first.most
            );
            found.push(
                Diagnostic::new(&PLACES, message, place.origin.span, "this number …")
                    .with_related(first.origin.span, "… and this one")
                    .help("write the same number, or give one of them another name"),
            );
        }
    }
    found
}

/// One Application applies all pipelines to one cluster: there must be one that suits them all.
pub fn one_cluster(plans: &[&Plan]) -> Option<Diagnostic> {
    let environment = &plans.first()?.environment;
    let gitops = environment.gitops.as_ref()?;
    if environment.clusters.is_empty() || cluster(plans).is_some() {
        return None;
    }
    let message = format!(
        "target `{NAME}`: no cluster of environment `{}` lies in the regions of all its pipelines",
        environment.name
    );
    let mut diagnostic = Diagnostic::new(
        &CLUSTERS,
        message,
        gitops.origin.span,
        "applies all of them to one cluster",
    );
    for cluster in &environment.clusters {
        let outside = plans.iter().find_map(|plan| {
            let region = plan.pipeline.region.as_ref()?;
            (!cluster.region.outside(region).is_empty()).then_some((plan, region))
        });
        if let Some((plan, region)) = outside {
            diagnostic = diagnostic.because(format!(
                "cluster `{}` is in `{}`, pipeline `{}` must stay in `{}`",
                cluster.name, cluster.region.name, plan.pipeline.name, region.name
            ));
        }
    }
    Some(diagnostic.help("split the environment into one per region, each with its own cluster"))
}
