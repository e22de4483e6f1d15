//! Conditions on values: from an expression to a typed condition, decided where all is known.
//!
//! `where`, `when` and `until` share this: [`Context::decision`] reads `and`, `or`, `not`,
//! comparisons, `in` and `matches`; what stands between them is a [`Side`]. Sides that only one
//! place knows (`rows(load)`, the parameter of a `where`) come from a [`Special`].

mod decide;
mod sides;
mod validator;

pub use decide::{Patterns, compiled, decide};
pub use sides::constant;
pub use validator::Validator;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Condition, Operand};
use pipewright_plan::Constant;
use pipewright_source::Span;
use pipewright_syntax::tree::{BinaryOperator, Comparison, Expression, ExpressionKind};

use crate::context::Context;
use crate::pipeline::pattern_problem;
use crate::rules;
use crate::values::Kind;

/// One side of a comparison.
#[derive(Debug, Clone)]
pub struct Side {
    /// As the model has it.
    pub operand: Operand,
    /// Its type.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

/// What a place makes of an expression that only it knows.
pub enum Special {
    /// It is this.
    Side(Side),
    /// It is wrong, which was reported.
    Broken,
    /// The place knows nothing of it: it is a value like any other.
    Other,
}

/// Looks at each side before its value is computed.
pub type Sides<'f, 'a> = dyn FnMut(&mut Context<'_, 'a>, &Expression) -> Special + 'f;

impl<'a> Context<'_, 'a> {
    /// The condition an expression says; what is wrong is reported.
    pub fn decision(
        &mut self,
        expression: &Expression,
        sides: &mut Sides<'_, 'a>,
    ) -> Option<Condition> {
        match &expression.kind {
            ExpressionKind::Chain {
                operator: BinaryOperator::And,
                operands,
            } => self.each_decision(operands, sides).map(Condition::All),
            ExpressionKind::Chain {
                operator: BinaryOperator::Or,
                operands,
            } => self.each_decision(operands, sides).map(Condition::Any),
            ExpressionKind::Not(inner) => {
                let inner = self.decision(inner, sides)?;
                Some(Condition::Not(Box::new(inner)))
            }
            ExpressionKind::Compare {
                left,
                operator,
                right,
            } => self.comparison(left, operator.value, right, sides),
            ExpressionKind::Chain {
                operator: BinaryOperator::In,
                operands,
            } => self.membership(operands, expression.span, sides),
            ExpressionKind::Matches { left, pattern } => self.matching(left, pattern, sides),
            ExpressionKind::Error => {
                self.report.poisoned = true;
                None
            }
            _ => {
                let side = self.side(expression, sides)?;
                if side.kind == Kind::Bool {
                    return Some(Condition::Is(side.operand));
                }
                let what = side.kind.describe();
                self.misplaced(
                    expression.span,
                    &format!("a condition is true or false, and this is {what}"),
                    "compare it with something",
                );
                None
            }
        }
    }

    /// Every operand is looked at, whatever is wrong with those before it.
    fn each_decision(
        &mut self,
        operands: &[Expression],
        sides: &mut Sides<'_, 'a>,
    ) -> Option<Vec<Condition>> {
        let read: Vec<Option<Condition>> = operands
            .iter()
            .map(|operand| self.decision(operand, sides))
            .collect();
        read.into_iter().collect()
    }

    fn comparison(
        &mut self,
        left: &Expression,
        comparison: Comparison,
        right: &Expression,
        sides: &mut Sides<'_, 'a>,
    ) -> Option<Condition> {
        let (left, right) = (self.side(left, sides), self.side(right, sides));
        let (left, right) = self.alike(left?, right?)?;
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if ordered && left.kind == Kind::Bool {
            self.incomparable(right.span, "true and false have no order".to_owned());
            return None;
        }
        Some(Condition::Compare(
            left.operand,
            mark(comparison).to_owned(),
            right.operand,
        ))
    }

    fn membership(
        &mut self,
        operands: &[Expression],
        span: Span,
        sides: &mut Sides<'_, 'a>,
    ) -> Option<Condition> {
        let [value, list] = operands else {
            self.misplaced(span, "`in` asks of one value", "such as `day in [1, 15]`");
            return None;
        };
        let value = self.side(value, sides);
        let list = self.located(list);
        let items = self.listed(&list)?;
        if items.is_empty() {
            self.out_of_range(
                list.span,
                "no value is in an empty list".to_owned(),
                "name the values",
            );
            return None;
        }
        let value = value?;
        let known: Vec<Option<Constant>> = items
            .iter()
            .map(|item| {
                let side = self.side_of(item)?;
                let (_, side) = self.alike(value.clone(), side)?;
                self.known(side)
            })
            .collect();
        Some(Condition::In(
            value.operand,
            known.into_iter().collect::<Option<_>>()?,
        ))
    }

    fn matching(
        &mut self,
        left: &Expression,
        pattern: &Expression,
        sides: &mut Sides<'_, 'a>,
    ) -> Option<Condition> {
        let left = self.side(left, sides);
        let pattern = self.located(pattern);
        let text = self.literal_text(&pattern)?;
        if let Some(why) = pattern_problem(&text) {
            self.report.push(
                Diagnostic::new(&rules::BAD_PATTERN, "this is no pattern", pattern.span, why)
                    .help("patterns are RE2: no look-around, no back-references"),
            );
            return None;
        }
        let left = left?;
        if left.kind != Kind::String {
            let what = left.kind.describe();
            self.incomparable(
                left.span,
                format!("this is {what}, and only text matches a pattern"),
            );
            return None;
        }
        Some(Condition::Matches(left.operand, text))
    }
}

/// A comparison as the model spells it.
pub const fn mark(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}
