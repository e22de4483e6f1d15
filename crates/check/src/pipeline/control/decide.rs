//! Conditions whose outcome is known when compiling: constants and bound parameters decide.

use pipewright_syntax::tree::{BinaryOperator, Expression, ExpressionKind};

use super::super::frames::Unrolled;
use crate::context::{Ambient, Context};
use crate::decision::{Patterns, Special, compiled, decide};
use crate::report::Report;
use crate::values::{Value, mentions};

impl<'a> Context<'_, 'a> {
    /// Whether a condition holds in every run; nothing where only a run knows, or where it is
    /// wrong, which `broken` takes note of and is said when its types are looked at.
    pub fn decided(
        &mut self,
        condition: &Expression,
        unrolled: &Unrolled<'a>,
        patterns: &mut Patterns,
        broken: &mut bool,
    ) -> Option<bool> {
        match &condition.kind {
            ExpressionKind::Chain {
                operator: operator @ (BinaryOperator::And | BinaryOperator::Or),
                operands,
            } => {
                let settles = *operator == BinaryOperator::Or;
                let mut all = Some(!settles);
                for operand in operands {
                    match self.decided(operand, unrolled, patterns, broken) {
                        Some(holds) if holds == settles => return Some(settles),
                        Some(_) => {}
                        None => all = None,
                    }
                }
                all
            }
            ExpressionKind::Not(inner) => self
                .decided(inner, unrolled, patterns, broken)
                .map(|holds| !holds),
            _ => self.decided_alone(condition, unrolled, patterns, broken),
        }
    }

    fn decided_alone(
        &mut self,
        condition: &Expression,
        unrolled: &Unrolled<'a>,
        patterns: &mut Patterns,
        broken: &mut bool,
    ) -> Option<bool> {
        if !self.known_now(condition, unrolled) {
            return None;
        }
        let mut unsaid = Report::default();
        let mut context = Context::new(self.world, &mut unsaid, self.module);
        let condition = context
            .with(self.locals.clone(), Ambient::Plain)
            .decision(condition, &mut |_, _| Special::Other);
        let Some(condition) = condition.filter(|_| !unsaid.poisoned) else {
            *broken = true;
            return None;
        };
        if !compiled(&condition, patterns) {
            return None;
        }
        decide(&condition, &|_| None, patterns)
    }

    /// Whether nothing in an expression waits for a run.
    fn known_now(&self, expression: &Expression, unrolled: &Unrolled<'a>) -> bool {
        !calls(expression)
            && mentions(expression).into_iter().all(|path| {
                let first = path.parts.first().map_or("", |part| part.value.as_str());
                match self.locals.get(first) {
                    Some(local) => !matches!(local.value, Value::Run(_) | Value::Handed(_)),
                    None => first != "run" && !unrolled.mentioned.contains(first),
                }
            })
    }
}

/// Whether something is called in it: `rows(load)`. The parser bounds how deep expressions nest.
fn calls(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Call { .. } => true,
        ExpressionKind::Index { base, key } => calls(base) || calls(key),
        ExpressionKind::Compare { left, right, .. }
        | ExpressionKind::Matches {
            left,
            pattern: right,
        } => calls(left) || calls(right),
        ExpressionKind::Not(inner) => calls(inner),
        ExpressionKind::List(items) => items.iter().any(calls),
        ExpressionKind::Chain { operands, .. } => operands.iter().any(calls),
        _ => false,
    }
}
