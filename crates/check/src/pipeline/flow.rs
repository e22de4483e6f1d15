//! The graph of a pipeline: no cycles, nothing for nothing.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{DataReference, Write};
use pipewright_syntax::tree::{self, ClauseKind};

use super::check::CheckedCheck;
use super::frames::Unrolled;
use super::refer::Place;
use super::step::CheckedStep;
use super::view::called;
use crate::context::Context;
use crate::cycles;
use crate::rules;

impl<'a> Context<'_, 'a> {
    /// Looks at the whole graph.
    pub fn flow(
        &mut self,
        pipeline: &tree::Pipeline,
        unrolled: &Unrolled<'a>,
        steps: &[CheckedStep],
        checks: &[CheckedCheck],
        writes: &[Write],
    ) {
        self.acyclic(unrolled, steps);
        // What could not be read may be what uses the rest.
        let unreadable = self.report.poisoned;
        if pipeline.clauses.iter().all(|clause| {
            !matches!(
                clause.kind,
                ClauseKind::Step(_)
                    | ClauseKind::Check(_)
                    | ClauseKind::Write(_)
                    | ClauseKind::For(_)
                    | ClauseKind::Error
            )
        }) {
            let message = format!("the pipeline `{}` does nothing", pipeline.name.value);
            let found = Diagnostic::new(
                &rules::MISSING_CLAUSE,
                message,
                pipeline.name.span,
                "no step, check or write",
            );
            self.report.push(found);
        }
        if unreadable {
            return;
        }
        let read: BTreeSet<Place> = steps
            .iter()
            .flat_map(|step| step.reads.iter().map(|data| data.place))
            .collect();
        let written: BTreeSet<&DataReference> = writes.iter().map(|write| &write.subject).collect();
        let checked: BTreeSet<Place> = checks.iter().map(|check| check.subject).collect();
        self.unused(unrolled, steps, &read, &written, &checked);
        if !unrolled.steps.is_empty() || !writes.is_empty() {
            self.idle_checks(checks, &read, &written);
        }
    }

    fn acyclic(&mut self, unrolled: &Unrolled<'a>, steps: &[CheckedStep]) {
        let mut edges: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, step) in steps.iter().enumerate() {
            let needs = step.reads.iter().filter_map(|data| match data.place {
                Place::Output { step, .. } => Some(step),
                _ => None,
            });
            edges.insert(index, needs.collect());
        }
        for cycle in cycles::order(&edges).cycles {
            let Some(first) = cycle.first().and_then(|index| unrolled.steps.get(*index)) else {
                continue;
            };
            let message = format!("the step `{}` waits for itself", first.name);
            let mut found = Diagnostic::new(
                &rules::CYCLIC_STEPS,
                message,
                first.written.span,
                "begins and ends here",
            );
            for (at, index) in cycle.iter().enumerate().take(20) {
                let next = cycle.get(at + 1).or_else(|| cycle.first());
                let (Some(this), Some(next)) = (
                    unrolled.steps.get(*index),
                    next.and_then(|next| unrolled.steps.get(*next)),
                ) else {
                    continue;
                };
                found = found.because(format!("because `{}` reads `{}`", this.name, next.name));
                if at > 0 {
                    found = found.with_related(this.written.span, "on the way");
                }
            }
            self.report.push(found);
        }
    }

    fn unused(
        &mut self,
        unrolled: &Unrolled<'a>,
        steps: &[CheckedStep],
        read: &BTreeSet<Place>,
        written: &BTreeSet<&DataReference>,
        checked: &BTreeSet<Place>,
    ) {
        for (index, (flat, step)) in unrolled.steps.iter().zip(steps).enumerate() {
            let Some(built) = &step.built else { continue };
            let idle: Vec<&str> = built
                .outputs
                .iter()
                .enumerate()
                .filter(|(output, plan)| {
                    let place = Place::Output {
                        step: index,
                        output: *output,
                    };
                    let reference = DataReference::Output {
                        step: built.name.clone(),
                        output: plan.name.clone(),
                    };
                    !read.contains(&place)
                        && !checked.contains(&place)
                        && !written.contains(&reference)
                })
                .map(|(_, plan)| plan.name.as_deref().unwrap_or(&built.name))
                .collect();
            if idle.is_empty() {
                continue;
            }
            let message = if idle.len() == built.outputs.len() {
                format!("nothing uses what the step `{}` yields", flat.written.value)
            } else {
                format!(
                    "nothing uses {} of the step `{}`",
                    crate::names::list(&idle),
                    flat.written.value
                )
            };
            self.report.push(
                Diagnostic::new(
                    &rules::UNUSED_STEP,
                    message,
                    flat.written.span,
                    "it runs for nothing",
                )
                .help("write it to a dataset, let a step read it, or check it"),
            );
        }
    }

    fn idle_checks(
        &mut self,
        checks: &[CheckedCheck],
        read: &BTreeSet<Place>,
        written: &BTreeSet<&DataReference>,
    ) {
        for check in checks {
            if read.contains(&check.subject) || written.contains(&check.built.subject) {
                continue;
            }
            if check
                .built
                .conditions
                .iter()
                .all(|condition| condition.warn)
            {
                continue;
            }
            let name = called(&check.built.subject);
            let message = format!("this check of `{name}` holds nothing back");
            self.report.push(
                Diagnostic::new(
                    &rules::IDLE_CHECK,
                    message,
                    check.built.origin.span,
                    "nothing comes after it",
                )
                .because("a check gates the writes of what it checks, and the steps that read it")
                .help("check what is written or read further on"),
            );
        }
    }
}
