//! Sides of a comparison: their types, and which compare with each other.

use std::sync::Arc;

use pipewright_model::Operand;
use pipewright_plan::Constant;
use pipewright_syntax::tree::Expression;

use super::{Side, Sides, Special};
use crate::context::Context;
use crate::values::{Kind, Located, Value, is_timestamp};

impl<'a> Context<'_, 'a> {
    /// One side: what its place knows of it, or its value.
    pub(super) fn side(
        &mut self,
        expression: &Expression,
        sides: &mut Sides<'_, 'a>,
    ) -> Option<Side> {
        match sides(self, expression) {
            Special::Side(side) => Some(side),
            Special::Broken => None,
            Special::Other => {
                let value = self.located(expression);
                self.side_of(&value)
            }
        }
    }

    /// A value as one side.
    pub fn side_of(&mut self, value: &Located) -> Option<Side> {
        if let Value::Run(late) = &value.value {
            let Some(operand) = late.operand() else {
                self.incomparable(
                    value.span,
                    format!("engines decide nothing by `{}`", late.name),
                );
                return None;
            };
            return Some(Side {
                operand,
                kind: Kind::of(&late.kind),
                span: value.span,
            });
        }
        let kind = match &value.value {
            Value::Int(_) => Kind::Int,
            Value::Decimal(_) => Kind::Decimal,
            Value::Bool(_) => Kind::Bool,
            Value::Date(_) => Kind::Date,
            Value::Duration(_) => Kind::Duration,
            Value::Size(_) => Kind::Size,
            Value::Text(_) => {
                self.literal_text(value)?;
                Kind::String
            }
            Value::Unknown => {
                self.report.poisoned = true;
                return None;
            }
            other => {
                let what = other.describe();
                self.incomparable(value.span, format!("{what} is not compared"));
                return None;
            }
        };
        if kind == Kind::Duration {
            self.whole_seconds(value)?;
        }
        let constant = constant(&value.value)?;
        Some(Side {
            operand: Operand::Constant(constant),
            kind,
            span: value.span,
        })
    }

    /// The items of a list of values.
    pub(super) fn listed(&mut self, value: &Located) -> Option<Vec<Located>> {
        match &value.value {
            Value::List(list) => Some(Arc::clone(list).items.clone()),
            other => {
                self.mismatch(value.span, "a list of values", other);
                None
            }
        }
    }

    /// Both sides as one type: nothing is converted, but a whole number is a decimal and a text in
    /// the form of a moment is a moment.
    pub(super) fn alike(&mut self, left: Side, right: Side) -> Option<(Side, Side)> {
        if left.kind == Kind::Unknown || right.kind == Kind::Unknown {
            self.report.poisoned = true;
            return None;
        }
        if left.kind == right.kind && !matches!(left.kind, Kind::List(_)) {
            return Some((left, right));
        }
        let numbers = |kind: &Kind| matches!(kind, Kind::Int | Kind::Decimal);
        let found = match (adopt(&left, &right.kind), adopt(&right, &left.kind)) {
            (Some(left), _) => Some((left, right.clone())),
            (None, Some(right)) => Some((left.clone(), right)),
            (None, None) if numbers(&left.kind) && numbers(&right.kind) => {
                return Some((left, right));
            }
            (None, None) => None,
        };
        if found.is_none() {
            let (a, b) = (left.kind.describe(), right.kind.describe());
            self.incomparable(
                right.span,
                format!("{a} and {b} are not compared with each other"),
            );
        }
        found
    }

    /// The constant of a side that must be one.
    pub(super) fn known(&mut self, side: Side) -> Option<Constant> {
        match side.operand {
            Operand::Constant(constant) => Some(constant),
            _ => {
                self.misplaced(
                    side.span,
                    "what follows `in` is known when compiling",
                    "this is known only when a run goes on",
                );
                None
            }
        }
    }
}

/// A constant as another type, where that is no conversion.
fn adopt(side: &Side, kind: &Kind) -> Option<Side> {
    let constant = match (&side.operand, &side.kind, kind) {
        (Operand::Constant(Constant::Int(number)), Kind::Int, Kind::Decimal) => {
            Constant::Decimal(number.to_string())
        }
        (Operand::Constant(Constant::Text(text)), Kind::String, Kind::Timestamp)
            if is_timestamp(text) =>
        {
            Constant::Text(text.clone())
        }
        _ => return None,
    };
    Some(Side {
        operand: Operand::Constant(constant),
        kind: kind.clone(),
        span: side.span,
    })
}

/// A value as a constant of a plan: durations in seconds, sizes in bytes.
pub fn constant(value: &Value) -> Option<Constant> {
    Some(match value {
        Value::Int(number) => Constant::Int(*number),
        Value::Decimal(text) => Constant::Decimal(text.clone()),
        Value::Bool(truth) => Constant::Bool(*truth),
        Value::Date(text) => Constant::Date(text.clone()),
        Value::Duration(millis) => Constant::Int(i64::try_from(millis / 1_000).ok()?),
        Value::Size(bytes) => Constant::Int(i64::try_from(*bytes).ok()?),
        Value::Text(text) => Constant::Text(text.as_literal()?.to_owned()),
        Value::List(list) => {
            let items = list.items.iter().map(|item| constant(&item.value));
            Constant::List(items.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}
