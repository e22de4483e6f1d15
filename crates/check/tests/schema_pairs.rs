//! Thousands of pairs of types, right and wrong ones: what is told of each is what a comparison
//! column by column says, and of right pairs nothing is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const WORDS: [&str; 8] = [
    "amount", "city", "day", "email", "height", "origin", "price", "weight",
];

/// Types, each with those that take all of its values.
const KINDS: [(&str, &[&str]); 8] = [
    ("string", &["string"]),
    ("string(20)", &["string(20)", "string(40)", "string"]),
    ("string(40)", &["string(40)", "string"]),
    ("int", &["int", "decimal(21, 2)"]),
    (
        "decimal(12, 2)",
        &["decimal(12, 2)", "decimal(14, 4)", "decimal(21, 2)"],
    ),
    ("decimal(14, 4)", &["decimal(14, 4)"]),
    ("float", &["float"]),
    ("date", &["date"]),
];

#[derive(Debug, Clone)]
struct Column {
    name: String,
    kind: usize,
    optional: bool,
}

#[derive(Debug, Clone)]
struct Pair {
    rows: Vec<(String, &'static str, bool)>,
    sink: Vec<(String, &'static str, bool)>,
    by_position: bool,
    /// Whether the names are alike crosswise.
    crossed: bool,
}

fn columns() -> impl Strategy<Value = Vec<Column>> {
    subsequence(WORDS.to_vec(), 2..=6).prop_flat_map(|names| {
        let count = names.len();
        let kinds = prop::collection::vec((0..KINDS.len(), any::<bool>()), count);
        (Just(names), kinds).prop_map(|(names, kinds)| {
            names
                .into_iter()
                .zip(kinds)
                .map(|(name, (kind, optional))| Column {
                    name: name.to_owned(),
                    kind,
                    optional,
                })
                .collect()
        })
    })
}

/// What is done to a type on its way into the sink.
#[derive(Debug, Clone)]
enum Change {
    Nothing,
    Widened,
    Swapped(usize, usize),
    Dropped(usize),
    Renamed(usize),
    /// Two columns swapped, and all columns renamed.
    Crossed(usize, usize),
    Retyped(usize, usize),
    Required(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let at = || 0_usize..6;
    prop_oneof![
        3 => Just(Change::Nothing),
        3 => Just(Change::Widened),
        2 => (at(), at()).prop_map(|(one, other)| Change::Swapped(one, other)),
        1 => at().prop_map(Change::Dropped),
        1 => at().prop_map(Change::Renamed),
        2 => (at(), at()).prop_map(|(one, other)| Change::Crossed(one, other)),
        1 => (at(), 0..KINDS.len()).prop_map(|(column, kind)| Change::Retyped(column, kind)),
        1 => at().prop_map(Change::Required),
    ]
}

fn pair() -> impl Strategy<Value = Pair> {
    (
        columns(),
        change(),
        any::<bool>(),
        select(vec![0_usize, 1, 2]),
    )
        .prop_map(|(columns, change, by_position, wider)| {
            let count = columns.len();
            let rows: Vec<_> = columns
                .iter()
                .map(|one| (one.name.clone(), KINDS[one.kind].0, one.optional))
                .collect();
            let mut sink = rows.clone();
            let mut crossed = false;
            match change {
                Change::Nothing => {}
                Change::Widened => {
                    for (column, own) in sink.iter_mut().zip(&columns) {
                        let takers = KINDS[own.kind].1;
                        column.1 = takers[wider % takers.len()];
                        column.2 |= wider > 0;
                    }
                }
                Change::Swapped(one, other) => sink.swap(one % count, other % count),
                Change::Dropped(at) => drop(sink.remove(at % count)),
                Change::Renamed(at) => sink[at % count].0.push_str("_value"),
                Change::Crossed(one, other) => {
                    let (one, other) = (one % count, other % count);
                    // Only columns of one type change places without another word said.
                    if sink[one].1 == sink[other].1 && sink[one].2 == sink[other].2 {
                        sink.swap(one, other);
                        crossed = one != other;
                    }
                    for column in &mut sink {
                        column.0.push_str("_value");
                    }
                }
                Change::Retyped(at, kind) => sink[at % count].1 = KINDS[kind].0,
                Change::Required(at) => sink[at % count].2 = false,
            }
            Pair {
                rows,
                sink,
                by_position,
                crossed,
            }
        })
}

fn takes(into: &str, from: &str) -> bool {
    let (_, takers) = KINDS.iter().find(|(kind, _)| *kind == from).unwrap();
    takers.contains(&into)
}

/// What is to be said of one column that lands in another.
fn landing(
    from: &(String, &'static str, bool),
    into: &(String, &'static str, bool),
) -> Option<&'static str> {
    if !takes(into.1, from.1) {
        Some("PW0408")
    } else if from.2 && !into.2 {
        Some("PW0409")
    } else {
        None
    }
}

fn expected(pair: &Pair) -> BTreeSet<&'static str> {
    let mut codes = BTreeSet::new();
    if pair.by_position {
        let place = |name: &str| pair.sink.iter().position(|column| column.0 == name);
        let moved = |(at, column): (usize, &(String, &str, bool))| {
            place(&column.0).is_some_and(|there| there != at)
        };
        if pair.rows.len() != pair.sink.len()
            || pair.rows.iter().enumerate().any(moved)
            || pair.crossed
        {
            return BTreeSet::from(["PW0411"]);
        }
        for (from, into) in pair.rows.iter().zip(&pair.sink) {
            codes.extend((from.0 != into.0).then_some("PW0412"));
            codes.extend(landing(from, into));
        }
        return codes;
    }
    for from in &pair.rows {
        let there = pair.sink.iter().find(|into| into.0 == from.0);
        let renamed = format!("{}_value", from.0);
        let elsewhere = pair.sink.iter().any(|into| into.0 == renamed);
        match there {
            Some(into) => codes.extend(landing(from, into)),
            None if elsewhere => codes.extend(["PW0407"]),
            None => codes.extend(["PW0410"]),
        }
    }
    codes
}

fn type_of(name: &str, columns: &[(String, &'static str, bool)]) -> String {
    let mut text = format!("type {name} {{\n");
    for (column, kind, optional) in columns {
        let mark = if *optional { "?" } else { "" };
        writeln!(text, "  {column}: {kind}{mark}").unwrap();
    }
    text + "}\n"
}

/// A project of all the pairs, and where each pipeline stands in it.
fn project(pairs: &[Pair]) -> (String, Vec<std::ops::Range<usize>>) {
    let mut text = "import std.s3\n\ntype Seed {\n  id: int\n}\n\ndataset seed: Seed = s3.parquet { bucket = \"acme\", prefix = \"seed/\", region = eu-west-1 }\n".to_owned();
    let mut places = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        text += &type_of(&format!("Rows{at}"), &pair.rows);
        text += &type_of(&format!("Sink{at}"), &pair.sink);
        let format = if pair.by_position { "csv" } else { "parquet" };
        writeln!(text, "dataset sink_{at}: Sink{at} = s3.{format} {{ bucket = \"acme\", prefix = \"p{at}/\", region = eu-west-1 }}").unwrap();
        let start = text.len();
        writeln!(text, "pipeline pair_{at} {{\n  schedule manual\n  step made: Rows{at} = run \"ghcr.io/acme/make:1.0\" {{ inputs = [seed] }}\n  write made to sink_{at} replacing all\n}}").unwrap();
        places.push(start..text.len());
    }
    (text, places)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 40,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(11),
        ..ProptestConfig::default()
    })]

    #[test]
    fn pairs_are_compared_column_by_column(pairs in prop::collection::vec(pair(), 100)) {
        let (text, places) = project(&pairs);
        let checked = support::project(&text);
        for (pair, place) in pairs.iter().zip(places) {
            let inside = |at: u32| place.contains(&usize::try_from(at).unwrap());
            let told: BTreeSet<&str> = checked
                .found
                .iter()
                .filter(|found| inside(found.primary.span.start))
                .map(|found| found.rule.code)
                .collect();
            prop_assert_eq!(told, expected(pair), "{:#?}", pair);
        }
        let all = |found: &pipewright_diagnostics::Diagnostic| found.rule.code.starts_with("PW04");
        prop_assert!(checked.found.iter().all(all), "{:?}", checked.found);
    }
}
