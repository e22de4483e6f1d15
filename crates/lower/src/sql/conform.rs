//! Rows to exactly the declared columns: names, order, types, and no null where none may be.

use pipewright_plan::{ColumnMatch, ColumnPlan, EngineValue, Format, Schema};

use super::parts::{self, Part};
use super::{cell, identifier, make_folder, read_folder, text, type_name};

/// Where rows come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// One Parquet file, as movers of rows leave it.
    File(String),
    /// Every file of a folder.
    Folder(String, Format),
}

/// Where rows go.
#[derive(Debug, Clone)]
pub enum Target {
    /// One file, as movers take it.
    File(String, Format),
    /// Parquet files in a new folder; the folders above it are made first.
    Folder(String, Vec<String>),
    /// A folder for each part, with one file in it: `day=2026-01-31/data_0.parquet`.
    Parts(String, Format, Vec<Part>),
}

/// One conforming copy.
#[derive(Debug, Clone)]
pub struct Conform<'a> {
    /// What it is for, in a comment and in error messages: `accounts`.
    pub name: &'a str,
    /// Where rows come from.
    pub source: Source,
    /// Their columns, where known: needed to match by position.
    pub given: Option<&'a Schema>,
    /// The columns to make.
    pub wanted: &'a Schema,
    /// How given columns are matched to wanted ones.
    pub matched: ColumnMatch,
    /// The column by which only rows of the run's data interval are taken. A row without a value
    /// there lies in no interval.
    pub interval: Option<&'a str>,
    /// Where rows go.
    pub target: Target,
}

/// The statements of one conforming copy.
#[must_use]
pub fn conform_statements(conform: &Conform<'_>) -> String {
    let mut statements = format!(
        "-- Conforms the rows of {} to their declared type.\n\
         SET TimeZone = 'UTC';\n\
         CREATE TEMP MACRO required(value, message) AS\n  \
           CASE WHEN value IS NULL THEN error(message) ELSE value END;\n",
        conform.name
    );
    let from = match &conform.source {
        Source::File(path) => format!("read_parquet({})", text(path)),
        Source::Folder(folder, format) => read_folder(folder, *format),
    };
    let columns: Vec<String> = conform
        .wanted
        .columns
        .iter()
        .enumerate()
        .map(|(at, wanted)| column(conform, at, wanted))
        .collect();
    let mut select = format!("  SELECT\n    {}\n  FROM {from}", columns.join(",\n    "));
    if let Some(column) = conform.interval {
        select.push_str(&within_interval(column));
    }
    match &conform.target {
        Target::File(path, format) => {
            let options = match format {
                Format::Parquet => "FORMAT parquet",
                Format::Csv => "FORMAT csv, HEADER true",
                Format::Json => "FORMAT json",
            };
            statements.push_str(&format!(
                "COPY (\n{select}\n) TO {} ({options});\n",
                text(path)
            ));
        }
        Target::Folder(path, above) => {
            for folder in above {
                statements.push_str(&make_folder(folder));
            }
            statements.push_str(&format!(
                "COPY (\n{select}\n) TO {} (FORMAT parquet, PER_THREAD_OUTPUT true, OVERWRITE true);\n",
                text(path.trim_end_matches('/'))
            ));
        }
        Target::Parts(path, format, by) => {
            statements.push_str(&parts::statements(&select, path, *format, by));
        }
    }
    statements
}

/// Only rows from the interval's start on, and before its end.
fn within_interval(column: &str) -> String {
    let moment = |value: EngineValue| {
        format!(
            "CAST(CAST(getenv({}) AS TIMESTAMPTZ) AS TIMESTAMP)",
            text(&value.variable())
        )
    };
    let value = format!("CAST({} AS TIMESTAMP)", identifier(column));
    format!(
        "\n  WHERE {value} >= {}\n    AND {value} < {}",
        moment(EngineValue::IntervalStart),
        moment(EngineValue::IntervalEnd)
    )
}

/// One column of the copy: found by name or position, never null unless it may be, cast.
fn column(conform: &Conform<'_>, at: usize, wanted: &ColumnPlan) -> String {
    let given = conform.given.map(|schema| schema.columns.as_slice());
    let found = match (conform.matched, given) {
        (ColumnMatch::Position, Some(columns)) => columns.get(at),
        (ColumnMatch::Name, Some(columns)) => {
            columns.iter().find(|column| column.name == wanted.name)
        }
        (_, None) => Some(wanted),
    };
    let name = identifier(&wanted.name);
    let kind = type_name(&wanted.kind);
    let Some(found) = found else {
        return format!("CAST(NULL AS {kind}) AS {name}");
    };
    let place = format!("{}.{}", conform.name, wanted.name);
    let classed = !wanted.classes.is_empty() || !found.classes.is_empty();
    let value = cell::value(&identifier(&found.name), &place, wanted, classed);
    format!("{value} AS {name}")
}
