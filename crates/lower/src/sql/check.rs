//! Conditions to SQL that reports all of them and ends with an error when one does not hold.

use pipewright_plan::{CheckCondition, CheckOperator, CheckPlan, CheckValue, Format, Schema};

use super::{identifier, read_typed, reject, text};

/// The rows of a check.
#[derive(Debug, Clone)]
pub struct Checked<'a> {
    /// The folder they lie in.
    pub folder: &'a str,
    /// The format of its files.
    pub format: Format,
    /// Their columns, where known.
    pub schema: Option<&'a Schema>,
    /// Where kept and rejected rows go, if the check rejects, and the folders above the first.
    pub split: Option<(&'a str, &'a str, &'a [String])>,
}

/// The statements of one check. The shell's exit code is 1 when a condition that is not a warning
/// does not hold; where rows are rejected, no row that is left breaks a condition on rows.
#[must_use]
pub fn check_statements(check: &CheckPlan, rows: &Checked<'_>) -> String {
    let subject = &check.subject;
    let from = read_typed(rows.folder, rows.format, rows.schema);
    let views = match rows.split {
        None => format!("CREATE TEMP VIEW subject AS\n  {from};\n"),
        Some(_) => reject::views(&check.conditions, &from),
    };
    let mut statements = format!(
        "-- Checks {subject}. A missing value breaks no comparison; `complete` asks for its presence.\n\
         SET TimeZone = 'UTC';\n\
         {views}\
         CREATE TEMP TABLE results AS\n",
    );
    let splits = rows.split.is_some();
    for (at, condition) in check.conditions.iter().enumerate() {
        let rejecting = splits && reject::rejects(condition);
        let (holds, found) = match violated(&condition.operator).filter(|_| rejecting) {
            Some(broken) => (
                "true".to_owned(),
                format!("(SELECT count(*) || ' rows rejected' FROM incoming WHERE {broken})"),
            ),
            None => condition_parts(&condition.operator),
        };
        let union = if at == 0 { "" } else { "  UNION ALL\n" };
        statements.push_str(&format!(
            "{union}  SELECT {} AS number, {} AS condition, {} AS level,\n    \
               {holds} AS holds,\n    \
               {found} AS found\n",
            at + 1,
            text(&condition.text),
            level(condition, rejecting),
        ));
    }
    statements.push_str(";\n");
    statements.push_str(&reports(check.conditions.len()));
    statements.push_str(&format!(
        "SELECT CASE WHEN count(*) > 0\n  THEN error({} || string_agg(condition || ' (' || found || ')', '; ' ORDER BY number))\nEND AS verdict\n\
         FROM results WHERE NOT holds AND level = 'error';\n",
        text(&format!("check {subject} failed: "))
    ));
    if let Some((kept, rejected, above)) = rows.split {
        statements.push_str(&reject::copies(kept, rejected, above));
    }
    statements
}

/// Prints every result. The shell prints 40 rows of a table and leaves out those in the middle: more
/// are printed part by part, for a warning that is not printed reaches nobody.
fn reports(conditions: usize) -> String {
    const PRINTED: usize = 40;
    const REPORT: &str = "SELECT condition, level, holds, found FROM results";
    if conditions <= PRINTED {
        return format!("{REPORT} ORDER BY number;\n");
    }
    (1..=conditions)
        .step_by(PRINTED)
        .map(|first| {
            let last = (first + PRINTED - 1).min(conditions);
            format!("{REPORT} WHERE number BETWEEN {first} AND {last} ORDER BY number;\n")
        })
        .collect()
}

fn level(condition: &CheckCondition, rejecting: bool) -> &'static str {
    match (condition.warn, rejecting) {
        (true, _) => "'warn'",
        (false, true) => "'reject'",
        (false, false) => "'error'",
    }
}

