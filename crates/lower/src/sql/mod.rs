//! SQL for DuckDB: conforming rows to a type, and checking them.
//!
//! The statements ride in a file of their own and are executed with `duckdb -bail -f FILE`; no
//! shell reads them. Everything that comes from source is quoted here.

mod check;
mod conform;

pub use check::check_statements;
pub use conform::{Conform, Source, Target, conform_statements};

use pipewright_plan::{ColumnType, Format};

/// An identifier in double quotes.
#[must_use]
pub fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text in single quotes.
#[must_use]
pub fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// A column type's name in DuckDB.
#[must_use]
pub fn type_name(kind: &ColumnType) -> String {
    match kind {
        ColumnType::String => "VARCHAR".to_owned(),
        ColumnType::Int => "BIGINT".to_owned(),
        ColumnType::Decimal { precision, scale } => format!("DECIMAL({precision}, {scale})"),
        ColumnType::Float => "DOUBLE".to_owned(),
        ColumnType::Bool => "BOOLEAN".to_owned(),
        ColumnType::Date => "DATE".to_owned(),
        ColumnType::Timestamp => "TIMESTAMP".to_owned(),
        ColumnType::Json => "JSON".to_owned(),
        ColumnType::Bytes => "BLOB".to_owned(),
        ColumnType::List(inner) => format!("{}[]", type_name(inner)),
        ColumnType::Record(columns) => {
            let fields: Vec<String> = columns
                .iter()
                .map(|column| format!("{} {}", identifier(&column.name), type_name(&column.kind)))
                .collect();
            format!("STRUCT({})", fields.join(", "))
        }
    }
}

/// Every file of a format below a folder, as a table function.
#[must_use]
pub fn read_folder(folder: &str, format: Format) -> String {
    let folder = folder.trim_end_matches('/');
    match format {
        Format::Parquet => {
            format!(
                "read_parquet({}, union_by_name = true)",
                text(&format!("{folder}/**/*.parquet"))
            )
        }
        Format::Csv => format!(
            "read_csv({}, header = true, all_varchar = true)",
            text(&format!("{folder}/**/*.csv"))
        ),
        Format::Json => format!(
            "read_json({}, format = 'newline_delimited')",
            text(&format!("{folder}/**/*.json"))
        ),
    }
}
