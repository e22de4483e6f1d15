//! Rows that break a condition go one way, all others another.

use pipewright_plan::{CheckCondition, CheckOperator};

use super::check::violated;
use super::{make_folder, text};

/// The conditions that reject a row: those on rows that do not merely warn.
pub fn rejects(condition: &CheckCondition) -> bool {
    !condition.warn
        && matches!(
            condition.operator,
            CheckOperator::Compare { .. }
                | CheckOperator::Complete { .. }
                | CheckOperator::In { .. }
                | CheckOperator::Matches { .. }
        )
}

/// The views of a check that rejects: `incoming` rows into `rejected` ones and the `subject`.
pub fn views(conditions: &[CheckCondition], rows: &str) -> String {
    let broken: Vec<String> = conditions
        .iter()
        .filter(|condition| rejects(condition))
        .filter_map(|condition| violated(&condition.operator))
        .map(|violated| format!("coalesce({violated}, false)"))
        .collect();
    let broken = if broken.is_empty() {
        "false".to_owned()
    } else {
        broken.join("\n    OR ")
    };
    format!(
        "CREATE TEMP VIEW incoming AS\n  {rows};\n\
         CREATE TEMP VIEW rejected AS\n  SELECT * FROM incoming\n  WHERE {broken};\n\
         CREATE TEMP VIEW subject AS\n  SELECT * FROM incoming\n  WHERE NOT ({broken});\n"
    )
}

/// Writes the two kinds of rows to new folders, making those above them first.
pub fn copies(kept: &str, rejected: &str, above: &[String]) -> String {
    let mut statements: String = above.iter().map(|folder| make_folder(folder)).collect();
    for (view, folder) in [("subject", kept), ("rejected", rejected)] {
        statements.push_str(&format!(
            "COPY (SELECT * FROM {view}) TO {} \
             (FORMAT parquet, PER_THREAD_OUTPUT true, OVERWRITE true);\n",
            text(folder)
        ));
    }
    statements
}
