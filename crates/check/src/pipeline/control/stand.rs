//! Which clauses stand in which bodies.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::StepRole;
use pipewright_syntax::tree::{Clause, ClauseKind, StepBody};

use super::super::frames::FlatStep;
use super::super::once::single;
use super::ways::{Body, Ending, Setting};
use crate::context::Context;
use crate::rules;

/// The keyword of a clause that is said of the whole pipeline.
const fn whole(kind: &ClauseKind) -> Option<&'static str> {
    match kind {
        ClauseKind::Reaction(_) => Some("on"),
        ClauseKind::Output { .. } => Some("output"),
        ClauseKind::Concurrency { .. } => Some("concurrency"),
        ClauseKind::Mutex(_) => Some("mutex"),
        ClauseKind::Backfill { .. } => Some("backfill"),
        ClauseKind::LateData(_) => Some("late data"),
        ClauseKind::Allow(_) => Some("allow"),
        kind => single(kind),
    }
}

/// What a body holds, for those who put something else into it.
const fn holds(body: Body) -> &'static str {
    match body {
        Body::Pipeline => "a pipeline holds what it demands, and its work",
        Body::For => "a `for` holds steps, checks, writes and further loops",
        Body::When => "a `when` holds steps, checks, writes and further bodies",
        Body::Repeat => "a `repeat` holds steps, checks, and `when` and `for` of them",
        Body::Resource => "a `resource` holds `acquire`, `release`, and what uses it",
        Body::Finally => "`finally` holds steps: what they read must be there on every path",
    }
}

/// The keyword of a clause that no `repeat` holds.
const fn once_a_run(kind: &ClauseKind) -> Option<&'static str> {
    match kind {
        ClauseKind::Write(_) => Some("write"),
        ClauseKind::Approval { .. } => Some("approval"),
        ClauseKind::Wait { .. } => Some("wait"),
        ClauseKind::Resource(_) => Some("resource"),
        ClauseKind::Step(step) => match &step.body {
            StepBody::Call { .. } => Some("call"),
            _ => None,
        },
        _ => None,
    }
}

/// The keyword of a clause that no `finally` holds.
const fn before_the_end(kind: &ClauseKind) -> Option<&'static str> {
    match kind {
        ClauseKind::Check(_) => Some("check"),
        ClauseKind::Repeat(_) => Some("repeat"),
        ClauseKind::Step(step) => match &step.body {
            StepBody::Either(_) => Some("either"),
            _ => once_a_run(kind),
        },
        kind => once_a_run(kind),
    }
}

impl Context<'_, '_> {
    /// Whether a clause may stand in its body; says so where it may not.
    pub fn may_stand(&mut self, clause: &Clause, setting: &Setting) -> bool {
        let body = setting.body;
        if body != Body::Pipeline
            && let Some(word) = whole(&clause.kind)
        {
            let message = format!(
                "`{word}` is said of the whole pipeline, not in a `{}`",
                body.word()
            );
            let label = match body {
                Body::For => "move it out of the loop".to_owned(),
                body => format!("move it out of the `{}`", body.word()),
            };
            self.misplaced_clause(clause, &message, &label, holds(body));
            return false;
        }
        let end = match &clause.kind {
            ClauseKind::Acquire { .. } => Some("acquire"),
            ClauseKind::Release(_) => Some("release"),
            _ => None,
        };
        if let Some(word) = end {
            if body != Body::Resource {
                self.misplaced_clause(
                    clause,
                    &format!("`{word}` belongs to a `resource`"),
                    "move it directly into the `resource`",
                    "such as `resource cluster { acquire … release … step … }`",
                );
            }
            return false;
        }
        if setting.ending == Ending::Finally
            && let Some(word) = before_the_end(&clause.kind)
        {
            let message = format!("`finally` holds no `{word}`");
            self.misplaced_clause(clause, &message, "not at the end", holds(Body::Finally));
            return false;
        }
        if setting.repeated
            && let Some(word) = once_a_run(&clause.kind)
        {
            let message = format!("a `repeat` holds no `{word}`");
            let help = "read what the last pass yielded after the `repeat`, and do this there";
            self.misplaced_clause(clause, &message, "move it behind the `repeat`", help);
            return false;
        }
        true
    }

    /// Refuses what only yielding steps say, of those that run at the ends.
    pub fn yields_nothing(&mut self, flat: &FlatStep<'_>) {
        let (word, noun) = match flat.role {
            StepRole::Acquire => (
                "acquire",
                "rows; hand on what leads to the resource as values",
            ),
            StepRole::Release => ("release", "nothing: it comes after all who could read it"),
            _ => ("finally", "nothing: it comes after all who could read it"),
        };
        let values = flat.values.first().zip(flat.values.last());
        let values = values.map(|(first, last)| first.span.to(last.span));
        let outputs = match flat.body {
            StepBody::Run { fields, .. } | StepBody::Inline { fields, .. } => fields
                .fields
                .iter()
                .find(|field| field.name.value == "outputs")
                .map(|field| field.span),
            _ => None,
        };
        let said = flat
            .kind
            .map(|kind| kind.span)
            .or(outputs)
            .or(values.filter(|_| flat.role != StepRole::Acquire));
        let Some(span) = said else { return };
        let message = if flat.role == StepRole::Acquire {
            format!("`{word}` yields no {noun}")
        } else {
            format!("a step of `{word}` yields {noun}")
        };
        self.report.push(Diagnostic::new(
            &rules::MISPLACED_CLAUSE,
            message,
            span,
            "remove it",
        ));
    }

    fn misplaced_clause(&mut self, clause: &Clause, message: &str, label: &str, help: &str) {
        self.report.push(
            Diagnostic::new(&rules::MISPLACED_CLAUSE, message, clause.span, label).help(help),
        );
    }
}
