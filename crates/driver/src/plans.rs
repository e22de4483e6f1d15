//! From the checked program to proven plans, environment by environment.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Environment, Program};
use pipewright_plan::Plan;
use pipewright_source::SourceMap;
use rayon::prelude::*;

use crate::collect::Collector;

/// The plans of one environment, sorted by pipeline.
pub struct Stage {
    /// The environment's name.
    pub environment: String,
    /// Its plans.
    pub plans: Vec<Plan>,
}

/// Lowers and proves every pipeline of the environments; `None` where lowering found errors.
pub fn stages(
    program: &Program,
    environments: &[&Environment],
    sources: &SourceMap,
    findings: &mut Collector,
) -> Option<Vec<Stage>> {
    let lowered: Vec<Vec<Lowered>> = environments
        .par_iter()
        .map(|environment| {
            environment
                .pipelines
                .par_iter()
                .map(|pipeline| {
                    let (plan, lowering) =
                        pipewright_lower::lower_pipeline(program, environment, pipeline, sources);
                    Lowered::new(plan, lowering)
                })
                .collect()
        })
        .collect();

    let mut stages = Vec::with_capacity(lowered.len());
    let (mut broken, mut proving) = (false, Vec::new());
    for (environment, lowered) in environments.iter().zip(lowered) {
        let mut plans = Vec::with_capacity(lowered.len());
        for one in lowered {
            broken |= one.lowering.iter().any(Diagnostic::is_error);
            findings.add(one.lowering);
            proving.extend(one.proving);
            plans.push(one.plan);
        }
        stages.push(Stage {
            environment: environment.facts.name.clone(),
            plans,
        });
    }
    if !broken {
        for stage in &stages {
            proving.extend(pipewright_prove::prove_project(
                &stage.plans.iter().collect::<Vec<_>>(),
            ));
        }
    }
    findings.add(pipewright_prove::merge(proving));
    (!broken).then_some(stages)
}

struct Lowered {
    plan: Plan,
    lowering: Vec<Diagnostic>,
    proving: Vec<Diagnostic>,
}

impl Lowered {
    fn new(mut plan: Plan, lowering: Vec<Diagnostic>) -> Self {
        let proving = if lowering.iter().any(Diagnostic::is_error) {
            Vec::new()
        } else {
            pipewright_prove::prove(&mut plan)
        };
        Self {
            plan,
            lowering,
            proving,
        }
    }
}
