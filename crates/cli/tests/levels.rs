//! Levels and waivers, as the command applies them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{edit, report, run, succeed};

const ALLOW: &str = "allow PW0513 because \"the source is slow\" until 2027-03-31";

fn set(folder: &Path, settings: &str) {
    fs::write(folder.join("pipewright.toml"), settings).unwrap();
}

fn found(folder: &Path) -> Vec<(String, String)> {
    let json = run(folder, &["check", "--format", "json"]).out;
    let document: Value = serde_json::from_str(&json).unwrap();
    let found = document["diagnostics"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    found
        .map(|one| (text(&one["code"]), text(&one["severity"])))
        .collect()
}

fn one(code: &str, severity: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), severity.to_owned())]
}

#[test]
fn a_level_is_what_a_rule_weighs_everywhere() {
    let folder = report(true);
    let at = folder.path();
    assert_eq!(found(at), one("PW0513", "warning"));
    set(at, "[levels]\nPW0513 = \"note\"\n");
    assert_eq!(found(at), one("PW0513", "note"));
    set(at, "[levels]\ndeadline-over-period = \"off\"\n");
    assert_eq!(found(at), []);
    succeed(at, &["build"]);
    fs::remove_dir_all(at.join("generated")).unwrap();

    set(at, "[levels]\nPW0513 = \"error\"\n");
    assert_eq!(found(at), one("PW0513", "error"));
    assert_eq!(run(at, &["check"]).code, 1);
    let built = run(at, &["build"]);
    assert_eq!((built.code, built.out.as_str()), (1, ""));
    assert!(!at.join("generated").exists(), "an error writes nothing");
}

#[test]
fn an_error_of_the_project_hides_no_other() {
    let folder = report(false);
    let at = folder.path();
    set(at, "[levels]\nunused-import = \"error\"\n");
    edit(
        at,
        "main.pipe",
        "import std.s3\n",
        "import std.gcs\nimport std.s3\n",
    );
    let codes: Vec<String> = found(at).into_iter().map(|(code, _)| code).collect();
    assert_eq!(
        codes,
        ["PW0513", "PW0620"],
        "an import may be needed where an error is"
    );
    edit(
        at,
        "main.pipe",
        "by_country = run",
        "by_country: Countries = run",
    );
    let codes: Vec<String> = found(at).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["PW0205", "PW0513"]);
}

#[test]
fn levels_that_cannot_be_are_errors_at_their_line() {
    for (line, message) in [
        ("PW9999 = \"off\"", "there is no rule `PW9999`"),
        ("unused-improt = \"off\"", "did you mean `unused-import`?"),
        (
            "PW0513 = \"warning\"",
            "a level is `off`, `note`, `warn` or `error`",
        ),
        (
            "PW0202 = \"off\"",
            "the level of `PW0202` (unknown-name) cannot be lowered",
        ),
        ("PW0620 = \"warn\"", "allow PW0620 because"),
        ("PW0513 = 3", "invalid type: integer `3`"),
    ] {
        let folder = report(true);
        let at = folder.path();
        set(at, &format!("[levels]\n{line}\n"));
        let ran = run(at, &["check"]);
        assert_eq!(ran.code, 1, "{line}");
        assert!(ran.err.contains(message), "{line}: {}", ran.err);
        assert!(
            ran.err.contains("pipewright.toml:2:"),
            "{line}: {}",
            ran.err
        );
        assert_eq!(run(at, &["build"]).code, 1, "{line}");
    }
}

#[test]
fn a_waiver_covers_its_pipeline_and_stands_in_the_ledger() {
    let folder = report(true);
    let at = folder.path();
    edit(
        at,
        "main.pipe",
        "  timeout  5m\n",
        &format!("  timeout  5m\n  {ALLOW}\n"),
    );
    assert_eq!(found(at), []);
    let built = succeed(at, &["build", "--ledger"]);
    let line = "PW0513 until 2027-03-31: the source is slow  (main.pipe:28)";
    assert!(built.out.contains(line), "{}", built.out);
    let plan = fs::read_to_string(at.join("generated/prod/json/count.json")).unwrap();
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let waivers = serde_json::json!([{
        "rule": "PW0513",
        "because": "the source is slow",
        "until": "2027-03-31",
        "origin": "main.pipe:28",
    }]);
    assert_eq!(plan["ledger"]["waivers"], waivers);
    let brief = succeed(at, &["build"]);
    assert!(brief.out.contains(line), "{}", brief.out);
}

