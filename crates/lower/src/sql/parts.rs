//! Rows cut into parts: a folder for each, with one file in it.

use pipewright_plan::{Format, Partition, PartitionUnit, Schema};

use super::{identifier, text};

/// One level of folders: `day=2026-01-31/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The word before `=`.
    pub name: String,
    /// The column it is made from.
    pub column: String,
    /// How.
    pub unit: PartitionUnit,
}

impl Part {
    /// The parts of a dataset that is written by these columns: as its own partition says, where
    /// it has that one; by the values themselves otherwise.
    pub fn of(columns: &[String], partition: Option<&Partition>, schema: &Schema) -> Vec<Self> {
        let own = partition.filter(|known| columns.iter().all(|column| *column == known.column));
        if let Some(own) = own {
            return vec![Self {
                name: folder_word(own, schema),
                column: own.column.clone(),
                unit: own.by,
            }];
        }
        columns
            .iter()
            .map(|column| Self {
                name: column.clone(),
                column: column.clone(),
                unit: PartitionUnit::Key,
            })
            .collect()
    }
}

/// `day`, unless a column has that name. Names of columns do not differ by case alone.
fn folder_word(partition: &Partition, schema: &Schema) -> String {
    let word = match partition.by {
        PartitionUnit::Key => return partition.column.clone(),
        PartitionUnit::Hour => "hour",
        PartitionUnit::Day => "day",
        PartitionUnit::Month => "month",
    };
    let taken = |name: &str| {
        schema
            .columns
            .iter()
            .any(|column| column.name.eq_ignore_ascii_case(name))
    };
    let mut name = word.to_owned();
    if taken(&name) {
        name = format!("{}_{word}", partition.column);
    }
    while taken(&name) {
        name.push('_');
    }
    name
}

/// Copies rows into a new folder, part by part. One thread, and no file is closed before the end:
/// each part is one file, whose name is the same in every run.
pub fn statements(select: &str, folder: &str, format: Format, by: &[Part]) -> String {
    let names: Vec<String> = by.iter().map(|part| identifier(&part.name)).collect();
    let keys = by.iter().all(|part| part.unit == PartitionUnit::Key);
    // The values of a column stay in the files; what is made from one stands in the path only.
    let options = match format {
        Format::Parquet => format!("FORMAT parquet, WRITE_PARTITION_COLUMNS {keys}"),
        Format::Csv => format!("FORMAT csv, HEADER true, WRITE_PARTITION_COLUMNS {keys}"),
        // DuckDB cuts no JSON into parts: each document is the one value of a line of text.
        Format::Json => "FORMAT csv, HEADER false, DELIMITER E'\\x01', QUOTE '', ESCAPE '', \
                         FILE_EXTENSION 'json'"
            .to_owned(),
    };
    let columns = match format {
        Format::Parquet | Format::Csv if keys => "*".to_owned(),
        Format::Parquet | Format::Csv => format!("*, {}", values(by)),
        Format::Json => format!(
            "CAST(to_json({ROWS}) AS VARCHAR) AS \"the document\", {}",
            values(by)
        ),
    };
    format!(
        "SET threads = 1;\n\
         SET partitioned_write_max_open_files = 1000000;\n\
         COPY (\n  SELECT {columns} FROM (\n{select}\n  ) AS {ROWS}\n) TO {} \
         ({options}, PARTITION_BY ({}), OVERWRITE true);\n",
        text(folder.trim_end_matches('/')),
        names.join(", ")
    )
}

/// A name no column has.
const ROWS: &str = "\"the rows\"";

fn values(by: &[Part]) -> String {
    let values = by.iter().map(|part| {
        let column = format!("{ROWS}.{}", identifier(&part.column));
        let value = match part.unit {
            PartitionUnit::Hour => format!("strftime({column}, '%Y-%m-%dT%H')"),
            PartitionUnit::Day => format!("strftime({column}, '%Y-%m-%d')"),
            PartitionUnit::Month => format!("strftime({column}, '%Y-%m')"),
            PartitionUnit::Key => column,
        };
        format!("{value} AS {}", identifier(&part.name))
    });
    values.collect::<Vec<_>>().join(", ")
}
