//! Rows that break a check: where they go, and whether they may.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Rejecting, Write};
use pipewright_plan::{CheckCondition, CheckOperator};
use pipewright_source::Span;
use pipewright_syntax::tree;

use super::check::CheckedCheck;
use super::frames::Flat;
use super::refer::{Data, View};
use super::shapes::Shapes;
use super::write::{Landed, Landing, ResolvedWrite};
use crate::context::Context;
use crate::rules;

/// The rejects of a check, by its index.
pub struct Reject<'a> {
    check: usize,
    write: ResolvedWrite<'a>,
}

/// Whether a condition is of each row by itself, so that it tells which rows break it.
const fn of_rows(condition: &CheckCondition) -> bool {
    match condition.operator {
        CheckOperator::Compare { .. }
        | CheckOperator::Complete { .. }
        | CheckOperator::In { .. }
        | CheckOperator::Matches { .. } => true,
        CheckOperator::Rows { .. } | CheckOperator::Unique { .. } | CheckOperator::Fresh { .. } => {
            false
        }
    }
}

impl<'a> Context<'_, 'a> {
    /// Where the rows go that break the check of this index.
    pub fn reject(
        &mut self,
        check: usize,
        (tree, rejecting): (&'a tree::Check, &'a tree::Rejecting),
        (data, conditions): (&Data, &[CheckCondition]),
        flat: &Flat<'a>,
        view: View<'_, 'a>,
    ) -> Reject<'a> {
        let mode = rejecting.mode.as_ref();
        let end = mode.map_or(rejecting.sink.span, |mode| mode.span);
        let landing = Landing {
            subject: &tree.subject,
            sink: &rejecting.sink,
            mode,
            transaction: None,
            span: rejecting.sink.span.to(end),
            doc: None,
        };
        let sink = self.sink(&rejecting.sink, view);
        // Conditions that are wrong themselves are no reason to say more.
        if conditions.len() == tree.conditions.len()
            && !conditions.iter().any(|one| of_rows(one) && !one.warn)
        {
            self.rejects_nothing(conditions, landing.span);
        }
        Reject {
            check,
            write: self.resolved(landing, data.clone(), sink, flat, view),
        }
    }

    fn rejects_nothing(&mut self, conditions: &[CheckCondition], span: Span) {
        let found = Diagnostic::new(
            &rules::CANNOT_REJECT,
            "this check tells of no row that breaks it",
            span,
            "nothing would ever go there",
        );
        let found = match conditions.iter().find(|one| of_rows(one)) {
            Some(warned) => found.with_related(warned.origin.span, "this only warns"),
            None => found.because("`rows`, `unique` and `fresh` speak of all rows together"),
        };
        self.report.push(found.help(
            "add a condition on rows, such as `total >= 0` or `complete email`, or drop `rejecting`",
        ));
    }

    /// Every reject lands as a write does, beside those there are.
    pub fn rejects(
        &mut self,
        rejects: &[Reject<'a>],
        shapes: &Shapes,
        landed: &mut Landed,
        writes: &[Write],
        checks: &mut [CheckedCheck],
    ) {
        for reject in rejects {
            let before = self.report.found.len();
            let write = self.one_write(&reject.write, shapes, landed);
            if let (Some(write), Some(check)) = (write, checks.get_mut(reject.check)) {
                self.apart(&write, writes);
                check.built.rejecting = Some(Rejecting {
                    dataset: write.dataset,
                    mode: write.mode,
                    mode_origin: write.mode_origin,
                    origin: write.origin,
                });
            }
            self.because_used(before, &reject.write.setting);
        }
    }

    /// What breaks a check must not land beside what keeps it.
    fn apart(&mut self, reject: &Write, writes: &[Write]) {
        let same = writes
            .iter()
            .find(|write| write.dataset == reject.dataset && write.subject == reject.subject);
        let Some(write) = same else { return };
        let found = Diagnostic::new(
            &rules::CANNOT_REJECT,
            format!(
                "rows that break this check go to `{}` like the others",
                reject.dataset
            ),
            reject.origin.span,
            "good and bad rows in one place",
        );
        self.report.push(
            found
                .with_related(write.origin.span, "the others are written here")
                .help("reject to a dataset of its own"),
        );
    }
}
