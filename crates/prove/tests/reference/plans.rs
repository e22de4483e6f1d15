//! The plan a world amounts to.

use pipewright_plan::*;

use crate::fixtures::*;
use crate::world::*;

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn schema(marks: &Marks) -> Schema {
    Schema {
        name: None,
        columns: COLUMNS
            .iter()
            .zip(marks)
            .map(|(name, classes)| ColumnPlan {
                classes: owned(classes),
                ..column(name, *name == "a")
            })
            .collect(),
    }
}

fn place(abroad: bool) -> RegionSet {
    one(if abroad { OUTSIDE } else { INSIDE })
}

fn source_name(at: usize) -> String {
    format!("source_{at}")
}

fn step_name(at: usize) -> String {
    format!("step_{at}")
}

/// The tasks whatever reads something needs: who yields it, and who gates it.
fn needed(world: &World, from: From) -> Vec<String> {
    match from {
        From::Source(at) => vec![format!("read_{}", source_name(at))],
        From::Step(at) => {
            let gate = world.steps[at]
                .gate
                .map(|_| format!("check_{}", step_name(at)));
            std::iter::once(step_name(at)).chain(gate).collect()
        }
    }
}

pub fn name_of(from: From) -> String {
    match from {
        From::Source(at) => source_name(at),
        From::Step(at) => step_name(at),
    }
}

pub fn plan_of(world: &World) -> Plan {
    let mut plan = analytics();
    plan.datasets.clear();
    plan.pipeline.deadline = None;
    let mut tasks = Vec::new();
    for (at, source) in world.sources.iter().enumerate() {
        let name = source_name(at);
        let line = lines::source(at);
        let mut facts = dataset(&name, "s3.parquet", place(source.abroad), line);
        facts.replicas = source.replicated_abroad.then(|| Site {
            region: one(OUTSIDE),
            origin: crate::fixtures::at(line + 2),
        });
        facts.abilities.replayable = source.replayable;
        facts.duplicates = source.duplicates;
        facts.accepts = owned(&source.accepts);
        facts.schema = schema(&source.marks);
        plan.datasets.push(facts.into());
        let kind = TaskKind::Read {
            dataset: name.clone(),
            interval: false,
        };
        tasks.push(task(&format!("read_{name}"), kind, &[], &[&name], line + 5));
    }
    for (at, step) in world.steps.iter().enumerate() {
        let (name, line) = (step_name(at), lines::step(at));
        let needs: Vec<String> = step
            .inputs
            .iter()
            .flat_map(|from| needed(world, *from))
            .collect();
        let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
        let kind = TaskKind::Run { step: name.clone() };
        let mut one = task(&name, kind, &needs, &[], line);
        one.inputs = step.inputs.iter().map(|from| name_of(*from)).collect();
        one.datasets = step
            .inputs
            .iter()
            .filter(|from| matches!(from, From::Source(_)))
            .map(|from| name_of(*from))
            .collect();
        one.outputs[0].schema = step.typed.as_ref().map(schema);
        one.idempotent = step.idempotent;
        one.repetition = (!step.deterministic || !step.idempotent).then(|| Repetition {
            idempotent: (!step.idempotent).then_some(false),
            deterministic: (!step.deterministic).then_some(false),
            origin: crate::fixtures::at(line + 3),
        });
        one.allowed_failure = step.may_fail.then(|| AllowedFailure {
            because: String::new(),
            origin: crate::fixtures::at(line + 4),
        });
        tasks.push(one);
        if let Some(unique) = step.gate {
            let operator = if unique {
                CheckOperator::Unique {
                    columns: owned(&["a"]),
                }
            } else {
                CheckOperator::Complete {
                    columns: owned(&["a"]),
                }
            };
            let kind = TaskKind::Check(CheckPlan {
                subject: name.clone(),
                conditions: vec![CheckCondition {
                    text: String::new(),
                    warn: false,
                    operator,
                    origin: crate::fixtures::at(line + 5),
                }],
                rejecting: None,
            });
            let mut check = task(&format!("check_{name}"), kind, &[&name], &[], line + 5);
            check.outputs.clear();
            tasks.push(check);
        }
    }
    for (at, written) in world.writes.iter().enumerate() {
        let (name, line) = (format!("sink_{at}"), lines::sink(at));
        let mut facts = dataset(&name, "s3.parquet", place(written.abroad), line);
        facts.abilities.transactional = written.transactional;
        facts.abilities.writes = vec![written.lane];
        facts.duplicates = written.duplicates;
        facts.accepts = owned(&written.accepts);
        facts.schema = schema(&written.marks);
        plan.datasets.push(facts.into());
        let subject = name_of(written.subject);
        let needs = needed(world, written.subject);
        let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
        let mut touched = vec![name.as_str()];
        if matches!(written.subject, From::Source(_)) {
            touched.push(&subject);
        }
        let mut kind = crate::fixtures::write(&subject, &name, written.lane, lines::write(at) + 5);
        if let (TaskKind::Write(write), Lane::ReplacingPartition) = (&mut kind, written.lane) {
            write.mode.columns = owned(&["a"]);
        }
        tasks.push(task(
            &format!("write_{name}"),
            kind,
            &needs,
            &touched,
            lines::write(at),
        ));
    }
    plan.pipeline.tasks = tasks;
    plan.pipeline.guarantee = world.guarantee;
    if world.by_hand {
        plan.pipeline.triggers = vec![trigger(Schedule::Manual)];
    }
    if world.retries > 0 {
        retried(&mut plan, world.retries);
    }
    let environment = &mut *plan.environment;
    environment.clusters[0].region = place(world.cluster_abroad);
    environment.clusters[0].logs = Some(place(world.logs_abroad));
    environment.clusters[0].accepts = world.logs_accept.as_deref().map(owned);
    let staging = environment.staging.as_mut().unwrap();
    staging.region = place(world.staging_abroad);
    staging.accepts = world.staging_accepts.as_deref().map(owned);
    plan
}
