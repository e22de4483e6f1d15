//! One value of a column: of its type, never null unless it may be, no wider than declared, and
//! unseen in messages where it is of a class.

use pipewright_plan::{ColumnPlan, ColumnType};

use super::{text, type_name};

/// The value of a wanted column. `place` names it in messages: `accounts.email`.
pub fn value(given: &str, place: &str, wanted: &ColumnPlan, classed: bool) -> String {
    let value = if wanted.optional {
        given.to_owned()
    } else {
        let message = format!("{place} is not optional, but a row has none");
        format!("required({given}, {})", text(&message))
    };
    let kind = type_name(&wanted.kind);
    let value = if classed && says_the_value(&wanted.kind) {
        // DuckDB's own message of a failed cast holds the value, and messages go to the logs.
        let message = format!("{place} has a value that is no {}", wanted.kind);
        format!(
            "CASE WHEN {given} IS NOT NULL AND TRY_CAST({given} AS {kind}) IS NULL \
             THEN error({}) ELSE TRY_CAST({value} AS {kind}) END",
            text(&message)
        )
    } else {
        format!("CAST({value} AS {kind})")
    };
    within_width(value, place, &wanted.kind)
}

/// Whether a cast to a type may fail, and tells the value then. Of what is nested, a cast that may
/// fail would leave out the part that does.
const fn says_the_value(kind: &ColumnType) -> bool {
    !matches!(
        kind,
        ColumnType::String | ColumnType::Bounded(_) | ColumnType::List(_) | ColumnType::Record(_)
    )
}

/// A value whose texts are no wider than declared, or an error; a wider one is never cut.
fn within_width(value: String, place: &str, kind: &ColumnType) -> String {
    let mut widths = Vec::new();
    collect_widths(&value, place, kind, &mut widths);
    if widths.is_empty() {
        return value;
    }
    let cases: Vec<String> = widths
        .iter()
        .map(|(inner, place, most)| {
            let message = format!("{place} is wider than {most} characters");
            format!(
                "WHEN length({inner}) > {most} THEN error({})",
                text(&message)
            )
        })
        .collect();
    format!("CASE {} ELSE {value} END", cases.join(" "))
}

/// Each text of bounded width in a value: how to reach it, its name, its width.
fn collect_widths(
    value: &str,
    place: &str,
    kind: &ColumnType,
    widths: &mut Vec<(String, String, u32)>,
) {
    match kind {
        ColumnType::Bounded(most) => widths.push((value.to_owned(), place.to_owned(), *most)),
        ColumnType::Record(columns) => {
            for column in columns {
                let inner = format!("struct_extract({value}, {})", text(&column.name));
                let place = format!("{place}.{}", column.name);
                collect_widths(&inner, &place, &column.kind, widths);
            }
        }
        _ => {}
    }
}
