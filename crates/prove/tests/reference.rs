//! What the checker says is what slow and obvious references say, on thousands of generated plans.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation
)]

mod fixtures;
mod reference {
    pub mod classes;
    pub mod guarantees;
    pub mod plans;
    pub mod residency;
}
#[path = "reference/world.rs"]
mod world;

use std::collections::BTreeSet;

use fixtures::*;
use pipewright_diagnostics::Diagnostic;
use pipewright_plan::*;
use proptest::prelude::*;
use reference::plans::plan_of;
use world::{World, lines};

const CASES: u32 = 2_000;

fn proven(world: &World) -> (Plan, Vec<Diagnostic>) {
    let mut plan = plan_of(world);
    let found = pipewright_prove::prove(&mut plan);
    (plan, found)
}

/// Rule and line of the findings of some rules.
fn told(found: &[Diagnostic], codes: &[&str]) -> BTreeSet<(&'static str, u32)> {
    found
        .iter()
        .filter(|found| codes.contains(&found.rule.code))
        .map(|found| (found.rule.code, found.primary.span.start / 100))
        .collect()
}

/// The names of tasks in a drawn flow, and whether its middle is left out.
fn drawn(found: &Diagnostic) -> (Vec<String>, bool) {
    let gap = found.because.iter().any(|line| line == "→ …");
    let tasks = found
        .because
        .iter()
        .filter_map(|line| line.strip_prefix("→ "))
        .filter_map(|line| line.split_once(" on "))
        .map(|(task, _)| task.to_owned())
        .collect();
    (tasks, gap)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        ..ProptestConfig::default()
    })]

    #[test]
    fn residency_is_that_of_every_place(world in world::world()) {
        let (plan, found) = proven(&world);
        let found: Vec<&Diagnostic> =
            found.iter().filter(|found| found.rule.code == "PW0601").collect();
        let wanted = reference::residency::abroad(&world);
        let named = |what: &String| {
            let said = format!("but {what}");
            found.iter().any(|found| found.message.contains(&said))
        };
        prop_assert_eq!(found.len(), wanted.len(), "{:?} {:?}", found, wanted);
        prop_assert!(wanted.iter().all(named), "{:?} {:?}", found, wanted);
        for at in 0..world.writes.len() {
            let sink = format!("but `sink_{at}` ");
            let Some(found) = found.iter().find(|found| found.message.contains(&sink)) else {
                continue;
            };
            let (tasks, gap) = drawn(found);
            let fewest = reference::residency::fewest_tasks(&world, at);
            prop_assert!(gap || tasks.len() == fewest, "{:?} {}", found.because, fewest);
            // What is drawn one after another is so in the plan.
            let skipped = usize::from(gap);
            for pair in tasks[skipped..].windows(2) {
                let follower = plan.task(&pair[1]).unwrap();
                prop_assert!(follower.needs.contains(&pair[0]), "{:?}", found.because);
            }
        }
    }

    #[test]
    fn guarantees_are_those_of_every_way(world in world::world()) {
        let (plan, found) = proven(&world);
        let wanted = reference::guarantees::wrong(&world);
        let codes = ["PW0710", "PW0711", "PW0723", "PW0724"];
        prop_assert_eq!(told(&found, &codes), wanted.clone(), "{:#?}", found);
        let broken = wanted.iter().any(|(code, _)| *code == "PW0710");
        let row = row(&plan, "guarantee");
        prop_assert_eq!(row.is_some(), world.guarantee.is_some() && !broken);
    }

    #[test]
    fn classes_are_those_of_every_way(world in world::world()) {
        let (_, found) = proven(&world);
        let told = told(&found, &["PW0620", "PW0622", "PW0623"]);
        let told = told
            .into_iter()
            .map(|(code, line)| (code, if code == "PW0623" { 0 } else { line }))
            .collect::<BTreeSet<_>>();
        prop_assert_eq!(told, reference::classes::wrong(&world), "{:#?}", found);
    }
}

/// Layers of steps, each reading every step of the layer before: more ways than atoms.
fn layered(layers: usize, width: usize) -> World {
    use world::{From, Source, Step, Write};
    let marks = [vec!["pii"], Vec::new(), Vec::new()];
    let step = |inputs: Vec<From>| Step {
        inputs,
        typed: None,
        deterministic: false,
        idempotent: true,
        may_fail: false,
        gate: None,
    };
    let mut steps = Vec::new();
    for layer in 0..layers {
        let inputs: Vec<From> = match layer {
            0 => vec![From::Source(0)],
            _ => ((layer - 1) * width..layer * width)
                .map(From::Step)
                .collect(),
        };
        steps.extend(std::iter::repeat_with(|| step(inputs.clone())).take(width));
    }
    World {
        sources: vec![Source {
            abroad: false,
            replicated_abroad: false,
            replayable: true,
            duplicates: true,
            accepts: Vec::new(),
            marks: marks.clone(),
        }],
        writes: vec![Write {
            subject: From::Step(steps.len() - 1),
            lane: Lane::MergingByKey,
            abroad: true,
            transactional: true,
            duplicates: false,
            accepts: Vec::new(),
            marks: [Vec::new(), Vec::new(), Vec::new()],
        }],
        steps,
        guarantee: Some(Guarantee::ExactlyOnce),
        retries: 0,
        by_hand: true,
        cluster_abroad: false,
        staging_abroad: false,
        logs_abroad: false,
        logs_accept: Some(Vec::new()),
        staging_accepts: Some(vec!["pii"]),
    }
}

#[test]
fn more_ways_than_can_be_walked_are_answered() {
    let (_, found) = proven(&layered(60, 3));
    let codes = ["PW0601", "PW0620", "PW0623", "PW0710"];
    let told: Vec<&str> = told(&found, &codes).iter().map(|(code, _)| *code).collect();
    assert_eq!(told, codes);
    let abroad = found
        .iter()
        .find(|found| found.rule.code == "PW0601")
        .unwrap();
    assert_eq!(
        abroad.because,
        [
            "source_0 (eu-west-1, s3.parquet)",
            "→ read_source_0 on frankfurt (eu-west-1)",
            "→ …",
            "→ step_168 on frankfurt (eu-west-1)",
            "→ step_171 on frankfurt (eu-west-1)",
            "→ step_174 on frankfurt (eu-west-1)",
            "→ step_179 on frankfurt (eu-west-1)",
            "→ write_sink_0 on frankfurt (eu-west-1)",
            "→ sink_0 (us-east-1, s3.parquet)  ← leaves eu",
        ]
    );
    assert_eq!(lines::sink(0), 4_000);
}
