//! Two environments of a project, pipeline by pipeline.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_compare::{Difference, PipelineComparison};
use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Environment, Program};
use pipewright_plan::Plan;
use pipewright_project::Project;
use pipewright_source::SourceMap;
use rayon::prelude::*;

use crate::compile::{Front, Sound, front, stages};
use crate::plans::Stage;
use crate::{Goal, Options, OptionsError};

/// What comparing gave.
#[derive(Debug, Default)]
pub struct Compared {
    /// What is wrong with the project; where there are errors, nothing is compared.
    pub diagnostics: Vec<Diagnostic>,
    /// The files the findings point into.
    pub sources: SourceMap,
    /// The facts of the platforms that differ.
    pub platform: Vec<Difference>,
    /// The pipelines of both, sorted by name.
    pub pipelines: Vec<PipelineComparison>,
    /// The pipelines that only the first has, then those that only the second has.
    pub only: [Vec<String>; 2],
}

/// Compares what a project is in two of its environments.
///
/// # Errors
/// When the project has no such environment.
pub fn compare_environments(
    project: Project,
    from: &str,
    to: &str,
) -> Result<Compared, OptionsError> {
    let options = Options {
        goal: Goal::Check,
        environments: vec![from.to_owned(), to.to_owned()],
        ..Options::default()
    };
    let sound = match front(project, &options)? {
        Front::Sound(sound) => *sound,
        Front::Refused(refused) => {
            return Ok(Compared {
                diagnostics: refused.diagnostics,
                sources: refused.sources,
                ..Compared::default()
            });
        }
    };
    let Sound {
        program,
        sources,
        mut findings,
    } = sound;
    let stages = stages(&program, &sources, &options, &mut findings);
    let mut compared = Compared::default();
    if !findings.has_errors()
        && let (Some(from), Some(to)) = (
            Side::of(&program, &stages, from),
            Side::of(&program, &stages, to),
        )
    {
        let (one, other) = (&from.environment.facts, &to.environment.facts);
        compared.platform = pipewright_compare::compare_platforms(one, other);
        compared.pipelines = pipelines(&program, &sources, &from, &to);
        compared.only = [from.without(&to), to.without(&from)];
    }
    compared.diagnostics = findings.finish();
    compared.sources = sources;
    Ok(compared)
}

/// One of the two environments.
struct Side<'a> {
    environment: &'a Environment,
    plans: BTreeMap<&'a str, &'a Plan>,
}

impl<'a> Side<'a> {
    fn of(program: &'a Program, stages: &'a [Stage], name: &str) -> Option<Self> {
        let mut environments = program.environments.iter();
        let stage = stages.iter().find(|stage| stage.environment == name)?;
        let plans = stage.plans.iter();
        Some(Self {
            environment: environments.find(|one| one.facts.name == name)?,
            plans: plans
                .map(|plan| (plan.pipeline.name.as_str(), plan))
                .collect(),
        })
    }

    fn without(&self, other: &Self) -> Vec<String> {
        let names = self.plans.keys();
        names
            .filter(|name| !other.plans.contains_key(*name))
            .map(|name| (*name).to_owned())
            .collect()
    }
}

fn pipelines(
    program: &Program,
    sources: &SourceMap,
    from: &Side<'_>,
    to: &Side<'_>,
) -> Vec<PipelineComparison> {
    let own = from.environment.pipelines.iter();
    let own: BTreeMap<&str, _> = own.map(|one| (one.name.as_str(), one)).collect();
    to.environment
        .pipelines
        .par_iter()
        .filter_map(|bound| {
            let name = bound.name.as_str();
            let (one, other) = (*from.plans.get(name)?, *to.plans.get(name)?);
            if own.get(name).is_some_and(|own| Arc::ptr_eq(own, bound)) {
                return Some(pipewright_compare::compare(one, one, other));
            }
            // Their findings were told of the two environments themselves.
            let (third, _) =
                pipewright_lower::lower_pipeline(program, from.environment, bound, sources);
            Some(pipewright_compare::compare(one, &third, other))
        })
        .collect()
}
