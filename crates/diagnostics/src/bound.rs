//! A bound for what is said of one file: nobody reads a thousand findings, and no tool should
//! have to carry more.

use std::collections::BTreeMap;

use pipewright_source::SourceId;

use crate::Diagnostic;

/// How many errors of one file are told one by one.
pub const MOST_ERRORS: usize = 1_000;

/// What was left out of one file: where it begins, and how much it is.
struct LeftOut {
    first: usize,
    count: usize,
}

/// Keeps the first errors of each file, and everything that is no error. One more error says how
/// many of its file are left out: it stands where the first of them does, under its rule.
#[must_use]
pub fn bounded(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told: BTreeMap<SourceId, usize> = BTreeMap::new();
    let mut left_out: BTreeMap<SourceId, LeftOut> = BTreeMap::new();
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len().min(MOST_ERRORS));
    for mut one in found {
        let source = one.primary.span.source;
        let so_far = told.entry(source).or_default();
        *so_far += usize::from(one.is_error());
        if !one.is_error() || *so_far <= MOST_ERRORS {
            kept.push(one);
            continue;
        }
        let first = kept.len();
        let rest = left_out
            .entry(source)
            .or_insert(LeftOut { first, count: 0 });
        rest.count += 1;
        if rest.count == 1 {
            one.related.clear();
            one.because.clear();
            one.fixes.clear();
            kept.push(one);
        }
    }
    for LeftOut { first, count } in left_out.into_values().filter(|rest| rest.count > 1) {
        if let Some(rest) = kept.get_mut(first) {
            rest.message = format!("and {count} more errors in this file, from here on");
            rest.primary.text = "the first of them".to_owned();
            rest.help = Some(format!("the first {MOST_ERRORS} are told one by one"));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use pipewright_source::{SourceId, Span};

    use super::{MOST_ERRORS, bounded};
    use crate::{Diagnostic, Example, Rule, Severity};

    const WRONG: Rule = Rule {
        code: "PW0000",
        name: "wrong",
        severity: Severity::Error,
        summary: "",
        explanation: "",
        failing: Example(""),
        passing: Example(""),
    };

    fn errors(source: u32, count: usize) -> Vec<Diagnostic> {
        let place = |at: usize| {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            Span::new(SourceId(source), at, at)
        };
        (0..count)
            .map(|at| Diagnostic::new(&WRONG, "wrong", place(at), ""))
            .collect()
    }

    #[test]
    fn each_file_has_its_bound_and_a_count_of_the_rest() {
        let mut found = errors(0, MOST_ERRORS + 7);
        found.extend(errors(1, 3));
        let told = bounded(found);
        assert_eq!(told.len(), MOST_ERRORS + 1 + 3);
        let rest = told.get(MOST_ERRORS).map(|rest| rest.message.as_str());
        assert_eq!(rest, Some("and 7 more errors in this file, from here on"));
        assert!(told.iter().all(Diagnostic::is_error));
    }

    #[test]
    fn one_past_the_bound_is_told_itself() {
        let told = bounded(errors(0, MOST_ERRORS + 1));
        assert!(told.iter().all(|found| found.message == "wrong"));
    }

    #[test]
    fn what_is_no_error_has_no_bound() {
        let mut found = errors(0, MOST_ERRORS * 2);
        for one in &mut found {
            one.severity = Severity::Note;
        }
        assert_eq!(bounded(found).len(), MOST_ERRORS * 2);
    }
}
