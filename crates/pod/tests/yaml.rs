//! Strings that YAML readers like to take for something else arrive as the strings they are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use pipewright_pod::yaml;
use serde_json::{Value, json};

/// Words, numbers, dates, markers, spaces, lines: each was misread by some reader of YAML.
fn hostile() -> Vec<String> {
    let mut strings: Vec<String> = [
        "",
        " ",
        "  ",
        " a",
        "a ",
        "\ta",
        "a\t",
        "\t",
        "y",
        "Y",
        "n",
        "N",
        "yes",
        "Yes",
        "YES",
        "no",
        "No",
        "NO",
        "on",
        "On",
        "ON",
        "off",
        "Off",
        "OFF",
        "true",
        "True",
        "TRUE",
        "false",
        "null",
        "Null",
        "NULL",
        "~",
        "=",
        "<<",
        "-",
        "--",
        "---",
        "...",
        "?",
        ":",
        "? a",
        "- a",
        ": a",
        "a: b",
        "a:b",
        "a :b",
        "a:",
        "a #b",
        "a# b",
        "#a",
        "a#",
        "[",
        "]",
        "{",
        "}",
        "[]",
        "{}",
        "[a, b]",
        "{a: b}",
        ",",
        "&a",
        "*a",
        "!a",
        "!!str a",
        "|",
        ">",
        "|-",
        "@a",
        "`a`",
        "%a",
        "%YAML 1.2",
        "'",
        "\"",
        "''",
        "\"\"",
        "'a'",
        "\"a\"",
        "it's",
        "\\",
        "\\n",
        "a\\b",
        "0",
        "1",
        "-1",
        "+1",
        "00",
        "007",
        "0o14",
        "0O14",
        "014",
        "0x1F",
        "0b101",
        "1_000",
        "1__0",
        "_1",
        "1_",
        "1e3",
        "1E3",
        "1e+3",
        "1.5",
        ".5",
        "5.",
        "-.5",
        "+.5",
        "1.5e3",
        ".inf",
        "-.inf",
        ".NaN",
        ".nan",
        "inf",
        "nan",
        "Infinity",
        "12:30",
        "12:30:45",
        "1:2:3.4",
        "190:20:30",
        "-1:30",
        "00:00",
        "2024-01-01",
        "2024-1-1",
        "2024-01-01T00:00:00Z",
        "2024-01-01 00:00:00",
        "2001-12-14 21:59:43.10 -5",
        "1.2.3",
        "v1",
        "0.1.0",
        "1,000",
        "$",
        "$$",
        "${a}",
        "$(a)",
        "{{ a }}",
        "{% a %}",
        "a\nb",
        "a\n",
        "a\n\n",
        "\na",
        "\n",
        "\n\n",
        " a\nb",
        "a\n b",
        "a \nb",
        "a\n\tb",
        "\ta\nb",
        "a\n\nb\n",
        "a\n  \nb",
        "a\r\nb",
        "a\rb",
        "a\n#b",
        "#a\nb",
        "---\na",
        "...\na",
        "a\n---\nb",
        "- a\n- b",
        "a: b\nc: d",
        "é",
        "日本語",
        "🦀",
        "a\u{a0}b",
        "\u{feff}a",
        "a\u{2028}b",
        "a\u{2029}b",
        "\u{200b}",
        "key: |\n  a",
        "a\n  \n",
        "   \n a\n",
    ]
    .iter()
    .map(|&text| text.to_owned())
    .collect();
    strings.push("long ".repeat(60));
    strings.push("x".repeat(300));
    strings.push(format!("a\n{}\nb", "wide ".repeat(60)));
    strings
}

fn hostile_document() -> Value {
    let strings = hostile();
    let keys: serde_json::Map<String, Value> = strings
        .iter()
        .map(|text| (format!("k{text}"), json!(text)))
        .collect();
    json!({
        "list": strings,
        "deep": { "er": [{ "est": strings, "pairs": strings.iter().map(|text| json!({ "value": text })).collect::<Vec<_>>() }] },
        "keys": keys,
    })
}

#[test]
fn hostile_strings_are_read_back_by_the_same_crate() {
    let document = hostile_document();
    let text = yaml::body(&document);
    assert!(
        !text.starts_with('{'),
        "the emitter did not fall back to JSON"
    );
    let read: Value = serde_saphyr::from_str(&text).unwrap();
    assert_eq!(read, document);
}

#[test]
fn hostile_strings_are_read_back_by_yaml_1_1() {
    let Some(python) = python() else {
        eprintln!("SKIPPED: no target/tools/checks (run `python3 tests/tools/install.py checks`)");
        return;
    };
    let document = hostile_document();
    let folder = std::env::temp_dir().join(format!("pipewright-yaml-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("document.yaml");
    std::fs::write(&path, yaml::body(&document)).unwrap();
    let script = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1], encoding='utf-8'))))";
    let output = Command::new(python)
        .args(["-c", script])
        .arg(&path)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let read: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(read, document);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn sql_is_a_block_that_people_can_read() {
    let text = yaml::body(&json!({ "data": { "a.sql": "SELECT 1\n  FROM t;\n" } }));
    assert_eq!(text, "data:\n  a.sql: |\n    SELECT 1\n      FROM t;\n");
}

#[test]
fn a_path_cannot_leave_the_header() {
    let origin = pipewright_plan::Origin {
        file: "a\nkind: Secret\u{2028}b.pipe".to_owned(),
        line: 3,
        ..Default::default()
    };
    let text = yaml::document(&origin, &["note"], &json!({ "a": null, "b": 1 }));
    assert_eq!(
        text,
        "# Generated by Pipewright from a?kind: Secret?b.pipe:3 — edit that file and run `pipewright build`.\n# note\nb: 1\n"
    );
}

fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.parent()?;
    let python = root.join("target/tools/checks/bin/python");
    python.exists().then_some(python)
}
