//! Findings that say of one mistake what another says better: the worse one tells both.
//!
//! A phase sees one side of a mistake. That a run of the past would append is the same append that
//! breaks the guarantee; that rows grow too old is the run which the clock change skips. Only
//! where all findings are known, and judged, is the one left that is to be told.

use std::collections::BTreeMap;

use pipewright_diagnostics::{Diagnostic, Rule};
use pipewright_prove::rules::{
    BACKFILL_APPENDS, GUARANTEE_BROKEN, RETRIED_APPEND, STALE, STALE_CHAIN,
};
use pipewright_schedule::rules::CLOCK_CHANGE;
use pipewright_source::Span;

/// What one rule says is part of what another says.
struct Part {
    /// Not told where the other is.
    part: &'static Rule,
    /// Told, with the other's reasons.
    whole: &'static Rule,
    lies: Lies,
}

/// Where the part lies.
#[derive(PartialEq)]
enum Lies {
    /// At the place of the whole.
    There,
    /// Within it.
    Within,
}

const PARTS: &[Part] = &[
    Part {
        part: &BACKFILL_APPENDS,
        whole: &GUARANTEE_BROKEN,
        lies: Lies::There,
    },
    Part {
        part: &BACKFILL_APPENDS,
        whole: &RETRIED_APPEND,
        lies: Lies::There,
    },
    Part {
        part: &CLOCK_CHANGE,
        whole: &STALE,
        lies: Lies::Within,
    },
    Part {
        part: &CLOCK_CHANGE,
        whole: &STALE_CHAIN,
        lies: Lies::Within,
    },
];

/// Joins what is one mistake.
pub fn join(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut findings: Vec<Option<Diagnostic>> = findings.into_iter().map(Some).collect();
    for rule in PARTS {
        let of = |wanted: &'static Rule| {
            let found = findings.iter().enumerate();
            found.filter_map(move |(at, found)| {
                let found = found.as_ref()?;
                (found.rule.code == wanted.code).then_some((found.primary.span, at))
            })
        };
        let wholes: BTreeMap<Span, usize> = of(rule.whole).collect();
        let parts: Vec<(Span, usize)> = of(rule.part).collect();
        for (span, at) in parts {
            let whole = match rule.lies {
                Lies::There => wholes.get(&span),
                // Clauses do not nest: of those that begin before, only the last can hold it.
                Lies::Within => wholes
                    .range(..=Span::new(span.source, span.start, u32::MAX))
                    .next_back()
                    .filter(|(whole, _)| whole.source == span.source && whole.end >= span.end)
                    .map(|(_, at)| at),
            };
            let Some(whole) = whole.copied() else {
                continue;
            };
            let part = findings.get_mut(at).and_then(Option::take);
            if let (Some(part), Some(Some(whole))) = (part, findings.get_mut(whole)) {
                tell(whole, part, &rule.lies);
            }
        }
    }
    findings.into_iter().flatten().collect()
}

/// What the part knows and the whole does not.
fn tell(whole: &mut Diagnostic, part: Diagnostic, lies: &Lies) {
    whole.severity = whole.severity.min(part.severity);
    match lies {
        Lies::There => whole.because.push(part.message),
        Lies::Within => {
            whole.because.extend(part.because);
            // The smaller place is the cause: what helps there helps.
            whole.help = part.help.or(whole.help.take());
        }
    }
    for label in part.related {
        if !whole.related.iter().any(|known| known.span == label.span) {
            whole.related.push(label);
        }
    }
}
