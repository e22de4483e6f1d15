//! Clauses that may stand only once.

use std::collections::BTreeMap;

use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind};

use crate::context::Context;

/// The keyword of a clause there is one of.
pub const fn single(kind: &ClauseKind) -> Option<&'static str> {
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
        ClauseKind::Finally(_) => Some("finally"),
        ClauseKind::Concurrency { group: None, .. } => Some("concurrency"),
        ClauseKind::Budget { .. } => Some("budget"),
        ClauseKind::Interruptible(_) => Some("interruptible"),
        ClauseKind::Backfill { .. } => Some("backfill"),
        ClauseKind::LateData(_) => Some("late data"),
        _ => None,
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
}
