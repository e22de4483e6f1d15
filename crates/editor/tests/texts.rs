//! What is proposed inside texts, and which names are where only some can stand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

mod support;

use support::{labels, proposed_among};

const OTHER: &str = r##"import std.s3
import std.slack

type Row {
  id: string key
}

/// What is kept.
dataset kept: Row = s3.parquet {
  bucket = "acme-lake"
  prefix = "kept/"
  region = eu-west-1
}

pipeline other {
  schedule cron "17 4 * * *" in "Europe/Paris"
  owner    "growth"
  mutex    "warehouse"

  step one: Row = run "ghcr.io/acme/one@sha256:0000000000000000000000000000000000000000000000000000000000000000" {
    inputs = [kept]
  }

  step two: Row = python """
    print("not an image: 1.0")
  """ in "python:3.14-slim" {
    inputs = [one]
  }

  on failure notify slack.channel("#data-alerts")
}
"##;

fn at(line: &str) -> Vec<String> {
    let main = format!("import other\nimport std.slack\n\npipeline main {{\n  {line}\n}}\n");
    let items = proposed_among(&[("main.pipe", &main), ("other.pipe", OTHER)]);
    items.into_iter().map(|item| item.label).collect()
}

#[test]
fn images_are_those_of_the_project_with_their_tags_and_digests() {
    let digest = format!("ghcr.io/acme/one@sha256:{}", "0".repeat(64));
    let wanted = [digest.as_str(), "python:3.14-slim"];
    assert_eq!(at("step a = run \"«»\" {"), wanted);
    assert_eq!(
        at("step a = run \"ghcr«»"),
        wanted,
        "the text has no end yet"
    );
    assert_eq!(
        at("step a = shell \"\"\"\n    true\n  \"\"\" in \"«»\" {"),
        wanted
    );
    assert_eq!(
        at("step a = run \"x\" {\n    services = [{ image = \"«»\" }]"),
        wanted
    );
}

#[test]
fn zones_and_crons_are_known() {
    for line in [
        "schedule every 6h in \"«»\"",
        "schedule cron \"0 6 * * *\" in \"Eur«»\"",
    ] {
        let found = at(line);
        assert!(found.iter().any(|one| one == "Europe/Berlin"), "{found:?}");
        assert!(found.iter().any(|one| one == "UTC"));
        assert!(!found.iter().any(|one| one == "Factory"));
    }
    let crons = at("schedule cron \"«»\"");
    assert!(crons.contains(&"0 6 * * 1-5".to_owned()));
    assert!(
        crons.contains(&"17 4 * * *".to_owned()),
        "used in this project: {crons:?}"
    );
}

#[test]
fn other_texts_are_what_the_project_says_in_such_places() {
    assert_eq!(at("owner \"«»\""), ["growth"]);
    assert_eq!(at("mutex \"«»\""), ["warehouse"]);
    assert_eq!(
        at("on failure notify slack.channel(\"«»\")"),
        ["#data-alerts"]
    );
    assert_eq!(labels("let a = \"«»\"\n"), Vec::<String>::new());
}

#[test]
fn programs_comments_and_ends_of_texts_are_left_alone() {
    assert_eq!(
        at("step a = python \"\"\"\n    import «»\n  \"\"\" in \"x\" {"),
        Vec::<String>::new()
    );
    assert_eq!(at("// run \"«»\""), Vec::<String>::new());
    assert!(!at("owner \"growth\"«»").contains(&"growth".to_owned()));
}

#[test]
fn datasets_of_other_files_have_the_names_of_their_files() {
    assert_eq!(at("write a to «»"), ["other", "other.kept"]);
    assert_eq!(at("schedule on «»"), ["other", "other.kept"]);
    let inputs = at("step a = run \"x\" {\n    inputs = [«»]\n  }");
    assert!(inputs.contains(&"other.kept".to_owned()), "{inputs:?}");
}

#[test]
fn of_very_many_those_are_proposed_that_go_with_what_is_typed() {
    let owners = |count: usize| -> String {
        let one = |n: usize| format!("pipeline p_{n} {{\n  owner \"team-{n}\"\n}}\n");
        (0..count).map(one).collect()
    };
    let proposed = |count: usize, typed: &str| {
        let main = format!("pipeline main {{\n  owner \"{typed}«»\"\n}}\n");
        let others = owners(count);
        let items = proposed_among(&[("main.pipe", &main), ("others.pipe", &others)]);
        items.into_iter().map(|item| item.label).collect::<Vec<_>>()
    };
    assert_eq!(proposed(200, "x").len(), 200, "the client filters few");
    assert_eq!(proposed(900, "").len(), 650);
    assert_eq!(proposed(900, "x"), [""; 0]);
    let found = proposed(900, "TEAM-89");
    assert_eq!(found.first().map(String::as_str), Some("team-89"));
    assert!(found.contains(&"team-899".to_owned()), "{found:?}");
    assert!(!found.contains(&"team-98".to_owned()), "{found:?}");
}
