//! The stages of a check, in order.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::{Diagnostic, bounded};
use pipewright_model::{Environment, Pipeline, Program};
use pipewright_source::SourceMap;
use pipewright_syntax::Module;

use crate::closure::closure;
use crate::connector::interfaces;
use crate::context::World;
use crate::dataset::datasets;
use crate::families::{dataset_names, pipeline_families, pipeline_names};
use crate::groups::groups;
use crate::jobs::{Job, checked, jobs};
use crate::names::{Tables, unused};
use crate::parameters::pipeline_formals;
use crate::pipeline::{Constraints, defaults, stand_ins, templates, templates_alone, triggers};
use crate::platform::{Draft, clusters, environments};
use crate::policy::policies;
use crate::report::Report;
use crate::rules;
use crate::schema::types;
use crate::uses::{Uses, uses};
use crate::values::{constants, secret_collisions};

/// See [`crate::check`].
pub fn check(sources: &SourceMap, modules: &[Module]) -> (Program, Vec<Diagnostic>) {
    let mut report = Report::default();
    let stand_ins = stand_ins(modules);
    let mut world = World {
        sources,
        modules,
        tables: Tables::new(modules, sources, &mut report),
        types: BTreeMap::new(),
        values: BTreeMap::new(),
        families: BTreeMap::new(),
        dataset_names: BTreeMap::new(),
        pipelines: BTreeMap::new(),
        uses: Uses::default(),
        connectors: BTreeMap::new(),
        templates: BTreeMap::new(),
        formals: BTreeMap::new(),
        defaults: Constraints::default(),
        datasets: BTreeMap::new(),
    };
    world.types = types(&world, &mut report);
    constants(&mut world, &mut report);
    world.dataset_names = dataset_names(&world, &mut report);
    let families = pipeline_families(&world, &mut report);
    world.families.extend(families);
    world.pipelines = pipeline_names(&world, &mut report);
    world.uses = uses(&world, &mut report);
    world.connectors = interfaces(&world, &mut report);
    world.templates = templates(&world, &mut report);
    world.formals = pipeline_formals(&world, &mut report);
    world.datasets = datasets(&world, &mut report);
    templates_alone(&world, &stand_ins, &mut report);
    world.defaults = defaults(&world, &mut report);
    let clusters = clusters(&world, &mut report);
    let drafts = environments(&world, &clusters, &mut report);

    let jobs = jobs(&world, &drafts, &mut report);
    let built = checked(&world, &jobs, &drafts, &mut report);
    let by_name: BTreeMap<&str, &Pipeline> = built
        .iter()
        .flatten()
        .map(|pipeline| (pipeline.name.as_str(), pipeline.as_ref()))
        .collect();
    let complete = jobs
        .iter()
        .zip(&built)
        .all(|(job, built)| built.is_some() || !job.built);
    triggers(&world, &by_name, complete, &mut report);
    if complete {
        closure(&world, &by_name, &mut report);
    }
    groups(
        (0..drafts.len().max(1)).map(|index| here(&jobs, &built, index)),
        &mut report,
    );
    let policies = policies(&world, &mut report);
    secret_collisions(&mut report);
    unused(&world, &mut report);

    let environments = drafts
        .iter()
        .enumerate()
        .filter_map(|(index, draft)| environment(draft, index, &jobs, &built, &mut report))
        .collect();
    let datasets = world
        .datasets
        .values()
        .map(|dataset| (dataset.facts.name.clone(), Arc::clone(dataset)))
        .collect();
    (
        Program {
            datasets,
            environments,
            policies,
        },
        bounded(report.finish()),
    )
}

/// The pipelines of an environment.
fn here<'p>(
    jobs: &[Job<'_>],
    built: &'p [Option<Arc<Pipeline>>],
    index: usize,
) -> Vec<&'p Arc<Pipeline>> {
    jobs.iter()
        .zip(built)
        .filter(|(job, _)| {
            job.environment
                .is_none_or(|environment| environment == index)
        })
        .filter_map(|(_, built)| built.as_ref())
        .collect()
}

fn environment(
    draft: &Draft<'_>,
    index: usize,
    jobs: &[Job<'_>],
    built: &[Option<Arc<Pipeline>>],
    report: &mut Report,
) -> Option<Environment> {
    let (facts, staging) = draft.built.clone()?;
    let mut pipelines = Vec::new();
    for (job, pipeline) in jobs.iter().zip(built) {
        let here = job
            .environment
            .is_none_or(|environment| environment == index);
        let Some(pipeline) = pipeline.as_ref().filter(|_| here) else {
            continue;
        };
        let Some(targets) = &pipeline.targets else {
            pipelines.push(Arc::clone(pipeline));
            continue;
        };
        let has = |name: &String| facts.targets.iter().any(|target| target.name == *name);
        let share: Vec<String> = targets
            .value
            .iter()
            .filter(|name| has(name))
            .cloned()
            .collect();
        if share.is_empty() {
            let known: Vec<&str> = facts
                .targets
                .iter()
                .map(|target| target.name.as_str())
                .collect();
            let message = format!(
                "nothing would be built of `{}` in the environment `{}`",
                pipeline.name, facts.name
            );
            report.push(
                Diagnostic::new(
                    &rules::NO_COMMON_TARGET,
                    message,
                    targets.origin.span,
                    "none of these is a target there",
                )
                .with_related(
                    draft.span,
                    format!("its targets are {}", crate::names::list(&known)),
                ),
            );
        } else if share.len() == targets.value.len() {
            pipelines.push(Arc::clone(pipeline));
        } else {
            let mut own = (**pipeline).clone();
            if let Some(targets) = &mut own.targets {
                targets.value = share;
            }
            pipelines.push(Arc::new(own));
        }
    }
    pipelines.sort_by(|a, b| a.name.cmp(&b.name));
    Some(Environment {
        facts: facts.into(),
        staging,
        pipelines,
    })
}
