//! Ledgers at two widths, and as Markdown that nothing can break out of.

use pipewright_plan::{ConstraintKind, Origin, Status, Waiver};
use pipewright_trace::{FORMAT, Kept, LedgerConstraint, LedgerDocument, LedgerPipeline, LineRange};

use super::{markdown, table};

fn origin(line: u32) -> Origin {
    Origin {
        file: "main.pipe".to_owned(),
        line,
        ..Origin::default()
    }
}

fn proven(rule: &str, because: &[&str]) -> Kept {
    Kept {
        status: Status::Proven,
        rule: Some(rule.to_owned()),
        target: None,
        field: None,
        file: None,
        lines: Vec::new(),
        because: because.iter().map(|&line| line.to_owned()).collect(),
    }
}

fn enforced(field: &str, file: &str, lines: &[(u32, u32)], because: &[&str]) -> Kept {
    Kept {
        status: Status::Enforced,
        rule: None,
        target: Some("kubernetes".to_owned()),
        field: Some(field.to_owned()),
        file: Some(file.to_owned()),
        lines: lines
            .iter()
            .map(|&(first, last)| LineRange { first, last })
            .collect(),
        because: because.iter().map(|&line| line.to_owned()).collect(),
    }
}

fn document() -> LedgerDocument {
    let constraint = |id: &str, kind, text: &str, line, kept| LedgerConstraint {
        id: id.to_owned(),
        kind,
        text: text.to_owned(),
        origin: origin(line),
        kept,
    };
    LedgerDocument {
        format: FORMAT.to_owned(),
        ledgers: vec![LedgerPipeline {
            pipeline: "report".to_owned(),
            environment: "prod".to_owned(),
            targets: vec!["json".to_owned(), "kubernetes 1.35".to_owned()],
            constraints: vec![
                constraint(
                    "deadline",
                    ConstraintKind::Deadline,
                    "deadline 30m",
                    12,
                    vec![
                        proven(
                            "PW0510",
                            &[
                                "  read_accounts    10m",
                                "+ by_country        6m",
                                "=                  16m  ≤ 30m",
                            ],
                        ),
                        enforced(
                            "spec.jobTemplate.spec.activeDeadlineSeconds",
                            "prod/kubernetes/base/report/cronjob.yaml",
                            &[(41, 41)],
                            &[
                                "30m from the start of the Job, all attempts together; then its pod is ended and the run has failed",
                            ],
                        ),
                    ],
                ),
                constraint(
                    "check/check_by_country/1",
                    ConstraintKind::Check,
                    "by_country: code matches \"^[A-Z]{2}|`x`$\"",
                    20,
                    vec![enforced(
                        "data[check_by_country.sql]",
                        "prod/kubernetes/base/report/configmap.yaml",
                        &[(30, 33), (60, 60), (70, 70)],
                        &[],
                    )],
                ),
            ],
            waivers: vec![Waiver {
                rule: "PW0513".to_owned(),
                policy: None,
                because: "the source | is old".to_owned(),
                until: "2027-03-31".to_owned(),
                origin: origin(3),
            }],
        }],
    }
}

#[test]
fn a_table_fits_the_terminal() {
    for width in [80, 120] {
        let text = table(&document(), "generated", width);
        let longest = text
            .lines()
            .map(|line| line.chars().count())
            .max()
            .unwrap_or(0);
        assert!(longest <= width, "{longest} columns of {width}:\n{text}");
        insta::assert_snapshot!(format!("table_{width}"), text);
    }
}

#[test]
fn markdown_keeps_its_cells() {
    let text = markdown(&document(), "generated");
    insta::assert_snapshot!("markdown", text);
    for row in text
        .lines()
        .filter(|line| line.starts_with("| ") && !line.contains("waived"))
    {
        let bars = row.replace("\\|", "").matches('|').count();
        assert_eq!(bars, 5, "{row}");
    }
}

#[test]
fn no_pipeline_is_said() {
    let nothing = LedgerDocument {
        format: FORMAT.to_owned(),
        ledgers: Vec::new(),
    };
    assert_eq!(
        table(&nothing, "generated", 80),
        "no environment runs anything yet\n"
    );
}
