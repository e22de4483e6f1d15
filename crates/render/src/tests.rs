//! Every form of the same findings; hostile text in each.

use pipewright_diagnostics::{Diagnostic, Example, Rule, Severity};
use pipewright_source::{SourceFile, SourceMap, Span};

use crate::{Findings, HumanStyle};

static RULE: Rule = Rule {
    code: "PW0601",
    name: "residency",
    severity: Severity::Error,
    summary: "Data stays in its region.",
    explanation: "Because.",
    failing: Example(""),
    passing: Example(""),
};

fn sources() -> SourceMap {
    let mut sources = SourceMap::default();
    sources.add(SourceFile::new(
        "lake/main.pipe",
        "pipeline p {\n  region eu\n  write x to y\n}\n",
    ));
    sources.add(SourceFile::new("std/s3.pipe", "connector parquet\n"));
    sources
}

fn at(file: u32, start: u32, end: u32) -> Span {
    Span::new(pipewright_source::SourceId(file), start, end)
}

fn finding() -> Diagnostic {
    Diagnostic::new(&RULE, "`y` leaves `eu`", at(0, 27, 39), "written here")
        .because("`y` lies in us-east-1")
        .because("us-east-1 is not in `eu`")
        .with_related(at(0, 15, 24), "demanded here")
        .with_related(at(1, 0, 9), "moved by this")
        .help("move `y`, or widen the region")
        .fix("replace with `us`", at(0, 22, 24), "us")
}

fn human(diagnostics: &[Diagnostic], sources: &SourceMap, style: HumanStyle) -> String {
    Findings {
        diagnostics,
        sources,
        prefix: "",
    }
    .human(&style)
}

#[test]
fn people_see_place_reason_and_fix() {
    let text = human(&[finding()], &sources(), HumanStyle::default());
    for part in [
        "PW0601 residency",
        "`y` leaves `eu`",
        "`y` lies in us-east-1",
        "lake/main.pipe:3:3",
        "written here",
        "demanded here",
        "std/s3.pipe",
        "help: move `y`",
        "fix: replace with `us`",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert!(text.is_ascii(), "{text}");
    println!("{text}");
}

#[test]
fn a_line_leads_to_the_place() {
    let findings = Findings {
        diagnostics: &[finding()],
        sources: &sources(),
        prefix: "../",
    };
    assert_eq!(
        findings.line(),
        "../lake/main.pipe:3:3-3:15: error: `y` leaves `eu` [PW0601 residency]\n"
    );
}

#[test]
fn a_line_is_no_command_of_a_build_log() {
    let mut sources = SourceMap::default();
    sources.add(SourceFile::new("::error::x.pipe", "a"));
    let findings = Findings {
        diagnostics: &[Diagnostic::new(&RULE, "bad", at(0, 0, 1), "")],
        sources: &sources,
        prefix: "",
    };
    assert!(findings.line().starts_with("./::error::x.pipe:1:1-1:2: "));
}

#[test]
fn colour_and_line_drawing_are_a_choice() {
    let style = HumanStyle {
        color: true,
        unicode: true,
        width: 60,
    };
    let text = human(&[finding()], &sources(), style);
    assert!(text.contains("\u{1b}["));
    assert!(text.contains('─'));
}

#[test]
fn source_text_cannot_command_a_terminal_or_a_log() {
    let mut sources = SourceMap::default();
    let text = "a \u{1b}[2J ##vso[task.x] \u{202e} \u{85}\n::error::x\r\n";
    sources.add(SourceFile::new("a.pipe", text));
    let found = Diagnostic::new(
        &RULE,
        "bad \u{1b}[2J\n::error::x",
        at(0, 2, 3),
        "x\n::add-mask::y",
    );
    let text = human(
        std::slice::from_ref(&found),
        &sources,
        HumanStyle::default(),
    );
    for command in ["\u{1b}", "##vso[", "\u{202e}", "\u{85}"] {
        assert!(!text.contains(command), "{command:?} in {text}");
    }
    assert!(
        !text.lines().any(|line| line.trim().starts_with("::")),
        "{text}"
    );
    let findings = Findings {
        diagnostics: &[found],
        sources: &sources,
        prefix: "x,y::z%/",
    };
    let text = findings.line();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(!text.contains('\u{1b}'), "{text}");
    let text = findings.github();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(
        text.starts_with("::error file=x%2Cy%3A%3Az%25/a.pipe,line=1,"),
        "{text}"
    );
}

#[test]
fn odd_places_are_shown_somehow() {
    let long = "x".repeat(2_000_000);
    let many = "line\n".repeat(100_000);
    for text in [
        "",
        "\n",
        "x",
        "x\n\n\n",
        "über",
        long.as_str(),
        many.as_str(),
    ] {
        let mut sources = SourceMap::default();
        sources.add(SourceFile::new("a.pipe", text));
        let end = u32::try_from(text.len()).unwrap();
        for (start, end) in [
            (0, 0),
            (end, end),
            (0, end),
            (end / 2, end / 2 + 1),
            (end + 9, end + 10),
        ] {
            let found = Diagnostic::new(&RULE, "odd", at(0, start, end), "here");
            let shown = human(&[found], &sources, HumanStyle::default());
            assert!(
                shown.contains("odd") && shown.contains("here"),
                "{start}..{end}: {shown}"
            );
            assert!(shown.len() < 5_000, "{start}..{end}: {} bytes", shown.len());
            assert!(!shown.contains("Failed to read"), "{shown}");
        }
    }
}

#[test]
fn thousands_of_findings_are_cut() {
    let many = vec![finding(); 5_000];
    let text = human(&many, &sources(), HumanStyle::default());
    assert!(text.ends_with("... and 4900 more\n\n"));
}

#[test]
fn machines_read_json_and_sarif() {
    let sources = sources();
    let diagnostics = [finding()];
    let findings = Findings {
        diagnostics: &diagnostics,
        sources: &sources,
        prefix: "sub dir/",
    };
    let json: serde_json::Value = serde_json::from_str(&findings.json()).unwrap();
    assert_eq!(json["summary"]["errors"], 1);
    let one = &json["diagnostics"][0];
    assert_eq!(one["code"], "PW0601");
    assert_eq!(one["path"], "sub dir/lake/main.pipe");
    assert_eq!(one["range"]["start"]["line"], 3);
    assert_eq!(one["related"][1]["path"], "std/s3.pipe");
    assert_eq!(one["fixes"][0]["edits"][0]["text"], "us");
    let sarif: serde_json::Value = serde_json::from_str(&findings.sarif(&[&RULE], "1.0")).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "PW0601");
    let location = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        location["artifactLocation"]["uri"],
        "sub%20dir/lake/main.pipe"
    );
    assert_eq!(location["region"]["endColumn"], 15);
}
