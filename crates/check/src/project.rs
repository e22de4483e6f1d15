//! The stages of a check, in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Environment, Pipeline, Program};
use pipewright_plan::RunParameter;
use pipewright_source::{SourceMap, Span};
use pipewright_syntax::Module;
use pipewright_syntax::tree::ItemKind;
use rayon::prelude::*;

use crate::connector::interfaces;
use crate::context::{Context, Locals, World};
use crate::dataset::datasets;
use crate::names::{Tables, unused};
use crate::parameters::{Formal, Owner, run_parameters};
use crate::pipeline::{Binding, Source, bind, pipeline, triggers, unbound};
use crate::platform::{Draft, clusters, environments};
use crate::report::Report;
use crate::rules;
use crate::schema::types;
use crate::values::{constants, secret_collisions};

/// One pipeline with its parameters bound.
struct Job<'a> {
    source: Source<'a>,
    binding: Binding<'a>,
    /// Index of the environment that bound them; none where all share it.
    environment: Option<usize>,
}

/// See [`crate::check`].
pub fn check(sources: &SourceMap, modules: &[Module]) -> (Program, Vec<Diagnostic>) {
    let mut report = Report::default();
    let mut world = World {
        sources,
        modules,
        tables: Tables::new(modules, sources, &mut report),
        types: BTreeMap::new(),
        values: BTreeMap::new(),
        connectors: BTreeMap::new(),
        datasets: BTreeMap::new(),
    };
    world.types = types(&world, &mut report);
    constants(&mut world, &mut report);
    world.connectors = interfaces(&world, &mut report);
    world.datasets = datasets(&world, &mut report);
    let clusters = clusters(&world, &mut report);
    let drafts = environments(&world, &clusters, &mut report);

    let jobs = jobs(&world, &drafts, &mut report);
    let done: Vec<(Option<Arc<Pipeline>>, Report)> = jobs
        .par_iter()
        .map(|job| {
            let mut own = Report::default();
            let built = pipeline(&world, job.source, &job.binding, &mut own);
            (built.map(Arc::new), own)
        })
        .collect();
    let mut built = Vec::new();
    let findings = done.iter().map(|(_, own)| own.found.as_slice());
    let everywhere = everywhere(&jobs, findings, drafts.len());
    for (job, (pipeline, mut own)) in jobs.iter().zip(done) {
        if let Some(draft) = job.environment.and_then(|index| drafts.get(index)) {
            for found in &mut own.found {
                if !everywhere.contains(&key(job, found)) {
                    let line = format!("because of the parameters it has in `{}`", draft.name);
                    found.because.push(line);
                }
            }
        }
        report.merge(own);
        built.push(pipeline);
    }
    let by_name: BTreeMap<&str, &Pipeline> = built
        .iter()
        .flatten()
        .map(|pipeline| (pipeline.name.as_str(), pipeline.as_ref()))
        .collect();
    let complete = by_name.len() == world.tables.pipelines.len();
    triggers(&world, &by_name, complete, &mut report);
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
            policies: Vec::new(),
        },
        report.finish(),
    )
}

fn jobs<'a>(world: &World<'a>, drafts: &[Draft<'a>], report: &mut Report) -> Vec<Job<'a>> {
    let mut jobs = Vec::new();
    for id in world.tables.pipelines.values() {
        let Some(item) = world
            .modules
            .get(id.module)
            .and_then(|module| module.tree.items.get(id.item))
        else {
            continue;
        };
        let ItemKind::Pipeline(tree) = &item.kind else {
            continue;
        };
        let source = Source {
            module: id.module,
            item,
            tree,
        };
        let mut home = Context::new(world, report, id.module);
        let formals: Arc<[Formal<'a>]> = home.formals(&tree.parameters, Owner::Pipeline).into();
        let run_parameters: Arc<[RunParameter]> = run_parameters(&mut home, &formals).into();
        let job = |locals: Locals, environment: Option<usize>| Job {
            source,
            binding: Binding {
                locals,
                formals: Arc::clone(&formals),
                run_parameters: Arc::clone(&run_parameters),
            },
            environment,
        };
        if drafts.is_empty() {
            jobs.push(job(unbound(world, source, &formals, report), None));
        } else if formals.iter().all(|formal| formal.per_run) {
            // An environment may still name parameters it does not have.
            for draft in drafts {
                bind(world, source, &formals, draft, report);
            }
            jobs.push(job(unbound(world, source, &formals, report), None));
        } else {
            for (index, draft) in drafts.iter().enumerate() {
                jobs.push(job(
                    bind(world, source, &formals, draft, report),
                    Some(index),
                ));
            }
        }
    }
    jobs
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

/// What tells one finding of one pipeline from another.
type Key = (Span, Span, &'static str, String);

fn key(job: &Job<'_>, found: &Diagnostic) -> Key {
    (
        job.source.tree.name.span,
        found.primary.span,
        found.rule.code,
        found.message.clone(),
    )
}

/// The findings that every environment gives: they are not about its parameters.
fn everywhere<'f>(
    jobs: &[Job<'_>],
    findings: impl Iterator<Item = &'f [Diagnostic]>,
    environments: usize,
) -> BTreeSet<Key> {
    let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
    for (job, found) in jobs.iter().zip(findings) {
        let own: BTreeSet<Key> = found.iter().map(|found| key(job, found)).collect();
        for key in own {
            *counts.entry(key).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count >= environments)
        .map(|(key, _)| key)
        .collect()
}
