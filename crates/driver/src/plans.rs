//! From the checked program to proven plans, environment by environment.

use pipewright_diagnostics::Diagnostic;
use pipewright_judge::Judge;
use pipewright_model::{Environment, Pipeline, Program};
use pipewright_plan::Plan;
use pipewright_source::SourceMap;
use rayon::prelude::*;

use crate::collect::Collector;
use crate::waived;

/// The plans of one environment, sorted by pipeline.
#[derive(Debug)]
pub struct Stage {
    /// The environment's name.
    pub environment: String,
    /// Its plans.
    pub plans: Vec<Plan>,
    /// For each plan, whether nothing refuses it so far. What refuses a plan is told once: later
    /// phases are not asked about it.
    pub sound: Vec<bool>,
    /// Whether the plans go together.
    pub together: bool,
}

/// Lowers and proves every pipeline of the environments.
pub fn stages(
    program: &Program,
    environments: &[&Environment],
    sources: &SourceMap,
    findings: &mut Collector,
) -> Vec<Stage> {
    let judge = findings.judge();
    let lowered: Vec<Vec<Lowered>> = environments
        .par_iter()
        .map(|environment| {
            environment
                .pipelines
                .par_iter()
                .map(|pipeline| Lowered::new(program, environment, pipeline, sources, &judge))
                .collect()
        })
        .collect();

    let mut stages = Vec::with_capacity(lowered.len());
    let mut proving = Vec::new();
    for (environment, lowered) in environments.iter().zip(lowered) {
        let mut stage = Stage {
            environment: environment.facts.name.clone(),
            plans: Vec::with_capacity(lowered.len()),
            sound: Vec::with_capacity(lowered.len()),
            together: true,
        };
        for one in lowered {
            stage.sound.push(one.sound);
            findings.add(one.lowering);
            proving.extend(one.proving);
            stage.plans.push(one.plan);
        }
        let plans: Vec<&Plan> = stage.plans.iter().collect();
        let found = pipewright_prove::prove_project(&plans);
        stage.together = !found.iter().any(|found| judge.stops(found));
        proving.extend(found);
        stages.push(stage);
    }
    let proving = findings.excuse(proving);
    findings.add(pipewright_prove::merge(proving));
    stages
}

struct Lowered {
    plan: Plan,
    lowering: Vec<Diagnostic>,
    proving: Vec<Diagnostic>,
    sound: bool,
}

impl Lowered {
    fn new(
        program: &Program,
        environment: &Environment,
        pipeline: &Pipeline,
        sources: &SourceMap,
        judge: &Judge,
    ) -> Self {
        let (mut plan, mut lowering) =
            pipewright_lower::lower_pipeline(program, environment, pipeline, sources);
        let proving = pipewright_prove::prove(&mut plan);
        waived::note(&mut plan, &proving, judge, sources);
        // A bucket in the wrong region is the cause; that its variables then clash is not.
        if proving.iter().any(|found| judge.stops(found)) {
            lowering.retain(|found| !found.is_error());
        }
        let mut all = lowering.iter().chain(&proving);
        let sound = !all.any(|found| judge.stops(found));
        Self {
            plan,
            lowering,
            proving,
            sound,
        }
    }
}
