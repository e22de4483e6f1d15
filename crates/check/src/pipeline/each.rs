//! `for` over a list known when compiling: its body once for each element.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::For;

use super::control::{Body, FlatLanes};
use super::frames::{Flat, Unrolled};
use crate::context::{Ambient, Context, Local};
use crate::names::need_snake;
use crate::rules;
use crate::values::{Located, Value};

impl<'a> Context<'_, 'a> {
    /// Unrolls a `for`.
    pub fn each(&mut self, each: &'a For, flat: &Flat<'a>, unrolled: &mut Unrolled<'a>) {
        need_snake(self.report, &each.variable, "an element");
        self.no_shadow(&each.variable, "loop variable");
        if self.is_of_run(&each.list, unrolled) {
            self.fan_out(each, flat, unrolled);
            return;
        }
        let frame = flat.frame;
        let list = self.located(&each.list);
        let elements = match &list.value {
            Value::List(list) => Arc::clone(list),
            other => {
                self.mismatch(list.span, "a list", other);
                self.body_unknown(each, flat, unrolled);
                return;
            }
        };
        if elements.items.is_empty() {
            self.report.push(Diagnostic::new(
                &rules::OUT_OF_RANGE,
                "a loop over nothing does nothing",
                each.list.span,
                "the list is empty",
            ));
        }
        self.at_most(each, elements.items.len());
        let most = self.how_many(each.concurrency.as_ref(), "how many go on at once");
        let labels = unrolled.labels(frame).to_vec();
        let mut lanes = Vec::new();
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for element in &elements.items {
            if self.is_full(each.list.span, unrolled) {
                break;
            }
            let Some(label) = self.label(element) else {
                continue;
            };
            if let Some(first) = seen.get(&label) {
                let message = format!("`{label}` is in the list twice");
                let found =
                    Diagnostic::new(&rules::DUPLICATE_NAME, message, element.span, "again here");
                self.report.push(found.with_related(*first, "here first"));
                continue;
            }
            seen.insert(label.clone(), element.span);
            let mut labels = labels.clone();
            labels.push(label);
            let start = unrolled.steps.len();
            self.pass(each, element.clone(), labels, flat, unrolled);
            lanes.push(start..unrolled.steps.len());
        }
        if let (Some(most), Some(written)) = (most, &each.concurrency) {
            unrolled.lanes.push(FlatLanes {
                elements: lanes,
                most,
                span: written.span,
            });
        }
    }

    /// A list known when compiling holds no more than it may.
    fn at_most(&mut self, each: &For, count: usize) {
        let Some(max) = self.how_many(each.max.as_ref(), "the most elements of a list") else {
            return;
        };
        if usize::try_from(max).is_ok_and(|max| count > max) {
            self.out_of_range(
                each.list.span,
                format!("the list has {count} elements, and at most {max} are meant"),
                "more than `max`",
            );
        }
    }

    /// The body once with an element nobody knows: its names are known, its mistakes are said.
    fn body_unknown(&mut self, each: &'a For, flat: &Flat<'a>, unrolled: &mut Unrolled<'a>) {
        let element = Located {
            value: Value::Unknown,
            span: each.list.span,
        };
        let mut labels = unrolled.labels(flat.frame).to_vec();
        labels.push("unknown".to_owned());
        self.report.poisoned = true;
        self.pass(each, element, labels, flat, unrolled);
    }

    fn pass(
        &mut self,
        each: &'a For,
        element: Located,
        labels: Vec<String>,
        flat: &Flat<'a>,
        unrolled: &mut Unrolled<'a>,
    ) {
        let frame = unrolled.frames.len();
        let Some(outer) = unrolled.frames.get(flat.frame) else {
            return;
        };
        let mut inner = outer.inside(flat.frame);
        inner.unknown |= matches!(element.value, Value::Unknown);
        inner.plain.extend(labels.last().cloned());
        inner.labels = labels;
        unrolled.frames.push(inner);
        let mut locals = (*self.locals).clone();
        locals.insert(
            each.variable.value.clone(),
            Local::element(element.value, each.variable.span),
        );
        self.with(Arc::new(locals), Ambient::Plain).body(
            &each.body,
            frame,
            &flat.setting.inside(Body::For),
            unrolled,
        );
    }
}
