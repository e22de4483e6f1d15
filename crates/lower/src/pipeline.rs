//! One pipeline to its plan.

use std::collections::BTreeSet;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Environment, Pipeline, Program};
use pipewright_plan::{
    DatasetPlan, EnvironmentPlan, FORMAT, Overlap, PipelinePlan, Plan, Schedule, Shared, Task,
    TaskKind,
};
use pipewright_source::SourceMap;

use crate::names::dns_label;
use crate::{circles, constraints, order, tasks, timeouts};

/// The longest name a CronJob may have.
const LONGEST_SLUG: usize = 52;

/// The plan of one pipeline in one environment.
#[must_use]
pub fn lower_pipeline(
    program: &Program,
    environment: &Environment,
    pipeline: &Pipeline,
    sources: &SourceMap,
) -> (Plan, Vec<Diagnostic>) {
    let made = tasks::make(program, environment, pipeline);
    let mut branches = made.branches;
    let (mut tasks, circular) = order::topological(made.tasks, &branches);
    let mut diagnostics = made.diagnostics;
    let first = tasks.len().saturating_sub(circular);
    diagnostics.extend(circles::found(
        tasks.get(first..).unwrap_or_default(),
        &branches,
    ));
    order::sort_needs(&mut tasks, &mut branches);
    let environment_facts = facts(environment, pipeline);
    let startup = timeouts::startup(&environment_facts.clusters);
    timeouts::fill(&mut tasks, pipeline.deadline.as_ref(), startup);
    let datasets = datasets(program, pipeline, &tasks);
    let ledger = constraints::ledger(pipeline, &branches, &tasks, &datasets, sources);
    let name_origin = &pipeline.origin;
    let mut plan = Plan {
        format: FORMAT.to_owned(),
        compiler: env!("CARGO_PKG_VERSION").to_owned(),
        environment: environment_facts,
        pipeline: PipelinePlan {
            name: pipeline.name.clone(),
            slug: dns_label(&pipeline.name, LONGEST_SLUG),
            doc: pipeline.doc.clone(),
            owner: pipeline.owner.as_ref().map(|owner| owner.value.clone()),
            labels: pipeline
                .labels
                .as_ref()
                .map(|labels| labels.value.clone())
                .unwrap_or_default(),
            parameters: pipeline.parameters.clone(),
            run_parameters: pipeline.run_parameters.clone(),
            triggers: pipeline.triggers.value.clone(),
            schedule_origin: pipeline.triggers.origin.clone(),
            backfill: pipeline.backfill.clone(),
            late_data: pipeline.late_data.clone(),
            deadline: pipeline.deadline.clone(),
            region: pipeline.region.as_ref().map(|region| region.value.clone()),
            region_origin: origin_or(pipeline.region.as_ref(), name_origin),
            guarantee: pipeline.guarantee.as_ref().map(|guarantee| guarantee.value),
            guarantee_origin: origin_or(pipeline.guarantee.as_ref(), name_origin),
            retry: pipeline.retry.clone(),
            overlap: pipeline
                .overlap
                .as_ref()
                .map_or(Overlap::Forbid, |overlap| overlap.value),
            overlap_origin: origin_or(pipeline.overlap.as_ref(), name_origin),
            parallelism: pipeline.parallelism.clone(),
            budget: pipeline.budget.clone(),
            interruptible: pipeline.interruptible.clone(),
            places: pipeline.places.clone(),
            branches,
            tasks,
            reactions: pipeline.reactions.clone(),
            origin: name_origin.clone(),
        },
        datasets,
        ledger,
    };
    let clusters = constraints::clusters(&plan);
    plan.ledger.constraints.extend(clusters);
    (plan, diagnostics)
}

fn origin_or<T>(
    written: Option<&pipewright_model::Written<T>>,
    otherwise: &pipewright_plan::Origin,
) -> pipewright_plan::Origin {
    written.map_or_else(|| otherwise.clone(), |written| written.origin.clone())
}

/// The environment as this pipeline sees it: only the targets it is for.
fn facts(environment: &Environment, pipeline: &Pipeline) -> Shared<EnvironmentPlan> {
    let mut facts = environment.facts.clone();
    if let Some(only) = &pipeline.targets {
        facts
            .targets
            .retain(|target| only.value.contains(&target.name));
    }
    facts
}

/// The datasets the plan touches, by name.
fn datasets(program: &Program, pipeline: &Pipeline, tasks: &[Task]) -> Vec<Shared<DatasetPlan>> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for task in tasks {
        names.extend(task.datasets.iter().map(String::as_str));
        if let TaskKind::Write(write) = &task.kind {
            names.insert(&write.dataset);
        }
    }
    for trigger in &pipeline.triggers.value {
        match &trigger.when {
            Schedule::Datasets { names: on } => names.extend(on.iter().map(String::as_str)),
            Schedule::Event { dataset } => {
                names.insert(dataset);
            }
            Schedule::Cron { .. } | Schedule::Manual => {}
        }
    }
    names
        .into_iter()
        .filter_map(|name| program.datasets.get(name))
        .map(|dataset| dataset.facts.clone())
        .collect()
}
