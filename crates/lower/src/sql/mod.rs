//! SQL for DuckDB: conforming rows to a type, and checking them.
//!
//! The statements ride in a file of their own and are executed with `duckdb -bail -f FILE`; no
//! shell reads them. Everything that comes from source is quoted here.

mod cell;
mod check;
mod conform;
mod measure;
mod parts;
mod reject;

pub use check::{Checked, check_statements};
pub use conform::{Conform, Source, Target, conform_statements};
pub use measure::{Measured, measure_statements};
pub use parts::Part;

use pipewright_plan::{ColumnType, Format, Schema};

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
        ColumnType::String | ColumnType::Bounded(_) => "VARCHAR".to_owned(),
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

/// Makes a folder, unless it is there: a copy of no rows in parts makes no file. DuckDB has no
/// other word for it.
#[must_use]
pub fn make_folder(folder: &str) -> String {
    format!(
        "COPY (SELECT 0 AS nothing, 0 AS part WHERE false) TO {} \
         (FORMAT parquet, PARTITION_BY (part), OVERWRITE_OR_IGNORE true);\n",
        text(folder)
    )
}

/// Every file of a format below a folder and its folders, as a table function. What stands in
/// their paths is no column: `day=2026-01-31/` takes nothing from the files.
#[must_use]
pub fn read_folder(folder: &str, format: Format) -> String {
    let folder = folder.trim_end_matches('/');
    let (ending, function, options) = match format {
        Format::Parquet => ("parquet", "read_parquet", "union_by_name = true"),
        Format::Csv => ("csv", "read_csv", "header = true, all_varchar = true"),
        Format::Json => ("json", "read_json", "format = 'newline_delimited'"),
    };
    format!(
        "{function}({}, {options}, hive_partitioning = false)",
        text(&format!("{folder}/**/*.{ending}"))
    )
}

/// The rows of a folder with the types they were declared with: files of text have none of their
/// own.
#[must_use]
pub fn read_typed(folder: &str, format: Format, schema: Option<&Schema>) -> String {
    let from = read_folder(folder, format);
    match (format, schema) {
        (Format::Csv | Format::Json, Some(schema)) => {
            let columns: Vec<String> = schema
                .columns
                .iter()
                .map(|column| {
                    let name = identifier(&column.name);
                    format!("CAST({name} AS {}) AS {name}", type_name(&column.kind))
                })
                .collect();
            format!("SELECT {} FROM {from}", columns.join(", "))
        }
        _ => format!("SELECT * FROM {from}"),
    }
}
