//! The SQL that lowering writes, as text: what a reviewer of the ConfigMap reads.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use pipewright_lower::sql::{
    Checked, Conform, Source, Target, check_statements, conform_statements, identifier, text,
};
use pipewright_plan::{
    CheckCondition, CheckOperator, CheckPlan, CheckValue, ColumnMatch, ColumnPlan, ColumnType,
    Format, Origin, Schema,
};

fn column(name: &str, kind: ColumnType, optional: bool) -> ColumnPlan {
    ColumnPlan {
        name: name.to_owned(),
        kind,
        optional,
        key: false,
        classes: Vec::new(),
    }
}

fn revenue() -> Schema {
    Schema {
        name: Some("CountryRevenue".to_owned()),
        columns: vec![
            column("country", ColumnType::String, false),
            column("customers", ColumnType::Int, false),
            column(
                "revenue",
                ColumnType::Decimal {
                    precision: 18,
                    scale: 2,
                },
                true,
            ),
        ],
    }
}

#[test]
fn quotes_cannot_be_left() {
    assert_eq!(identifier(r#"a"b"#), r#""a""b""#);
    assert_eq!(text("it's"), "'it''s'");
}

#[test]
fn a_read_conforms_to_the_declared_type() {
    let schema = revenue();
    insta::assert_snapshot!(conform_statements(&Conform {
        name: "country_revenue",
        source: Source::File("/pipewright/scratch/read_raw.parquet".to_owned()),
        given: None,
        wanted: &schema,
        matched: ColumnMatch::Name,
        interval: None,
        target: Target::Folder("/pipewright/scratch/read".to_owned(), Vec::new()),
    }));
}

#[test]
fn a_sink_by_position_takes_columns_in_their_order() {
    let wanted = revenue();
    let mut given = revenue();
    given.columns[0].name = "land".to_owned();
    insta::assert_snapshot!(conform_statements(&Conform {
        name: "country_revenue",
        source: Source::Folder("/pipewright/scratch/in".to_owned(), Format::Parquet),
        given: Some(&given),
        wanted: &wanted,
        matched: ColumnMatch::Position,
        interval: None,
        target: Target::File("/pipewright/scratch/out.csv".to_owned(), Format::Csv),
    }));
}

#[test]
fn a_check_reports_every_condition_and_then_fails() {
    let condition = |text: &str, operator| CheckCondition {
        text: text.to_owned(),
        warn: text.starts_with("email"),
        operator,
        origin: Origin::default(),
    };
    let name = |name: &str| name.to_owned();
    let check = CheckPlan {
        subject: name("by_country"),
        conditions: vec![
            condition(
                "rows > 0",
                CheckOperator::Rows {
                    comparison: name(">"),
                    value: 0,
                },
            ),
            condition(
                "unique country",
                CheckOperator::Unique {
                    columns: vec![name("country")],
                },
            ),
            condition(
                "complete country",
                CheckOperator::Complete {
                    columns: vec![name("country")],
                },
            ),
            condition(
                "revenue >= 0.5",
                CheckOperator::Compare {
                    column: name("revenue"),
                    comparison: name(">="),
                    value: CheckValue::Decimal(name("0.5")),
                },
            ),
            condition(
                "country in [\"DE\", \"it's\"]",
                CheckOperator::In {
                    column: name("country"),
                    values: vec![CheckValue::Text(name("DE")), CheckValue::Text(name("it's"))],
                },
            ),
            condition(
                "email matches \"@\"",
                CheckOperator::Matches {
                    column: name("email"),
                    pattern: name("@"),
                },
            ),
            condition(
                "updated_at fresh within 7h",
                CheckOperator::Fresh {
                    column: name("updated_at"),
                    within_seconds: 25_200,
                },
            ),
        ],
        rejecting: None,
    };
    insta::assert_snapshot!(check_statements(
        &check,
        &Checked {
            folder: "/pipewright/scratch/in",
            format: Format::Parquet,
            schema: None,
            split: None,
        }
    ));
}
