//! Whom a request asks about: a pipeline in an environment, named or found at a place.

use pipewright_plan::Plan;
use pipewright_syntax::tree::ItemKind;

use crate::{Analysis, At};

/// What a client says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Where the cursor is.
    pub at: Option<At>,
    /// The pipeline by its name.
    pub pipeline: Option<String>,
    /// The environment by its name.
    pub environment: Option<String>,
}

/// What was chosen, and what there is to choose from.
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    /// The plan of the pipeline in the environment.
    pub plan: &'a Plan,
    /// Every pipeline, in the order of their names.
    pub pipelines: Vec<&'a str>,
    /// Every environment the pipeline is in.
    pub environments: Vec<&'a str>,
}

/// The plan that is asked about.
#[must_use]
pub fn choose<'a>(analysis: &'a Analysis, subject: &Subject) -> Option<Choice<'a>> {
    let plans = &analysis.inspection().plans;
    let mut pipelines: Vec<&str> = plans.iter().map(|plan| &*plan.pipeline.name).collect();
    pipelines.sort_unstable();
    pipelines.dedup();
    let name = match &subject.pipeline {
        Some(name) => name.as_str(),
        None => subject
            .at
            .and_then(|at| around(analysis, at))
            .filter(|name| pipelines.contains(name))
            .or_else(|| pipelines.first().copied())?,
    };
    let here: Vec<&Plan> = plans
        .iter()
        .filter(|plan| plan.pipeline.name == name)
        .collect();
    let wanted = |plan: &&&Plan| match &subject.environment {
        Some(environment) => plan.environment.name == *environment,
        None => true,
    };
    let plan = here.iter().find(wanted).copied()?;
    Some(Choice {
        plan,
        pipelines,
        environments: here.iter().map(|plan| &*plan.environment.name).collect(),
    })
}

/// The pipeline around a place, or the next one below.
fn around(analysis: &Analysis, at: At) -> Option<&str> {
    let (_, module) = analysis.module(at.source)?;
    module.tree.items.iter().find_map(|item| match &item.kind {
        ItemKind::Pipeline(pipeline) if at.offset <= item.span.end => {
            Some(pipeline.name.value.as_str())
        }
        _ => None,
    })
}
