//! The command as a process: what it prints, writes and ends with.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use tempfile::TempDir;

mod support;

use support::{command, edit, project, read, run, succeed, tree};

#[test]
fn a_new_project_goes_all_the_way() {
    let folder = project();
    let at = folder.path();
    assert!(succeed(at, &["check"]).out.contains("1 pipeline"));
    succeed(at, &["fmt", "--check"]);
    assert_eq!(
        run(at, &["build", "--check"]).code,
        1,
        "nothing is there yet"
    );
    assert!(!at.join("generated").exists());
    let built = succeed(at, &["build"]);
    assert!(built.out.contains("daily_revenue_report"), "{}", built.out);
    let long = built.out.lines().find(|line| line.chars().count() > 80);
    assert_eq!(long, None, "lines fit eighty columns");
    assert!(
        built.out.contains("proven") && built.out.contains("enforced"),
        "{}",
        built.out
    );
    assert!(
        at.join("generated/prod/json/daily_revenue_report.json")
            .is_file()
    );
    assert!(
        at.join("generated/prod/airflow/dags/daily_revenue_report.py")
            .is_file()
    );
    succeed(at, &["build", "--check"]);
    let before = tree(at);
    succeed(at, &["build"]);
    assert_eq!(tree(at), before);
    assert_eq!(run(at, &["init"]).code, 1);
    assert_eq!(tree(at), before);
}