/// When a row breaks the condition; `None` for conditions on all rows together.
pub(super) fn violated(operator: &CheckOperator) -> Option<String> {
    Some(match operator {
        CheckOperator::Compare {
            column,
            comparison,
            value,
        } => format!(
            "NOT ({} {} {})",
            identifier(column),
            comparison_sign(comparison),
            value_sql(value)
        ),
        CheckOperator::Complete { columns } => {
            let list: Vec<String> = columns
                .iter()
                .map(|name| format!("{} IS NULL", identifier(name)))
                .collect();
            list.join(" OR ")
        }
        CheckOperator::In { column, values } => {
            let list: Vec<String> = values.iter().map(value_sql).collect();
            format!("{} NOT IN ({})", identifier(column), list.join(", "))
        }
        CheckOperator::Matches { column, pattern } => format!(
            "NOT regexp_matches({}, {})",
            identifier(column),
            text(pattern)
        ),
        CheckOperator::Rows { .. } | CheckOperator::Unique { .. } | CheckOperator::Fresh { .. } => {
            return None;
        }
    })
}

/// Whether the condition holds, and what was found, as two scalar expressions.
fn condition_parts(operator: &CheckOperator) -> (String, String) {
    match operator {
        CheckOperator::Rows { comparison, value } => (
            format!(
                "(SELECT count(*) {} {value} FROM subject)",
                comparison_sign(comparison)
            ),
            "(SELECT count(*) || ' rows' FROM subject)".to_owned(),
        ),
        CheckOperator::Unique { columns } => {
            let list: Vec<String> = columns.iter().map(|name| identifier(name)).collect();
            let list = list.join(", ");
            let repeated =
                format!("(SELECT count(*) AS n FROM subject GROUP BY {list} HAVING count(*) > 1)");
            (
                format!("(SELECT count(*) = 0 FROM {repeated})"),
                format!("(SELECT coalesce(sum(n), 0) || ' rows share a value' FROM {repeated})"),
            )
        }
        CheckOperator::Fresh {
            column,
            within_seconds,
        } => {
            let age = format!("epoch(now()) - epoch(max({}))", identifier(column));
            (
                format!("(SELECT coalesce({age} <= {within_seconds}, false) FROM subject)"),
                format!(
                    "(SELECT coalesce('newest is ' || round({age}) || ' s old', 'no rows') FROM subject)"
                ),
            )
        }
        CheckOperator::Compare { .. }
        | CheckOperator::Complete { .. }
        | CheckOperator::In { .. }
        | CheckOperator::Matches { .. } => {
            rows_where(&violated(operator).unwrap_or_else(|| "false".to_owned()))
        }
    }
}

/// The two expressions for "no row is like this".
fn rows_where(violated: &str) -> (String, String) {
    (
        format!("(SELECT count(*) = 0 FROM subject WHERE {violated})"),
        format!("(SELECT count(*) || ' rows break it' FROM subject WHERE {violated})"),
    )
}

/// Only the known signs reach SQL.
fn comparison_sign(sign: &str) -> &'static str {
    match sign {
        "!=" => "<>",
        "<" => "<",
        "<=" => "<=",
        ">" => ">",
        ">=" => ">=",
        _ => "=",
    }
}

fn value_sql(value: &CheckValue) -> String {
    match value {
        CheckValue::Int(number) => number.to_string(),
        CheckValue::Decimal(number) => {
            let plain = number
                .chars()
                .all(|c| c.is_ascii_digit() || c == '.' || c == '-');
            if plain { number.clone() } else { text(number) }
        }
        CheckValue::Text(value) => text(value),
        CheckValue::Date(value) => format!("DATE {}", text(value)),
        CheckValue::Bool(value) => value.to_string(),
        CheckValue::Column(name) => identifier(name),
    }
}

#[cfg(test)]
mod tests {
    use super::reports;

    #[test]
    fn every_result_is_printed() {
        assert_eq!(reports(40).lines().count(), 1);
        let many = reports(81);
        let parts: Vec<&str> = many.lines().collect();
        assert_eq!(parts.len(), 3);
        assert!(parts[0].contains("BETWEEN 1 AND 40 "));
        assert!(parts[2].contains("BETWEEN 81 AND 81 "));
    }
}
