//! Small worlds of datasets, steps, gates and writes, and the plans they amount to.
//!
//! The references look at the world only, the checker at the plan only.

use proptest::prelude::*;
use proptest::sample::subsequence;

use crate::fixtures::*;
use pipewright_plan::*;

pub const CLASSES: [&str; 2] = ["health", "pii"];
pub const COLUMNS: [&str; 3] = ["a", "b", "c"];
pub const INSIDE: &str = "eu-west-1";
pub const OUTSIDE: &str = "us-east-1";

/// Classes of each of the columns.
pub type Marks = [Vec<&'static str>; 3];

#[derive(Debug, Clone)]
pub struct Source {
    pub abroad: bool,
    pub replicated_abroad: bool,
    pub replayable: bool,
    pub duplicates: bool,
    pub accepts: Vec<&'static str>,
    pub marks: Marks,
}

/// What a step or a write reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum From {
    Source(usize),
    Step(usize),
}

#[derive(Debug, Clone)]
pub struct Step {
    pub inputs: Vec<From>,
    /// The classes of its columns, where its type is written.
    pub typed: Option<Marks>,
    pub deterministic: bool,
    pub idempotent: bool,
    pub may_fail: bool,
    /// A check of its rows: whether it shows them unique.
    pub gate: Option<bool>,
}

#[derive(Debug, Clone)]
pub struct Write {
    pub subject: From,
    pub lane: Lane,
    pub abroad: bool,
    pub transactional: bool,
    pub duplicates: bool,
    pub accepts: Vec<&'static str>,
    pub marks: Marks,
}

#[derive(Debug, Clone)]
pub struct World {
    pub sources: Vec<Source>,
    pub steps: Vec<Step>,
    pub writes: Vec<Write>,
    pub guarantee: Option<Guarantee>,
    pub retries: u32,
    pub by_hand: bool,
    pub cluster_abroad: bool,
    pub staging_abroad: bool,
    pub logs_abroad: bool,
    pub logs_accept: Option<Vec<&'static str>>,
    pub staging_accepts: Option<Vec<&'static str>>,
}

fn classes() -> impl Strategy<Value = Vec<&'static str>> {
    prop_oneof![3 => Just(Vec::new()), 1 => subsequence(CLASSES.to_vec(), 0..=2)]
}

fn marks() -> impl Strategy<Value = Marks> {
    [classes(), classes(), classes()]
}

fn seldom() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.15)
}

fn source() -> impl Strategy<Value = Source> {
    let flags = (seldom(), seldom(), prop::bool::weighted(0.85), seldom());
    (flags, classes(), marks()).prop_map(
        |((abroad, copies, replayable, duplicates), accepts, marks)| Source {
            abroad,
            replicated_abroad: copies,
            replayable,
            duplicates,
            accepts,
            marks,
        },
    )
}

/// Some of what lies before a place: sources and earlier steps.
fn chosen(sources: usize, before: usize, most: usize) -> impl Strategy<Value = Vec<From>> {
    let all: Vec<From> = (0..sources)
        .map(From::Source)
        .chain((0..before).map(From::Step))
        .collect();
    let most = most.min(all.len());
    subsequence(all, 1..=most)
}

fn step(sources: usize, before: usize) -> impl Strategy<Value = Step> {
    let flags = (
        prop::bool::weighted(0.8),
        prop::bool::weighted(0.9),
        seldom(),
    );
    let typed = prop::option::weighted(0.5, marks());
    let gate = prop::option::weighted(0.4, any::<bool>());
    (chosen(sources, before, 3), typed, flags, gate).prop_map(
        |(inputs, typed, (deterministic, idempotent, may_fail), gate)| Step {
            inputs,
            typed,
            deterministic,
            idempotent,
            may_fail,
            gate,
        },
    )
}

fn write(sources: usize, steps: usize) -> impl Strategy<Value = Write> {
    let lane = prop_oneof![
        Just(Lane::Appending),
        Just(Lane::ReplacingAll),
        Just(Lane::ReplacingPartition),
        Just(Lane::MergingByKey)
    ];
    let flags = (seldom(), prop::bool::weighted(0.85), seldom());
    (chosen(sources, steps, 1), lane, flags, classes(), marks()).prop_map(
        |(subject, lane, (abroad, transactional, duplicates), accepts, marks)| Write {
            subject: subject[0],
            lane,
            abroad,
            transactional,
            duplicates,
            accepts,
            marks,
        },
    )
}

pub fn world() -> impl Strategy<Value = World> {
    (1_usize..=3, 0_usize..=6, 1_usize..=3).prop_flat_map(|(sources, steps, writes)| {
        let all_steps: Vec<_> = (0..steps).map(|at| step(sources, at)).collect();
        let all_writes: Vec<_> = (0..writes).map(|_| write(sources, steps)).collect();
        let guarantee = prop_oneof![
            Just(None),
            Just(Some(Guarantee::ExactlyOnce)),
            Just(Some(Guarantee::AtLeastOnce)),
            Just(Some(Guarantee::AtMostOnce))
        ];
        let places = (seldom(), seldom(), seldom());
        let accepts = (
            prop::option::weighted(0.3, classes()),
            prop::option::weighted(0.3, classes()),
        );
        (
            prop::collection::vec(source(), sources),
            all_steps,
            all_writes,
            (guarantee, 0_u32..2, any::<bool>()),
            places,
            accepts,
        )
            .prop_map(|(sources, steps, writes, run, places, accepts)| World {
                sources,
                steps,
                writes,
                guarantee: run.0,
                retries: run.1,
                by_hand: run.2,
                cluster_abroad: places.0,
                staging_abroad: places.1,
                logs_abroad: places.2,
                logs_accept: accepts.0,
                staging_accepts: accepts.1,
            })
    })
}

/// Where everything stands in the source, so that findings can be told apart.
pub mod lines {
    pub const fn source(at: usize) -> u32 {
        1_000 + at as u32 * 10
    }
    pub const fn step(at: usize) -> u32 {
        2_000 + at as u32 * 10
    }
    pub const fn write(at: usize) -> u32 {
        3_000 + at as u32 * 10
    }
    pub const fn sink(at: usize) -> u32 {
        4_000 + at as u32 * 10
    }
}

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

/// Whether nothing of a world goes on from a step.
pub fn is_last(world: &World, step: usize) -> bool {
    let reads = |from: &From| *from == From::Step(step);
    !world
        .steps
        .iter()
        .any(|other| other.inputs.iter().any(reads))
        && !world.writes.iter().any(|write| reads(&write.subject))
        && world.steps[step].gate.is_none()
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

/// Every way of rows that ends at a place, from where it begins; one list a way.
pub fn ways(world: &World, end: From) -> Vec<Vec<From>> {
    match end {
        From::Source(_) => vec![vec![end]],
        From::Step(at) => world.steps[at]
            .inputs
            .iter()
            .flat_map(|from| ways(world, *from))
            .map(|mut way| {
                way.push(end);
                way
            })
            .collect(),
    }
}