#[test]
fn a_waiver_of_a_file_covers_what_stands_in_it() {
    let folder = report(true);
    let at = folder.path();
    edit(
        at,
        "main.pipe",
        "import std.s3\n",
        &format!("import std.s3\n\n{ALLOW}\n"),
    );
    assert_eq!(found(at), []);
    // Of another file it is not, and then waives nothing.
    edit(at, "main.pipe", &format!("{ALLOW}\n"), "");
    edit(
        at,
        "platform.pipe",
        "import std.s3\n",
        &format!("import std.s3\n\n{ALLOW}\n"),
    );
    let codes: Vec<String> = found(at).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["PW0513", "PW0922"]);
}

#[test]
fn a_plan_lists_the_waivers_of_the_files_it_is_made_of() {
    let folder = report(true);
    let at = folder.path();
    let nodes = "  nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]\n";
    edit(at, "platform.pipe", nodes, "");
    edit(at, "main.pipe", "deadline 2h", "deadline 1h");
    assert_eq!(found(at), one("PW0611", "note"));
    let allow = ALLOW.replace("PW0513", "unknown-nodes");
    edit(
        at,
        "platform.pipe",
        "import std.s3\n",
        &format!("import std.s3\n\n{allow}\n"),
    );
    assert_eq!(found(at), []);

    // A dataset of another file, and a file that nothing of the plan stands in.
    let text = fs::read_to_string(at.join("main.pipe")).unwrap();
    let start = text.find("type Customer").unwrap();
    let middle = text.find("type Countries").unwrap();
    let dataset = text.find("dataset customers").unwrap();
    let end = text.find("dataset countries").unwrap();
    let lake = format!(
        "import std.s3\n\n{ALLOW}\n\n{}{}",
        text.get(start..middle).unwrap(),
        text.get(dataset..end).unwrap()
    );
    fs::write(at.join("lake.pipe"), lake).unwrap();
    let main = text
        .replace(text.get(start..middle).unwrap(), "")
        .replace(text.get(dataset..end).unwrap(), "")
        .replace("import std.s3\n", "import lake\nimport std.s3\n")
        .replace("[customers]", "[lake.customers]");
    fs::write(at.join("main.pipe"), main).unwrap();
    fs::write(
        at.join("other.pipe"),
        format!("{ALLOW}\n\nlet unused = 1\n"),
    )
    .unwrap();
    assert_eq!(found(at).len(), 2, "both of PW0513 are idle");
    succeed(at, &["build"]);
    let plan = fs::read_to_string(at.join("generated/prod/json/count.json")).unwrap();
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let waivers = plan["ledger"]["waivers"].as_array().unwrap().iter();
    let listed: Vec<String> = waivers
        .map(|waiver| format!("{} {}", waiver["rule"], waiver["origin"]))
        .collect();
    assert_eq!(
        listed,
        [
            "\"PW0513\" \"lake.pipe:3\"",
            "\"PW0611\" \"platform.pipe:3\""
        ]
    );
}

#[test]
fn idle_waivers_are_told_and_taken_away() {
    let folder = report(true);
    let at = folder.path();
    edit(
        at,
        "main.pipe",
        "  timeout  5m\n",
        &format!("  timeout  5m\n  {ALLOW}\n"),
    );
    edit(at, "main.pipe", "deadline 2h", "deadline 1h");
    assert_eq!(found(at), one("PW0922", "warning"));
    succeed(at, &["check", "--fix"]);
    assert_eq!(found(at), []);
    let text = fs::read_to_string(at.join("main.pipe")).unwrap();
    assert!(text.contains("  timeout  5m\n\n  step"), "{text}");

    // Where an error keeps later phases from looking, nobody knows.
    edit(
        at,
        "main.pipe",
        "  timeout  5m\n",
        &format!("  timeout  5m\n  {ALLOW}\n"),
    );
    edit(at, "main.pipe", "[customers]", "[costumers]");
    assert_eq!(found(at), one("PW0202", "error"));
    // And of a part of the environments nobody asks.
    edit(at, "main.pipe", "[costumers]", "[customers]");
    assert_eq!(succeed(at, &["build", "--env", "prod"]).err, "");
    assert!(succeed(at, &["build"]).err.contains("PW0922"));
}