#[test]
fn errors_write_nothing_and_are_told_in_every_form() {
    let folder = project();
    let at = folder.path();
    edit(at, "main.pipe", "import std.s3", "import std.s33");
    let ran = run(at, &["build"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.is_empty(), "{}", ran.out);
    assert!(
        ran.err.contains("PW0901") && ran.err.contains("main.pipe:3:8"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.is_ascii(),
        "no terminal, no line drawing: {}",
        ran.err
    );
    assert!(!at.join("generated").exists());

    let json = run(at, &["check", "--format", "json"]);
    assert_eq!((json.code, json.err.as_str()), (1, ""));
    let document: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(document["diagnostics"][0]["code"], "PW0901");
    assert_eq!(document["diagnostics"][0]["path"], "main.pipe");

    let sarif = run(at, &["check", "--format", "sarif"]);
    let document: serde_json::Value = serde_json::from_str(&sarif.out).unwrap();
    assert_eq!(document["runs"][0]["results"][0]["ruleId"], "PW0901");

    let github = run(at, &["check", "--format", "github"]);
    assert!(
        github.out.starts_with("::error file=main.pipe,line=3,"),
        "{}",
        github.out
    );
    let line = run(at, &["check", "--format", "line"]);
    assert_eq!((line.code, line.err.as_str()), (1, ""));
    assert!(
        line.out.starts_with("main.pipe:3:") && line.out.trim_end().ends_with(']'),
        "{}",
        line.out
    );
    assert_eq!(line.out.lines().count(), 1, "{}", line.out);

    let from_below = run(&at.join(".github"), &["check", "--format", "github"]);
    assert!(
        from_below.out.starts_with("::error file=../main.pipe,"),
        "{}",
        from_below.out
    );

    let coloured = run(at, &["check", "--color", "always"]);
    assert!(coloured.err.contains("\u{1b}["));
}

#[test]
fn the_same_bytes_anywhere() {
    let mut trees = Vec::new();
    for (threads, locale) in [("1", "C"), ("8", "de_DE.UTF-8")] {
        let folder = project();
        // The project's name is its folder's.
        fs::write(folder.path().join("pipewright.toml"), "name = \"same\"\n").unwrap();
        let built = command(folder.path(), &["build"])
            .env("RAYON_NUM_THREADS", threads)
            .env("LC_ALL", locale)
            .env("TZ", "Asia/Tokyo")
            .output()
            .unwrap();
        assert_eq!(read(built).code, 0);
        trees.push(tree(&folder.path().join("generated")));
    }
    assert_eq!(trees[0], trees[1]);
}

#[test]
fn a_part_of_the_output_leaves_the_rest_alone() {
    let folder = project();
    let at = folder.path();
    succeed(at, &["build"]);
    let all = tree(at);
    succeed(at, &["build", "--target", "json"]);
    assert_eq!(tree(at), all);
    succeed(at, &["build", "--env", "prod", "--check"]);
    assert_eq!(run(at, &["build", "--target", "nomad"]).code, 2);
    assert_eq!(run(at, &["build", "--env", "staging"]).code, 2);
    let unclaimed = run(at, &["build", "--target", "argo_workflows"]);
    assert_eq!(unclaimed.code, 2, "an empty build is no success");
    assert_eq!(
        unclaimed.err,
        "error: no environment asked for builds for `argo_workflows`; \
         `prod` has `json`, `kubernetes`, `airflow`\n"
    );
    assert_eq!(tree(at), all);
    succeed(at, &["build", "--target", "json", "--out", "elsewhere"]);
    assert!(at.join("elsewhere/prod/json").is_dir());
    assert!(!at.join("elsewhere/prod/airflow").exists());
    assert_eq!(run(at, &["build", "--out", "."]).code, 2);
}

#[test]
fn edits_by_hand_are_not_lost_by_accident() {
    let folder = project();
    let at = folder.path();
    succeed(at, &["build"]);
    let dag = at.join("generated/prod/airflow/dags/daily_revenue_report.py");
    let original = fs::read_to_string(&dag).unwrap();
    fs::write(&dag, "mine").unwrap();
    let ran = run(at, &["build"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("daily_revenue_report.py: edited by hand"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("--overwrite-edited"));
    assert_eq!(fs::read_to_string(&dag).unwrap(), "mine");
    assert_eq!(run(at, &["build", "--check"]).code, 1);
    succeed(at, &["build", "--overwrite-edited"]);
    assert_eq!(fs::read_to_string(&dag).unwrap(), original);
}

#[test]
fn formatting_is_by_file_folder_or_pipe() {
    let folder = project();
    let at = folder.path();
    edit(at, "main.pipe", "  deadline  1h", "deadline    1h");
    let ran = run(at, &["fmt", "--check"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (1, "main.pipe is not formatted\n")
    );
    succeed(at, &["fmt", "main.pipe", "platform.pipe"]);
    succeed(at, &["fmt", "--check"]);

    let mut child = command(at, &["fmt", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"let   a=1").unwrap();
    assert_eq!(read(child.wait_with_output().unwrap()).out, "let a = 1\n");

    fs::write(at.join("broken.pipe"), "let = = 3 {\n").unwrap();
    assert_eq!(run(at, &["fmt"]).code, 1);
    assert_eq!(
        fs::read_to_string(at.join("broken.pipe")).unwrap(),
        "let = = 3 {\n"
    );
}

#[test]
fn rules_explain_themselves() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let list = succeed(at, &["explain", "--all"]).out;
    for line in list.lines() {
        let code = line.split(' ').next().unwrap();
        let text = succeed(at, &["explain", code]).out;
        assert!(text.starts_with(code) && text.len() > 100, "{text}");
        let prose = text.split("This breaks it").next().unwrap();
        let long = prose.lines().find(|line| line.chars().count() > 80);
        assert_eq!(long, None, "{code}: lines fit eighty columns");
    }
    assert!(
        succeed(at, &["explain", "import-cycle"])
            .out
            .contains("PW0902")
    );
    assert!(
        run(at, &["explain", "import-cycl"])
            .err
            .contains("import-cycle")
    );
    assert_eq!(run(at, &["explain", "PW9999"]).code, 2);
    assert_eq!(run(at, &["explain"]).code, 2);
}

#[test]
fn misuse_and_missing_files_have_their_codes() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    assert_eq!(run(at, &["check", "nowhere"]).code, 3);
    assert_eq!(run(at, &["fmt", "nowhere.pipe"]).code, 3);
    assert_eq!(run(at, &["frobnicate"]).code, 2);
    assert_eq!(run(at, &[]).code, 2);
    assert_eq!(run(at, &["build"]).code, 1, "nothing to build for");
    assert!(succeed(at, &["--help"]).out.contains("Exit codes:"));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(
            succeed(at, &["completions", shell])
                .out
                .contains("pipewright")
        );
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = TempDir::new().unwrap();
    let mut child = command(folder.path(), &["explain", "--all", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ran = read(child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn hostile_names_reach_no_log() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let name = "x\n::error::pwned\u{1b}[2J##vso[task.complete].pipe";
    fs::write(at.join(name), "let a = = 1\n").unwrap();
    for format in ["human", "line", "github"] {
        let ran = run(at, &["check", "--format", format]);
        assert_eq!(ran.code, 1);
        let text = ran.out + &ran.err;
        assert!(
            !text
                .lines()
                .any(|line| line.trim_start().starts_with("::error::")),
            "{text}"
        );
        assert!(
            !text.contains('\u{1b}') && !text.contains("##vso["),
            "{text}"
        );
    }
}

#[test]
fn killed_builds_are_completed_by_the_next() {
    let folder = project();
    let at = folder.path();
    succeed(at, &["build"]);
    let done = tree(&at.join("generated"));
    for pause in [0, 1, 2, 5, 10, 20, 40] {
        edit(at, "main.pipe", "retry     1 times", "retry     2 times");
        let mut child = command(at, &["build"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(pause));
        let _ = child.kill();
        child.wait().unwrap();
        edit(at, "main.pipe", "retry     2 times", "retry     1 times");
        succeed(at, &["build"]);
        assert_eq!(tree(&at.join("generated")), done, "killed after {pause} ms");
    }
}

#[test]
fn safe_fixes_are_applied_on_demand() {
    let folder = project();
    let at = folder.path();
    edit(
        at,
        "main.pipe",
        "import std.slack",
        "import std.gcs\nimport std.slack",
    );
    let before = tree(at);
    assert!(run(at, &["check"]).err.contains("fix: "));
    assert_eq!(tree(at), before, "nothing is fixed unasked");
    let fixed = succeed(at, &["check", "--fix"]);
    assert!(fixed.err.contains("fixed 1 file"), "{}", fixed.err);
    let text = fs::read_to_string(at.join("main.pipe")).unwrap();
    assert!(!text.contains("std.gcs"), "{text}");
    assert_eq!(succeed(at, &["check"]).err, "");
}

#[test]
fn what_other_languages_write_is_mended_without_asking() {
    let folder = project();
    let at = folder.path();
    let sound = fs::read_to_string(at.join("main.pipe")).unwrap();
    edit(
        at,
        "main.pipe",
        "timeout   5m",
        "timeout   5 minutes # each",
    );
    edit(
        at,
        "main.pipe",
        "\n  retry     1 times",
        ";\n  retry     1 times",
    );
    let fixed = succeed(at, &["check", "--fix"]);
    assert!(fixed.err.contains("fixed 1 file"), "{}", fixed.err);
    let mended = fs::read_to_string(at.join("main.pipe")).unwrap();
    assert_eq!(
        mended,
        sound.replace("timeout   5m", "timeout   5m // each")
    );
}

#[test]
fn a_semicolon_between_two_clauses_is_left() {
    let folder = project();
    let at = folder.path();
    edit(
        at,
        "main.pipe",
        "\n  retry     1 times",
        "; retry     1 times",
    );
    let before = tree(at);
    assert!(run(at, &["check", "--fix"]).err.contains("left to you"));
    assert_eq!(tree(at), before, "two clauses would stand on one line");
}

#[test]
fn fixes_that_are_left_are_counted() {
    let folder = project();
    let at = folder.path();
    edit(at, "main.pipe", "timeout   5m", "timout    5m");
    let before = tree(at);
    let left = run(at, &["check", "--fix"]);
    assert_eq!(
        tree(at),
        before,
        "a fix that may not be meant is not applied"
    );
    assert!(left.err.contains("1 fix is left to you"), "{}", left.err);
    assert!(!run(at, &["check"]).err.contains("left to you"));
}
