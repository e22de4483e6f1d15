//! Checks: conditions on the rows of a step or a dataset.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Check;
use pipewright_plan::Schema;
use pipewright_syntax::tree::{self, ClauseKind, ConditionKind};

use super::control::{Setting, guards};
use super::frames::{Flat, Unrolled};
use super::refer::{Place, View};
use super::reject::Reject;
use super::shapes::Shapes;
use crate::context::Context;
use crate::dataset::documentation;
use crate::rules;
use crate::schema::Shape;

/// A check and what it is about.
pub struct CheckedCheck {
    /// As the model has it.
    pub built: Check,
    /// What is checked.
    pub subject: Place,
    /// Where it stands.
    pub setting: Setting,
}

impl<'a> Context<'_, 'a> {
    /// Every check, in source order, and where the rows go that break one.
    pub fn checks(
        &mut self,
        unrolled: &Unrolled<'a>,
        shapes: &Shapes,
    ) -> (Vec<CheckedCheck>, Vec<Reject<'a>>) {
        let mut checks = Vec::new();
        let mut rejects = Vec::new();
        for flat in &unrolled.rest {
            let ClauseKind::Check(check) = &flat.clause.kind else {
                continue;
            };
            let before = self.report.found.len();
            let view = flat.view(unrolled, shapes);
            let mut context = self.seeing(flat, view);
            context.check(check, flat, view, &mut checks, &mut rejects);
            self.because_used(before, &flat.setting);
        }
        (checks, rejects)
    }

    fn check(
        &mut self,
        check: &'a tree::Check,
        flat: &Flat<'a>,
        view: View<'_, 'a>,
        checks: &mut Vec<CheckedCheck>,
        rejects: &mut Vec<Reject<'a>>,
    ) {
        if check.conditions.is_empty() {
            self.report.push(Diagnostic::new(
                &rules::MISSING_CLAUSE,
                "this check has no conditions",
                flat.clause.span,
                "say what must hold, such as `rows > 0`",
            ));
            return;
        }
        for data in self.data(view, &check.subject) {
            self.readable(view, data.place, data.span);
            let (shape, declared) = self.shape(view, data.place);
            let name = self.as_written(view, data.place);
            let schema: Option<Arc<Schema>> = match &shape {
                Shape::Known(schema) => Some(Arc::clone(schema)),
                Shape::Broken => {
                    self.report.poisoned = true;
                    None
                }
                Shape::Untyped => {
                    self.untyped(check, &name, declared);
                    None
                }
            };
            let conditions: Vec<_> = check
                .conditions
                .iter()
                .filter_map(|condition| self.condition(condition, schema.as_deref(), &name))
                .collect();
            if let Some(rejecting) = &check.rejecting {
                let (tree, found) = ((check, rejecting), (&data, conditions.as_slice()));
                rejects.push(self.reject(checks.len(), tree, found, flat, view));
            }
            checks.push(CheckedCheck {
                built: Check {
                    subject: self.reference(view, data.place),
                    group: (!view.unrolled.labels(flat.frame).is_empty())
                        .then(|| self.slice(check.subject.span).to_owned()),
                    doc: documentation(flat.clause.doc.as_ref()),
                    conditions,
                    rejecting: None,
                    when: guards(view.unrolled, &flat.setting.ways),
                    origin: self.origin(flat.clause.span),
                },
                subject: data.place,
                setting: flat.setting.clone(),
            });
        }
    }

    fn untyped(
        &mut self,
        check: &tree::Check,
        name: &str,
        declared: Option<pipewright_source::Span>,
    ) {
        let first = check
            .conditions
            .iter()
            .find(|condition| match &condition.kind {
                ConditionKind::Compare { left, .. } => left.value != "rows",
                ConditionKind::Error => false,
                _ => true,
            });
        let Some(first) = first else { return };
        let mut found = Diagnostic::new(
            &rules::UNTYPED_ROWS,
            format!("the columns of `{name}` are not known"),
            first.span,
            "this speaks of a column",
        )
        .help(format!("write its type: `step {name}: Type = …`"));
        if let Some(declared) = declared {
            found = found.with_related(declared, "declared without a type");
        }
        self.report.push(found);
    }
}