#[test]
fn what_means_nothing_cannot_be_waived() {
    for (allow, message) in [
        (
            "allow PW0202 because \"later\" until 2027-03-31",
            "`PW0202` (unknown-name) cannot be waived",
        ),
        (
            "allow PW9999 because \"later\" until 2027-03-31",
            "there is no rule `PW9999`",
        ),
        (
            "allow PW0513 because \"\" until 2027-03-31",
            "a waiver says why",
        ),
        (
            "allow PW0513 because \"later\" until 2027-02-30",
            "a waiver ends on a day of the calendar",
        ),
    ] {
        let folder = report(true);
        let at = folder.path();
        edit(
            at,
            "main.pipe",
            "deadline 2h\n",
            &format!("deadline 1h\n  {allow}\n"),
        );
        let ran = run(at, &["check"]);
        assert_eq!(ran.code, 1, "{allow}");
        assert!(ran.err.contains(message), "{allow}: {}", ran.err);
        assert!(ran.err.contains("1 error"), "{allow}: {}", ran.err);
        assert!(ran.err.contains("PW0921"), "{allow}: {}", ran.err);
    }
}

#[test]
fn a_waiver_of_idle_waivers_is_not_its_own_excuse() {
    let folder = report(true);
    let at = folder.path();
    let idle = "allow idle-waiver because \"it comes and goes\" until 2027-03-31";
    edit(
        at,
        "main.pipe",
        "  timeout  5m\n",
        &format!("  timeout  5m\n  {ALLOW}\n  {idle}\n"),
    );
    assert_eq!(found(at), one("PW0922", "warning"));
    edit(at, "main.pipe", "deadline 2h", "deadline 1h");
    assert_eq!(found(at), []);
}

#[test]
fn a_waiver_stands_in_a_pipeline_or_a_file() {
    let folder = report(true);
    let at = folder.path();
    edit(at, "main.pipe", "deadline 2h", "deadline 1h");
    let text = fs::read_to_string(at.join("main.pipe")).unwrap();
    let body = format!(
        "  for table in [\"a\"] {{\n    {ALLOW}\n    check by_country {{\n      rows > 0\n    }}\n  }}\n"
    );
    for wrong in [
        text.replace("  write by_country", &format!("{body}  write by_country")),
        format!("{text}\ndefaults {{\n  {ALLOW}\n}}\n"),
    ] {
        fs::write(at.join("main.pipe"), wrong).unwrap();
        assert_eq!(found(at), one("PW0215", "error"));
    }
}

#[test]
fn a_promise_is_waived_in_the_open() {
    let folder = report(false);
    let at = folder.path();
    edit(at, "main.pipe", "deadline 2h", "deadline 1h");
    assert_eq!(found(at), one("PW0620", "error"));
    let allow = "allow PW0620 because \"counted only, reviewed in DP-12\" until 2027-03-31";
    edit(
        at,
        "main.pipe",
        "deadline 1h\n",
        &format!("deadline 1h\n  {allow}\n"),
    );
    assert_eq!(found(at), []);
    assert!(succeed(at, &["check"]).out.contains(", 1 waived"));
    let built = succeed(at, &["build", "--ledger"]);
    assert!(built.out.contains("waived: PW0620"), "{}", built.out);
    assert!(
        built.out.contains("counted only, reviewed in DP-12"),
        "{}",
        built.out
    );
}

#[test]
fn only_a_given_day_ends_a_waiver() {
    let folder = report(true);
    let at = folder.path();
    edit(
        at,
        "main.pipe",
        "  timeout  5m\n",
        "  timeout  5m\n  allow PW0513 because \"slow\" until 2026-11-20\n",
    );
    succeed(at, &["check"]);
    succeed(at, &["build"]);
    succeed(at, &["check", "--today", "2026-11-20"]);
    let ran = run(at, &["check", "--today", "2026-11-21"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("PW0923") && ran.err.contains("1 error"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("main.pipe:28:"), "{}", ran.err);
    assert_eq!(run(at, &["check", "--today", "2026-02-30"]).code, 2);
    assert_eq!(run(at, &["build", "--today", "2026-11-21"]).code, 2);
    let help = succeed(at, &["check", "--help"]).out;
    let help: Vec<&str> = help.split_whitespace().collect();
    let help = help.join(" ");
    assert!(
        help.contains("without it no waiver is judged by its day"),
        "{help}"
    );
}
