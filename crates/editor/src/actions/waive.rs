//! Waiving a finding, with a reason and a last day.

use pipewright_diagnostics::{Diagnostic, Standing};
use pipewright_source::Span;
use pipewright_syntax::quoted;
use pipewright_syntax::tree::ItemKind;

use super::{Action, ActionKind, action};
use crate::Analysis;

/// How long a waiver holds unless somebody says otherwise.
const DAYS: i64 = 90;

/// Waives a finding for the pipeline it stands in, or for its file.
pub fn waive(analysis: &Analysis, found: &Diagnostic, now: i64) -> Option<Action> {
    let waivable = match found.rule.standing() {
        Standing::Adjustable | Standing::Waivable => true,
        Standing::Partly => !found.is_error(),
        Standing::Fixed => false,
    };
    let place = found.primary.span;
    let (module, item) = analysis.item_around(place)?;
    if !waivable || module.standard {
        return None;
    }
    let until = day(now.div_euclid(86_400) + DAYS);
    // Of all policies only the one that is broken here.
    let (waived, named) = match &found.part {
        Some(policy) => (
            format!("policy {}", quoted(policy)),
            format!("the policy `{policy}`"),
        ),
        None => (found.rule.code.to_owned(), found.rule.code.to_owned()),
    };
    let line = format!("allow {waived} because \"say why\" until {until}\n");
    let (what, span, text) = match &item.kind {
        ItemKind::Pipeline(pipeline) => {
            let first = pipeline.clauses.first()?;
            let at = first
                .doc
                .as_ref()
                .map_or(first.span, |doc| doc.span)
                .before();
            (
                format!("the pipeline `{}`", pipeline.name.value),
                at,
                format!("{line}  "),
            )
        }
        _ => {
            let items = module.tree.items.iter();
            let mut own = items.filter(|item| !matches!(item.kind, ItemKind::Import(_)));
            let first = own.next().unwrap_or(item);
            let at = first
                .doc
                .as_ref()
                .map_or(first.span, |doc| doc.span)
                .before();
            ("this file".to_owned(), at, format!("{line}\n"))
        }
    };
    let mut action = action(
        format!("waive {named} for {what}"),
        ActionKind::QuickFix,
        Span { ..span },
        text,
    );
    action.mends = Some((found.rule.code, place));
    Some(action)
}

/// The date of a day counted from 1970, by the algorithm of the civil calendar.
fn day(days: i64) -> String {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{date:02}")
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_dates() {
        for (days, date) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (19_782, "2024-02-29"),
            (20_778, "2026-11-21"),
            (-1, "1969-12-31"),
        ] {
            assert_eq!(day(days), date);
        }
    }
}
