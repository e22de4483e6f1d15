//! Ways that are never taken: their steps are known by name, and what they mention counts as used.

use pipewright_source::Span;
use pipewright_syntax::tree::{Clause, ClauseKind, Expression, Path, Record, StepBody};

use super::super::frames::Unrolled;
use crate::context::Context;
use crate::names::Entry;
use crate::values::mentions;

/// How many steps may lie on ways that are never taken.
const MOST: usize = 50_000;

impl<'a> Context<'_, 'a> {
    /// Makes known what is on a way that is never taken. It is taken where parameters are bound
    /// otherwise, so nothing it mentions is there for nothing.
    pub fn prune(
        &mut self,
        clauses: &'a [Clause],
        frame: usize,
        decided: Span,
        unrolled: &mut Unrolled<'a>,
    ) {
        let mut waiting: Vec<&'a Clause> = clauses.iter().rev().collect();
        while let Some(clause) = waiting.pop() {
            if unrolled.pruned >= MOST {
                if !unrolled.full {
                    unrolled.full = true;
                    let bound = format!("{MOST} clauses on ways that are never taken");
                    self.too_large(clause.span, "this pipeline", &bound);
                }
                return;
            }
            unrolled.pruned += 1;
            let name = match &clause.kind {
                ClauseKind::Step(step) => Some(&step.name),
                ClauseKind::Resource(resource) => Some(&resource.name),
                _ => None,
            };
            if let Some(name) = name
                && self.written_once(name, unrolled)
            {
                unrolled.make_pruned(&name.value, frame, decided);
            }
            self.mention(clause, unrolled);
            let bodies = bodies(clause);
            waiting.extend(bodies.into_iter().rev().flat_map(|body| body.iter().rev()));
        }
    }

    fn mention(&mut self, clause: &'a Clause, unrolled: &mut Unrolled<'a>) {
        let (expressions, callee) = expressions(clause);
        let paths = expressions.into_iter().flat_map(|written| {
            let mut paths = mentions(written);
            paths.extend(callees(written));
            paths
        });
        for first in paths.chain(callee).filter_map(|path| path.parts.first()) {
            let name = first.value.as_str();
            if unrolled.mentioned.contains(name) {
                unrolled.read_when_pruned.insert(name);
            } else if let Some(Entry::Module(_)) = self.entry(name) {
                self.report.used.insert((self.module, name.to_owned()));
            }
        }
    }
}

/// The bodies of a clause.
pub fn bodies(clause: &Clause) -> Vec<&[Clause]> {
    match &clause.kind {
        ClauseKind::For(each) => vec![&each.body],
        ClauseKind::Finally(body) => vec![body],
        ClauseKind::Resource(resource) => vec![&resource.body],
        ClauseKind::Repeat(repeat) => vec![&repeat.body],
        ClauseKind::When(when) => {
            let arms = when.arms.iter().map(|arm| arm.body.as_slice());
            let otherwise = when.otherwise.iter().map(|arm| arm.body.as_slice());
            arms.chain(otherwise).collect()
        }
        _ => Vec::new(),
    }
}

/// What is written in a clause itself, and the template it uses.
fn expressions(clause: &Clause) -> (Vec<&Expression>, Option<&Path>) {
    let found = match &clause.kind {
        ClauseKind::Step(step) => return of_body(&step.body),
        ClauseKind::Acquire { body, .. } | ClauseKind::Release(body) => return of_body(body),
        ClauseKind::Check(check) => {
            let sink = check.rejecting.iter().map(|to| &to.sink);
            std::iter::once(&check.subject).chain(sink).collect()
        }
        ClauseKind::Write(write) => vec![&write.subject, &write.sink],
        ClauseKind::For(each) => vec![&each.list],
        ClauseKind::When(when) => when.arms.iter().map(|arm| &arm.condition).collect(),
        ClauseKind::Repeat(repeat) => vec![&repeat.times, &repeat.until],
        ClauseKind::Approval { subject, fields } => {
            let mut found = of_record(fields);
            found.push(subject);
            found
        }
        ClauseKind::Wait { duration, after } => vec![duration, after],
        _ => Vec::new(),
    };
    (found, None)
}

fn of_body(body: &StepBody) -> (Vec<&Expression>, Option<&Path>) {
    let (first, fields, callee) = match body {
        StepBody::Run { image, fields } | StepBody::Inline { image, fields, .. } => {
            (Some(image), fields, None)
        }
        StepBody::Call { pipeline, fields } => (Some(pipeline), fields, None),
        StepBody::Template { callee, fields } => (None, fields, Some(callee)),
        StepBody::Either(members) => return (members.iter().collect(), None),
        StepBody::Error => return (Vec::new(), None),
    };
    let mut found = of_record(fields);
    found.extend(first);
    (found, callee)
}

fn of_record(record: &Record) -> Vec<&Expression> {
    record.fields.iter().map(|field| &field.value).collect()
}

/// What is called in an expression. The parser bounds how deep expressions nest.
fn callees(expression: &Expression) -> Vec<&Path> {
    use pipewright_syntax::tree::ExpressionKind;
    match &expression.kind {
        ExpressionKind::Call { callee, .. } | ExpressionKind::Use { callee, .. } => vec![callee],
        ExpressionKind::List(items) => items.iter().flat_map(callees).collect(),
        ExpressionKind::Record(record) => of_record(record).into_iter().flat_map(callees).collect(),
        _ => Vec::new(),
    }
}
