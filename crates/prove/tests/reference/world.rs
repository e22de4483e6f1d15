//! Small worlds of datasets, steps, gates and writes, and the plans they amount to.
//!
//! The references look at the world only, the checker at the plan only.

use proptest::prelude::*;
use proptest::sample::subsequence;

use pipewright_plan::{Guarantee, Lane};

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
