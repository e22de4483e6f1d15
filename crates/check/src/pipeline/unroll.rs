//! Unrolling: every `for` becomes its steps, checks and writes, each with its element's name.

use super::control::Setting;
use super::frames::{Flat, FlatStep, Frame, Named, Unrolled};
use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::StepRole;
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind, For, Name, Step};

use super::once::outside_loops;
use crate::context::{Ambient, Context, Local};
use crate::names::{Entry, name_of, need_snake, recovered};
use crate::rules;
use crate::values::{Located, Value};

/// Steps, checks and writes of one pipeline, loops unrolled.
const MOST: usize = 5_000;

impl<'a> Context<'_, 'a> {
    /// Unrolls the body of a pipeline.
    pub fn unroll(&mut self, clauses: &'a [Clause]) -> Unrolled<'a> {
        let mut unrolled = Unrolled::default();
        unrolled.frames.push(Frame {
            parent: None,
            names: BTreeMap::new(),
            labels: Vec::new(),
            unknown: false,
        });
        self.body(clauses, 0, &mut unrolled);
        unrolled
    }

    fn body(&mut self, clauses: &'a [Clause], frame: usize, unrolled: &mut Unrolled<'a>) {
        for clause in clauses {
            if self.is_full(clause.span, unrolled) {
                return;
            }
            let flat = Flat {
                clause,
                frame,
                module: self.module,
                locals: Arc::clone(&self.locals),
                setting: Setting::default(),
            };
            match &clause.kind {
                ClauseKind::Step(step) => self.step_name(step, flat, unrolled),
                ClauseKind::Check(_) | ClauseKind::Write(_) => unrolled.rest.push(flat),
                ClauseKind::For(each) => self.each(each, frame, unrolled),
                ClauseKind::Error => {
                    self.report.poisoned = true;
                    if let Some(name) = recovered(self.slice(clause.span))
                        && let Some(frame) = unrolled.frames.get_mut(frame)
                    {
                        frame.names.entry(name).or_insert(Named::Unreadable);
                    }
                }
                kind => {
                    if frame > 0
                        && let Some(word) = outside_loops(kind)
                    {
                        self.only_outside(clause, word);
                    }
                }
            }
        }
    }

    /// Whether the pipeline has reached its bound, which is said once.
    fn is_full(&mut self, span: Span, unrolled: &mut Unrolled<'a>) -> bool {
        if unrolled.steps.len() + unrolled.rest.len() < MOST && unrolled.frames.len() < MOST {
            return false;
        }
        if !unrolled.full {
            unrolled.full = true;
            self.too_large(
                span,
                "this pipeline",
                &format!("{MOST} steps, checks and writes"),
            );
        }
        true
    }

    fn step_name(&mut self, step: &'a Step, flat: Flat<'a>, unrolled: &mut Unrolled<'a>) {
        need_snake(self.report, &step.name, "a step");
        self.no_shadow(&step.name, "step");
        let frame = flat.frame;
        let labels = unrolled
            .frames
            .get(frame)
            .map(|frame| frame.labels.clone())
            .unwrap_or_default();
        let written = step.name.value.as_str();
        let mut parts = vec![written.to_owned()];
        parts.extend(labels.iter().cloned());
        let name = parts.join("_");
        let twice = unrolled
            .written
            .get(written)
            .filter(|first| **first != step.name.span);
        if let Some(first) = twice.or_else(|| unrolled.declared.get(&name)) {
            let message = if twice.is_some() {
                format!("the step `{written}` is declared twice")
            } else {
                format!("two steps would be named `{name}`")
            };
            let found = Diagnostic::new(
                &rules::DUPLICATE_NAME,
                message,
                step.name.span,
                "declared again here",
            );
            self.report
                .push(found.with_related(*first, "declared here first"));
            if let Some(frame) = unrolled.frames.get_mut(frame) {
                frame.names.entry(written).or_insert(Named::Unreadable);
            }
            return;
        }
        unrolled.written.insert(written, step.name.span);
        unrolled.declared.insert(name.clone(), step.name.span);
        unrolled.make_known(written, frame, &labels);
        unrolled.steps.push(FlatStep {
            written: &step.name,
            kind: step.kind.as_ref(),
            values: &step.values,
            body: &step.body,
            role: StepRole::Work,
            name,
            group: (!labels.is_empty()).then(|| written.to_owned()),
            flat,
        });
    }

    pub fn no_shadow(&mut self, name: &Name, what: &str) {
        let found = self
            .world
            .tables
            .modules
            .get(self.module)
            .and_then(|table| table.get(name.value.as_str()).copied())
            .or_else(|| {
                let id = self.world.tables.prelude.get(name.value.as_str())?;
                let span = self
                    .item(*id)
                    .and_then(name_of)
                    .map_or(name.span, |name| name.span);
                Some((Entry::Item(*id), span))
            });
        if let Some(local) = self.locals.get(&name.value) {
            let span = local.span;
            self.shadowing(
                name,
                &format!(
                    "`{}` names a parameter or an element, and now a {what}",
                    name.value
                ),
                Some(span),
            );
        } else if let Some((entry, span)) = found {
            let kind = match entry {
                Entry::Item(id) => self
                    .item(id)
                    .map_or("item", |item| crate::names::kind_of(&item.kind)),
                Entry::Module(_) => "import",
                Entry::Unreadable => return,
            };
            let first = crate::names::article(kind);
            self.shadowing(
                name,
                &format!("`{}` names {first}, and now a {what}", name.value),
                Some(span),
            );
        }
    }

    fn each(&mut self, each: &'a For, frame: usize, unrolled: &mut Unrolled<'a>) {
        need_snake(self.report, &each.variable, "an element");
        self.no_shadow(&each.variable, "loop variable");
        let list = self.located(&each.list);
        let elements = match &list.value {
            Value::List(list) => Arc::clone(list),
            other => {
                self.mismatch(list.span, "a list", other);
                self.body_unknown(each, frame, unrolled);
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
        let labels = unrolled
            .frames
            .get(frame)
            .map(|frame| frame.labels.clone())
            .unwrap_or_default();
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for element in &elements.items {
            if self.is_full(each.list.span, unrolled) {
                return;
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
            self.pass(each, element.clone(), labels, frame, unrolled);
        }
    }

    /// The body once with an element nobody knows: its names are known, its mistakes are said.
    fn body_unknown(&mut self, each: &'a For, frame: usize, unrolled: &mut Unrolled<'a>) {
        let element = Located {
            value: Value::Unknown,
            span: each.list.span,
        };
        let mut labels = unrolled
            .frames
            .get(frame)
            .map(|frame| frame.labels.clone())
            .unwrap_or_default();
        labels.push("unknown".to_owned());
        self.report.poisoned = true;
        self.pass(each, element, labels, frame, unrolled);
    }

    fn pass(
        &mut self,
        each: &'a For,
        element: Located,
        labels: Vec<String>,
        parent: usize,
        unrolled: &mut Unrolled<'a>,
    ) {
        let frame = unrolled.frames.len();
        let unknown = matches!(element.value, Value::Unknown)
            || unrolled
                .frames
                .get(parent)
                .is_some_and(|frame| frame.unknown);
        unrolled.frames.push(Frame {
            parent: Some(parent),
            names: BTreeMap::new(),
            labels,
            unknown,
        });
        let mut locals = (*self.locals).clone();
        locals.insert(
            each.variable.value.clone(),
            Local {
                value: element.value,
                span: each.variable.span,
            },
        );
        self.with(Arc::new(locals), Ambient::Plain)
            .body(&each.body, frame, unrolled);
    }
}
