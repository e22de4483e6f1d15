//! Unrolling: every `for` becomes its steps, checks and writes, each with its element's name.

use super::control::{Body, Ending, Setting, survey};
use super::frames::{Flat, FlatStep, Frame, Named, Node, Unrolled};
use super::reuse::Demands;
use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::StepRole;
use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind, Name, Step, StepBody};

use crate::context::Context;
use crate::names::{Entry, name_of, need_snake, recovered};
use crate::rules;

/// Steps, checks and writes of one pipeline, loops unrolled.
const MOST: usize = 5_000;

impl<'a> Context<'_, 'a> {
    /// Unrolls the body of a pipeline.
    pub fn unroll(&mut self, clauses: &'a [Clause], demands: Demands) -> Unrolled<'a> {
        let mut unrolled = Unrolled {
            demands: Arc::new(demands),
            ..Unrolled::default()
        };
        survey(clauses, &mut unrolled);
        unrolled.frames.push(Frame {
            parent: None,
            names: BTreeMap::new(),
            labels: Vec::new(),
            plain: Vec::new(),
            passes: 0,
            prefix: String::new(),
            unknown: false,
            closed: false,
        });
        self.body(clauses, 0, &Setting::default(), &mut unrolled);
        unrolled
    }

    /// Unrolls one body.
    pub fn body(
        &mut self,
        clauses: &'a [Clause],
        frame: usize,
        setting: &Setting,
        unrolled: &mut Unrolled<'a>,
    ) {
        for clause in clauses {
            if self.is_full(clause.span, unrolled) {
                return;
            }
            let flat = Flat {
                clause,
                frame,
                module: self.module,
                locals: Arc::clone(&self.locals),
                setting: setting.clone(),
            };
            if !self.may_stand(clause, setting) {
                continue;
            }
            match &clause.kind {
                ClauseKind::Step(step) => match &step.body {
                    StepBody::Either(members) => self.either(step, members, flat, unrolled),
                    StepBody::Call { pipeline, fields } => {
                        self.call_step(step, pipeline, fields, &flat, unrolled);
                    }
                    _ => self.step_name(step, flat, unrolled),
                },
                ClauseKind::Check(_)
                | ClauseKind::Write(_)
                | ClauseKind::Approval { .. }
                | ClauseKind::Wait { .. } => unrolled.rest.push(flat),
                ClauseKind::For(each) => self.each(each, &flat, unrolled),
                ClauseKind::When(when) => self.when(when, &flat, unrolled),
                ClauseKind::Repeat(repeat) => self.repeat(repeat, &flat, unrolled),
                ClauseKind::Resource(resource) => self.resource(resource, &flat, unrolled),
                ClauseKind::Finally(clauses) => {
                    let mut setting = setting.inside(Body::Finally);
                    setting.ending = Ending::Finally;
                    self.body(clauses, frame, &setting, unrolled);
                }
                ClauseKind::Error => {
                    self.report.poisoned = true;
                    if let Some(name) = recovered(self.slice(clause.span))
                        && let Some(frame) = unrolled.frames.get_mut(frame)
                    {
                        frame.names.entry(name).or_insert(Named::Unreadable);
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether the pipeline has reached its bound, which is said once.
    pub fn is_full(&mut self, span: Span, unrolled: &mut Unrolled<'a>) -> bool {
        if unrolled.size() < MOST && unrolled.frames.len() < MOST {
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
        let written = step.name.value.as_str();
        let name = unrolled.full_name(written, frame);
        if !self.written_once(&step.name, unrolled)
            || !self.declare_full(&name, step.name.span, unrolled)
        {
            if let Some(frame) = unrolled.frames.get_mut(frame) {
                frame.names.entry(written).or_insert(Named::Unreadable);
            }
            return;
        }
        let Some(work) = self.work(step, &flat, unrolled) else {
            if let Some(frame) = unrolled.frames.get_mut(frame) {
                frame.names.entry(written).or_insert(Named::Unreadable);
            }
            return;
        };
        unrolled.make_known(written, frame, Node::Step(unrolled.steps.len()));
        let (group, label) = unrolled.grouped(written, frame);
        let role = match flat.setting.ending {
            Ending::Finally => StepRole::Finally,
            _ => StepRole::Work,
        };
        unrolled.steps.push(FlatStep {
            written: &step.name,
            home: work.kind.map_or(self.module, |(home, _)| home),
            kind: work.kind.map(|(_, kind)| kind),
            values: work.values,
            body: work.body,
            role,
            name,
            group,
            label,
            frame,
            fan_out: None,
            flat: work.flat,
        });
    }

    /// Whether a name is declared in one place of the pipeline only, which is said.
    pub fn written_once(&mut self, name: &'a Name, unrolled: &mut Unrolled<'a>) -> bool {
        let written = name.value.as_str();
        let first = *unrolled.written.entry(written).or_insert(name.span);
        if first == name.span {
            return true;
        }
        let message = format!("the step `{written}` is declared twice");
        self.declared_twice(message, name.span, first);
        let guarded =
            |step: &&FlatStep<'a>| step.written.span == first && !step.flat.setting.ways.is_empty();
        if unrolled.steps.iter().any(|step| guarded(&step))
            && let Some(found) = self.report.found.last_mut()
        {
            found.help = Some(format!(
                "name the steps of arms apart, and read them as one: `step {written} = either … or …`"
            ));
        }
        false
    }

    /// Whether nothing else has a full name, which is said.
    pub fn declare_full(&mut self, name: &str, span: Span, unrolled: &mut Unrolled<'a>) -> bool {
        if let Some(first) = unrolled.declared.get(name) {
            let message = format!("two steps would be named `{name}`");
            self.declared_twice(message, span, *first);
            return false;
        }
        unrolled.declared.insert(name.to_owned(), span);
        true
    }

    /// Says that a name is there twice.
    pub fn declared_twice(&mut self, message: String, span: Span, first: Span) {
        let found = Diagnostic::new(&rules::DUPLICATE_NAME, message, span, "declared again here");
        self.report
            .push(found.with_related(first, "declared here first"));
    }

    /// Refuses a name that hides another.
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
}
