//! Regions are sets: whatever is put together with `or` and `except` holds the places that the same
//! sets hold put together one by one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;

/// Sets of the standard library, and single places, with what they hold.
fn named(name: &str) -> BTreeSet<&'static str> {
    let places: &[&str] = match name {
        "ireland" => &["eu-west-1", "northeurope"],
        "finland" => &["europe-north1"],
        "austria" => &["austriaeast"],
        "benelux" => &[
            "belgiumcentral",
            "europe-west1",
            "europe-west4",
            "westeurope",
        ],
        "netherlands" => &["europe-west4", "westeurope"],
        "uk" => &["eu-west-2", "europe-west2", "uksouth", "ukwest"],
        "eu-west-1" => &["eu-west-1"],
        "uksouth" => &["uksouth"],
        "global" => &["global"],
        _ => panic!("{name}"),
    };
    places.iter().copied().collect()
}

const NAMES: [&str; 9] = [
    "ireland",
    "finland",
    "austria",
    "benelux",
    "netherlands",
    "uk",
    "eu-west-1",
    "uksouth",
    "global",
];

#[derive(Debug, Clone)]
enum Set {
    Named(&'static str),
    Either(Vec<Set>),
    Without(Vec<Set>),
}

impl Set {
    fn written(&self) -> String {
        let chain = |sets: &[Self], word: &str| {
            let all: Vec<String> = sets.iter().map(Self::written).collect();
            format!("({})", all.join(word))
        };
        match self {
            Self::Named(name) => (*name).to_owned(),
            Self::Either(sets) => chain(sets, " or "),
            Self::Without(sets) => chain(sets, " except "),
        }
    }

    fn places(&self) -> BTreeSet<&'static str> {
        match self {
            Self::Named(name) => named(name),
            Self::Either(sets) => sets.iter().flat_map(Self::places).collect(),
            Self::Without(sets) => {
                let mut left = sets[0].places();
                for set in &sets[1..] {
                    for place in set.places() {
                        left.remove(place);
                    }
                }
                left
            }
        }
    }

    /// Whether each part of it holds anything, and each `except` leaves something out.
    fn is_sound(&self) -> bool {
        match self {
            Self::Named(_) => true,
            Self::Either(sets) => sets.iter().all(Self::is_sound),
            Self::Without(sets) => {
                let mut left = sets[0].places();
                sets.iter().all(Self::is_sound)
                    && sets[1..].iter().all(|set| {
                        let before = left.len();
                        for place in set.places() {
                            left.remove(place);
                        }
                        left.len() < before
                    })
                    && !left.is_empty()
            }
        }
    }
}

fn set() -> impl Strategy<Value = Set> {
    let leaf = select(NAMES.to_vec()).prop_map(Set::Named);
    leaf.prop_recursive(3, 12, 3, |inner| {
        let several = prop::collection::vec(inner, 2..=3);
        prop_oneof![
            several.clone().prop_map(Set::Either),
            several.prop_map(Set::Without)
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 60,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(3),
        ..ProptestConfig::default()
    })]

    #[test]
    fn expressions_hold_what_their_sets_hold(sets in prop::collection::vec(set(), 50)) {
        let sound: Vec<&Set> = sets.iter().filter(|set| set.is_sound()).collect();
        let mut text = "import std.s3\n\ntype Row { id: int }\n".to_owned();
        for (at, set) in sound.iter().enumerate() {
            text += &format!("region set_{at} = {}\n", set.written());
            text += &format!("dataset rows_{at}: Row = store {{ bucket = \"b{at}\", place = set_{at} }}\n");
        }
        text += "connector store(bucket: string, place: region) {\n  reads   objects, replayable\n  format  parquet\n  columns by name\n  located in place\n  address \"s3://${bucket}/\"\n  egress  \"s3.example.com\":443\n\n  mover read \"docker.io/rclone/rclone:1.75.1\" {\n    command = [\"rclone\"]\n    args    = [local, path]\n  }\n}\n";
        let checked = support::project(&text);
        let wrong: Vec<_> = checked
            .found
            .iter()
            .filter(|found| found.is_error())
            .map(|found| &found.message)
            .collect();
        prop_assert!(wrong.is_empty(), "{:?}\n{}", wrong, text);
        for (at, set) in sound.iter().enumerate() {
            let dataset = &checked.program.datasets[&format!("rows_{at}")];
            let region = dataset.facts.region.as_ref().unwrap();
            let held: BTreeSet<&str> = region.places.iter().map(|place| place.name.as_str()).collect();
            prop_assert_eq!(held, set.places(), "{}", set.written());
        }
    }
}
