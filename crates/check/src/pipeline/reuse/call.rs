//! Calls: the clauses of another pipeline become part of this one.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind, Expression, Record, Step};

use super::super::control::{Body, Setting, survey};
use super::super::frames::{Flat, Named, Unrolled};
use super::callee::Called;
use super::give::Callee;
use super::{DEEPEST, Inside, Via};
use crate::context::Context;
use crate::dataset::documentation;
use crate::names::need_snake;
use crate::rules;

impl<'a> Context<'_, 'a> {
    /// Unrolls the pipeline a step calls in its place.
    pub fn call_step(
        &mut self,
        step: &'a Step,
        pipeline: &'a Expression,
        fields: &'a Record,
        flat: &Flat<'a>,
        unrolled: &mut Unrolled<'a>,
    ) {
        need_snake(self.report, &step.name, "a step");
        self.no_shadow(&step.name, "step");
        self.yields_by_outputs(step);
        let name = unrolled.full_name(&step.name.value, flat.frame);
        let once = self.written_once(&step.name, unrolled)
            && self.declare_full(&name, step.name.span, unrolled);
        let called = self.called_pipeline(pipeline);
        let Some(called) = called.filter(|_| once) else {
            self.report.poisoned = true;
            if let Some(frame) = unrolled.frames.get_mut(flat.frame) {
                let names = &mut frame.names;
                names.entry(&step.name.value).or_insert(Named::Unreadable);
            }
            return;
        };
        if self.world.uses.cyclic.contains(&called.id.whole()) || self.too_deep(flat, pipeline.span)
        {
            self.report.poisoned = true;
            if let Some(frame) = unrolled.frames.get_mut(flat.frame) {
                frame.names.insert(&step.name.value, Named::Unreadable);
            }
            return;
        }
        self.ends_on_a_way(&called, flat, pipeline.span);
        let formals = self.world.formals.get(&called.id.whole()).map(Arc::clone);
        let callee = Callee {
            owner: format!("the pipeline `{}`", called.tree.name.value),
            declared: called.tree.name.span,
            module: called.id.module,
            locals: &called.locals,
        };
        let (at, locals) = self.give_all(
            &callee,
            formals.as_deref().unwrap_or_default(),
            fields,
            &step.name,
            flat,
            unrolled,
        );
        unrolled.make_call_known(&step.name.value, flat.frame, at);
        let inner = Flat {
            clause: flat.clause,
            frame: unrolled.apart(format!("{name}_")),
            module: called.id.module,
            locals,
            setting: flat.setting.inside(Body::Pipeline),
        };
        let mut outputs = Vec::new();
        for clause in &called.tree.clauses {
            if let ClauseKind::Output { name, value } = &clause.kind {
                outputs.push((name, value));
            }
        }
        if let Some(used) = unrolled.uses.get_mut(at) {
            used.inside = Some(Inside {
                callee: called.name.clone(),
                declared: called.tree.name.span,
                flat: inner.clone(),
                outputs,
            });
        }
        self.callee_body((step, pipeline), &called, at, inner, unrolled);
    }

    /// The clauses of the callee, with names of their own.
    fn callee_body(
        &mut self,
        (step, written): (&'a Step, &'a Expression),
        called: &Called<'a>,
        at: usize,
        inner: Flat<'a>,
        unrolled: &mut Unrolled<'a>,
    ) {
        let clauses: &'a [Clause] = &called.tree.clauses;
        let before = self.report.found.len();
        let mut context = self.at(&inner, self.ambient);
        let demands = context.constraints(clauses);
        context.demanded(called, &demands, written, &Arc::clone(&unrolled.demands));
        let outer = inner.setting.via.clone();
        let via = Via {
            span: inner.clause.span,
            name: step.name.span,
            line: format!("because `{}` calls `{}`", step.name.value, called.name),
            renamed: (format!("`{}", unrolled.prefix(inner.frame)), "`".to_owned()),
            doc: documentation(inner.clause.doc.as_ref())
                .or_else(|| outer.as_ref().and_then(|via| via.doc.clone())),
            depth: outer.as_ref().map_or(1, |via| via.depth + 1),
            timeout: demands
                .timeout
                .or_else(|| outer.as_ref().and_then(|via| via.timeout.clone())),
            retry: demands
                .retry
                .or_else(|| outer.as_ref().and_then(|via| via.retry.clone())),
            interruptible: demands
                .interruptible
                .or_else(|| outer.as_ref().and_then(|via| via.interruptible.clone())),
            outer,
        };
        let setting = Setting {
            via: Some(Arc::new(via)),
            ..inner.setting.clone()
        };
        if let Some(inside) = unrolled
            .uses
            .get_mut(at)
            .and_then(|used| used.inside.as_mut())
        {
            inside.flat.setting = setting.clone();
        }
        // Names as written are told apart within one pipeline.
        let written = std::mem::take(&mut unrolled.written);
        let mentioned = std::mem::take(&mut unrolled.mentioned);
        survey(clauses, unrolled);
        context.body(clauses, inner.frame, &setting, unrolled);
        unrolled.written = written;
        unrolled.mentioned = mentioned;
        self.because_used(before, &setting);
    }

    /// What a call yields is said by the callee.
    fn yields_by_outputs(&mut self, step: &Step) {
        let values = step.values.first().map(|value| value.span);
        let Some(span) = step.kind.as_ref().map(|kind| kind.span).or(values) else {
            return;
        };
        self.report.push(
            Diagnostic::new(
                &rules::MISPLACED_CLAUSE,
                format!(
                    "`{}` is a call, which yields what the pipeline hands out",
                    step.name.value
                ),
                span,
                "remove it",
            )
            .help("say `output NAME = …` in the pipeline, and read it as `step.NAME`"),
        );
    }

    fn too_deep(&mut self, flat: &Flat<'a>, span: Span) -> bool {
        let depth = flat.setting.via.as_ref().map_or(0, |via| via.depth);
        if depth < DEEPEST {
            return false;
        }
        let bound = format!("{DEEPEST} calls in each other");
        self.too_large(span, "this pipeline", &bound);
        true
    }

    /// `finally` runs on every path, which a call on one way of a decision cannot promise.
    fn ends_on_a_way(&mut self, called: &Called<'a>, flat: &Flat<'a>, span: Span) {
        if flat.setting.ways.is_empty() {
            return;
        }
        let ends = |clause: &&Clause| matches!(clause.kind, ClauseKind::Finally(_));
        if let Some(clause) = called.tree.clauses.iter().find(ends) {
            let word = Span {
                end: clause.span.start + 7,
                ..clause.span
            };
            self.report.push(
                Diagnostic::new(
                    &rules::MISPLACED_CLAUSE,
                    format!(
                        "`{}` has a `finally`, and is called on one way only",
                        called.name
                    ),
                    span,
                    "not every run goes here",
                )
                .with_related(word, "runs on every path")
                .help("call it outside of the `when`"),
            );
        }
    }
}

