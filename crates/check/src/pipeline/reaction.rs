//! Who is told what.

use pipewright_plan::{Notification, Reaction, ReactionEvent};
use pipewright_syntax::tree::{self, Clause, ClauseKind, Expression, ExpressionKind};

use crate::connector::Interface;
use crate::context::{Context, Locals};

impl<'a> Context<'_, 'a> {
    /// Every reaction, in source order.
    pub fn reactions(&mut self, clauses: &'a [Clause]) -> Vec<Reaction> {
        let mut reactions = Vec::new();
        for clause in clauses {
            let ClauseKind::Reaction(reaction) = &clause.kind else {
                continue;
            };
            let event = match &reaction.event.value {
                tree::ReactionEvent::Late { .. } => continue,
                tree::ReactionEvent::Failure => ReactionEvent::Failure,
                tree::ReactionEvent::Success => ReactionEvent::Success,
            };
            let notify = reaction
                .notify
                .iter()
                .filter_map(|call| self.notify(call))
                .collect();
            reactions.push(Reaction {
                event,
                task: None,
                notify,
                origin: self.origin(clause.span),
            });
        }
        reactions
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
            let found = pipewright_diagnostics::Diagnostic::new(
                &crate::rules::WRONG_KIND,
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
