//! From the checked program to proven plans, environment by environment.

use pipewright_diagnostics::Diagnostic;
use pipewright_judge::Judge;
use pipewright_model::{Environment, Program};
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
    let mut lowered: Vec<Vec<(Plan, Vec<Diagnostic>)>> = environments
        .par_iter()
        .map(|environment| {
            let pipelines = environment.pipelines.par_iter();
            pipelines
                .map(|pipeline| {
                    pipewright_lower::lower_pipeline(program, environment, pipeline, sources)
                })
                .collect()
        })
        .collect();
    let mut proving = Vec::new();
    for lowered in &mut lowered {
        proving.extend(hold_back(lowered));
    }
    let lowered: Vec<Vec<Lowered>> = lowered
        .into_par_iter()
        .map(|plans| {
            let proven = plans.into_par_iter();
            proven
                .map(|(plan, lowering)| Lowered::new(plan, lowering, sources, &judge))
                .collect()
        })
        .collect();

    let mut stages = Vec::with_capacity(lowered.len());
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
        let found = pipewright_prove::prove_together(&mut stage.plans);
        stage.together = !found.iter().any(|found| judge.stops(found));
        proving.extend(found);
        stages.push(stage);
    }
    let proving = findings.excuse(proving);
    findings.add(pipewright_prove::merge(proving));
    stages
}

/// Lets pipelines wait for what others land later than the interval they read has ended.
fn hold_back(lowered: &mut [(Plan, Vec<Diagnostic>)]) -> Vec<Diagnostic> {
    let plans: Vec<&Plan> = lowered.iter().map(|(plan, _)| plan).collect();
    let derived = pipewright_prove::waits(&plans);
    for ((plan, _), wait) in lowered.iter_mut().zip(derived.waits) {
        if let Some(wait) = wait {
            pipewright_lower::hold_back(plan, wait);
        }
    }
    derived.found
}

struct Lowered {
    plan: Plan,
    lowering: Vec<Diagnostic>,
    proving: Vec<Diagnostic>,
    sound: bool,
}

impl Lowered {
    fn new(
        mut plan: Plan,
        mut lowering: Vec<Diagnostic>,
        sources: &SourceMap,
        judge: &Judge,
    ) -> Self {
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
