//! Baselines, as `check` writes and reads them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

mod support;

use std::fs;

use serde_json::Value;
use support::{edit, report, run, succeed, tree};

#[test]
fn old_findings_are_not_shown_and_new_ones_are() {
    let folder = report(true);
    let at = folder.path();
    assert!(run(at, &["check"]).err.contains("PW0513"));
    let wrote = succeed(at, &["check", "--write-baseline", "known.json"]);
    assert!(
        wrote.err.contains("wrote 1 warning to known.json"),
        "{}",
        wrote.err
    );
    let checked = succeed(at, &["check", "--baseline", "known.json"]);
    assert_eq!(checked.err, "");
    assert!(
        checked
            .out
            .contains("not shown, as the baseline knows it: 1 warning"),
        "{}",
        checked.out
    );
    assert!(
        run(at, &["check"]).err.contains("PW0513"),
        "nothing without asking"
    );
    assert!(
        succeed(at, &["build"]).err.contains("PW0513"),
        "a build tells all"
    );

    // Lines move and are indented anew.
    edit(
        at,
        "main.pipe",
        "pipeline count {\n",
        "\n\n// Counts.\npipeline count {\n",
    );
    edit(at, "main.pipe", "  deadline 2h", "    deadline   2h");
    assert_eq!(succeed(at, &["check", "--baseline", "known.json"]).err, "");

    // Another one is told, and it alone.
    edit(
        at,
        "main.pipe",
        "  inputs = [customers]",
        "  inputs = [customers]\n    env = { API_TOKEN = \"hunter2hunter2\" }",
    );
    let ran = run(at, &["check", "--baseline", "known.json"]);
    assert!(
        ran.err.contains("PW0319") && !ran.err.contains("PW0513"),
        "{}",
        ran.err
    );
}

#[test]
fn the_settings_may_name_it() {
    let folder = report(true);
    let at = folder.path();
    fs::create_dir(at.join("ci")).unwrap();
    succeed(at, &["check", "--write-baseline", "ci/known.json"]);
    fs::write(
        at.join("pipewright.toml"),
        "[check]\nbaseline = \"ci/known.json\"\n",
    )
    .unwrap();
    assert_eq!(succeed(at, &["check"]).err, "");
    assert_eq!(succeed(&at.join("ci"), &["check"]).err, "");
    let json = succeed(at, &["check", "--format", "json"]).out;
    let document: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["diagnostics"], serde_json::json!([]));
    // Writing it anew looks at everything.
    succeed(at, &["check", "--write-baseline", "ci/known.json"]);
    assert_eq!(succeed(at, &["check"]).err, "");

    for (name, why) in [
        ("ci/none.json", "it is not there"),
        ("main.pipe", "no JSON document"),
    ] {
        let settings = format!("[check]\nbaseline = \"{name}\"\n");
        fs::write(at.join("pipewright.toml"), settings).unwrap();
        let ran = run(at, &["check"]);
        assert_eq!(ran.code, 1, "{name}");
        assert!(
            ran.err.contains("PW0924") && ran.err.contains(why),
            "{name}: {}",
            ran.err
        );
        assert!(
            ran.err.contains("pipewright.toml:2:"),
            "{name}: {}",
            ran.err
        );
        assert!(ran.err.contains("PW0513"), "the rest is told: {}", ran.err);
        succeed(at, &["build"]);
    }
}

