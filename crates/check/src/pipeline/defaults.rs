//! `defaults { … }`: constraint clauses of every pipeline of the project that says nothing else.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind, ItemKind};

use super::clauses::Constraints;
use crate::context::{Context, World};
use crate::report::Report;
use crate::rules;

/// Reads the project's defaults, which are said once.
pub fn defaults(world: &World<'_>, report: &mut Report) -> Constraints {
    let mut first: Option<Span> = None;
    let mut found = Constraints::default();
    for (module, tree) in world.modules.iter().enumerate() {
        for item in &tree.tree.items {
            let ItemKind::Defaults(clauses) = &item.kind else {
                continue;
            };
            let mut context = Context::new(world, report, module);
            match first {
                Some(first) => {
                    let found = Diagnostic::new(
                        &rules::DUPLICATE_CLAUSE,
                        "`defaults` is there twice",
                        item.span,
                        "said again here",
                    );
                    context.report.push(
                        found
                            .with_related(first, "said here first")
                            .because("because a project has one `defaults`, in whatever file")
                            .help("say everything in one of them"),
                    );
                }
                None => {
                    first = Some(item.span);
                    context.once(clauses);
                    context.only_constraints(clauses);
                    found = context.constraints(clauses);
                }
            }
        }
    }
    found
}

/// Whether a clause may be said for every pipeline at once.
const fn for_all(kind: &ClauseKind) -> bool {
    matches!(
        kind,
        ClauseKind::Deadline { .. }
            | ClauseKind::Region(_)
            | ClauseKind::Guarantee(_)
            | ClauseKind::Retry { .. }
            | ClauseKind::Timeout(_)
            | ClauseKind::Overlap(_)
            | ClauseKind::Owner(_)
            | ClauseKind::Labels(_)
            | ClauseKind::Targets(_)
            | ClauseKind::Budget { .. }
            | ClauseKind::Interruptible(_)
            | ClauseKind::Concurrency { .. }
            | ClauseKind::Mutex(_)
            | ClauseKind::Error
    )
}

impl Context<'_, '_> {
    /// Refuses what is each pipeline's own.
    fn only_constraints(&mut self, clauses: &[Clause]) {
        for clause in clauses.iter().filter(|clause| !for_all(&clause.kind)) {
            let word: String = self
                .slice(clause.span)
                .chars()
                .take_while(char::is_ascii_alphabetic)
                .collect();
            self.report.push(
                Diagnostic::new(
                    &rules::MISPLACED_CLAUSE,
                    format!("`{word}` is each pipeline's own, not of `defaults`"),
                    clause.span,
                    "move it into the pipelines it is of",
                )
                .help("`defaults` holds `deadline`, `region`, `guarantee`, `retry`, `timeout`, `overlap`, `concurrency`, `mutex`, `budget`, `interruptible`, `owner`, `labels` and `targets`"),
            );
        }
    }
}