impl<'a> Unrolled<'a> {
    /// What all names of a frame begin with.
    fn prefix(&self, frame: usize) -> &str {
        let frame = self.frames.get(frame);
        frame.map_or("", |frame| frame.prefix.as_str())
    }

    /// Makes a call known in its frame, and to the bodies around it as one of many.
    fn make_call_known(&mut self, written: &'a str, frame: usize, at: usize) {
        let Some(own) = self.frames.get_mut(frame) else {
            return;
        };
        own.names.insert(
            written,
            Named::Calls {
                members: vec![(Vec::new(), at)],
                group: false,
            },
        );
        let (labels, unknown) = (own.labels.clone(), own.unknown);
        let (mut above, mut closed) = (own.parent, own.closed);
        while let Some(outer) = above
            .filter(|_| !closed)
            .and_then(|at| self.frames.get_mut(at))
        {
            let below = labels.get(outer.labels.len()..).unwrap_or_default();
            let named = outer.names.entry(written).or_insert_with(|| Named::Calls {
                members: Vec::new(),
                group: true,
            });
            if unknown {
                *named = Named::Unreadable;
            } else if let Named::Calls { members, .. } = named {
                members.push((below.to_vec(), at));
            }
            closed = outer.closed;
            above = outer.parent;
        }
    }
}