#[test]
fn what_is_gone_is_a_note() {
    let folder = report(true);
    let at = folder.path();
    succeed(at, &["check", "--write-baseline", "known.json"]);
    edit(at, "main.pipe", "deadline 2h", "deadline 1h");
    let ran = succeed(at, &["check", "--baseline", "known.json"]);
    assert!(
        ran.err.contains("PW0925") && ran.err.contains("1 note"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("PW0513 in main.pipe is no longer found"),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .contains("pipewright check --write-baseline known.json"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("known.json:4:"), "{}", ran.err);
    fs::write(
        at.join("pipewright.toml"),
        "[levels]\noutlived-baseline = \"error\"\n",
    )
    .unwrap();
    assert_eq!(run(at, &["check", "--baseline", "known.json"]).code, 1);
    // Where an error keeps later phases from looking, nobody knows what is gone.
    edit(at, "main.pipe", "[customers]", "[costumers]");
    let ran = run(at, &["check", "--baseline", "known.json"]);
    assert!(
        ran.err.contains("PW0202") && !ran.err.contains("PW0925"),
        "{}",
        ran.err
    );
    edit(at, "main.pipe", "[costumers]", "[customers]");
    succeed(at, &["check", "--write-baseline", "known.json"]);
    assert_eq!(succeed(at, &["check", "--baseline", "known.json"]).err, "");
}

#[test]
fn a_baseline_may_lie_elsewhere() {
    let (folder, elsewhere) = (report(true), report(true));
    let at = folder.path();
    let file = elsewhere.path().canonicalize().unwrap().join("known.json");
    let file = file.to_str().unwrap();
    succeed(at, &["check", "--write-baseline", file]);
    assert_eq!(succeed(at, &["check", "--baseline", file]).err, "");
    edit(at, "main.pipe", "deadline 2h", "deadline 1h");
    let below = at.join("ci");
    fs::create_dir(&below).unwrap();
    let ran = succeed(&below, &["check", "--baseline", file]);
    assert!(ran.err.contains(&format!("[{file}:4:")), "{}", ran.err);
}

#[test]
fn errors_may_be_known_and_are_still_refused() {
    let folder = report(true);
    let at = folder.path();
    edit(at, "main.pipe", "[customers]", "[costumers]");
    let wrote = succeed(at, &["check", "--write-baseline", "known.json"]);
    assert!(
        wrote.err.contains("wrote 1 error to known.json"),
        "{}",
        wrote.err
    );
    assert!(wrote.err.contains("`build` still refuses"), "{}", wrote.err);
    let checked = succeed(at, &["check", "--baseline", "known.json"]);
    assert!(!checked.out.contains("are kept"), "{}", checked.out);
    assert!(
        checked.out.contains("`build` still refuses the errors"),
        "{}",
        checked.out
    );
    assert_eq!(run(at, &["build"]).code, 1);
}

#[test]
fn baselines_are_sorted_and_the_same_for_everybody() {
    let mut texts = Vec::new();
    for _ in 0..2 {
        let folder = report(true);
        let at = folder.path();
        edit(
            at,
            "main.pipe",
            "import std.s3\n",
            "import std.gcs\nimport std.s3\n",
        );
        edit(at, "platform.pipe", "  logs   = eu-west-1\n", "");
        succeed(at, &["check", "--write-baseline", "known.json"]);
        texts.push(fs::read_to_string(at.join("known.json")).unwrap());
    }
    assert_eq!(texts[0], texts[1]);
    let document: Value = serde_json::from_str(&texts[0]).unwrap();
    assert_eq!(document["format"], "pipewright.baseline/v1");
    let findings = document["findings"].as_array().unwrap();
    let keys: Vec<String> = findings
        .iter()
        .map(|one| format!("{} {}", one["file"], one["rule"]))
        .collect();
    let mut sorted = keys.clone();
    sorted.sort();
    assert!(keys.len() >= 2 && keys == sorted, "{keys:?}");
}

#[test]
fn nothing_but_a_baseline_is_written_over() {
    let folder = report(true);
    let at = folder.path();
    let before = tree(at);
    let ran = run(at, &["check", "--write-baseline", "main.pipe"]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.err.contains("is no baseline: nothing was written"),
        "{}",
        ran.err
    );
    assert_eq!(run(at, &["check", "--write-baseline", "."]).code, 3);
    assert_eq!(
        run(at, &["check", "--write-baseline", "no/such/folder.json"]).code,
        3
    );
    assert_eq!(run(at, &["check", "--baseline", "none.json"]).code, 3);
    assert_eq!(
        run(at, &["check", "--baseline", "a", "--write-baseline", "b"]).code,
        2
    );
    assert_eq!(tree(at), before);
    let ran = run(at, &["check", "--baseline", "main.pipe"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("PW0924"), "{}", ran.err);
}
