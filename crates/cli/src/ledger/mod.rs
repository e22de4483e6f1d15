//! Ledgers for people: in short after a build, in full as a table or as Markdown.

mod built;
mod markdown;
mod table;
#[cfg(test)]
mod tests;

pub use built::{brief, count_waivers, full, summary};
pub use markdown::markdown;
pub use table::table;

use pipewright_plan::Status;
use pipewright_trace::{Kept, LedgerPipeline};

/// How a constraint is kept, in a word.
const fn word(status: Status) -> &'static str {
    match status {
        Status::Proven => "proven",
        Status::Enforced => "enforced",
        Status::Carried => "carried",
        Status::Waived => "waived",
    }
}

/// Who keeps it: a rule or a target.
fn keeper(kept: &Kept) -> &str {
    kept.rule
        .as_deref()
        .or(kept.target.as_deref())
        .unwrap_or("")
}

/// The generated lines: `generated/prod/airflow/dags/report.py:41`. Of several, the first is told,
/// and how many more there are.
fn place(kept: &Kept, out: &str) -> Option<String> {
    let file = kept.file.as_ref()?;
    let mut place = format!("{out}/{file}");
    if let Some(first) = kept.lines.first() {
        place.push_str(&format!(":{}", first.first));
        if first.last > first.first {
            place.push_str(&format!("-{}", first.last));
        }
    }
    match kept.lines.len() {
        0 | 1 => {}
        2 => place.push_str(" and one place more"),
        many => place.push_str(&format!(" and {} places more", many - 1)),
    }
    Some(place)
}

/// `12 constraints: 7 proven, 10 enforced`. One may be both.
fn totals(ledger: &LedgerPipeline) -> String {
    let count = |status: Status| {
        let all = ledger.constraints.iter();
        all.filter(|one| one.kept.iter().any(|kept| kept.status == status))
            .count()
    };
    let number = ledger.constraints.len();
    let plural = if number == 1 { "" } else { "s" };
    let kinds = [
        Status::Proven,
        Status::Enforced,
        Status::Carried,
        Status::Waived,
    ];
    let told: Vec<String> = kinds
        .into_iter()
        .map(|status| (count(status), word(status)))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if told.is_empty() {
        return format!("{number} constraint{plural}");
    }
    format!("{number} constraint{plural}: {}", told.join(", "))
}
