//! What conditions ask of data: how many rows, how old the newest is.

use pipewright_plan::VALUES_FILE;

use super::{identifier, text};

/// The age of no rows at all, in seconds: older than any, and exact in every engine's numbers.
const OLDEST: i64 = 9_007_199_254_740_991;

/// One thing asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measured {
    /// The number of rows.
    Rows,
    /// Seconds since the newest value of a column, a timestamp or a date.
    Age(String),
}

/// The statements that write one JSON object with everything asked, under the names given, to the
/// file that hands it to the engine. That file is there already and stands in a folder nothing can
/// be put into: it is written in place.
#[must_use]
pub fn measure_statements(subject: &str, rows: &str, asked: &[(String, Measured)]) -> String {
    let values: Vec<String> = asked
        .iter()
        .map(|(name, measured)| {
            let value = match measured {
                Measured::Rows => "count(*)".to_owned(),
                Measured::Age(column) => format!(
                    "coalesce(CAST(floor(epoch(now()) - epoch(max(CAST({} AS TIMESTAMP)))) AS BIGINT), {OLDEST})",
                    identifier(column)
                ),
            };
            format!("{value} AS {}", identifier(name))
        })
        .collect();
    format!(
        "-- Measures {subject}: what conditions of the run ask of it.\n\
         SET TimeZone = 'UTC';\n\
         COPY (\n  SELECT\n    {}\n  FROM ({rows})\n) TO {} (FORMAT json, USE_TMP_FILE false);\n",
        values.join(",\n    "),
        text(VALUES_FILE)
    )
}
