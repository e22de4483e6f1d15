//! `for … in step.list`: one step for each element of a list that only the run knows.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{FanOut, TemplatePart};
use pipewright_plan::{EngineValue, ValueType};
use pipewright_syntax::tree::{ClauseKind, Expression, ExpressionKind, For, StepBody};

use super::super::frames::{Flat, FlatStep, Named, Unrolled};
use super::super::refer::View;
use super::ways::Body;
use crate::context::{Ambient, Context, Local};
use crate::rules;
use crate::values::{RunValue, Value};

/// A run-time loop.
pub struct FlatFan<'a> {
    /// Its tree.
    pub tree: &'a For,
    /// More elements are a failure.
    pub max: u32,
    /// How many at once.
    pub concurrency: Option<u32>,
    /// Its clause and the place of its list.
    pub flat: Flat<'a>,
}

impl<'a> Context<'_, 'a> {
    /// Whether a list is the value of a step.
    pub fn is_of_run(&self, list: &Expression, unrolled: &Unrolled<'a>) -> bool {
        let ExpressionKind::Path(path) = &list.kind else {
            return false;
        };
        let [first, ..] = path.parts.as_slice() else {
            return false;
        };
        !self.locals.contains_key(&first.value) && unrolled.mentioned.contains(first.value.as_str())
    }

    /// Unrolls a run-time loop: its one step, which engines multiply.
    pub fn fan_out(&mut self, each: &'a For, flat: &Flat<'a>, unrolled: &mut Unrolled<'a>) {
        let max = self.most_elements(each);
        let concurrency = self.how_many(each.concurrency.as_ref(), "how many go on at once");
        let only = match each.body.as_slice() {
            [clause] => match &clause.kind {
                ClauseKind::Step(step) => matches!(
                    step.body,
                    StepBody::Run { .. } | StepBody::Inline { .. } | StepBody::Template { .. }
                ),
                ClauseKind::Error => {
                    self.report.poisoned = true;
                    true
                }
                _ => false,
            },
            _ => false,
        };
        if !only {
            self.more_than_a_step(each);
        }
        let mut locals = (*self.locals).clone();
        let value = match max.filter(|_| only) {
            Some(_) => Value::Run(Arc::new(RunValue {
                part: TemplatePart::Engine(EngineValue::Item),
                kind: ValueType::String,
                name: each.variable.value.clone(),
                declared: Some(each.variable.span),
                condition: None,
            })),
            None => {
                self.report.poisoned = true;
                Value::Unknown
            }
        };
        let span = each.variable.span;
        locals.insert(each.variable.value.clone(), Local::element(value, span));
        let fan = unrolled.fans.len();
        let start = unrolled.steps.len();
        unrolled.fans.push(FlatFan {
            tree: each,
            max: max.unwrap_or(1),
            concurrency,
            flat: flat.clone(),
        });
        let setting = flat.setting.inside(Body::For);
        self.with(Arc::new(locals), Ambient::Plain)
            .body(&each.body, flat.frame, &setting, unrolled);
        for step in unrolled.steps.get_mut(start..).unwrap_or_default() {
            step.fan_out = Some(fan);
            step.group = Some(step.name.clone());
            step.label = None;
            if !only && let Some(frame) = unrolled.frames.get_mut(step.frame) {
                // How they are to be read is not known before the body is put right.
                frame.names.insert(&step.written.value, Named::Unreadable);
            }
        }
    }

    /// What multiplies a step, as the model has it.
    pub fn multiplied(
        &mut self,
        fan: usize,
        step: &FlatStep<'a>,
        view: View<'_, 'a>,
    ) -> Option<FanOut> {
        let fan = view.unrolled.fans.get(fan)?;
        if let (Some(first), Some(last)) = (step.values.first(), step.values.last()) {
            self.report.push(
                Diagnostic::new(
                    &rules::MAPPED_BODY,
                    "a step that the run multiplies yields rows, no values",
                    first.span.to(last.span),
                    "each would be one for every element",
                )
                .help("yield rows, and read them as one: `collect(…)`"),
            );
        }
        let list = {
            let own = fan.flat.view(view.unrolled, view.shapes);
            self.seeing(&fan.flat, own).located(&fan.tree.list)
        };
        let Value::Run(value) = &list.value else {
            self.mismatch(list.span, "a list of a step", &list.value);
            return None;
        };
        let ValueType::List(element) = &value.kind else {
            let name = &value.name;
            let message = format!("`{name}` is one value, not a list");
            let mut found = Diagnostic::new(
                &rules::NOT_A_VALUE,
                message,
                list.span,
                "a list is needed here",
            );
            if let Some(declared) = value.declared {
                found = found.with_related(declared, "declared here");
            }
            self.report
                .push(found.help("lists are `list<string>` and `list<int>`"));
            return None;
        };
        let (step, name) = match &value.part {
            TemplatePart::Engine(EngineValue::Value { task, name }) => (task, name),
            TemplatePart::Joined(step, name) => (step, name),
            _ => return None,
        };
        Some(FanOut {
            step: step.clone(),
            value: name.clone(),
            element: (**element).clone(),
            max: fan.max,
            concurrency: fan.concurrency,
            origin: self.origin(fan.tree.list.span),
        })
    }

    fn most_elements(&mut self, each: &For) -> Option<u32> {
        if each.max.is_some() {
            return self.how_many(each.max.as_ref(), "the most elements of a list");
        }
        let list = self.slice(each.list.span);
        self.report.push(
            Diagnostic::new(
                &rules::UNBOUNDED_LOOP,
                format!("how many elements `{list}` has, only a run knows"),
                each.list.span,
                "say how many there may be at most",
            )
            .because("because nothing grows without a bound: more elements fail the run, and none is cut off in silence")
            .fix("add `max 100`", each.list.span.after(), " max 100"),
        );
        None
    }

    fn more_than_a_step(&mut self, each: &For) {
        let span = each
            .body
            .iter()
            .map(|clause| clause.span)
            .reduce(pipewright_source::Span::to)
            .unwrap_or(each.variable.span);
        self.report.push(
            Diagnostic::new(
                &rules::MAPPED_BODY,
                "a `for` over a list of the run holds exactly one step",
                span,
                "one step, which the run multiplies",
            )
            .help(
                "let the step do all of an element's work; what follows reads `collect(…)` of it",
            ),
        );
    }
}
