//! Who is told what.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Notification, Reaction, ReactionEvent};
use pipewright_schedule::duration;
use pipewright_syntax::tree::{self, Clause, ClauseKind, Expression, ExpressionKind};

use super::clauses::Constraints;
use super::control::Setting;
use super::frames::{Node, Unrolled};
use super::refer::{Lead, View};
use super::shapes::Shapes;
use super::step::CheckedStep;
use crate::connector::Interface;
use crate::context::{Context, Locals};
use crate::rules;

impl<'a> Context<'_, 'a> {
    /// Every reaction, in source order; one about a loop's step is one about each.
    pub fn reactions(
        &mut self,
        clauses: &'a [Clause],
        (unrolled, shapes): (&Unrolled<'a>, &Shapes),
        steps: &[CheckedStep],
        constraints: &Constraints,
    ) -> Vec<Reaction> {
        let setting = Setting::default();
        let view = View {
            unrolled,
            shapes,
            frame: 0,
            setting: &setting,
        };
        let mut reactions = Vec::new();
        for clause in clauses {
            let ClauseKind::Reaction(reaction) = &clause.kind else {
                continue;
            };
            let tasks = match &reaction.of {
                None => vec![None],
                Some(of) => self.steps_named(of, view),
            };
            let event = self.reaction_event(&reaction.event.value, &tasks, steps, constraints);
            let notify: Vec<Notification> = reaction
                .notify
                .iter()
                .filter_map(|call| self.notify(call))
                .collect();
            let Some(event) = event else { continue };
            for task in tasks {
                let task = task.and_then(|index| view.unrolled.steps.get(index));
                reactions.push(Reaction {
                    event,
                    task: task.map(|step| step.name.clone()),
                    notify: notify.clone(),
                    origin: self.origin(clause.span),
                });
            }
        }
        reactions
    }

    fn reaction_event(
        &mut self,
        event: &tree::ReactionEvent,
        tasks: &[Option<usize>],
        steps: &[CheckedStep],
        constraints: &Constraints,
    ) -> Option<ReactionEvent> {
        let after = match event {
            tree::ReactionEvent::Failure => return Some(ReactionEvent::Failure),
            tree::ReactionEvent::Success => return Some(ReactionEvent::Success),
            tree::ReactionEvent::Late { after } => after,
        };
        let value = self.located(after);
        let after_seconds = self.seconds(&value)?;
        for task in tasks {
            let bound = match task {
                None => constraints
                    .deadline
                    .as_ref()
                    .map(|deadline| ("the deadline", deadline.seconds, &deadline.origin)),
                Some(index) => steps
                    .get(*index)
                    .and_then(|step| step.built.as_ref()?.timeout.as_ref())
                    .or(constraints.timeout.as_ref())
                    .map(|timeout| ("the timeout", timeout.value, &timeout.origin)),
            };
            let Some((what, seconds, origin)) = bound.filter(|(_, most, _)| after_seconds >= *most)
            else {
                continue;
            };
            let found = Diagnostic::new(
                &rules::NEVER_LATE,
                format!(
                    "nothing goes on for {}: {what} is {}",
                    duration::show(after_seconds),
                    duration::show(seconds)
                ),
                value.span,
                "nobody would ever be told",
            );
            self.report.push(
                found
                    .with_related(origin.span, "what goes on longer is ended")
                    .help("tell people earlier, or `on failure`"),
            );
            return None;
        }
        Some(ReactionEvent::Late { after_seconds })
    }

    /// The steps a reaction is about, by index.
    fn steps_named(&mut self, of: &'a Expression, view: View<'_, 'a>) -> Vec<Option<usize>> {
        let steps = match self.lead(view, of) {
            Lead::Steps(steps) => steps,
            Lead::Value(value) => {
                self.mismatch(value.span, "a step", &value.value);
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        if let Some(output) = &steps.output {
            let message = format!(
                "`{}` is part of a step, and a step fails whole",
                output.value
            );
            self.report.push(Diagnostic::new(
                &rules::WRONG_KIND,
                message,
                output.span,
                "name the step alone",
            ));
            return Vec::new();
        }
        let mut found = Vec::new();
        for node in steps.nodes {
            match node {
                Node::Step(index) => found.push(Some(index)),
                Node::Join(_) => {
                    let name = view.unrolled.written_of(node);
                    self.report.push(
                        Diagnostic::new(
                            &rules::WRONG_KIND,
                            format!("`{name}` is one of several steps, and runs nothing itself"),
                            of.span,
                            "which of its steps is meant?",
                        )
                        .help("name the steps it is made of, one `on` for each"),
                    );
                    return Vec::new();
                }
            }
        }
        found
    }

    fn notify(&mut self, expression: &'a Expression) -> Option<Notification> {
        let (interface, locals): (Interface<'a>, Locals) = match &expression.kind {
            ExpressionKind::Call { callee, arguments } => {
                let interface = self.connector(callee)?;
                let locals = self.bind_arguments(&interface, arguments, expression.span);
                (interface, locals)
            }
            ExpressionKind::Use { callee, fields } => {
                let interface = self.connector(callee)?;
                let given = self.bind_fields(&interface, fields, &[]);
                (interface, given.locals)
            }
            ExpressionKind::Error => {
                self.report.poisoned = true;
                return None;
            }
            ExpressionKind::Path(path) => {
                let interface = self.connector(path)?;
                let locals = self.bind_arguments(&interface, &[], expression.span);
                (interface, locals)
            }
            _ => {
                self.misplaced(
                    expression.span,
                    "this tells nobody",
                    "such as `slack.channel(\"#data-alerts\")`",
                );
                return None;
            }
        };
        let projection = self.project_use(&interface, locals, expression.span);
        if projection.notification.is_none() && interface.sound && !self.report.poisoned {
            let message = format!("the connector `{}` tells nobody", interface.name);
            let found = Diagnostic::new(
                &rules::WRONG_KIND,
                message,
                expression.span,
                "a connector that notifies is needed",
            );
            self.report.push(found);
        }
        Some(Notification {
            connector: interface.name,
            kind: projection.notification?,
            region: projection.region,
        })
    }
}
