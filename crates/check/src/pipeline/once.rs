//! Clauses that may stand only once, and those that may not stand in a loop.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind};

use crate::context::Context;
use crate::rules;

/// The keyword of a clause there is one of.
const fn single(kind: &ClauseKind) -> Option<&'static str> {
    match kind {
        ClauseKind::Schedule(_) => Some("schedule"),
        ClauseKind::Deadline { .. } => Some("deadline"),
        ClauseKind::Region(_) => Some("region"),
        ClauseKind::Guarantee(_) => Some("guarantee"),
        ClauseKind::Retry { .. } => Some("retry"),
        ClauseKind::Timeout(_) => Some("timeout"),
        ClauseKind::Overlap(_) => Some("overlap"),
        ClauseKind::Owner(_) => Some("owner"),
        ClauseKind::Labels(_) => Some("labels"),
        ClauseKind::Targets(_) => Some("targets"),
        _ => None,
    }
}

/// The keyword of a clause that stands in no loop.
pub const fn outside_loops(kind: &ClauseKind) -> Option<&'static str> {
    match kind {
        ClauseKind::Reaction(_) => Some("on"),
        kind => single(kind),
    }
}

impl Context<'_, '_> {
    /// Refuses what is said twice.
    pub fn once(&mut self, clauses: &[Clause]) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for clause in clauses {
            let Some(word) = single(&clause.kind) else {
                continue;
            };
            match first.get(word) {
                Some(span) => {
                    let span = *span;
                    self.duplicate_clause(word, clause.span, span);
                }
                None => {
                    first.insert(word, clause.span);
                }
            }
        }
    }

    /// Refuses a clause of the whole pipeline inside a loop.
    pub fn only_outside(&mut self, clause: &Clause, word: &str) {
        self.report.push(
            Diagnostic::new(
                &rules::MISPLACED_CLAUSE,
                format!("`{word}` is said of the whole pipeline, not in a `for`"),
                clause.span,
                "move it out of the loop",
            )
            .help("a `for` holds steps, checks, writes and further loops"),
        );
    }
}
