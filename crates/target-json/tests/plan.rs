//! The plan as a document: stable, round-tripping, and of the published form.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use std::path::Path;

use pipewright_backend::Target;
use pipewright_plan::{Constraint, ConstraintKind, Origin, Plan};
use pipewright_pod::fixtures::customer_analytics;
use pipewright_target_json::{Json, schema, text};
use serde_json::{Value, json};

#[test]
fn the_document_of_the_first_page() {
    let plan = customer_analytics();
    let tree = Json.emit(&plan);
    assert_eq!(tree.len(), 1);
    insta::assert_snapshot!(tree.get("customer_analytics.json").unwrap().text);
}

#[test]
fn what_is_written_is_read_back() {
    let plan = customer_analytics();
    let written = text(&plan);
    let read: Plan = serde_json::from_str(&written).unwrap();
    assert_eq!(text(&read), written);
    assert!(!written.contains("span"), "spans are for diagnostics only");
    assert_eq!(
        read.pipeline.origin,
        Origin {
            span: Default::default(),
            ..plan.pipeline.origin
        }
    );
}

#[test]
fn what_is_written_has_the_published_form() {
    let schema: Value = serde_json::from_str(&schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut plan = customer_analytics();
    plan.ledger.rows = Json.enforce(&plan);
    let mut document: Value = serde_json::from_str(&text(&plan)).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    document["pipeline"]["unknown"] = json!(1);
    assert!(
        !validator.is_valid(&document),
        "unknown fields are not of the form"
    );
}

/// `BLESS=1 cargo test -p pipewright-target-json` writes it anew.
#[test]
fn the_committed_schema_is_what_the_types_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/plan.schema.json");
    if std::env::var("BLESS").is_ok() {
        std::fs::write(&path, schema()).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == schema(),
        "docs/plan.schema.json has drifted: run with BLESS=1 and read the difference"
    );
}

#[test]
fn every_constraint_has_a_row_but_those_that_are_proven() {
    let mut plan = customer_analytics();
    plan.ledger.rows = Json.enforce(&plan);
    let open: Vec<ConstraintKind> = plan
        .ledger
        .open("json")
        .iter()
        .map(|constraint| constraint.kind)
        .collect();
    assert_eq!(
        open,
        [
            ConstraintKind::Guarantee,
            ConstraintKind::Schema,
            ConstraintKind::Freshness
        ]
    );
    let check = plan
        .ledger
        .rows
        .iter()
        .find(|row| row.constraint == "check/check_by_country/2")
        .unwrap();
    assert_eq!(
        check.by,
        "pipeline.tasks[name=check_by_country].kind.conditions"
    );
}

#[test]
fn each_new_constraint_is_said_somewhere() {
    let mut plan = customer_analytics();
    let ids = [
        (
            ConstraintKind::Retry,
            "retry/load",
            "pipeline.tasks[name=load].retry",
        ),
        (
            ConstraintKind::Branch,
            "branch/when_1",
            "pipeline.branches[name=when_1]",
        ),
        (
            ConstraintKind::Branch,
            "either/one",
            "pipeline.tasks[name=one].kind.of",
        ),
        (
            ConstraintKind::Branch,
            "bound/end",
            "pipeline.tasks[name=end].when",
        ),
        (
            ConstraintKind::FanOut,
            "fan_out/load",
            "pipeline.tasks[name=load].fan_out",
        ),
        (
            ConstraintKind::Concurrency,
            "concurrency",
            "pipeline.parallelism",
        ),
        (
            ConstraintKind::Concurrency,
            "concurrency/run/warehouse",
            "pipeline.places[name=warehouse]",
        ),
        (
            ConstraintKind::Concurrency,
            "concurrency/task/load/warehouse",
            "pipeline.tasks[name=load].places[name=warehouse]",
        ),
        (
            ConstraintKind::Concurrency,
            "concurrency/loop/1",
            "pipeline.tasks[].needs",
        ),
        (
            ConstraintKind::Release,
            "release/stop",
            "pipeline.tasks[name=stop].role",
        ),
        (
            ConstraintKind::Finally,
            "finally/tell",
            "pipeline.tasks[name=tell].role",
        ),
        (
            ConstraintKind::Approval,
            "approval/ask",
            "pipeline.tasks[name=ask].kind",
        ),
        (
            ConstraintKind::Wait,
            "wait/pause",
            "pipeline.tasks[name=pause].kind",
        ),
        (
            ConstraintKind::AllowedFailure,
            "allowed_failure/load",
            "pipeline.tasks[name=load].allowed_failure",
        ),
        (ConstraintKind::Backfill, "backfill", "pipeline.backfill"),
        (
            ConstraintKind::RunParameter,
            "parameter/full",
            "pipeline.run_parameters[name=full]",
        ),
        (
            ConstraintKind::Values,
            "values/load",
            "pipeline.tasks[name=load].values",
        ),
        (
            ConstraintKind::Interval,
            "interval/load",
            "pipeline.tasks[name=load].containers[].takes",
        ),
        (
            ConstraintKind::Placement,
            "placement/load",
            "pipeline.tasks[name=load].node, services, containers[].volumes",
        ),
        (
            ConstraintKind::Egress,
            "egress/load",
            "pipeline.tasks[name=load].egress, endpoints",
        ),
        (
            ConstraintKind::DeadLetter,
            "dead_letter/check",
            "pipeline.tasks[name=check].kind.rejecting",
        ),
    ];
    plan.ledger.constraints = ids
        .iter()
        .map(|(kind, id, _)| Constraint {
            id: (*id).to_owned(),
            kind: *kind,
            text: String::new(),
            origin: Origin::default(),
        })
        .collect();
    let rows = Json.enforce(&plan);
    let said: Vec<&str> = rows.iter().map(|row| row.by.as_str()).collect();
    let wanted: Vec<&str> = ids.iter().map(|(_, _, by)| *by).collect();
    assert_eq!(said, wanted);
}
